"""What stands on a speaker's sheet: two examples of each wording that nobody has read yet.

A line carries a mark, by which it is known again when the sheet comes back: the language, which row
it is, and the hashes of what it says and of the wording as the pack had it.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from polyglot_synth.chance import key
from polyglot_synth.errors import Mendable
from polyglot_synth.inputs import Inputs
from polyglot_synth.language import LanguagePack, Wording
from polyglot_synth.say import Sayer
from polyglot_synth.sheetwords import Review

_CANDIDATES = 600  # numbers among which examples are looked for
_EACH = 2


class Line(NamedTuple):
    """One line to judge: `wording` is ``concept/id``, `sentence` prompt and response as said."""

    wording: str
    mark: str
    sentence: str


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
    """Say every wording that no speaker has read, twice: each face, and two styles.

    Raises `Mendable` where nothing is left to read.
    """
    pack = inputs.packs[tag].model
    found: list[Line] = []
    for name in inputs.sayable(tag):
        unread = {w.id: w for w in pack.said(name) if not w.reviewed_by}
        sayer = Sayer(inputs.concepts[name], pack, inputs.pivot.model, inputs.lexicons, seed)
        numbers = np.arange(min(_CANDIDATES, sayer.drawer.capacity), dtype=np.int64)
        rows = sayer.batch(numbers)
        for wording in unread.values():
            said = rows.filter(pl.col("wording") == wording.id).to_dicts()
            found.extend(_line(name, wording, row) for row in _unlike(said))
    if not found:
        raise Mendable.saying(f"{tag} has no wording that waits for a reader")
    return found


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


def _line(concept: str, wording: Wording, row: dict[str, Any]) -> Line:
    name, sentence = f"{concept}/{wording.id}", f"{row['prompt']}\n\n{row['response']}"
    parts = (row["language"], row["face"], str(row["number"]))
    return Line(
        name, ":".join((*parts, said_hash(name, sentence), wording_hash(wording))), sentence
    )


def said_hash(wording: str, sentence: str) -> str:
    """Hash what a line says, whatever a spreadsheet does to spaces and line ends."""
    plain = " ".join(unicodedata.normalize("NFC", sentence).split())
    return hashlib.sha256(f"{wording}\n{plain}".encode()).hexdigest()[:8]


def wording_hash(wording: Wording) -> str:
    """Hash how the pack words it; who has read it is no part of that."""
    said = wording.model_dump(exclude={"reviewed_by", "out"})
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def shuffled(found: list[Line], seed: int, reader: int) -> list[Line]:
    """Put lines in an order of each reader's own, so that not all tire on the same ones."""
    return sorted(found, key=lambda line: key(seed, "review", str(reader), line.mark))
