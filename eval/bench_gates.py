"""How fast the language-ID gate is, against the bare detector calls that it makes.

    python eval/bench_gates.py [REFERENCE] [--rows 2000] [--runs 5]

Prompts and responses of our own rows in three languages and, where a reference folder is given,
passages of its translations. Bare calls: `classify` of py3langid and `detect` of pycld2 in plain
loops over the texts that the gate asks them about, nothing else. One process, in turn; medians.
Near duplicates have a script of their own, bench_duplicates.py. Results go to
eval/results/bench_gates.md.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import click
import numpy as np
import polars as pl
import pycld2
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from polyglot_synth.calibrate import open_reference
from polyglot_synth.config import RunConfig
from polyglot_synth.gates.detectors import CHEAP
from polyglot_synth.gates.language_id import LanguageID, counted
from polyglot_synth.gates.surface import prose
from polyglot_synth.inputs import load_inputs
from polyglot_synth.language import PackFile, load_pack, pack_files
from polyglot_synth.say import Sayer

RESULTS = Path(__file__).parent / "results" / "bench_gates.md"
OURS = ["eng_Latn", "mar_Deva", "swh_Latn"]
Texts = tuple[str, PackFile, pl.DataFrame]


def our_rows(size: int) -> list[Texts]:
    """Make rows of every concept in each language that speaks."""
    inputs = load_inputs(RunConfig(languages=OURS))
    found = []
    for tag in OURS:
        pack, concepts = inputs.packs[tag].model, inputs.sayable(tag)
        numbers = np.arange(size // len(concepts), dtype=np.int64)
        batches = [
            Sayer(inputs.concepts[name], pack, inputs.pivot.model, inputs.lexicons, 7)
            .batch(numbers)
            .select("prompt", "response")
            for name in concepts
        ]
        found.append((f"{tag}, rows of ours", pack, pl.concat(batches).head(size)))
    return found


def passages(folder: Path, size: int) -> list[Texts]:
    """Take passages of a reference in some languages that have a pack."""
    reference, files = open_reference(folder), pack_files(RunConfig().language_folders())
    found = []
    for tag in sorted(set(reference.tags) & set(files))[::6]:
        batch = reference.passages(tag).select("prompt", "response")
        batch = batch.gather_every(max(1, batch.height // size)).head(size)
        found.append((f"{tag}, passages", load_pack(files[tag]).model, batch))
    return found


def asked(pack: PackFile, batch: pl.DataFrame) -> dict[str, list[str]]:
    """List the texts that the gate asks each detector about."""
    texts = batch.select(prose("prompt").alias("prompt"), prose("response").alias("response"))
    every = [pair for column in texts.columns for pair in counted(texts[column])]
    return {
        name: [t for t, start in every if start and trust.margins.get(start) is not None]
        for name, trust in pack.detectors.items()
        if name in CHEAP
    }


def bare(texts: dict[str, list[str]], identifier: LanguageIdentifier) -> Callable[[], None]:
    """Give a function that makes the bare calls."""

    def calls() -> None:
        for text in texts.get("py3langid", ()):
            identifier.classify(text)
        for text in texts.get("pycld2", ()):
            pycld2.detect(text, isPlainText=True, bestEffort=True)

    return calls


def seconds(calls: Sequence[Callable[[], object]], runs: int) -> list[float]:
    """Time functions in turn, so that all see the same noise; medians."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(runs):
        for call, taken in zip(calls, times, strict=True):
            start = time.process_time()
            call()
            taken.append(time.process_time() - start)
    return [statistics.median(taken) for taken in times]


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--rows", default=2000)
@click.option("--runs", default=5)
def main(folder: Path | None, rows: int, runs: int) -> None:
    """Measure and write."""
    identifier, judge = LanguageIdentifier.from_model_file(MODEL_FILE), LanguageID()
    sets = our_rows(rows) + (passages(folder, rows) if folder else [])
    lines, over = [], []
    for name, pack, batch in sets:
        texts = asked(pack, batch)
        judge(batch.head(10), pack)
        gate, calls = seconds([lambda b=batch, p=pack: judge(b, p), bare(texts, identifier)], runs)
        over.append(gate / calls - 1)
        lines.append(
            f"| {name} | {batch.height:,} | {sum(map(len, texts.values())):,} | "
            f"{batch.height / gate:,.0f} | {batch.height / calls:,.0f} | {over[-1]:+.1%} |"
        )
        print(lines[-1], flush=True)
    RESULTS.write_text(page(lines, over, runs), encoding="utf-8")


def page(lines: list[str], over: list[float], runs: int) -> str:
    """Write the page of results."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("py3langid", "pycld2", "polars"))
    return (
        "# Language ID: the gate against its bare detector calls\n\n"
        f"On {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"{versions}; a shared machine, one process, medians of the CPU seconds of {runs} runs in "
        "turn. A row is a prompt and, of rows of ours, a response; each is judged by itself.\n\n"
        "| texts | rows | detector calls | rows/s, gate | rows/s, bare calls | overhead |\n"
        "|---|---|---|---|---|---|\n" + "\n".join(lines) + "\n\n"
        f"Median overhead {statistics.median(over):+.1%}, highest {max(over):+.1%}.\n"
    )


if __name__ == "__main__":
    main()
