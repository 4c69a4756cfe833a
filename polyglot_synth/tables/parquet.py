"""Parquet: read in slices, so that a part of it is in memory at a time. Row n is the nth."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import polars as pl

from polyglot_synth.errors import Mendable
from polyglot_synth.tables.batch import (
    BYTES_A_BATCH,
    FAULT,
    MARKS,
    RAW,
    ROW,
    Batch,
    Column,
    few_enough,
    rows_a_batch,
)

_FIRST = 256  # rows of the first slice: how large they are is not yet known
_GROWTH = 4
_TEXT = (pl.String, pl.Categorical, pl.Enum, pl.Null)


class Parquet:
    """A Parquet file. Raises `Mendable` where it is none, is cut short or has too many columns."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            schema = self._scan().collect_schema()
            self.rows = int(self._scan().select(pl.len()).collect().item())
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
            sentence = f"is no Parquet file, or was cut short ({_first_line(error)})"
            raise Mendable.saying(sentence, file=file) from None
        few_enough(file, len(schema))
        self.columns: Mapping[str, Column] = {
            name: Column(dtype, str(dtype), isinstance(dtype, _TEXT))
            for name, dtype in schema.items()
        }

    def _scan(self) -> pl.LazyFrame:
        return pl.scan_parquet(self.file, glob=False, hive_partitioning=False)

    def batches(self, texts: Collection[str]) -> Iterator[Batch]:  # noqa: ARG002 - types say it
        """Give all rows in order; see `batch.Table`."""
        most = rows_a_batch(len(self.columns))
        start, height = 0, min(_FIRST, most)
        while start < self.rows:
            own = self._slice(start, height)
            fits = max(1, BYTES_A_BATCH * own.height // max(int(own.estimated_size()), 1))
            for piece in own.iter_slices(fits):
                yield Batch(piece, _marks(start, piece.height))
                start += piece.height
            height = min(fits, own.height * _GROWTH, most)

    def _slice(self, start: int, height: int) -> pl.DataFrame:
        try:
            return self._scan().slice(start, height).collect()
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
            last = min(start + height, self.rows)
            sentence = f"rows {start + 1:,} to {last:,} cannot be read ({_first_line(error)})"
            raise Mendable.saying(sentence, file=self.file) from None


def _marks(start: int, height: int) -> pl.DataFrame:
    rows = pl.int_range(start + 1, start + height + 1, eager=True).alias(ROW)
    none = {name: pl.lit(None, dtype=MARKS[name]) for name in (FAULT, RAW)}
    return rows.to_frame().with_columns(**none)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
