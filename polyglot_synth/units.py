"""One unit of work: a number range of one stream is made, checked, and written as one part.

A unit is a pure function of the config: whoever works on it, whenever, writes the same bytes. Its
part standing under its final name means that it is done.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl

from polyglot_synth import write
from polyglot_synth.check import CHECKS, Check, Scorer, Scores, mark, unjudged
from polyglot_synth.config import RunConfig
from polyglot_synth.errors import Mendable
from polyglot_synth.filters.duplicates import fingerprints
from polyglot_synth.filters.minhash import sketches
from polyglot_synth.inputs import Inputs, load_inputs
from polyglot_synth.language import PackFile
from polyglot_synth.measured import Bound
from polyglot_synth.sample import SKETCH, TEXT_HASH, score_column
from polyglot_synth.say import Sayer

NUMBERS_A_UNIT = 10_000


@dataclass(frozen=True, order=True)
class Unit:
    """Numbers `start` up to `stop` of a concept in a language."""

    concept: str
    language: str
    start: int
    stop: int

    def part(self, work: Path) -> Path:
        """Name the file that this unit writes below a run's work folder."""
        folder = work / "parts" / self.language / self.concept.replace("/", "__")
        return folder / f"{self.start:012}-{self.stop:012}.parquet"


def cut(concept: str, language: str, start: int, size: int) -> Iterator[Unit]:
    """Cut a wave into units."""
    for here in range(start, start + size, NUMBERS_A_UNIT):
        yield Unit(concept, language, here, min(here + NUMBERS_A_UNIT, start + size))


class Workshop:
    """Where a process makes units; what is costly to set up is kept between them."""

    def __init__(self, config: RunConfig, work: Path) -> None:
        self.config, self.work = config, work
        self._sayers: dict[tuple[str, str], Sayer] = {}
        self._scorers: dict[str, Scorer] = {}

    @cached_property
    def inputs(self) -> Inputs:
        """Read packs and concepts once."""
        return load_inputs(self.config)

    def make(self, unit: Unit) -> Unit:
        """Make a unit's part unless it stands already."""
        part = unit.part(self.work)
        if not part.exists():
            write.parquet(self.rows(unit), part)
        return unit

    def rows(self, unit: Unit) -> pl.DataFrame:
        """Make and check a unit's rows; none is dropped."""
        return deque(self.stages(unit), maxlen=1).pop()[1]

    def stages(self, unit: Unit) -> Iterator[tuple[str, pl.DataFrame]]:
        """Make and check a unit's rows stage by stage; give each stage's name and what it left."""
        numbers = np.arange(unit.start, unit.stop, dtype=np.int64)
        batch = unjudged(self._sayer(unit).batch(numbers))
        yield "draw and say", batch
        pack = self.inputs.packs[unit.language].model
        for check in CHECKS:
            batch = self._judge(batch, check, pack)
            yield check.name, batch
        yield "keys of repeats", self._keyed(batch, self.inputs.concepts[unit.concept].faces[0])

    def _keyed(self, batch: pl.DataFrame, face: str) -> pl.DataFrame:
        """Add what settling needs to see; a number is known by the prompt of its first face."""
        batch = batch.with_columns(fingerprints(batch["prompt"]).alias(TEXT_HASH))
        if self.config.near == 1:
            return batch
        first = batch.select(pl.when(pl.col("face") == face).then("prompt")).to_series()
        return batch.with_columns(sketches(first).alias(SKETCH))

    def _sayer(self, unit: Unit) -> Sayer:
        key = (unit.concept, unit.language)
        if key not in self._sayers:
            inputs = self.inputs
            concept, pack = inputs.concepts[unit.concept], inputs.packs[unit.language]
            self._sayers[key] = Sayer(
                concept, pack.model, inputs.pivot.model, inputs.lexicons, self.config.seed
            )
        return self._sayers[key]

    def _judge(self, batch: pl.DataFrame, check: Check, pack: PackFile) -> pl.DataFrame:
        bound = None if check.idle(self.config) else check.bound(pack)
        if bound is None:
            empty = pl.lit(None, dtype=pl.Float64).alias(score_column(check.name))
            return batch.with_columns(empty)
        if check.name not in self._scorers:
            self._scorers[check.name] = check.load(self.config)
        return judge(batch, check, self._scorers[check.name], pack, bound)


def judge(
    batch: pl.DataFrame, check: Check, scorer: Scorer, pack: PackFile, bound: Bound
) -> pl.DataFrame:
    """Score and mark a batch; a row on which the scorer breaks is rejected as ``error``.

    The batch is halved until the row is found; the rest survives. What is no fault of a row (disk,
    memory, a model that cannot be read) is raised.
    """
    try:
        return mark(batch, check, scorer(batch, pack), bound)
    except (OSError, MemoryError, Mendable):
        raise
    except Exception as error:  # noqa: BLE001 - any fault of a scorer is one row's fate
        if batch.height > 1:
            half = batch.height // 2
            parts = [batch.head(half), batch.slice(half)]
            return pl.concat([judge(part, check, scorer, pack, bound) for part in parts])
        unscored = Scores(pl.Series([None], dtype=pl.Float64))
        sentence = f"the check {check.name} broke on this row: {type(error).__name__}: {error}"
        return mark(batch, check, unscored, bound).with_columns(
            rejected_by=pl.coalesce("rejected_by", pl.lit("error")),
            reason=pl.coalesce("reason", pl.lit(sentence)),
        )
