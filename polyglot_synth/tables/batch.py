"""What every kind of file gives: batches of its rows, and its columns; nothing is dropped.

A row that cannot be read keeps its place: its columns are null, `fault` says why, and `raw_row`
holds what stands in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import polars as pl

from polyglot_synth.errors import Mendable

ROW, FAULT, RAW = "row", "fault", "raw_row"
MARKS = pl.Schema({ROW: pl.Int64, FAULT: pl.String, RAW: pl.String})
COLUMNS = 2_000  # more are refused
ROWS_A_BATCH = 10_000
BYTES_A_BATCH = 32 * 1024 * 1024
_CELLS_A_BATCH = 1_000_000


@dataclass(frozen=True)
class Column:
    """A column of a file: how it is kept, what it holds in words, and whether any of it is text."""

    dtype: pl.DataType
    holds: str
    is_text: bool


class Batch(NamedTuple):
    """Rows of a file: its own columns, and beside them `row`, `fault` and `raw_row`."""

    own: pl.DataFrame
    marks: pl.DataFrame


class Table(Protocol):
    """A file of rows."""

    file: Path
    columns: Mapping[str, Column]
    rows: int
    """About how many rows it has: exact in Parquet, elsewhere the lines."""

    def batches(self, texts: Collection[str]) -> Iterator[Batch]:
        """Give all rows in order; those without text in a column of `texts` have a fault."""


class Record(NamedTuple):
    """A row of a text file. `values`: one a column; none where there is a fault."""

    row: int
    values: list[Any]
    size: int
    fault: str | None = None
    raw: str | None = None


def rows_a_batch(width: int) -> int:
    """Bound the rows of a batch that has so many columns."""
    return max(1, min(ROWS_A_BATCH, _CELLS_A_BATCH // max(width, 1)))


def batched(
    records: Iterable[Record], frame: Callable[[list[list[Any]]], pl.DataFrame], width: int
) -> Iterator[Batch]:
    """Gather records into batches that are bounded by rows and by bytes."""
    held: list[Record] = []
    size = 0
    for record in records:
        held.append(record)
        size += record.size
        if len(held) >= rows_a_batch(width) or size >= BYTES_A_BATCH:
            yield _batch(held, frame, width)
            held, size = [], 0
    if held:
        yield _batch(held, frame, width)


def _batch(
    held: list[Record], frame: Callable[[list[list[Any]]], pl.DataFrame], width: int
) -> Batch:
    nothing = [None] * width
    own = frame([nothing if record.fault else record.values for record in held])
    marks = [(record.row, record.fault, record.raw) for record in held]
    return Batch(own, pl.DataFrame(marks, schema=MARKS, orient="row"))


def few_enough(file: Path, columns: int) -> None:
    """Refuse a file with more columns than anybody has meant."""
    if columns > COLUMNS:
        raise Mendable.saying(f"has more than {COLUMNS:,} columns; leave some out", file=file)
