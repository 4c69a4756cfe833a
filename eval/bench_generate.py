"""How fast rows are drawn and said, against a plain loop of Jinja; and how fast a whole run is.

    python eval/bench_generate.py say [--rows 20000] [--runs 5]
    python eval/bench_generate.py run [--rows 100000] [--workers 2]
    python eval/bench_generate.py one [--rows 1000000] [--languages swh_Latn,eng_Latn,mar_Deva]

`say`: our columns and `jinja2.Template.render` make the same prompts and responses, and their
English, from the same numbers, wordings and styles, in one process on one core, in turn; medians
and the ratio. The texts are compared and must be equal. Ours adds ids, slots, spoken, traits and
evidence; the loop does not. `run`: a whole run with every check, in its own process, with the
peak memory of all processes added up. `one`: the same of one fallacy alone, near duplicates from
0.95 on, with the seconds of each part of the run, and rows a second of each stage on one core, so
that it can be seen where the time goes. Results go to eval/results/bench_generate.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import jinja2
import numpy as np
import polars as pl

from polyglot_synth.config import RunConfig
from polyglot_synth.inputs import Inputs, load_inputs
from polyglot_synth.say import Sayer, english_of, style_of
from polyglot_synth.units import Unit, Workshop
from polyglot_synth.wording import environment

RESULTS = Path(__file__).parent / "results" / "bench_generate.md"


TEXTS = ["prompt", "response", "pivot_prompt", "pivot_response"]


class PlainLoop:
    """One template a text, one render a text: what anybody would write first."""

    def __init__(self, sayer: Sayer) -> None:
        self.sayer = sayer
        self.compilers = {**sayer.compilers, "pivot": sayer.pivot_compiler}
        self.environments = {name: environment(c.speaker) for name, c in self.compilers.items()}
        self.templates: dict[tuple[str, str], jinja2.Template] = {}

    def rows(self, batch: pl.DataFrame, numbers: np.ndarray) -> Iterator[tuple[str, ...]]:
        """Render the four texts of every row of a batch, in order."""
        sayer = self.sayer
        fillers = {name: c.tolist() for name, c in sayer.drawer.draw(numbers).items()}
        scripts = sayer.digits_of(numbers).to_list()
        wordings = {wording.id: wording for wording in sayer.wordings}
        first = int(numbers[0])
        keys = batch.select("number", "face", "wording", "style").iter_rows()
        for number, face, name, style in keys:
            row = {slot: column[number - first] for slot, column in fillers.items()}
            script, wording = scripts[number - first], wordings[name]
            own = self._texts(script, sayer.pack, wording, (face, style), row)
            telling = english_of(wording, sayer.concept, sayer.pack, sayer.pivot)
            english = self._texts("pivot", sayer.pivot, telling, (face, style), row)
            yield (*own, *english)

    def _texts(self, name, pack, telling, how, row) -> tuple[str, str]:  # noqa: ANN001
        concept, holds, (face, style) = self.sayer.concept, self.sayer.holds, how
        compiler = self.compilers[name]
        values = {n: compiler.value(holds[n], number) for n, number in row.items() if n in holds}
        if face in concept.file.faces:
            bind = concept.file.faces[face].bind
            values |= {a: compiler.value(holds[a], row[slot]) for a, slot in bind.items()}
        if concept.file.program:
            values["program"] = self._render(name, concept.file.program, values)
        response = telling.responses[face if face in telling.responses else "any"]
        parts = {
            "verdict": self._render(name, response.verdict, values),
            "reason": self._render(name, response.reason, values),
        }
        frame = style_of(pack, concept.file.kind, style)
        return self._render(name, telling.prompt, values), self._render(name, frame, parts)

    def _render(self, name: str, source: str, values: dict[str, object]) -> str:
        key = (name, source)
        if key not in self.templates:
            self.templates[key] = self.environments[name].from_string(source)
        return self.templates[key].render(values)


def compare(inputs: Inputs, language: str, concept: str, rows: int, runs: int) -> list[str]:
    """Time both ways in turn over the same rows; the texts must be equal."""
    sayer = Sayer(
        inputs.concepts[concept],
        inputs.packs[language].model,
        inputs.pivot.model,
        inputs.lexicons,
        7,
    )
    count = min(rows // len(sayer.concept.faces), sayer.drawer.capacity)
    numbers = np.arange(count, dtype=np.int64)
    loop, ours_seconds, loop_seconds = PlainLoop(sayer), [], []
    for _ in range(runs + 1):
        start = time.perf_counter()
        batch = sayer.batch(numbers)
        ours_seconds.append(time.perf_counter() - start)
        start = time.perf_counter()
        plain = list(loop.rows(batch, numbers))
        loop_seconds.append(time.perf_counter() - start)
    assert batch.select(TEXTS).rows() == plain, (
        f"{language} {concept}: the columns say something else than Jinja"
    )
    ratios = [slow / fast for slow, fast in zip(loop_seconds[1:], ours_seconds[1:], strict=True)]
    ours = batch.height / statistics.median(ours_seconds[1:])
    theirs = batch.height / statistics.median(loop_seconds[1:])
    ratio = f"{statistics.median(ratios):.1f}"
    return [language, concept, f"{batch.height:,}", f"{ours:,.0f}", f"{theirs:,.0f}", ratio]


def bench_say(rows: int, runs: int) -> str:
    """Compare over every concept and language; one process, one core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    inputs = load_inputs(RunConfig())
    lines = [
        compare(inputs, language, concept, rows, runs)
        for language in inputs.packs
        for concept in inputs.concepts
    ]
    head = ["language", "concept", "rows", "rows/s, columns", "rows/s, Jinja loop", "ratio"]
    ratios = [float(line[-1]) for line in lines]
    summary = (
        f"median ratio {statistics.median(ratios):.1f}, "
        f"lowest {min(ratios):.1f}, highest {max(ratios):.1f}; {runs} runs each, texts equal"
    )
    return f"{_table(head, lines)}\n\n{summary}"


def bench_run(rows: int, workers: int) -> str:
    """Time one whole run in its own process, and the memory of it and its workers together."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        command = [sys.executable, "-c", "from polyglot_synth.cli import main; main()", "generate"]
        command += ["--rows", str(rows), "--out", str(out), "--workers", str(workers), "--quiet"]
        start = time.perf_counter()
        process = subprocess.Popen(command)  # noqa: S603 - our own command
        peak = _watch(process)
        seconds = time.perf_counter() - start
        assert process.returncode == 0, f"the run ended with {process.returncode}"
        files = sum(file.stat().st_size for file in out.rglob("*.parquet"))
        shutil.rmtree(out)
    head = [
        "accepted rows",
        "workers",
        "seconds",
        "rows/s",
        "peak memory, all processes",
        "Parquet",
    ]
    total = 3 * rows
    line = [
        f"{total:,} ({rows:,} x 3 languages)",
        str(workers),
        f"{seconds:.0f}",
        f"{total / seconds:,.0f}",
        f"{peak / 2**20:,.0f} MiB",
        f"{files / 2**20:,.0f} MiB",
    ]
    return _table(head, [line])


FALLACY = "fallacies/affirming_the_consequent"


def bench_one(language: str, rows: int, workers: int) -> list[str]:
    """Time a run of one fallacy: rows, seconds of each part, peak memory of all processes."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        command = [sys.executable, "-c", "from polyglot_synth.cli import main; main()", "generate"]
        command += ["--languages", language, "--concepts", FALLACY, "--rows", str(rows)]
        command += ["--near", "0.95", "--out", str(out), "--workers", str(workers), "--quiet"]
        start = time.perf_counter()
        process = subprocess.Popen(command)  # noqa: S603 - our own command
        peak = _watch(process)
        seconds = time.perf_counter() - start
        assert process.returncode == 0, f"the run ended with {process.returncode}"
        run = json.loads((out / "run.json").read_text(encoding="utf-8"))
        prompts = pl.scan_parquet(out / "data" / language / "*.parquet").select("prompt")
        kept, distinct = prompts.select(pl.len(), pl.col("prompt").n_unique()).collect().row(0)
        size = sum(file.stat().st_size for file in out.rglob("*.parquet"))
    phases = " + ".join(f"{name} {each:.0f}" for name, each in run["phases"].items())
    made = run["counts"][language]["made"]
    line = [language, f"{kept:,}", f"{distinct:,}", f"{made:,}", f"{seconds:.0f}", phases]
    return [*line, f"{rows / seconds:,.0f}", f"{peak / 2**20:,.0f} MiB", f"{size / 2**20:,.0f} MiB"]


def bench_stages(language: str, numbers: int = 5_000) -> list[list[str]]:
    """Give processor seconds and rows a second of each stage, over one unit, the second of two."""
    config = RunConfig(languages=[language], concepts=[FALLACY], near=0.95)
    shop, found = Workshop(config, Path("unused")), dict[str, float]()
    for start in (0, numbers):
        begun = time.process_time()
        for name, batch in shop.stages(Unit(FALLACY, language, start, start + numbers)):
            found[name], made = time.process_time() - begun, batch.height
            begun = time.process_time()
    total = sum(found.values())
    rows = sorted(found.items(), key=lambda each: -each[1])
    return [
        [name, f"{made / each:,.0f}", f"{each / total:.0%}"]
        for name, each in rows
        if each > total / 200
    ]


def bench_fallacy(languages: str, rows: int, workers: int) -> str:
    """Run one fallacy in each language, then its stages."""
    runs = [bench_one(language, rows, workers) for language in languages.split(",")]
    head = ["language", "rows", "of them distinct", "made", "seconds", "of them", "rows/s"]
    head += ["peak memory, all processes", "Parquet"]
    stages = [
        f"{language}, one core:\n\n" + _table(["stage", "rows/s", "share"], bench_stages(language))
        for language in languages.split(",")
    ]
    return "\n\n".join([_table(head, runs), *stages])


def _watch(process: subprocess.Popen) -> int:
    """Wait for a process; give the highest sum of proportional memory of it and its children."""
    peak, done = 0, threading.Event()

    def look() -> None:
        nonlocal peak
        while not done.wait(0.25):
            peak = max(peak, sum(map(_memory, _family(process.pid))))

    watcher = threading.Thread(target=look)
    watcher.start()
    process.wait()
    done.set()
    watcher.join()
    return peak


def _family(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for file in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found.extend(map(int, file.read_text().split()))
            except OSError:
                continue
    return found


def _memory(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _table(head: list[str], lines: list[list[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def keep(part: str, text: str) -> None:
    """Put a part's result into the results file, in place of the one before."""
    RESULTS.parent.mkdir(exist_ok=True)
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    parts = {piece.split("\n", 1)[0]: piece for piece in old.split("\n## ")[1:]}
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    versions = f"polars {pl.__version__}, jinja2 {jinja2.__version__}, numpy {np.__version__}"
    parts[part] = f"{part}\n\nOn {machine}, {versions}; a shared machine.\n\n{text}\n"
    body = "\n## ".join(["# Drawing, saying and whole runs", *parts.values()])
    RESULTS.write_text(body, encoding="utf-8")
    print(text)


def main() -> None:
    """Read the options and run one part."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("part", choices=["say", "run", "one"])
    options.add_argument("--languages", default="swh_Latn,eng_Latn,mar_Deva")
    options.add_argument("--rows", type=int)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--workers", type=int, default=2)
    given = options.parse_args()
    if given.part == "say":
        keep("say: columns against a plain loop", bench_say(given.rows or 20_000, given.runs))
    elif given.part == "one":
        rows = given.rows or 1_000_000
        part = f"one: {rows:,} rows of {FALLACY}"
        keep(part, bench_fallacy(given.languages, rows, given.workers))
    else:
        rows = given.rows or 100_000
        keep(f"run: {rows:,} rows a language", bench_run(rows, given.workers))


if __name__ == "__main__":
    main()
