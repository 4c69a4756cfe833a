"""Categorical statements over three terms, decided in all 256 ways to fill a Venn diagram.

A model names the inhabited regions by one individual each, fewest first:
``{"individuals": [{"S": True, "M": True, "P": False}]}``. The empty universe is among them: it
settles nothing that one individual outside all terms would not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import combinations, product
from typing import Any

from polyglot_synth.logic.notation import (
    TURNSTILE,
    Argument,
    Family,
    FormError,
    Model,
    ModelError,
    Truths,
    divide,
    truths,
)

TERMS = "SMP"
LETTERS = "AEIO"  # all, no, some, some-not
REGIONS = tuple(product((True, False), repeat=len(TERMS)))
UNIVERSES = tuple(
    universe for size in range(len(REGIONS) + 1) for universe in combinations(REGIONS, size)
)
_OPENING = re.compile(r"\s*[SMP][aeio]")
_STATEMENT = re.compile(r"\s*([SMPsmp])([aeio])([SMPsmp])\s*")


@cache
def categorical(letter: str, terms: str) -> Truths:
    """Give the truths of a categorical statement, such as A of "SP": all S are P.

    >>> categorical("A", "SP") & categorical("O", "SP")  # contradictories
    0
    """
    return truths(true_in(letter, terms, universe) for universe in UNIVERSES)


def true_in(letter: str, terms: str, universe: Iterable[tuple[bool, ...]]) -> bool:
    """Tell whether a categorical statement is true in a universe.

    E and I look for a subject with the predicate, A and O for one without it; I and O say that
    there is one, A and E that there is none.
    """
    found = any(
        _falls_under(one, terms[0]) and _falls_under(one, terms[1]) is (letter in "EI")
        for one in universe
    )
    return found is (letter in "IO")


def _falls_under(individual: tuple[bool, ...], term: str) -> bool:
    """Tell whether an individual falls under a term, or for a small letter its complement."""
    return individual[TERMS.index(term.upper())] is term.isupper()


INHABITED = tuple(categorical("I", 2 * term) for term in TERMS)
"""Existential import as three more premises: some S is S, some M is M, some P is P."""


def read(form: str, text: str) -> tuple[str, str]:
    """Read one statement as its letter and its terms. Raises FormError where it is none.

    >>> read("SaP |- PaS", " PaS ")
    ('A', 'PS')
    """
    if found := _STATEMENT.fullmatch(text):
        subject, letter, predicate = found.groups()
        return letter.upper(), subject + predicate
    raise FormError(
        f"In {form!r} stands {text.strip()!r} where a statement such as SaP is due: two of the "
        "terms S, M and P, or s, m and p, with a, e, i or o between them."
    )


def _argument(form: str) -> Argument:
    """Read a categorical argument that is written out, such as ``SaP |- PaS``."""
    before, _, after = form.partition(TURNSTILE)
    texts = [*filter(str.strip, before.split(",")), after]
    *premises, conclusion = [categorical(*read(form, text)) for text in texts]
    return Argument(tuple(premises), conclusion, len(UNIVERSES))


def model(_: str, number: int) -> Model:
    """Write universe ``number`` out."""
    return {"individuals": [dict(zip(TERMS, region, strict=True)) for region in UNIVERSES[number]]}


def _terms(form: str) -> tuple[str, ...]:
    """List the terms of an argument; a complement is its term's.

    >>> _terms("SaP |- pas")
    ('S', 'P')
    """
    premises, conclusion = divide(form)
    said = {term.upper() for text in [*premises, conclusion] for term in read(form, text)[1]}
    return tuple(term for term in TERMS if term in said)


def _holds(statement: str, model: Mapping[str, Any]) -> bool:
    """Look a statement up among the individuals of a model.

    >>> _holds("SaP", {"individuals": [{"S": True, "P": False}]})
    False
    """
    letter, terms = read(statement, statement)
    if not isinstance(individuals := model.get("individuals"), list):
        raise ModelError("The model does not say which individuals there are.")
    return true_in(letter, terms, [_region(one, terms.upper()) for one in individuals])


def _region(individual: object, terms: str) -> tuple[bool, ...]:
    """Place an individual in the Venn diagram; what it does not say of other terms is no matter."""
    under = individual if isinstance(individual, dict) else {}
    for term in terms:
        if not isinstance(under.get(term), bool):
            raise ModelError(f"The model does not say of every individual whether it is {term}.")
    return tuple(under.get(term, False) for term in TERMS)


CATEGORICAL = Family(
    name="categorical",
    fits=lambda form: TURNSTILE in form and bool(_OPENING.match(form)),
    states=lambda text: bool(_STATEMENT.fullmatch(text)),
    argument=_argument,
    model=model,
    symbols=_terms,
    divide=divide,
    holds=_holds,
    inhabited=INHABITED,
)
