"""How forms are written: what all families of arguments share, and what is said of bad text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

Truths: TypeAlias = int
"""Bit k tells whether a statement is true in model k."""

Assignment: TypeAlias = dict[str, bool]
"""``{"p": False, "q": True}``."""

Model: TypeAlias = dict[str, Any]
"""What settles every statement of a form, ready for JSON; each family says how it is written."""

TURNSTILE = "|-"


class FormError(ValueError):
    """A form that cannot be read: one sentence that names the character or the statement."""


class ModelError(ValueError):
    """A model that leaves open what a statement speaks of: one sentence."""


class Token(NamedTuple):
    """A sign and the character it starts at, counted from 1; the sign of the form's end is ''."""

    sign: str
    character: int


class Argument(NamedTuple):
    """Premises and conclusion as truths in ``models`` models."""

    premises: tuple[Truths, ...]
    conclusion: Truths
    models: int


class Family(NamedTuple):
    """A way to write arguments that has finitely many models, so that a search through them proves.

    ``fits`` knows the family's forms and ``states`` its single statements; ``argument`` reads a
    form, ``model`` writes one of its models out, ``symbols`` lists what a model interprets,
    ``divide`` gives premises and conclusion as written, ``holds`` settles a statement in a model;
    ``inhabited`` says of each term that something falls under it.
    """

    name: str
    fits: Callable[[str], bool]
    states: Callable[[str], bool]
    argument: Callable[[str], Argument]
    model: Callable[[str, int], Model]
    symbols: Callable[[str], tuple[str, ...]]
    divide: Callable[[str], tuple[list[str], str]]
    holds: Callable[[str, Mapping[str, Any]], bool]
    inhabited: tuple[Truths, ...] = ()


def every(models: int) -> Truths:
    """Give the truths of what is true in every model."""
    return (1 << models) - 1


def truths(verdicts: Iterable[bool]) -> Truths:
    """Pack verdicts, the first into the lowest bit.

    >>> truths([True, False, True])
    5
    """
    return sum(verdict << number for number, verdict in enumerate(verdicts))


def divide(form: str) -> tuple[list[str], str]:
    """Give premises and conclusion as they are written.

    >>> divide("p>q,  q |- p")
    (['p>q', 'q'], 'p')
    """
    before, _, after = form.partition(TURNSTILE)
    return [text.strip() for text in before.split(",") if text.strip()], after.strip()


def join(premises: Iterable[str], conclusion: str) -> str:
    """Write premises and a conclusion as a form.

    >>> join(["p>q", "q"], "p"), join([], "p|~p")
    ('p>q, q |- p', '|- p|~p')
    """
    return f"{', '.join(premises)} {TURNSTILE} {conclusion}".lstrip()


def refusal(form: str, token: Token, due: str) -> FormError:
    """Say what stands where something else is due."""
    found = f"stands {token.sign!r}" if token.sign else "the form ends"
    return FormError(f"At character {token.character} of {form!r} {found} where {due} is due.")


def misread(form: str, text: str, due: str) -> FormError:
    """Say which statement of a form is none of its family."""
    return FormError(f"In {form!r} stands {text!r} where a statement such as {due}.")
