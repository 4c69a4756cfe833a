"""Composition and division, ``parts F |- whole F``, decided for a whole of two parts.

``parts F`` says that each part has the property F, ``part F`` that some part has it, ``whole F``
that the whole has it, and ``parts F > whole F`` is the premise that an argument of this kind leaves
out: if each part has it, so does the whole. A model is ``{"whole": False, "parts": [True, True]}``.
Two parts are enough: of any number of parts all, some or none have F, and a whole with one proper
part has another (weak supplementation), so each case stands among two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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

MODELS = tuple(product((False, True), repeat=3))
"""Whether the whole, the first part and the second part have the property."""
_SAID = r"(parts|part|whole)\s+F"
_STATEMENT = re.compile(rf"\s*{_SAID}(?:\s*>\s*{_SAID})?\s*")
_DUE = "'parts F', 'part F', 'whole F' or 'parts F > whole F' is due"


def _read(form: str, text: str) -> tuple[str, str | None]:
    if found := _STATEMENT.fullmatch(text):
        return found.group(1), found.group(2)
    raise misread(form, text.strip(), _DUE)


def _true_of(said: tuple[str, str | None], whole: bool, parts: list[bool]) -> bool:  # noqa: FBT001
    """Tell whether a statement is true of a whole and its parts."""
    values = {"whole": whole, "parts": all(parts), "part": any(parts)}
    first, then = said
    return values[first] if then is None else not values[first] or values[then]


def _argument(form: str) -> Argument:
    if form.count(TURNSTILE) != 1:
        raise FormError(f"In {form!r} stands no single '|-' before one conclusion.")
    premises, conclusion = divide(form)
    read = [_read(form, text) for text in [*premises, conclusion]]
    *before, after = [
        truths(_true_of(said, whole, parts) for whole, *parts in MODELS) for said in read
    ]
    return Argument(tuple(before), after, len(MODELS))


def _model(_: str, number: int) -> Model:
    whole, *parts = MODELS[number]
    return {"whole": whole, "parts": parts}


def _holds(statement: str, model: Mapping[str, Any]) -> bool:
    match model:
        case {"whole": bool(whole), "parts": [_, *_] as parts} if all(
            isinstance(part, bool) for part in parts
        ):
            return _true_of(_read(statement, statement), whole, parts)
    raise ModelError("The model does not say of the whole and of its parts whether they have F.")


PARTS = Family(
    name="parts",
    fits=lambda form: bool(re.match(r"\s*(parts?|whole)\b", form)),
    states=lambda text: bool(_STATEMENT.fullmatch(text)),
    argument=_argument,
    model=_model,
    symbols=lambda _: ("F",),
    divide=divide,
    holds=_holds,
)
