"""What stands on a speaker's sheet: examples of each wording and frame that nobody has read yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from polyglot_synth.chance import key
from polyglot_synth.errors import Mendable
from polyglot_synth.inputs import Inputs
from polyglot_synth.language import Composed, LanguagePack, PackFile, Wording
from polyglot_synth.review.framed import Framed, chosen, shown_by
from polyglot_synth.review.judgeable import judgeable
from polyglot_synth.review.marks import Line, line
from polyglot_synth.say import Sayer
from polyglot_synth.sheetwords import Review

_CANDIDATES = 600  # numbers among which examples are looked for
_EACH = 2


def sheet_words(pack: LanguagePack) -> Review:
    """Give what the pack says on a sheet. Raises `Mendable` where it says nothing."""
    if pack.model.review is None:
        sentence = (
            "the pack has no words for a speaker's sheet; add a section `review:` with name, "
            "instructions, columns and words, as in swh_Latn.yaml"
        )
        raise Mendable.saying(sentence, file=pack.file)
    return pack.model.review


def lines(inputs: Inputs, tag: str, seed: int) -> list[Line]:
    """Say all that no speaker has read: a wording twice, a frame some times, in faces and styles.

    Raises `Mendable` where nothing is left to read.
    """
    pack = inputs.packs[tag].model
    judged = judgeable(pack)
    found = [
        line(name, judged[name], row)
        for name, row in (*_written(inputs, pack, seed), *_framed(inputs, pack, seed))
    ]
    if not found:
        raise Mendable.saying(f"{tag} has no wording that waits for a reader")
    return found


def _written(inputs: Inputs, pack: PackFile, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give two rows of each wording that was written, with its name."""
    for concept in inputs.concepts:
        own = [said for said in pack.said(concept) if not isinstance(said, Composed)]
        if not all(wording.reviewed_by for wording in own):
            rows = _rows(inputs, pack, concept, own, seed)
            for wording in own:
                said = rows.filter(pl.col("wording") == wording.id).to_dicts()
                unread = [] if wording.reviewed_by else _unlike(said)
                yield from ((wording.read_as(concept), row) for row in unread)


def _framed(inputs: Inputs, pack: PackFile, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the rows that show the frames, with the frame's name."""
    found: list[Framed] = []
    for name, concept in inputs.concepts.items():
        composed = [said for said in pack.said(name) if isinstance(said, Composed)]
        if unread := [said for said in composed if not said.reviewed_by]:
            rows = _rows(inputs, pack, name, unread, seed)
            found.extend(shown_by(concept, pack, unread, rows))
    yield from ((each.frame, each.row) for each in chosen(found))


def _rows(
    inputs: Inputs, pack: PackFile, concept: str, said: list[Wording] | list[Composed], seed: int
) -> pl.DataFrame:
    """Say a concept in these wordings alone."""
    only = pack.model_copy(update={"wording": {concept: said}})
    sayer = Sayer(inputs.concepts[concept], only, inputs.pivot.model, inputs.lexicons, seed)
    return sayer.batch(np.arange(min(_CANDIDATES, sayer.drawer.capacity), dtype=np.int64))


def _unlike(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Choose rows of other numbers, with a reason, and of another face and style if there is."""
    taken: list[dict[str, Any]] = []
    while rows and len(taken) < _EACH:
        faces, styles = ({row[column] for row in taken} for column in ("face", "style"))
        best = min(
            rows,
            key=lambda row: (
                row["style"] == "label_only",
                row["face"] in faces,
                row["style"] in styles,
            ),
        )
        taken.append(best)
        rows = [row for row in rows if row["number"] != best["number"]]
    yield from taken


def shuffled(found: list[Line], seed: int, reader: int) -> list[Line]:
    """Put lines in an order of each reader's own, so that not all tire on the same ones."""
    return sorted(found, key=lambda line: key(seed, "review", str(reader), line.mark))
