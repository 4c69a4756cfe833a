"""Propositional forms over their truth table: connectives are bit operations on whole columns.

A model is a line of the table, ``{"p": False, "q": True}``; lines are ordered like binary numbers,
letters in alphabetical order, false before true.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from polyglot_synth.logic.formulas import LETTERS, formulas, postfix
from polyglot_synth.logic.notation import (
    TURNSTILE,
    Argument,
    Family,
    Model,
    ModelError,
    Truths,
    divide,
    every,
)

CONNECTIVES: dict[str, Callable[[Truths, Truths, Truths], Truths]] = {
    "&": lambda left, right, _: left & right,
    "|": lambda left, right, _: left | right,
    ">": lambda left, right, everywhere: (everywhere ^ left) | right,
    "=": lambda left, right, everywhere: everywhere ^ left ^ right,
}


def letters(form: str) -> tuple[str, ...]:
    """List the letters of a propositional form in alphabetical order."""
    return tuple(sorted(LETTERS.intersection(form)))


def argument(form: str) -> Argument:
    """Read premises and conclusion and give their truths over the form's truth table."""
    read = [postfix(formula) for formula in formulas(form)]
    models = 1 << len(letters(form))
    columns = {
        letter: _column(models >> place, models)
        for place, letter in enumerate(letters(form), start=1)
    }
    *premises, conclusion = (_value(formula, columns, every(models)) for formula in read)
    return Argument(tuple(premises), conclusion, models)


def _column(run: int, models: int) -> Truths:
    """Give a letter's column of the truth table: ``run`` times false, ``run`` times true, again.

    The column is doubled, not added up, so that a long table costs few steps.

    >>> [bin(_column(run, models=8)) for run in (4, 2, 1)]
    ['0b11110000', '0b11001100', '0b10101010']
    """
    column, width = every(run) << run, 2 * run
    while width < models:
        column |= column << width
        width *= 2
    return column


def _value(postfixed: Sequence[str], columns: Mapping[str, Truths], everywhere: Truths) -> Truths:
    """Give the truths of a formula in postfix order from the columns of its letters.

    >>> bin(_value(["p", "q", ">"], {"p": 0b1100, "q": 0b1010}, everywhere=0b1111))
    '0b1011'
    """
    stack: list[Truths] = []
    for sign in postfixed:
        if sign in columns:
            stack.append(columns[sign])
        elif sign == "~":
            stack.append(everywhere ^ stack.pop())
        else:
            right, left = stack.pop(), stack.pop()
            stack.append(CONNECTIVES[sign](left, right, everywhere))
    return stack.pop()


def _model(form: str, number: int) -> Model:
    places = reversed(range(len(letters(form))))
    return {
        letter: bool(number >> place & 1)
        for place, letter in zip(places, letters(form), strict=True)
    }


def _holds(statement: str, model: Mapping[str, Any]) -> bool:
    """Work a formula out on one line of the truth table.

    >>> _holds("p>~q", {"p": True, "q": True})
    False
    """
    (read,) = formulas(f"{TURNSTILE}{statement}")
    columns = {letter: _settled(letter, model) for letter in letters(statement)}
    return bool(_value(postfix(read), columns, every(1)))


def _settled(letter: str, model: Mapping[str, Any]) -> Truths:
    if not isinstance(value := model.get(letter), bool):
        raise ModelError(f"The model does not say whether {letter!r} is true or false.")
    return int(value)


PROPOSITIONAL = Family(
    name="propositional",
    fits=lambda _: True,
    states=lambda _: True,
    argument=argument,
    model=_model,
    symbols=letters,
    divide=divide,
    holds=_holds,
)
