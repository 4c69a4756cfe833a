"""Cases: the counter-model of a concept's fallacy, as facts about its own slots."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from polyglot_synth.concept import Argument, Concept, Statement
from polyglot_synth.logic import Assignment, Model, counter_model


def case_of(concept: Concept, argument: Argument) -> Iterator[Statement]:
    """Give the facts of the first model that refutes the fallacy, each slot said once.

    A model of terms has one individual, of which the facts are told.
    """
    bind = concept.file.faces["invalid"].bind
    form, assume = argument.form(bind), concept.file.existential_import
    truths = one_case(counter_model(form, existential_import=assume))
    for slot, letter in argument.letters(bind).items():
        yield Statement("x" if truths[letter] else "~x", (slot,))


def one_case(model: Model | None) -> Assignment:
    """Give the truths of a model, or of the one individual that a model of terms has."""
    assert model is not None, "a fallacy has a counter-model"
    individuals: Any = model.get("individuals")
    return individuals[0] if individuals else cast("Assignment", model)
