"""Validity, decided by looking at every model of a form for one that refutes it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypedDict

from polyglot_synth.logic.categorical import CATEGORICAL
from polyglot_synth.logic.moods import SYLLOGISTIC
from polyglot_synth.logic.notation import Argument, Family, Model, ModelError, Truths, every
from polyglot_synth.logic.order import ORDER
from polyglot_synth.logic.parts import PARTS
from polyglot_synth.logic.propositional import PROPOSITIONAL
from polyglot_synth.logic.quantifiers import QUANTIFIERS

FAMILIES = (SYLLOGISTIC, CATEGORICAL, ORDER, QUANTIFIERS, PARTS, PROPOSITIONAL)


class Proof(TypedDict):
    """What a row carries as evidence, ready for JSON.

    ``models_searched`` counts models up to and with the refuting one; of a valid form, all.
    """

    form: str
    existential_import: bool
    valid: bool
    counter_model: Model | None
    models_searched: int


def counter_model(form: str, *, existential_import: bool = False) -> Model | None:
    """Give the first model with true premises and a false conclusion, or None: the form is valid.

    With ``existential_import`` all three terms of a syllogism must be inhabited; forms of other
    families have no terms, so for them it changes nothing.

    Raises FormError.

    >>> counter_model("p>q, q |- p")
    {'p': False, 'q': True}
    >>> counter_model("AAA-2")
    {'individuals': [{'S': True, 'M': True, 'P': False}]}
    >>> counter_model("AAI-1")  # all unicorns are horned: nothing says there is one
    {'individuals': []}
    >>> counter_model("AAI-1", existential_import=True) is None
    True
    >>> counter_model("SaP |- PaS")
    {'individuals': [{'S': False, 'M': True, 'P': True}]}
    >>> counter_model("SaP |- pas") is None
    True
    >>> counter_model("a<b, a<c |- b<c")
    {'a': 0, 'b': 2, 'c': 1}
    >>> counter_model("AxEy R |- EyAx R")
    {'domain': [1, 2], 'pairs': [[1, 1], [2, 2]]}
    >>> counter_model("parts F |- whole F")
    {'whole': False, 'parts': [True, True]}
    >>> counter_model("p~q|-q")
    Traceback (most recent call last):
    polyglot_synth.logic.notation.FormError: At character 2 of 'p~q|-q' stands '~' where an \
operator is due.
    """
    number = _first_refuting(form, existential_import)
    return None if number is None else family(form).model(form, number)


def is_valid(form: str, *, existential_import: bool = False) -> bool:
    """Tell whether the conclusion is true in every model of the premises.

    Raises FormError.

    >>> is_valid("p>q, p |- q"), is_valid("p>q, ~p |- ~q"), is_valid("EIO-1")
    (True, False, True)
    """
    return _first_refuting(form, existential_import) is None


def prove(form: str, *, existential_import: bool = False) -> Proof:
    """Give the evidence for a verdict: the model that refutes the form, or how many do not.

    Raises FormError.

    >>> prove("p|q, ~p |- q")["models_searched"]
    4
    >>> prove("IEO-4")["counter_model"]
    {'individuals': [{'S': False, 'M': True, 'P': True}]}
    """
    number = _first_refuting(form, existential_import)
    return {
        "form": form,
        "existential_import": existential_import,
        "valid": number is None,
        "counter_model": None if number is None else family(form).model(form, number),
        "models_searched": _models(form) if number is None else number + 1,
    }


def family(form: str) -> Family:
    """Tell by its notation to which family a form belongs.

    >>> [family(form).name for form in ("AAA-1", "SaP |- PaS", "a<b |- b<a", "p |- p")]
    ['syllogistic', 'categorical', 'order', 'propositional']
    """
    return next(each for each in FAMILIES if each.fits(form))


def stands(argument: Argument) -> Truths:
    """Give the models that make every premise of an argument true."""
    standing = every(argument.models)
    for premise in argument.premises:
        standing &= premise
    return standing


@cache
def _models(form: str) -> int:
    return family(form).argument(form).models


@cache
def _first_refuting(form: str, existential_import: bool) -> int | None:  # noqa: FBT001 - cache key
    """Give the number of the first model that refutes the form: the lowest bit left standing."""
    kind = family(form)
    argument = kind.argument(form)
    refuting = stands(argument) & ~argument.conclusion
    for inhabited in kind.inhabited if existential_import else ():
        refuting &= inhabited
    return (refuting & -refuting).bit_length() - 1 if refuting else None


# What is written in a form, and what a model says of it


def statements(form: str) -> tuple[list[str], str]:
    """Give premises and conclusion as they are written; a mood is written out. Raises FormError.

    >>> statements("p>q, q |- p"), statements("AAA-2")
    ((['p>q', 'q'], 'p'), (['PaM', 'SaM'], 'SaP'))
    """
    kind = family(form)
    kind.argument(form)
    return kind.divide(form)


def letters(form: str) -> tuple[str, ...]:
    """Give what a form's models interpret: letters, terms, things, the relation, the property.

    Raises FormError.

    >>> letters("p>q, q |- p"), letters("AAA-2"), letters("b<a |- a<b"), letters("AxEy R |- EyAx R")
    (('p', 'q'), ('S', 'M', 'P'), ('a', 'b'), ('R',))
    """
    kind = family(form)
    kind.argument(form)
    return kind.symbols(form)


def holds(statement: str, model: Mapping[str, Any]) -> bool:
    """Tell whether one statement is true in one model.

    Raises FormError, and ModelError where the model leaves the statement open.

    >>> holds("p>q", {"p": True, "q": False})
    False
    >>> holds("SiP", {"individuals": [{"S": True, "M": False, "P": True}]})
    True
    """
    return next(each for each in FAMILIES if each.states(statement)).holds(statement, model)


def refutes(form: str, model: Mapping[str, Any], *, existential_import: bool = False) -> bool:
    """Tell whether a model, whoever wrote it, makes all premises true and the conclusion false.

    A model that leaves open what the form speaks of refutes nothing. Raises FormError.

    >>> refutes("p>q, q |- p", {"p": False, "q": True}), refutes("p>q, q |- p", {"q": True})
    (True, False)
    """
    kind, (premises, conclusion) = family(form), statements(form)
    if existential_import and kind.inhabited:
        premises = [*premises, *(f"{term}i{term}" for term in letters(form))]
    settle = CATEGORICAL.holds if kind.inhabited else kind.holds
    try:
        told = [settle(text, model) for text in [*premises, conclusion]]
    except ModelError:
        return False
    return all(told[:-1]) and not told[-1]
