"""The report of a finished run, made again from its folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from polyglot_synth.config import RunConfig
from polyglot_synth.errors import Mendable
from polyglot_synth.inputs import PROBE, Inputs, fingerprint, load_inputs
from polyglot_synth.report import Panel, Swapped, Tally, publish, swap_test
from polyglot_synth.sample import SCHEMA, VERDICT

_RECORDED = {
    *("counts", "fingerprint", "golden", "kept_away_from"),
    *("languages", "signature", "streams"),
}
_FOLDERS = ("data", "removed")


@dataclass(frozen=True)
class Remade:
    """What was written, and why the swap test was left out where it was."""

    out: Path
    report: dict[str, Any]
    left_out: str | None


def remake(out: Path, further: RunConfig) -> Remade:
    """Write report.json and report.html again from a run's rows.

    `further` holds what run.json does not: folders of packs and concepts, a model of languages.
    Raises `Mendable` where the folder is no finished run's, or not whole.
    """
    run = _record(out)
    tally = Tally(run["fingerprint"]["config"]["seed"])
    for language, counts in sorted(run["counts"].items()):
        _count(out, language, counts, tally)
    run["asked"] = run["fingerprint"]["config"]["rows"]
    swapped = _swapped(out, run, further)
    return Remade(
        out, publish(out, tally, run, swapped), swapped if isinstance(swapped, str) else None
    )


def _record(out: Path) -> dict[str, Any]:
    if not out.is_dir():
        raise Mendable.saying(f"there is no folder {out}")
    try:
        run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    except OSError:
        sentence = f"{out} is no finished run: it holds no run.json; name a folder of generate"
        raise Mendable.saying(sentence) from None
    except ValueError:
        raise Mendable.saying("is no JSON; it was damaged", file=out / "run.json") from None
    if not isinstance(run, dict) or (missing := sorted(_RECORDED - {*run})):
        lacks = f" (it lacks {', '.join(missing)})" if isinstance(run, dict) else ""
        sentence = f"is no record of generate{lacks}; make the run again with this version"
        raise Mendable.saying(sentence, file=out / "run.json")
    return run


def _count(out: Path, language: str, counts: dict[str, int], tally: Tally) -> None:
    """Count a language's rows; refuse a folder where some are missing."""
    found = dict.fromkeys(_FOLDERS, 0)
    for folder in _FOLDERS:
        for file in sorted((out / folder / language).glob("*.parquet")):
            for rows in _rows(file):
                found[folder] += rows.height
                tally.add(rows)
    for folder, name in zip(_FOLDERS, ("accepted", "rejected"), strict=True):
        if found[folder] != counts[name]:
            raise Mendable.saying(
                f"holds {found[folder]:,} rows, and run.json says {counts[name]:,}; files are "
                "missing or were changed",
                file=out / folder / language,
            )


def _rows(file: Path) -> Iterator[pl.DataFrame]:
    try:
        rows = pl.read_parquet(file)
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        why = (str(error).splitlines() or [type(error).__name__])[0]
        raise Mendable.saying(f"cannot be read ({why})", file=file) from None
    wanted = {**SCHEMA, **VERDICT}
    if odd := [name for name, dtype in wanted.items() if rows.schema.get(name) != dtype]:
        sentence = f"is no file of a run: its column {odd[0]} is missing or of another type"
        raise Mendable.saying(sentence, file=file)
    yield rows


def _swapped(out: Path, run: dict[str, Any], further: RunConfig) -> Swapped:
    """Try the swap test, or say why it cannot be."""
    then = run["fingerprint"]
    config = RunConfig(
        **{
            **further.model_dump(exclude_unset=True),
            **{name: then["config"][name] for name in ("languages", "concepts", "rows", "seed")},
            **_found(out, then),
        }
    )
    try:
        inputs = load_inputs(config)
        changed = _changed(then, config, inputs)
    except Mendable as error:
        return f"The swap test is left out: what the rows were made of does not load ({error})."
    if changed:
        return (
            f"The swap test is left out: {', '.join(changed)} changed since the run, so its rows "
            "cannot be said anew."
        )
    return swap_test(inputs, config.seed, run["streams"], Panel(config))


def _found(out: Path, then: dict[str, Any]) -> dict[str, Any]:
    """Name what the run left in its folder: what it drafted, and what it probed."""
    probed = {"probed": str(out / PROBE)} if "probe" in then else {}
    drafted = {"translator": then["config"]["translator"]} if "translator" in then["config"] else {}
    return {"out": str(out), **drafted, **probed}


def _changed(then: dict[str, Any], config: RunConfig, inputs: Inputs) -> list[str]:
    """Name what is another than in the run; rows wanted and likeness change no row."""
    now = fingerprint(config, inputs)
    return [
        f"{part} {name}".replace("version version", "the version")
        for part in ("version", "detectors", "lexicons", "concepts", "packs")
        for name in sorted({*_named(now, part), *_named(then, part)})
        if _named(now, part).get(name) != _named(then, part).get(name)
    ]


def _named(print_: dict[str, Any], part: str) -> dict[str, Any]:
    value = print_[part]
    return value if isinstance(value, dict) else {part: value}
