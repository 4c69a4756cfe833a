"""Which texts show a frame: two of each matter, and over the sheet all that a pack says in frames.

A frame is read with what stands in it: the ways of each shape of statement, asides, answers. To
know which of these a text shows, arguments are put together once more with a number before each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, NamedTuple

import polars as pl

from polyglot_synth.arguments import Arguments
from polyglot_synth.compose import composed
from polyglot_synth.concept import Concept
from polyglot_synth.language import Composed, PackFile

_EACH = 2  # texts of a frame about clauses, and so about nouns
_NUMBER = re.compile("\ue000([0-9]+)\ue001")


class Framed(NamedTuple):
    """A text that may show a frame: what it speaks of, its row, the numbers of what it says."""

    frame: str
    about: str
    row: dict[str, Any]
    shows: frozenset[int]


def shown_by(
    concept: Concept, pack: PackFile, wordings: Sequence[Composed], rows: pl.DataFrame
) -> Iterator[Framed]:
    """List the texts of a concept, one of each wording, face and style."""
    told = concept.file.argument
    assert told is not None
    frames = {said.id: said.read_as(concept.id) for said in wordings}
    marked = {said.id: said for said in composed(concept, _marked(pack))}
    several = rows.unique(["wording", "face", "style"], keep="first", maintain_order=True)
    for row in several.iter_rows(named=True):
        shows = _shows(marked[row["wording"]], row["face"], row["style"])
        yield Framed(frames[row["wording"]], told.about, row, shows)


def _marked(pack: PackFile) -> PackFile:
    """Put a number before each text that stands in frames."""
    numbers = count()

    def mark(said: Any) -> Any:  # noqa: ANN401 - whatever the section holds
        if isinstance(said, str):
            return f"\ue000{next(numbers)}\ue001{said}"
        if isinstance(said, list):
            return [mark(each) for each in said]
        return {name: mark(each) for name, each in said.items()}

    assert pack.arguments is not None
    told = mark(pack.arguments.model_dump(exclude={"frames"}))
    frames = [frame.model_dump(by_alias=True) for frame in pack.arguments.frames]
    arguments = Arguments.model_validate({"frames": frames, **told})
    return pack.model_copy(update={"arguments": arguments})


def _shows(wording: Composed, face: str, style: str) -> frozenset[int]:
    """Read which numbers stand in a text of a wording."""
    response = wording.responses[face]
    reason = "" if style == "label_only" else response.reason
    said = f"{wording.prompt} {response.verdict} {reason}"
    return frozenset(map(int, _NUMBER.findall(said)))


def chosen(texts: Sequence[Framed]) -> list[Framed]:
    """Choose two texts of each frame and matter, then more, until all that can be shown is."""
    taken: list[Framed] = []
    for frame, about in dict.fromkeys((each.frame, each.about) for each in texts):
        of_it = [each for each in texts if (each.frame, each.about) == (frame, about)]
        beside: list[Framed] = []
        while len(beside) < _EACH and (left := [each for each in of_it if each not in beside]):
            beside.append(_best(left, beside, [*taken, *beside]))
        taken += beside
    while missing := _all_of(texts) - _all_of(taken):
        taken.append(max(texts, key=lambda each: len(each.shows & missing)))
    return taken


def _best(texts: Sequence[Framed], beside: Sequence[Framed], taken: Sequence[Framed]) -> Framed:
    """Choose a text unlike those beside it, which shows most that none of those taken shows."""
    shown, often = _all_of(taken), Counter(each.row["concept"] for each in taken)
    seen = {
        column: {each.row[column] for each in beside} for column in ("face", "concept", "style")
    }

    def rank(text: Framed) -> tuple[int, ...]:
        row = text.row
        known = (row[name] in values for name, values in seen.items())
        return (
            row["style"] == "label_only",
            *known,
            -len(text.shows - shown),
            often[row["concept"]],
        )

    return min(texts, key=rank)


def _all_of(texts: Sequence[Framed]) -> frozenset[int]:
    return frozenset().union(*(each.shows for each in texts))
