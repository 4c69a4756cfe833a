"""The figures of a run: asked, made, accepted, and why the rest was not; for report.json."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

_GROUPS = [
    *("language", "concept", "kind", "domain", "face", "label", "label_source", "task", "style"),
    *("licence", "depth", "wording"),
]
_NO_FAULT = ["duplicates", "twin", "surplus"]  # not kept, but no check of its own rejected it
_TRAIT = r'"(\w+)":"(\w+)"'


class Tally:
    """Counts rows as they pass by, holding sums only."""

    def __init__(self) -> None:
        self._rows: list[pl.DataFrame] = []
        self._traits: list[pl.DataFrame] = []

    def add(self, rows: pl.DataFrame) -> None:
        """Count rows with their verdicts."""
        self._rows.append(rows.group_by([*_GROUPS, "rejected_by"]).len("rows"))
        self._traits.append(_by_trait(rows))

    def figures(self, asked: int, languages: Iterable[str]) -> dict[str, Any]:
        """Sum up everything for report.json; every count is of rows."""
        rows = pl.concat(self._rows).group_by([*_GROUPS, "rejected_by"]).agg(pl.col("rows").sum())
        traits = (
            pl.concat(self._traits)
            .group_by("language", "trait", "passed")
            .agg(pl.col("rows").sum())
        )
        return {
            language: {
                **_language(rows.filter(pl.col("language") == language), asked),
                "by_trait": _pass_rates(traits.filter(pl.col("language") == language)),
            }
            for language in sorted(languages)
        }


def _language(rows: pl.DataFrame, asked: int) -> dict[str, Any]:
    accepted = rows.filter(pl.col("rejected_by").is_null())
    rejected = rows.filter(pl.col("rejected_by").is_not_null())
    by = {f"by_{name}": _sums(accepted, name) for name in _GROUPS[1:-1]}
    return {
        "asked": asked,
        "made": int(rows["rows"].sum()),
        "accepted": int(accepted["rows"].sum()),
        "rejected": int(rejected["rows"].sum()),
        "rejected_by": _sums(rejected, "rejected_by"),
        "rows_per_wording": _sums(
            accepted.with_columns(wording=pl.concat_str("concept", "wording", separator="/")),
            "wording",
        ),
        **by,
    }


def _sums(rows: pl.DataFrame, column: str) -> dict[str, int]:
    sums = rows.filter(pl.col(column).is_not_null()).group_by(column).agg(pl.col("rows").sum())
    return dict(sorted((str(value), count) for value, count in sums.iter_rows()))


def _by_trait(rows: pl.DataFrame) -> pl.DataFrame:
    pairs = rows.select(
        "language",
        pl.coalesce("rejected_by", pl.lit("surplus")).is_in(_NO_FAULT).alias("passed"),
        pl.col("traits").str.extract_all(_TRAIT).list.unique().alias("trait"),
    ).explode("trait")
    return pairs.drop_nulls("trait").group_by("language", "trait", "passed").len("rows")


def _pass_rates(traits: pl.DataFrame) -> dict[str, dict[str, float]]:
    """For rows that show a trait: how many were made, how many passed every check, the share."""
    rates: dict[str, dict[str, float]] = {}
    for trait in sorted(traits["trait"].unique()):
        here = traits.filter(pl.col("trait") == trait)
        made, kept = int(here["rows"].sum()), int(here.filter("passed")["rows"].sum())
        name = trait.replace('"', "").replace(":", "=")
        rates[name] = {"made": made, "passed": kept, "share": round(kept / made, 4)}
    return rates
