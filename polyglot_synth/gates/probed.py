"""What was probed before a run: a score for each wording, frozen, given to all of its rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl

from polyglot_synth.check import Scores
from polyglot_synth.language import PackFile

INSTALL = "pip install 'polyglot-synth[drafts]'"
Table = dict[str, Any]  # by language what was probed


def lacking(*needs: str) -> list[str]:
    """Name the packages that are needed and not installed."""
    return [name for name in needs if find_spec(name) is None]


def unchecked(own: Mapping[str, Any]) -> str:
    """Say why nothing of what was probed of a language is evidence."""
    whys = " and ".join(sorted(own["no_evidence"].values(), reverse=True))
    return f"Meaning is unchecked by machine: {whys}."


def read(file: Path) -> Table:
    """Read what was probed."""
    found: Table = json.loads(file.read_text(encoding="utf-8"))
    return found


class Probed:
    """Gives each row the score of its wording by one measure; null where it is no evidence."""

    def __init__(self, measure: str, probed: str | None) -> None:
        self.measure = measure
        self.table = read(Path(probed)) if probed else {}

    def __call__(self, batch: pl.DataFrame, pack: PackFile) -> Scores:
        """Look scores up; nothing is computed here."""
        found = self.table.get(pack.tag, {})
        if self.measure not in found.get("evidence", ()):
            return Scores(pl.repeat(None, batch.height, dtype=pl.Float64, eager=True))
        scores = {name: each[self.measure] for name, each in found["wordings"].items()}
        names = batch.select(pl.concat_str("concept", "wording", separator="/")).to_series()
        values = names.replace_strict(scores, default=None, return_dtype=pl.Float64)
        said = f"its wording, probed on {{}} rows, scores {{}} by {self.measure}"
        counts = {name: each["numbers"] for name, each in found["wordings"].items()}
        reasons = pl.select(
            pl.format(said, names.replace_strict(counts, default=0), values.round(4))
        ).to_series()
        return Scores(values, reasons)
