"""Lines of a sheet and their marks.

A line carries a mark, by which it is known again when the sheet comes back: the language, which row
it is, and the hashes of what it says and of what is judged as the pack had it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from polyglot_synth.review.judgeable import Judgeable


class Line(NamedTuple):
    """One line to judge: `wording` is the name of what it shows, `sentence` prompt and response."""

    wording: str
    mark: str
    sentence: str


def line(name: str, judged: Judgeable, row: Mapping[str, Any]) -> Line:
    """Write the line of a row that shows what is judged."""
    sentence = f"{row['prompt']}\n\n{row['response']}"
    parts = (row["language"], row["face"], str(row["number"]))
    return Line(name, ":".join((*parts, said_hash(name, sentence), judged.hash)), sentence)


def said_hash(wording: str, sentence: str) -> str:
    """Hash what a line says, whatever a spreadsheet does to spaces and line ends."""
    plain = " ".join(unicodedata.normalize("NFC", sentence).split())
    return hashlib.sha256(f"{wording}\n{plain}".encode()).hexdigest()[:8]
