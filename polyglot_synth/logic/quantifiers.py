"""Two quantifiers over one relation, ``AxEy R |- EyAx R``, decided in every small relation.

A statement is a prefix over ``R``, which is R(x,y): ``AxEy R`` for every x there is a y, ``EyAx R``
there is one y for every x, and so on. A model lists a domain, at least one thing, and the pairs
that are related: ``{"domain": [1, 2], "pairs": [[1, 1], [2, 2]]}``.

Three things are enough. With ``AxEy`` the statements lie outside the Bernays-Schoenfinkel class
(there no "there is" follows an "every"), but two variables have the finite model property (Mortimer
1975), and here the bound is small. Draw R as a square of ones and zeros. No statement asks whether
x is y, so rows and columns are two lists apart, and each says one of: some row (column) is all
ones; every row (column) has a one; all is ones; there is a one. So what is true is settled by
whether all is ones or all zeros and, if neither, by which of these there are: full rows, full
columns, empty rows, empty columns. A full row excludes an empty column, and a full column an empty
row. What is left: all ones or all zeros (side 1 will do); none of the four or two that agree (side
2: ``10 01``, ``11 10``, ``11 00``, ``10 10``, ``10 00``); one of the four alone (side 3: ``111 100
010`` has only a full row).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from polyglot_synth.logic.notation import (
    TURNSTILE,
    Argument,
    Family,
    FormError,
    Model,
    ModelError,
    Truths,
    divide,
    misread,
    truths,
)

LARGEST_DOMAIN = 3
PREFIXES = ("AxEy", "EyAx", "ExAy", "AyEx", "AxAy", "AyAx", "ExEy", "EyEx")
_STATEMENT = re.compile(rf"\s*({'|'.join(PREFIXES)})\s*R\s*")
_DUE = "AxEy R is due: A (every) or E (some) before x and before y, in either order, then R"
_QUANTIFIER: dict[str, Callable[[Iterator[bool]], bool]] = {"A": all, "E": any}


class Relation(NamedTuple):
    """A relation on the things 1 to ``size``."""

    size: int
    pairs: frozenset[tuple[int, int]]


@cache
def relations(largest: int) -> tuple[Relation, ...]:
    """List every relation on up to ``largest`` things, small domains first, then few pairs.

    >>> [len(relations(size)) for size in (1, 2, 3)]
    [2, 18, 530]
    """
    return tuple(
        relation for size in range(1, largest + 1) for relation in sorted(_on(size), key=_order)
    )


def _on(size: int) -> Iterator[Relation]:
    squares = list(product(range(1, size + 1), range(1, size + 1)))
    for chosen in product((False, True), repeat=len(squares)):
        yield Relation(
            size, frozenset(s for s, taken in zip(squares, chosen, strict=True) if taken)
        )


def _order(relation: Relation) -> tuple[int, list[tuple[int, int]]]:
    return len(relation.pairs), sorted(relation.pairs)


def related(prefix: str, relation: Relation) -> bool:
    """Tell whether a prefix is true of a relation.

    >>> equal = Relation(2, frozenset({(1, 1), (2, 2)}))
    >>> related("AxEy", equal), related("EyAx", equal)
    (True, False)
    """
    outer, first, inner = prefix[0], prefix[1], prefix[2]
    things = range(1, relation.size + 1)

    def pair(one: int, other: int) -> tuple[int, int]:
        return (one, other) if first == "x" else (other, one)

    return _QUANTIFIER[outer](
        _QUANTIFIER[inner](pair(one, other) in relation.pairs for other in things) for one in things
    )


@cache
def _truths(prefix: str) -> Truths:
    return truths(related(prefix, relation) for relation in relations(LARGEST_DOMAIN))


def _read(form: str, text: str) -> str:
    if found := _STATEMENT.fullmatch(text):
        return found.group(1)
    raise misread(form, text.strip(), _DUE)


def _argument(form: str) -> Argument:
    if form.count(TURNSTILE) != 1:
        raise FormError(f"In {form!r} stands no single '|-' before one conclusion.")
    premises, conclusion = divide(form)
    *before, after = [_truths(_read(form, text)) for text in [*premises, conclusion]]
    return Argument(tuple(before), after, len(relations(LARGEST_DOMAIN)))


def _model(_: str, number: int) -> Model:
    relation = relations(LARGEST_DOMAIN)[number]
    return {
        "domain": list(range(1, relation.size + 1)),
        "pairs": [list(pair) for pair in sorted(relation.pairs)],
    }


def _holds(statement: str, model: Mapping[str, Any]) -> bool:
    """Settle a statement in a relation whose things may be anything."""
    domain, pairs = model.get("domain"), model.get("pairs")
    if not isinstance(domain, list) or not domain or not isinstance(pairs, list):
        raise ModelError("The model does not list a domain of at least one thing, and its pairs.")
    places = [_places(pair, domain) for pair in pairs]
    return related(_read(statement, statement), Relation(len(domain), frozenset(places)))


def _places(pair: object, domain: list[object]) -> tuple[int, int]:
    match pair:
        case [one, other] if one in domain and other in domain:
            return domain.index(one) + 1, domain.index(other) + 1
    raise ModelError(f"The model relates {pair!r}, which is not a pair of things of its domain.")


QUANTIFIERS = Family(
    name="quantifiers",
    fits=lambda form: TURNSTILE in form and bool(re.match(r"\s*[AE][xy]", form)),
    states=lambda text: bool(_STATEMENT.fullmatch(text)),
    argument=_argument,
    model=_model,
    symbols=lambda _: ("R",),
    divide=divide,
    holds=_holds,
)
