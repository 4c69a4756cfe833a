"""Comparisons, ``a<b, b<c |- a<c``, decided in every weak ordering of what is compared.

``a<b`` says that a comes before b (is less, earlier, nearer), ``a~b`` that they are tied, and ``~``
before either denies it. Small letters are things. A model ranks them, ``{"a": 1, "b": 0}``: equal
ranks are ties, so comparing is a strict weak order. There are finitely many weak orderings of
finitely many things, and any ordered values whatsoever (heights, prices, dates) compare like
their ranks: the search through the ranks is a proof. Orderings with fewest ties come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any

from polyglot_synth.logic.notation import (
    TURNSTILE,
    Argument,
    Family,
    FormError,
    Model,
    ModelError,
    divide,
    misread,
    truths,
)

MOST_THINGS = 6
_STATEMENT = re.compile(r"\s*(~?)\s*([a-z])\s*([<~])\s*([a-z])\s*")
_DUE = "a<b, a~b or ~a<b is due: two small letters with < (before) or ~ (tied) between them"


@cache
def orderings(things: int) -> tuple[tuple[int, ...], ...]:
    """List all weak orderings as ranks without gaps, those with most ranks first.

    >>> orderings(2)
    ((0, 1), (1, 0), (0, 0))
    >>> [len(orderings(things)) for things in range(1, 7)]  # the Fubini numbers
    [1, 3, 13, 75, 541, 4683]
    """
    found = [ranks for ranks in product(range(things), repeat=things) if _without_gaps(ranks)]
    return tuple(sorted(found, key=lambda ranks: (-max(ranks, default=0), ranks)))


def _without_gaps(ranks: tuple[int, ...]) -> bool:
    return len(set(ranks)) == max(ranks, default=-1) + 1


def compared(statement: str, ranks: Mapping[str, int]) -> bool:
    """Tell whether a comparison is true of ranked things.

    >>> compared("a<b", {"a": 0, "b": 1}), compared("~a<b", {"a": 0, "b": 0})
    (True, True)
    """
    denied, left, sign, right = _read(statement, statement)
    said = ranks[left] < ranks[right] if sign == "<" else ranks[left] == ranks[right]
    return said is not bool(denied)


def _read(form: str, text: str) -> tuple[str, ...]:
    if found := _STATEMENT.fullmatch(text):
        return found.groups()
    raise misread(form, text.strip(), _DUE)


def _texts(form: str) -> Iterator[str]:
    if form.count(TURNSTILE) != 1:
        raise FormError(f"In {form!r} stands no single '|-' before one conclusion.")
    premises, conclusion = divide(form)
    yield from (*premises, conclusion)


def _things(form: str) -> tuple[str, ...]:
    """List what is compared, in alphabetical order."""
    found = {thing for text in _texts(form) for thing in _read(form, text)[1::2]}
    if len(found) > MOST_THINGS:
        raise FormError(f"In {form!r} stand {len(found)} letters where at most 6 are compared.")
    return tuple(sorted(found))


def _argument(form: str) -> Argument:
    things, texts = _things(form), list(_texts(form))
    models = [dict(zip(things, ranks, strict=True)) for ranks in orderings(len(things))]
    *premises, conclusion = [truths(compared(text, ranks) for ranks in models) for text in texts]
    return Argument(tuple(premises), conclusion, len(models))


def _model(form: str, number: int) -> Model:
    things = _things(form)
    return dict(zip(things, orderings(len(things))[number], strict=True))


def _holds(statement: str, model: Mapping[str, Any]) -> bool:
    _, left, _, right = _read(statement, statement)
    for thing in (left, right):
        if not isinstance(rank := model.get(thing), int) or isinstance(rank, bool):
            raise ModelError(f"The model does not give {thing!r} a rank, a whole number.")
    return compared(statement, model)


ORDER = Family(
    name="order",
    fits=lambda form: "<" in form,
    states=lambda text: bool(_STATEMENT.fullmatch(text)),
    argument=_argument,
    model=_model,
    symbols=_things,
    divide=divide,
    holds=_holds,
)
