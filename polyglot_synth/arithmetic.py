"""Arithmetic that a concept may write: whole numbers, names, + - * // % and parentheses."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

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
    found: set[str] = set()
    _walk(_parse(expression), lambda name: found.add(name) or 1)  # type: ignore[func-returns-value]
    return found


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
    raise ValueError(
        f"'{ast.unparse(node)}' is no arithmetic; only + - * // % and names stand here"
    )
