"""Human text as rows of ours, so that one schema holds all that a run writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from polyglot_synth.config import named
from polyglot_synth.golden.files import FILE
from polyglot_synth.golden.licences import licence_class
from polyglot_synth.sample import SCHEMA, row_ids
from polyglot_synth.tables import ROW

NAME = "golden"  # the concept and the kind of these rows
# They count as reviewed: a wording is reviewed when a speaker has read it, and who wrote it has.
_SAME = {
    "concept": NAME,
    "face": "only",
    "kind": NAME,
    "label_source": "human",
    "made_by": "human",
    "reviewed": True,
    "depth": 0,
}


def golden_rows(rows: pl.DataFrame, tag: str, start: int = 0) -> pl.DataFrame:
    """Write rows that `read_golden` gave, numbered from `start`; what is not known is null."""
    numbers = pl.Series("number", range(start, start + rows.height), dtype=pl.Int64)
    known = rows.select(
        *("domain", "language", "prompt", "response", "answer"),
        row_ids(NAME, "only", numbers, tag).alias("id"),
        numbers,
        pl.Series("licence", map(licence_class, rows["licence"]), dtype=pl.String),
        pl.Series("evidence", map(_evidence, rows.iter_rows(named=True)), dtype=pl.String),
        **{name: pl.lit(value) for name, value in _SAME.items()},
    )
    null = {name: pl.lit(None) for name in SCHEMA if name not in known.columns}
    return known.with_columns(**null).select(pl.col(name).cast(t) for name, t in SCHEMA.items())


def _evidence(row: Mapping[str, Any]) -> str:
    """Say where a row is from."""
    said = {name: row[name] for name in ("author", "licence", "source", ROW) if row[name]}
    said["file"] = named(Path(row[FILE]))
    return json.dumps(said, ensure_ascii=False, sort_keys=True)
