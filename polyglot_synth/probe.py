"""Probe: before the first unit each wording is scored on a few rows for what is too dear for all.

The scores are frozen in the run's folder; a run that goes on reads them and never probes again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from polyglot_synth import write
from polyglot_synth.config import RunConfig
from polyglot_synth.errors import Mendable
from polyglot_synth.gates import meaning, round_trip
from polyglot_synth.gates.probed import INSTALL, lacking, read
from polyglot_synth.inputs import PROBE, Inputs
from polyglot_synth.language import PackFile
from polyglot_synth.say import PIVOT, Sayer
from polyglot_synth.translators import (
    Route,
    Translator,
    TranslatorError,
    open_translators,
    way_back,
)

ROWS = 32  # of each wording
NEEDS = (round_trip.NEEDS, meaning.NEEDS)


def probed(config: RunConfig, inputs: Inputs) -> RunConfig:
    """Probe every language of a run but English, where a translator is named or a probe asked for.

    Gives the config that names the frozen file. Raises `Mendable` where the translator gives up, or
    where a probe is asked for and what it needs is not installed.
    """
    if not (config.translator or config.probe):
        return config
    file = Path(config.out) / PROBE
    if not file.exists():
        write.json_file(file, _probed(config, inputs))
    return config.model_copy(update={"probed": str(file)})


def told(config: RunConfig) -> dict[str, Any]:
    """Give by language what was probed, without the scores; nothing where no run probed."""
    table = read(Path(config.probed)) if config.probed else {}
    return {tag: {k: v for k, v in own.items() if k != "wordings"} for tag, own in table.items()}


def _probed(config: RunConfig, inputs: Inputs) -> dict[str, Any]:
    missing = lacking(*NEEDS)
    if config.probe and missing:
        raise Mendable.saying(f"the probe needs {' and '.join(missing)}; {INSTALL}")
    translators = open_translators(config.translator, config.cache)
    try:
        probe = Probe(inputs, translators)
        return {tag: probe.language(tag) for tag in sorted(inputs.packs) if tag != PIVOT}
    except TranslatorError as error:
        raise Mendable.saying(f"{error}; mend it and go on with --resume") from None
    finally:
        for each in translators:
            each.close()


class Probe:
    """Scores the wordings of a run by the translators that are there, and by embeddings."""

    def __init__(self, inputs: Inputs, translators: Sequence[Translator]) -> None:
        self.inputs, self.translators = inputs, translators

    def language(self, tag: str) -> dict[str, Any]:
        """Probe one language's wordings; says too by which way, and what of it is no evidence."""
        pack = self.inputs.packs[tag].model
        route, independent = self.way_back(pack)
        silent = no_evidence(pack, route, independent=independent)
        columns: dict[str, Sequence[float]] = {}
        missing = lacking(*NEEDS)
        rows = self.rows(tag)
        if route is not None and round_trip.NEEDS not in missing:
            columns[round_trip.NAME] = brought_back(rows, route, tag)
        if meaning.NAME in pack.bounds and meaning.NEEDS not in missing:
            columns[meaning.NAME] = nearness(rows)
        return {
            "back": f"{route.course} {route.revision(tag, PIVOT)}" if route else None,
            "independent": independent,
            "evidence": [name for name in columns if name not in silent],
            "no_evidence": silent,
            "wordings": dict(means(rows, columns)),
        }

    def way_back(self, pack: PackFile) -> tuple[Route | None, bool]:
        """Give the way that wordings are brought back by, and whether it is independent.

        It is none where nobody knows with which data a draft was made.
        """
        forth = self._forth(pack)
        route, apart = way_back(self.translators, pack.tag, PIVOT, forth or frozenset())
        return route, apart and forth is not None

    def _forth(self, pack: PackFile) -> frozenset[str] | None:
        """Name the data that a pack was drafted with: none for a pack that people wrote."""
        if pack.draft is None:
            return frozenset()
        name = pack.draft.by.split()[0]
        by = next((each for each in self.translators if each.name == name), None)
        known = by is not None and by.supports(PIVOT, pack.tag)
        return by.engines(PIVOT, pack.tag) if by and known else None

    def rows(self, tag: str) -> pl.DataFrame:
        """Say the first rows of every wording of a language, each in its first face."""
        return pl.concat([self._rows(tag, name) for name in self.inputs.sayable(tag)])

    def _rows(self, tag: str, name: str) -> pl.DataFrame:
        inputs, concept = self.inputs, self.inputs.concepts[name]
        pack, pivot = inputs.packs[tag].model, inputs.pivot.model
        sayer = Sayer(concept, pack, pivot, inputs.lexicons, 0)
        made = sayer.first(4 * ROWS * len(sayer.wordings))
        named = pl.concat_str("concept", "wording", separator="/").alias("name")
        first = made.filter(pl.col("face") == concept.faces[0])
        says = pl.concat_str("concept", "task", separator="/").alias("says")
        rows = first.select(named, says, "prompt", "pivot_prompt")
        return rows.group_by("name", maintain_order=True).head(ROWS)


def no_evidence(pack: PackFile, route: Route | None, *, independent: bool) -> dict[str, str]:
    """Say of each measure that is no evidence for a language why it is none."""
    bound, missing = pack.bounds.get(round_trip.NAME), lacking(*NEEDS)
    reasons = {
        round_trip.NAME: (
            (route is None, "there is no way back to English"),
            (round_trip.NEEDS in missing, f"{round_trip.NEEDS} is not installed ({INSTALL})"),
            (not independent, "the way back shares its data with the way there"),
            (bound is None, "no bound of the way back is fitted (calibrate it with --translator)"),
            (
                bound and route and route.course not in bound.fitted_on,
                "the pack's bound was fitted on another way back",
            ),
        ),
        meaning.NAME: (
            (
                meaning.NAME not in pack.bounds,
                "no bound of embeddings is fitted (calibrate it with --translator)",
            ),
            (meaning.NEEDS in missing, f"{meaning.NEEDS} is not installed ({INSTALL})"),
        ),
    }
    return {
        name: next(why for holds, why in some if holds)
        for name, some in reasons.items()
        if any(holds for holds, _ in some)
    }


def brought_back(rows: pl.DataFrame, route: Route, tag: str) -> list[float]:
    """Score each row by what comes back of its prompt, line by line."""
    prompts, english = rows["prompt"].to_list(), rows["pivot_prompt"].to_list()
    lines = [line for prompt in prompts for line in prompt.split("\n")]
    back = iter(route.translate(lines, tag, PIVOT))
    came = ["\n".join(next(back).text for _ in prompt.split("\n")) for prompt in prompts]
    return round_trip.likeness(english, came, prompts)


def nearness(rows: pl.DataFrame) -> list[float]:
    """Hold each prompt against its own English, and against all English that says another thing.

    Wordings of one task of a concept say the same with other fillers; they are no others.
    """
    own = meaning.embedded(rows["prompt"].to_list())
    english = meaning.embedded(rows["pivot_prompt"].to_list())
    says = rows["says"].to_numpy()
    found = np.full(len(says), np.nan)
    for each in dict.fromkeys(says.tolist()):
        here = says == each
        if not here.all():
            found[here] = meaning.shares(own[here], english[here], english[~here])
    return [float(share) for share in found]


def means(
    rows: pl.DataFrame, columns: Mapping[str, Sequence[float]]
) -> Iterator[tuple[str, dict[str, float | None]]]:
    """Give for each wording how many rows were probed, and their mean scores; null: not judged."""
    scored = rows.select("name").with_columns(
        **{name: pl.Series(values).fill_nan(None) for name, values in columns.items()}
    )
    found = scored.group_by("name").agg(
        pl.len().alias("numbers"), *(pl.col(name).mean().round(4) for name in columns)
    )
    for row in found.sort("name").iter_rows(named=True):
        yield row.pop("name"), row
