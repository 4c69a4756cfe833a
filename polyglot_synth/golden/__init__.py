"""Golden text: rows that people wrote, mixed in so that a model does not learn from models alone.

Models that are trained on what models wrote lose the rare first (Shumailov et al. 2024, "AI models
collapse when trained on recursively generated data"); a share of human text holds that up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from math import ceil
from pathlib import Path
from typing import Any

import polars as pl

from polyglot_synth import write
from polyglot_synth.check import CHECKS, Check, Scorer, unjudged
from polyglot_synth.config import RunConfig
from polyglot_synth.errors import Mendable, Problem
from polyglot_synth.golden.files import FILE, TEXT, first_problems, read_golden
from polyglot_synth.golden.rows import NAME, golden_rows
from polyglot_synth.language import LanguagePack, PackFile, pack_files
from polyglot_synth.sample import score_column
from polyglot_synth.tables import ROW
from polyglot_synth.units import judge


def golden_quota(config: RunConfig) -> int:
    """Say how many rows of each language people wrote.

    Raises `Mendable` for a share of nothing: without a file, or of so few rows that none is owed.
    """
    if not config.golden:
        if config.golden_share is not None:
            raise Mendable.saying(
                "--golden-share is a share of human text; give it by --golden FILE"
            )
        return 0
    share = Decimal(str(config.share))
    quota = int((share * config.rows).quantize(Decimal(1), ROUND_HALF_UP))
    if not quota:
        least = ceil(Decimal("0.5") / share)
        raise Mendable.saying(
            f"a golden share of {share} of {config.rows:,} rows is less than one row; "
            f"ask for {least} rows or more"
        )
    return quota


def from_concepts(config: RunConfig, *, in_pairs: bool) -> int:
    """Say how many rows of each language come from concepts; golden rows count inside `rows`.

    Raises `Mendable` where these come `in_pairs` and the golden rows leave an odd number.
    """

    def left(rows: int) -> int:
        return rows - golden_quota(config.model_copy(update={"rows": rows}))

    if config.golden and in_pairs and left(config.rows) % 2:
        fits = next(n for n in count(config.rows) if left(n) % 2 == 0)
        raise Mendable.saying(
            f"--rows {config.rows} cannot be met: {left(config.rows)} of them come from concepts, "
            f"which come in pairs here; ask for {fits}"
        )
    return left(config.rows)


@dataclass(frozen=True)
class Golden:
    """The golden rows of a run: by language those that were judged, in the order of their taking.

    `there`: how many different ones the files hold.
    """

    quota: int
    judged: Mapping[str, pl.DataFrame]
    there: Mapping[str, int]

    def figures(self, language: str) -> dict[str, Any]:
        """Say for report.json what was asked, there, judged and taken, and under which licences."""
        rows = self.judged[language]
        taken = rows.filter(pl.col("rejected_by").is_null())
        licences = taken["evidence"].str.json_path_match("$.licence")
        counts = licences.value_counts().iter_rows()
        return {
            "asked": self.quota,
            "there": self.there[language],
            "judged": rows.height,
            "accepted": taken.height,
            "licences": dict(sorted(counts)),
        }

    def write(self, out: Path, language: str, metadata: Mapping[str, str]) -> None:
        """Write files of their own, so that human text can be weighed, cited or taken out."""
        for folder, accepted in (("data", True), ("removed", False)):
            rows = self.judged[language].filter(pl.col("rejected_by").is_null() == accepted)
            for number, frame in enumerate(write.shards([rows])):
                file = out / folder / language / f"golden-{number:05}.parquet"
                write.parquet(frame, file, metadata)


def take_golden(config: RunConfig, packs: Mapping[str, LanguagePack]) -> Golden | None:
    """Read, judge and take the golden rows of each language; None where no file is given.

    Raises `Mendable` with every row that is refused, or every language that has too few.
    """
    if not (quota := golden_quota(config)):
        return None
    rows = read_golden(config.golden, pack_files(config.language_folders()))
    own = {tag: _ordered(rows.filter(pl.col("language") == tag), config.seed) for tag in packs}
    if short := [_too_few(tag, quota, rows) for tag in packs if own[tag].height < quota]:
        raise Mendable(short)
    reader = _Gates(config)
    judged = {tag: reader.take(own[tag], quota, packs[tag].model) for tag in packs}
    problems = [
        problem for tag in packs for problem in _too_few_pass(own[tag], judged[tag], tag, quota)
    ]
    if problems:
        raise Mendable(first_problems(problems))
    return Golden(quota, judged, {tag: rows.height for tag, rows in own.items()})


def _ordered(rows: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Put rows into the order in which they are taken: by seed and what they say.

    So a larger quota keeps the rows of a smaller one, whatever else stands in the files.
    """
    salt = f"{seed}\x1f{NAME}".encode()
    keys = [hashlib.blake2b(salt + text, digest_size=16).digest() for text in rows[TEXT]]
    return rows.with_columns(pl.Series("key", keys, dtype=pl.Binary)).sort("key").drop("key")


def _too_few(tag: str, quota: int, rows: pl.DataFrame) -> Problem:
    there = rows.filter(pl.col("language") == tag).height
    others = sorted(set(rows["language"]) - {tag})
    also = f"; others are in {', '.join(others)}" if others and not there else ""
    return _short(tag, quota, f"the files hold {there:,} (repeats count once{also})")


def _too_few_pass(
    own: pl.DataFrame, judged: pl.DataFrame, tag: str, quota: int
) -> Iterator[Problem]:
    """Say how many pass, and of each other row why not."""
    passed = judged["rejected_by"].null_count()
    if passed == quota:
        return
    there = f"of the {own.height:,} that are there {passed:,} pass the checks"
    yield _short(tag, quota, there)
    places = own.select(FILE, ROW).hstack(judged.select("rejected_by", "reason"))  # all are judged
    for file, row, check, reason in places.drop_nulls().iter_rows():
        yield Problem(file, row, 0, "", f"does not pass {check}: {reason}")


def _short(tag: str, quota: int, but: str) -> Problem:
    sentence = f"{tag} needs {quota:,} golden rows, and {but}; add some, or ask for fewer --rows"
    return Problem("", 0, 0, "", sentence)


class _Gates:
    """The checks that judge anybody's text, less those that need the English."""

    def __init__(self, config: RunConfig) -> None:
        self._config = config.model_copy(update={"golden": []})  # they do not repeat themselves
        self._scorers: dict[str, Scorer] = {}

    def take(self, rows: pl.DataFrame, quota: int, pack: PackFile) -> pl.DataFrame:
        """Judge rows in order until the quota is full, or there are none left."""
        judged = [self._judged(golden_rows(rows.head(0), pack.tag), pack)]
        read = taken = 0
        while taken < quota and read < rows.height:
            more = golden_rows(rows.slice(read, quota - taken), pack.tag, read)
            judged.append(self._judged(more, pack))
            read += more.height
            taken += judged[-1]["rejected_by"].null_count()
        return pl.concat(judged)

    def _judged(self, batch: pl.DataFrame, pack: PackFile) -> pl.DataFrame:
        batch = unjudged(batch)
        for check in CHECKS:
            bound = check.bound(pack) if self._asks(check) else None
            if bound is None:
                empty = pl.lit(None, dtype=pl.Float64).alias(score_column(check.name))
                batch = batch.with_columns(empty)
            else:
                batch = judge(batch, check, self._scorer(check), pack, bound)
        return batch

    def _asks(self, check: Check) -> bool:
        alone = {"prompt", "response"}.issuperset(check.needs)
        return check.gate and alone and not check.idle(self._config)

    def _scorer(self, check: Check) -> Scorer:
        if check.name not in self._scorers:
            self._scorers[check.name] = check.load(self._config)
        return self._scorers[check.name]
