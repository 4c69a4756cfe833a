"""The bias-audit report: report.json for machines and report.html for people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from polyglot_synth import write
from polyglot_synth.language import LanguagePack
from polyglot_synth.report.findings import findings
from polyglot_synth.report.page import page
from polyglot_synth.report.swap import PAIRS, Panel, flips, swap_test
from polyglot_synth.report.tally import Tally
from polyglot_synth.report.visibility import visibility

__all__ = ["PAIRS", "Panel", "Tally", "about", "figures", "publish", "swap_test"]

Swapped = Mapping[str, pl.DataFrame] | str  # pairs by language, or why there are none
_NAMES = ("name", "autonym", "bcp47", "direction")


def about(packs: Mapping[str, LanguagePack]) -> dict[str, Any]:
    """Say of each language what the page needs: names, direction, and the bounds in force."""
    return {
        tag: {
            **{name: getattr(pack.model, name) for name in _NAMES},
            "bounds": {n: {"low": b.low, "high": b.high} for n, b in pack.model.bounds.items()},
        }
        for tag, pack in sorted(packs.items())
    }


def figures(tally: Tally, run: Mapping[str, Any], swapped: Swapped) -> dict[str, Any]:
    """Give everything for report.json, by language.

    `run` holds what run.json records: ``languages``, ``streams``, ``golden``, ``kept_away_from``;
    ``probed`` where it was, and how many rows were ``asked`` for.
    """
    found = tally.figures(run["asked"], run["languages"], run["streams"])
    for language, own in found.items():
        pairs = {} if isinstance(swapped, str) else swapped
        tried = pairs.get(language)
        own["golden"] = run["golden"].get(language, {})
        own["kept_away_from"] = run["kept_away_from"]
        if language in (probed := run.get("probed", {})):
            own["probe"] = probed[language]
        own["swap"] = {
            "left_out": swapped if isinstance(swapped, str) else None,
            **({"control": None, "traits": {}} if tried is None else flips(tried)),
        }
        own["visibility"] = {} if tried is None else visibility(tried)
        own["findings"] = findings(own)
    return found


def publish(out: Path, tally: Tally, run: Mapping[str, Any], swapped: Swapped) -> dict[str, Any]:
    """Write report.json and report.html into a run's folder; give the figures."""
    found = figures(tally, run, swapped)
    samples = {language: tally.samples(language) for language in found}
    html = page(found, samples, run)
    write.json_file(out / "report.json", found)
    write.atomically(out / "report.html", html.encode())
    return found
