"""What is kept of rows that pass by: counts by some columns, and the few that drew the lowest lots.

Both are the same whatever the order and the size of the batches, so a run and its files agree.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from polyglot_synth.chance import lots
from polyglot_synth.write import copied

LOT = "lot"
_MANY = 32  # batches of counts that are held before they are folded into one


class Sums:
    """Counts of rows by some columns."""

    def __init__(self, *by: str) -> None:
        self.by = list(by)
        self._parts: list[pl.DataFrame] = []

    def add(self, rows: pl.DataFrame) -> None:
        """Count rows."""
        counted = rows.group_by(self.by).agg(pl.len().cast(pl.Int64).alias("rows"))
        self._parts.append(copied(counted))
        if len(self._parts) >= _MANY:
            self._parts = [self.total()]

    def total(self) -> pl.DataFrame:
        """Give the counts so far, in the order of the columns."""
        whole = pl.concat(self._parts).group_by(self.by).agg(pl.col("rows").sum())
        return whole.sort(self.by, nulls_last=True)


class Lowest:
    """The rows with the lowest lots in each group: a sample of fixed size that is fair."""

    def __init__(self, most: int, *by: str) -> None:
        self.most, self.by = most, list(by)
        self._kept: pl.DataFrame | None = None

    def add(self, rows: pl.DataFrame) -> None:
        """Look at rows with their lots."""
        found = _lowest(rows, self.most, self.by)
        if self._kept is not None:
            found = _lowest(pl.concat([self._kept, found]), self.most, self.by)
        self._kept = copied(found)

    def rows(self) -> pl.DataFrame:
        """Give the rows of each group, lowest lot first; `add` comes before."""
        assert self._kept is not None
        return self._kept


def _lowest(rows: pl.DataFrame, most: int, by: list[str]) -> pl.DataFrame:
    return rows.sort(*by, LOT, "id").group_by(by, maintain_order=True).head(most)


def with_lots(rows: pl.DataFrame, seed: int, *of: str) -> pl.DataFrame:
    """Add each row's lot: by its number, among rows that are alike in some columns."""
    found = np.zeros(rows.height, dtype=np.uint64)
    placed = rows.select(*of, "number").with_row_index("place")
    for one in placed.partition_by(*of):
        purpose = one.row(0)[1:-1]
        numbers = one["number"].to_numpy()
        found[one["place"].to_numpy()] = lots(numbers, seed, "samples", *purpose)
    return rows.with_columns(pl.Series(LOT, found))
