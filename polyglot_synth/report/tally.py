"""The tally: what is counted of a run's rows as they pass by, and the figures it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from polyglot_synth.report.audit import bias
from polyglot_synth.report.balance import balance, wordings
from polyglot_synth.report.belief import BELIEF, belief, believed
from polyglot_synth.report.diversity import diversity
from polyglot_synth.report.people import PERSON, by_trait, people
from polyglot_synth.report.rejections import confusions, said_by_detectors, scores, spread
from polyglot_synth.report.sums import LOT, Lowest, Sums, with_lots

GROUPS = [
    *("language", "concept", "kind", "domain", "face", "label", "label_source", "task", "style"),
    *("licence", "depth", "wording"),
]
NO_FAULT = ["duplicates", "twin", "surplus"]  # not kept, but no check of its own rejected it
TEXTS = 1_000  # accepted prompts a language that diversity is measured on
_SHOWN = ["id", "prompt", "response", "pivot_prompt", "pivot_response", "label", "reason"]
_SAMPLED = ["language", "concept", "rejected_by", LOT, *_SHOWN]


class Tally:
    """Counts rows as they pass by: sums, and a fixed number of rows to show and to measure."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self._rows = Sums(*GROUPS, "reviewed", "rejected_by")
        self._traits = Sums("language", "trait", "value", "rejected_by")
        self._persons = Sums(*PERSON)
        self._beliefs = Sums(*BELIEF)
        self._scores = Sums("language", "check", "score")
        self._detectors = Sums("language", "detector", "label")
        self._texts = Lowest(TEXTS, "language")
        self._accepted = Lowest(1, "language", "concept")
        self._removed = Lowest(3, "language", "rejected_by")

    def add(self, rows: pl.DataFrame) -> None:
        """Count rows with their verdicts."""
        self._rows.add(rows)
        persons = people(rows)
        self._persons.add(persons)
        here = by_trait(persons).unique(["row", "trait", "value"])  # a row counts once a value
        self._traits.add(here)
        self._beliefs.add(believed(rows, self.seed))
        self._scores.add(scores(rows))
        self._detectors.add(said_by_detectors(rows))
        drawn = with_lots(rows, self.seed, "concept", "face", "language").select(_SAMPLED)
        accepted = drawn.filter(pl.col("rejected_by").is_null())
        self._texts.add(accepted.select("language", "id", LOT, "prompt"))
        self._accepted.add(accepted)
        self._removed.add(drawn.filter(pl.col("rejected_by").is_not_null()))

    def figures(
        self,
        asked: int,
        languages: Iterable[str],
        streams: Sequence[Mapping[str, Any]] = (),
    ) -> dict[str, Any]:
        """Sum up everything for report.json; counts are of rows where nothing else is said.

        `streams`: what run.json says of each: concept, language, quota, read, survivors.
        """
        return {
            language: self._language(language, asked, streams) for language in sorted(languages)
        }

    def _language(
        self, language: str, asked: int, streams: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        counted = (self._rows, self._traits, self._persons, self._beliefs)
        rows, traits, persons, beliefs, judged, said = (
            sums.total().filter(pl.col("language") == language)
            for sums in (*counted, self._scores, self._detectors)
        )
        texts = self._texts.rows().filter(pl.col("language") == language)
        return {
            **counts(rows, asked),
            "by_trait": _pass_rates(traits),
            "balance": balance(rows),
            "short": _short(streams, language),
            "wordings": wordings(rows.filter(pl.col("rejected_by").is_null())),
            "scores": spread(judged),
            "language_id": confusions(rows, judged, said),
            "bias": bias(traits, persons, self.seed),
            "belief": belief(beliefs, self.seed),
            "diversity": diversity(texts["prompt"].to_list()),
        }

    def samples(self, language: str, most: int = 6) -> dict[str, list[dict[str, Any]]]:
        """Give rows to show: accepted ones of different concepts, rejected of different reasons."""
        accepted, removed = (
            sample.rows().filter(pl.col("language") == language)
            for sample in (self._accepted, self._removed)
        )
        faults = removed.filter(~pl.col("rejected_by").is_in(["twin", "surplus"]))
        others = removed.filter(pl.col("rejected_by").is_in(["twin", "surplus"]))
        turns = pl.int_range(pl.len()).over("rejected_by")
        turned = faults.with_columns(turn=turns).sort("turn", LOT, "id").drop("turn")
        rest = others.unique("rejected_by", keep="first", maintain_order=True)
        return {
            "accepted": accepted.sort(LOT, "id").head(most).to_dicts(),
            "rejected": pl.concat([turned, rest]).head(most).to_dicts(),
        }


def counts(rows: pl.DataFrame, asked: int) -> dict[str, Any]:
    """Give how many rows were asked for, made and accepted, and of what, from grouped counts."""
    accepted = rows.filter(pl.col("rejected_by").is_null())
    rejected = rows.filter(pl.col("rejected_by").is_not_null())
    return {
        "asked": asked,
        "made": int(rows["rows"].sum()),
        "accepted": int(accepted["rows"].sum()),
        "rejected": int(rejected["rows"].sum()),
        "rejected_by": sums(rejected, "rejected_by"),
        "rows_per_wording": sums(
            accepted.with_columns(wording=pl.concat_str("concept", "wording", separator="/")),
            "wording",
        ),
        **{f"by_{name}": sums(accepted, name) for name in GROUPS[1:-1]},
    }


def sums(rows: pl.DataFrame, column: str) -> dict[str, int]:
    """Sum grouped counts by one column; null is left out."""
    found = rows.filter(pl.col(column).is_not_null()).group_by(column).agg(pl.col("rows").sum())
    return dict(sorted((str(value), count) for value, count in found.iter_rows()))


def _pass_rates(traits: pl.DataFrame) -> dict[str, dict[str, float]]:
    """For rows that show a trait: how many were made, how many passed every check, the share."""
    passed = pl.col("rejected_by").is_null() | pl.col("rejected_by").is_in(NO_FAULT)
    rates = traits.group_by("trait", "value").agg(
        made=pl.col("rows").sum(), passed=pl.col("rows").filter(passed).sum()
    )
    return {
        f"{row['trait']}={row['value']}": {
            "made": row["made"],
            "passed": row["passed"],
            "share": round(row["passed"] / row["made"], 4),
        }
        for row in rates.sort("trait", "value").iter_rows(named=True)
    }


def _short(streams: Sequence[Mapping[str, Any]], language: str) -> dict[str, dict[str, int]]:
    """Name the concepts that ended below their quota, in numbers."""
    return {
        stream["concept"]: {name: stream[name] for name in ("quota", "read", "survivors")}
        for stream in streams
        if stream["language"] == language and stream["survivors"] < stream["quota"]
    }
