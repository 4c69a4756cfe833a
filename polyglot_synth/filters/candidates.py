"""Candidates: the earlier rows that a row may be near to, found by sketches, never by all pairs.

Rows that share a band of their sketches share a bucket. Templates put thousands of rows into one,
so a row looks back on the last few of a bucket only; long bands keep buckets small enough that
this loses little (see eval/results/bench_duplicates.md).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from polyglot_synth.filters.buckets import NONE, Buckets, Firsts, Growing, Rows
from polyglot_synth.filters.minhash import (
    WIDTH,
    Sketches,
    banding,
    bucket_keys,
    least_agreement,
)

BACK = 16  # rows of a bucket that a row looks back on
TRIES = 8  # earlier rows that a row is paired with, the likeliest first
_ROWS_AT_ONCE = 2_048  # their sketches, 256 KB, stay in a processor's cache
_PAIRS = {"row": pl.Int32, "of": pl.Int32, "differ": pl.Int32}


class Index:
    """What is known of earlier rows, without their texts.

    For each row 20 bytes by which exact repeats are found, and at a threshold under 1.0 another
    128 of its sketch and 12 for each band: 280 in all at 0.9, 220 at 0.97.
    """

    def __init__(self, threshold: float) -> None:
        self.threshold, self.size = threshold, 0
        self._bands, self._width = banding(threshold)
        self._least = least_agreement(threshold)
        self._firsts = Firsts()
        self._buckets = [Buckets() for _ in range(self._bands)]
        self._sketches = Growing(np.uint8, WIDTH)

    @property
    def looks_near(self) -> bool:
        """Whether more than exact repeats count, so that sketches are needed."""
        return self._bands > 0

    def add(
        self, fingerprint: pl.Series, sketched: Sketches | None, passed: NDArray[np.bool_]
    ) -> Rows:
        """Take in the next rows; give the earlier row that says exactly the same, or `NONE`.

        Only rows that `passed` are found later; without `sketched` as exact repeats alone.
        """
        halves = np.frombuffer(b"".join(fingerprint.to_list()), dtype="<u8").reshape(-1, 2)
        if self.looks_near and sketched is not None:
            self._sketches.extend(sketched)
            keys = bucket_keys(sketched, self._bands, self._width)
            for bucket, key in zip(self._buckets, keys, strict=True):
                bucket.add(key, passed)
        self.size += len(halves)
        return self._firsts.add(halves, passed)

    def candidates(self, rows: Rows) -> pl.DataFrame:
        """Pair rows, in order, with earlier ones whose sketches are much like theirs.

        Columns: ``row``, ``of``, ``differ`` (bytes of the sketch) and ``rank``, 0 for the
        likeliest; of equals the earliest.
        """
        blocks = range(0, len(rows) if self.looks_near else 0, _ROWS_AT_ONCE)
        found = [self._likeliest(rows[start : start + _ROWS_AT_ONCE]) for start in blocks]
        return pl.concat(found) if found else _ranked(pl.DataFrame(schema=_PAIRS))

    def _likeliest(self, rows: Rows) -> pl.DataFrame:
        met = [pairs for bucket in self._buckets for pairs in self._agreeing(rows, bucket)]
        columns = [np.concatenate(column) for column in zip(*met, strict=True)] or None
        return _ranked(pl.DataFrame(columns, schema=_PAIRS).unique())

    def _agreeing(self, rows: Rows, bucket: Buckets) -> Iterator[tuple[Rows, Rows, Rows]]:
        """Walk back in a bucket, step by step; give the pairs whose sketches agree enough."""
        of = rows
        for _ in range(BACK):
            of = bucket.before(of)
            rows, of = rows[of != NONE], of[of != NONE]
            if not len(rows):
                return
            differ = self._differ(rows, of)
            close = differ <= WIDTH - self._least
            yield rows[close], of[close], differ[close]

    def _differ(self, rows: Rows, of: Rows) -> Rows:
        """Count the bytes in which sketches differ, eight bytes to a bit."""
        ones, others = (self._sketches.rows.take(each, axis=0) for each in (rows, of))
        words = np.packbits(ones != others, axis=1).view(np.uint64)
        count: Rows = np.bitwise_count(words).sum(axis=1, dtype=np.int32)
        return count


def _ranked(pairs: pl.DataFrame) -> pl.DataFrame:
    rank = pl.int_range(pl.len(), dtype=pl.Int32).over("row").alias("rank")
    return pairs.sort("row", "differ", "of").with_columns(rank).filter(pl.col("rank") < TRIES)
