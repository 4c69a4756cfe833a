"""Propositional formulas as trees, read and written with as few parentheses as may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from polyglot_synth.logic.formulas import STRENGTH, formulas, postfix
from polyglot_synth.logic.notation import TURNSTILE

MOST_NESTED = 300
"""Signs of a formula whose tree is walked; what is longer may be too deep for Python."""


class Formula(NamedTuple):
    """A letter, or a sign and what it joins."""

    sign: str
    parts: tuple[Formula, ...] = ()


def tree(text: str) -> Formula:
    """Read one formula. Raises FormError.

    >>> tree("p>~q")
    Formula(sign='>', parts=(Formula(sign='p', parts=()), Formula(sign='~', \
parts=(Formula(sign='q', parts=()),))))
    """
    (signs,) = formulas(TURNSTILE + text)
    stack: list[Formula] = []
    for sign in postfix(signs):
        count = {"~": 1}.get(sign, 2) if sign in STRENGTH else 0
        parts = tuple(stack[len(stack) - count :])
        del stack[len(stack) - count :]
        stack.append(Formula(sign, parts))
    return stack.pop()


def spell(formula: Formula, outside: int = 0) -> str:
    """Write a formula; equal signs group to the right.

    >>> [spell(tree(text)) for text in ("(p>(q>r))", "(p>q)>r", "~(p&q)|r", "~((~p))")]
    ['p>q>r', '(p>q)>r', '~(p&q)|r', '~~p']
    """
    sign, parts = formula
    strength = STRENGTH.get(sign, len(STRENGTH))
    if not parts:
        return sign
    if sign == "~":
        return f"~{spell(parts[0], strength)}"
    text = f"{spell(parts[0], strength + 1)}{sign}{spell(parts[1], strength)}"
    return f"({text})" if strength < outside else text


def no(formula: Formula) -> Formula:
    """Negate a formula."""
    return Formula("~", (formula,))


def opposite(formula: Formula) -> Formula:
    """Give the contradictory of a formula, without a double negation.

    >>> spell(opposite(tree("p"))), spell(opposite(tree("~p")))
    ('~p', 'p')
    """
    return formula.parts[0] if formula.sign == "~" else no(formula)


def joined(sign: str, left: Formula, right: Formula) -> Formula:
    """Join two formulas."""
    return Formula(sign, (left, right))


def within(formula: Formula) -> Iterator[Formula]:
    """Give a formula and all formulas inside it."""
    yield formula
    for part in formula.parts:
        yield from within(part)
