"""Settling a stream: from what its parts say, which numbers stay, and why the others do not.

Reads key columns only; twins stay or fall together; the first survivors fill the quota.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from polyglot_synth.filters.duplicates import repeats
from polyglot_synth.sample import KEYS, TEXT_HASH

ACCEPTED = "accepted"
_REASONS = {
    "duplicates": "an earlier row of this stream says the same",
    "twin": "its twin, the same words with the other label, was rejected",
    "surplus": "the quota was full before it",
}


def settle(parts: Sequence[Path], faces: Sequence[str], quota: int) -> pl.DataFrame:
    """Give each number of a stream its fate: columns ``number`` and ``fate``.

    Fates: accepted, failed (a face was rejected by a check), duplicates, surplus.
    """
    keys = pl.concat([pl.read_parquet(part, columns=KEYS) for part in parts])
    numbers = (
        keys.group_by("number")
        .agg(
            passed=pl.col("rejected_by").is_null().all(),
            text=pl.col(TEXT_HASH).filter(pl.col("face") == faces[0]).first(),
        )
        .sort("number")
    )
    repeated = repeats(numbers["text"], numbers["passed"])
    alive = numbers["passed"] & ~repeated
    rank = alive.cast(pl.Int64).cum_sum()
    fate = (
        pl.when(~numbers["passed"])
        .then(pl.lit("failed"))
        .when(repeated)
        .then(pl.lit("duplicates"))
        .when(rank > quota)
        .then(pl.lit("surplus"))
        .otherwise(pl.lit(ACCEPTED))
    )
    return numbers.select("number", fate.alias("fate"))


def survivors(fates: pl.DataFrame) -> int:
    """Count the numbers that passed everything, kept or surplus."""
    return int(fates["fate"].is_in([ACCEPTED, "surplus"]).sum())


def apply(part: pl.DataFrame, fates: pl.DataFrame, faces: Sequence[str]) -> pl.DataFrame:
    """Write the fates into a part's rows; what a check said before stands."""
    later = (
        pl.when(pl.col("fate") == "failed")
        .then(pl.lit("twin"))
        .when((pl.col("fate") == "duplicates") & (pl.col("face") != faces[0]))
        .then(pl.lit("twin"))
        .when(pl.col("fate") != ACCEPTED)
        .then("fate")
    )
    rejected = pl.coalesce("rejected_by", later)
    return (
        part.join(fates, on="number", how="left", maintain_order="left")
        .with_columns(rejected_by=rejected)
        .with_columns(
            reason=pl.coalesce(
                "reason", pl.col("rejected_by").replace_strict(_REASONS, default=None)
            )
        )
        .drop("fate", TEXT_HASH)
    )
