"""Settling a stream: from what its parts say, which numbers stay, and why the others do not.

Reads key columns, and the prompts of rows that may be near to an earlier one; twins stay or fall
together; the first survivors fill the quota.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from polyglot_synth import write
from polyglot_synth.filters.buckets import Rows
from polyglot_synth.filters.candidates import Index
from polyglot_synth.filters.duplicates import folded
from polyglot_synth.filters.minhash import matrix
from polyglot_synth.filters.near import verdicts
from polyglot_synth.sample import KEYS, SKETCH, TEXT_HASH

ACCEPTED = "accepted"
REPEATS = "repeats.parquet"  # beside the parts: verdicts so far, which later numbers cannot change
_REASONS = {
    "duplicates": "an earlier row of this stream says the same",
    "twin": "its twin, the same words with the other label, was rejected",
    "surplus": "the quota was full before it",
}


def settle(
    parts: Sequence[Path], faces: Sequence[str], quota: int, near: float = 1.0
) -> pl.DataFrame:
    """Give each number of a stream its fate: columns ``number``, ``fate`` and ``why``.

    Fates: accepted, failed (a face was rejected by a check), duplicates, surplus. `why` is a
    sentence where the fate alone does not say it. From a Jaccard likeness of `near` on a prompt
    repeats an earlier one; below 1 the parts hold sketches.
    """
    numbers = _numbers(parts, faces[0], [TEXT_HASH] if near == 1 else [TEXT_HASH, SKETCH])
    found = _repeats(parts, faces[0], numbers, near)
    alive = numbers["passed"] & ~found["repeats"]
    rank = alive.cast(pl.Int64).cum_sum()
    fate = (
        pl.when(~numbers["passed"])
        .then(pl.lit("failed"))
        .when(found["repeats"])
        .then(pl.lit("duplicates"))
        .when(rank > quota)
        .then(pl.lit("surplus"))
        .otherwise(pl.lit(ACCEPTED))
    )
    return numbers.select("number", fate.alias("fate"), _why(numbers["number"], found))


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
    why = pl.when(pl.col("rejected_by") == "duplicates").then("why")
    usual = pl.col("rejected_by").replace_strict(_REASONS, default=None)
    return (
        part.join(fates, on="number", how="left", maintain_order="left")
        .with_columns(rejected_by=pl.coalesce("rejected_by", later))
        .with_columns(reason=pl.coalesce("reason", why, usual))
        .drop("fate", "why", TEXT_HASH)
        .drop(SKETCH, strict=False)
    )


def _numbers(parts: Sequence[Path], face: str, ours: Sequence[str]) -> pl.DataFrame:
    """Read keys: for each number whether it passed, and the keys of its first face."""
    wanted = list(dict.fromkeys([*KEYS, *ours]))
    keys = pl.concat([pl.read_parquet(part, columns=wanted) for part in parts])
    passed = keys.group_by("number").agg(passed=pl.col("rejected_by").is_null().all())
    first = keys.filter(pl.col("face") == face).select("number", *ours)
    return first.join(passed, on="number").sort("number")


def _repeats(parts: Sequence[Path], face: str, numbers: pl.DataFrame, near: float) -> pl.DataFrame:
    """Say which numbers repeat which; what was found in the waves before is read, not sought."""
    cache = parts[0].parent / REPEATS
    known = pl.read_parquet(cache).head(numbers.height) if cache.exists() else None
    if known is not None and known.height == numbers.height:
        return known
    done = 0 if known is None else known.height
    new = _sought(parts, face, numbers, done, Index(near))
    found = new if known is None else pl.concat([known, new])
    write.parquet(found, cache)
    return found


def _sought(
    parts: Sequence[Path], face: str, numbers: pl.DataFrame, done: int, index: Index
) -> pl.DataFrame:
    """Judge the numbers from row `done` on."""

    def texts(rows: Rows) -> pl.Series:
        return _prompts(parts, face, numbers["number"].gather(rows))

    def taken(some: pl.DataFrame) -> Rows:
        sketched = matrix(some[SKETCH]) if index.looks_near else None
        return index.add(some[TEXT_HASH], sketched, some["passed"].to_numpy())

    taken(numbers.head(done))
    new = numbers.slice(done)
    return verdicts(index, taken(new), new["passed"].to_numpy(), texts)


def _prompts(parts: Sequence[Path], face: str, numbers: pl.Series) -> pl.Series:
    """Read the prompts of some numbers, folded; the numbers are in order."""
    wanted = (pl.col("face") == face) & pl.col("number").is_in(numbers.implode())
    said = [pl.Series(dtype=pl.String)]
    for part in parts:
        rows = pl.read_parquet(part, columns=["number", "face", "prompt"]).filter(wanted)
        said.append(pl.Series(folded(rows.sort("number")["prompt"]), dtype=pl.String))
    return pl.concat(said)


def _why(number: pl.Series, found: pl.DataFrame) -> pl.Series:
    """Name the number that each near one is near to."""
    near = found["likeness"] < 1
    like = number.gather(found["of"]).cast(pl.String)
    likeness = pl.Series([f"{each or 0:.2f}" for each in found["likeness"]], dtype=pl.String)
    sentence = "like number " + like + " of this stream: Jaccard " + likeness
    whole = sentence + " of character 5-grams"
    return pl.select(why=pl.when(near).then(whole)).to_series()
