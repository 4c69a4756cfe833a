"""What a wording's pieces ask for, as places that a translation must hold a filler in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from polyglot_synth.concept import CLOCK
from polyglot_synth.wording import Piece

_FORM = re.compile(r"(\w+)\.(\w+)(?: \| cap)?$")
_NUMBER = re.compile(r"(\w+) \| num$")
_COUNT = re.compile(r"(\w+) \| count\((\w+)\)(?: \| cap)?$")
_OF = re.compile(r"(\w+) \| of\((\w+)\)(?: \| cap)?$")


class NotLiftable(Exception):  # noqa: N818 - a text that stays untranslated, told in one sentence
    """A text that cannot be drafted, and why."""


@dataclass(frozen=True)
class Place:
    """A filler's place: a slot in some form, a number, or a noun that agrees with a number."""

    slot: str
    form: str = ""
    counted_by: str = ""

    @property
    def is_number(self) -> bool:
        """Whether digits stand here."""
        return not (self.form or self.counted_by)


def places(pieces: Sequence[Piece], holds: dict[str, str]) -> list[Place]:
    """List the places of a text in order. Raises `NotLiftable` for what no translator can hold."""
    return [place for piece in pieces if piece.slots for place in _of(piece, holds)]


def _of(piece: Piece, holds: dict[str, str]) -> Iterator[Place]:
    if any(holds.get(slot) == CLOCK for slot in piece.slots):
        raise NotLiftable("it says a time of day, and a draft has no clock")
    if found := _FORM.match(piece.source):
        yield Place(found[1], form=found[2])
    elif found := _NUMBER.match(piece.source):
        yield Place(found[1])
    elif found := _COUNT.match(piece.source):
        yield Place(found[2])
        yield Place(found[1], counted_by=found[2])
    elif found := _OF.match(piece.source):
        yield Place(found[1], counted_by=found[2])
    else:
        raise NotLiftable(
            _WHY.get(_filter(piece.source), f"{{{{ {piece.source} }}}} is not lifted")
        )


_WHY = {
    "count": "it says numbers in words, and a draft has no numerals",
    "agree": "a word in it agrees with a person, in the source language's own way",
    "program": "it holds code",
}


def _filter(source: str) -> str:
    return next((name for name in _WHY if name in source), "")
