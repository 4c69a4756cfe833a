"""Rejections: how scores lie, and what detectors of languages said where they failed a row."""

from __future__ import annotations

from typing import Any

import polars as pl

from polyglot_synth.check import CHECKS
from polyglot_synth.sample import score_column

_PREFIX = score_column("")
_OPINION = r"([\w-]+) to (\w+)"
_QUANTILES = {"low": 0.05, "median": 0.5, "high": 0.95}


def order(names: set[str]) -> list[str]:
    """Put checks in the order in which they judge; those of no table come after, by name."""
    table = [check.name for check in CHECKS]
    last = ("error", "duplicates")
    place = {name: index for index, name in enumerate(table)}
    place |= {name: len(table) + 1 + index for index, name in enumerate(last)}
    return sorted(names, key=lambda name: (place.get(name, len(table)), name))


def scores(rows: pl.DataFrame) -> pl.DataFrame:
    """List the scores of rows, rounded to hundredths so that they can be counted."""
    columns = [name for name in rows.columns if name.startswith(_PREFIX)]
    long = rows.select("language", *(pl.col(c).cast(pl.Float64) for c in columns)).unpivot(
        index="language", variable_name="check", value_name="score"
    )
    return long.drop_nulls("score").with_columns(
        pl.col("check").cast(pl.String).str.strip_prefix(_PREFIX),
        pl.col("score").cast(pl.Float64).round(2),
    )


def spread(judged: pl.DataFrame) -> dict[str, Any]:
    """Give for each check that scores by degrees where 90% of its scores lie.

    A check that says only right or wrong, or the same of all rows, has no spread to tell.
    """
    found = {}
    for name in order(set(judged["check"])):
        own = judged.filter((pl.col("check") == name) & pl.col("score").is_finite()).sort("score")
        if own["score"].n_unique() <= 2:  # noqa: PLR2004 - right and wrong
            continue
        reached = own["rows"].cum_sum() / own["rows"].sum()
        values = {
            which: float(own["score"].gather((reached >= share).arg_true().head(1)).item())
            for which, share in _QUANTILES.items()
        }
        found[name] = {"judged": int(own["rows"].sum()), **values}
    return found


def said_by_detectors(rows: pl.DataFrame) -> pl.DataFrame:
    """List what each detector took a row for that language ID rejected, as its reason says."""
    failed = rows.filter(pl.col("rejected_by") == "language_id")
    said = failed.select("language", pl.col("reason").str.extract_all(_OPINION).alias("said"))
    one = said.explode("said", empty_as_null=True).drop_nulls("said")
    return one.select(
        "language",
        detector=pl.col("said").str.extract(_OPINION, 2),
        label=pl.col("said").str.extract(_OPINION, 1),
    )


def confusions(rows: pl.DataFrame, judged: pl.DataFrame, said: pl.DataFrame) -> dict[str, Any]:
    """Give how rows fared with language ID, and what detectors took those for that failed."""
    own = judged.filter(pl.col("check") == "language_id")
    failed = rows.filter(pl.col("rejected_by") == "language_id")
    counted = int(own["rows"].sum())
    agreed = int(own.filter(pl.col("score") == 1)["rows"].sum())
    return {
        "judged": counted,
        "all_agree": agreed,
        "some_differ": counted - agreed,
        "rejected": int(failed["rows"].sum()),
        "taken_for": {
            detector: dict(
                said.filter(pl.col("detector") == detector)
                .sort("rows", "label", descending=[True, False])
                .select("label", "rows")
                .iter_rows()
            )
            for detector in sorted(set(said["detector"]))
        },
    }
