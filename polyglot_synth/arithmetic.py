"""Arithmetic that a concept may write: whole numbers, names, + - * // % and parentheses."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

_MOST = 1_000_000_000  # so that products stay within 64 bits

_OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}


def names_in(expression: str) -> set[str]:
    """Name what an expression needs; ``op.sums`` counts as one name.

    Raises ``ValueError`` with a sentence when it is no arithmetic.

    >>> sorted(names_in("op.sums * (k + 1)"))
    ['k', 'op.sums']
    """
    return set(_names(_parse(expression)))


def evaluate(expression: str, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - ints or arrays
    """Evaluate over whole numbers or numpy arrays of them.

    >>> evaluate("n * (k - 1)", {"n": 3, "k": 5})
    12
    """
    return _walk(_parse(expression), values.__getitem__)


@cache
def _parse(expression: str) -> ast.expr:
    try:
        return ast.parse(expression, mode="eval").body
    except SyntaxError:
        raise ValueError(f"'{expression}' is no arithmetic; write such as 'n - k'") from None


def _names(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=int() as number) if number <= _MOST:
            return
        case ast.Name(id=name):
            yield name
        case ast.Attribute(value=ast.Name(id=name), attr=field):
            yield f"{name}.{field}"
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATIONS:
            yield from _names(left)
            yield from _names(right)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield from _names(operand)
        case _:
            raise ValueError(
                f"'{ast.unparse(node)}' is no arithmetic; only + - * // % (), names and numbers "
                f"up to {_MOST:,} stand here"
            )


def _walk(node: ast.expr, value_of: Callable[[str], Any]) -> Any:  # noqa: ANN401 - ints or arrays
    match node:
        case ast.Constant(value=int() as number):
            return number
        case ast.Name(id=name):
            return value_of(name)
        case ast.Attribute(value=ast.Name(id=name), attr=field):
            return value_of(f"{name}.{field}")
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATIONS:
            return _OPERATIONS[type(sign)](_walk(left, value_of), _walk(right, value_of))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_walk(operand, value_of)
    raise ValueError(f"'{ast.unparse(node)}' is no arithmetic")
