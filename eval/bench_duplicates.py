"""How fast near duplicates are found, and how many of them, beside datasketch and rensa.

    python eval/bench_duplicates.py FOLDER [--near 0.9] [--rows 20000] [--sample 3000] [--runs 3]

FOLDER holds human text, one language a file, `swh_Latn.txt`, one passage a line. Three things are
judged: prompts as every concept makes them in every language; the prompts of the one concept
whose prompts are most alike; and lines of FOLDER, every tenth a copy of an earlier one with a word
changed or a line added. Each finder tells for each row whether it repeats an earlier one, fed row
after row (ours: in batches of 10,000), in one process on one core, in turn; medians of processor
seconds, since the machine may be shared, and the median ratio. Bands and their width are the
same. datasketch and rensa are used as their pages show, on Python sets of 5 characters, and call
repeat what shares a band; ours compares the texts too.
Recall and precision are counted over rows against Jaccard over all pairs of a sample. Results go
to eval/results/bench_duplicates.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np
import polars as pl
from datasketch import MinHash, MinHashLSH
from rensa import RMinHash, RMinHashLSH

from polyglot_synth.config import RunConfig
from polyglot_synth.filters.duplicates import folded
from polyglot_synth.filters.minhash import banding
from polyglot_synth.filters.near import Seen
from polyglot_synth.inputs import load_inputs
from polyglot_synth.say import Sayer

RESULTS = Path(__file__).parent / "results" / "bench_duplicates.md"
MOST_ALIKE = "code/prices"  # its prompts differ by a thing and a number
BATCH = 10_000
EVERY = 10  # rows of which one is a planted copy

Finder = Callable[[list[str], float], list[bool]]


def shingled(text: str) -> set[str]:
    """Cut a text into its distinct runs of 5 characters, in plain Python."""
    return {text[at : at + 5] for at in range(max(1, len(text) - 4))}


def ours(texts: list[str], near: float) -> list[bool]:
    """Judge by `Seen`."""
    seen, column = Seen(near), pl.Series(texts)
    batches = [column[start : start + BATCH] for start in range(0, len(texts), BATCH)]
    judged = [seen.add(batch, pl.repeat(True, len(batch), eager=True)) for batch in batches]
    return pl.concat(judged)["repeats"].to_list()


def by_datasketch(texts: list[str], near: float) -> list[bool]:
    """Judge by datasketch, used plainly."""
    bands, width = banding(near)
    index = MinHashLSH(num_perm=bands * width, params=(bands, width))
    found = []
    for row, text in enumerate(folded(texts)):
        sketch = MinHash(num_perm=bands * width)
        sketch.update_batch([shingle.encode() for shingle in shingled(text)])
        found.append(bool(index.query(sketch)))
        index.insert(row, sketch)
    return found


def by_rensa(texts: list[str], near: float) -> list[bool]:
    """Judge by rensa, used plainly."""
    bands, width = banding(near)
    index = RMinHashLSH(threshold=near, num_perm=bands * width, num_bands=bands)
    found = []
    for row, text in enumerate(folded(texts)):
        sketch = RMinHash(num_perm=bands * width, seed=42)
        sketch.update(list(shingled(text)))
        found.append(bool(index.query(sketch)))
        index.insert(row, sketch)
    return found


FINDERS: dict[str, Finder] = {"ours": ours, "datasketch": by_datasketch, "rensa": by_rensa}


def truth(texts: list[str], near: float) -> np.ndarray:
    """Compare every row with every earlier one; tell which have one that is near."""
    postings: defaultdict[str, list[int]] = defaultdict(list)
    sizes, found = np.zeros(len(texts), dtype=np.int64), np.zeros(len(texts), dtype=np.bool_)
    for row, text in enumerate(folded(texts)):
        shingles = shingled(text)
        sizes[row] = len(shingles)
        met = [place for shingle in shingles for place in postings[shingle]]
        shared = np.bincount(np.array(met, dtype=np.int64), minlength=row)[:row]
        found[row] = bool((shared / (sizes[:row] + sizes[row] - shared) >= near).any())
        for shingle in shingles:
            postings[shingle].append(row)
    return found


def prompts(rows: int, wanted: str | None = None) -> list[str]:
    """Make prompts of first faces: of every concept in every language, or of one concept."""
    config = RunConfig()
    inputs = load_inputs(config)
    concepts = [name for name in inputs.concepts if wanted in (None, name)]
    streams = [(concept, language) for concept in concepts for language in inputs.packs]
    each, made = -(-rows // len(streams)), []
    for concept, language in streams:
        pack, of = inputs.packs[language].model, inputs.concepts[concept]
        sayer = Sayer(of, pack, inputs.pivot.model, inputs.lexicons, config.seed)
        batch = sayer.batch(np.arange(each, dtype=np.int64))
        made += batch.filter(pl.col("face") == of.faces[0])["prompt"].to_list()
    return made[:rows]


def human(folder: Path, rows: int) -> list[str]:
    """Read lines of every language; every tenth row is a changed copy of an earlier one."""
    files = sorted(folder.glob("???_????.txt"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    chance = np.random.default_rng(1)
    picked = [lines[place] for place in chance.permutation(len(lines)) if lines[place].strip()]
    texts: list[str] = []
    for line in picked:
        copied = texts[chance.integers(len(texts))] if len(texts) % EVERY == EVERY - 1 else None
        texts.append(line if copied is None else _changed(copied, line, chance))
        if len(texts) == rows:
            break
    return texts


def _changed(text: str, other: str, chance: np.random.Generator) -> str:
    """Change one word, or add the end of another line: a sentence of five words."""
    if chance.integers(2):
        return f"{text} {' '.join(other.split()[-5:])}"
    words = text.split(" ")
    words[chance.integers(len(words))] = other.split(maxsplit=1)[0]
    return " ".join(words)


def quality(texts: list[str], near: float) -> list[str]:
    """Count recall and precision of each finder over the rows of a sample."""
    true = truth(texts, near)
    cells = [f"{len(texts):,}", f"{true.sum():,}"]
    for finder in FINDERS.values():
        found = np.array(finder(texts, near))
        hits = (found & true).sum()
        cells.append(f"{_share(hits, true.sum())} / {_share(hits, found.sum())}")
    return cells


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def speed(texts: list[str], near: float, runs: int) -> list[str]:
    """Time each finder, in turn; rows/s, and how many times ours is as fast as the others."""
    seconds: dict[str, list[float]] = {name: [] for name in FINDERS}
    for _ in range(runs):
        for name, finder in FINDERS.items():
            start = time.process_time()
            finder(texts, near)
            seconds[name].append(time.process_time() - start)
    cells = [f"{len(texts):,}"]
    cells += [f"{len(texts) / statistics.median(each):,.0f}" for each in seconds.values()]
    for name in list(FINDERS)[1:]:
        ratios = [a / b for a, b in zip(seconds[name], seconds["ours"], strict=True)]
        cells.append(f"{statistics.median(ratios):.1f}")
    return cells


def bench(folder: Path, near: float, rows: int, sample: int, runs: int) -> str:
    """Make the tables of one threshold."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    names = ["every concept and language", f"one concept, {MOST_ALIKE}", "human lines"]
    makers = [prompts, lambda rows: prompts(rows, MOST_ALIKE), lambda rows: human(folder, rows)]
    ours(prompts(300), near)  # what is set up once
    fast = [
        [name, *speed(make(rows), near, runs)] for name, make in zip(names, makers, strict=True)
    ]
    good = [[name, *quality(make(sample), near)] for name, make in zip(names, makers, strict=True)]
    bands, width = banding(near)
    first = ["text", "rows", *(f"{name}, rows/s" for name in FINDERS)]
    first += [f"ours : {name}" for name in list(FINDERS)[1:]]
    second = ["text", "rows", "near rows", *(f"{name}, recall / precision" for name in FINDERS)]
    said = f"{bands} bands of {width} permutations; medians of {runs} runs each, "
    said += "processor seconds of one core."
    return f"{said}\n\n{_table(first, fast)}\n\n{_table(second, good)}"


def _table(head: list[str], lines: list[list[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def keep(part: str, text: str) -> None:
    """Put a part's result into the results file, in place of the one before."""
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    parts = {piece.split("\n", 1)[0]: piece for piece in old.split("\n## ")[1:]}
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    used = ", ".join(f"{name} {version(name)}" for name in ("datasketch", "rensa", "polars"))
    parts[part] = f"{part}\n\nOn {machine}, {used}; a shared machine.\n\n{text}\n"
    RESULTS.write_text("\n## ".join(["# Near duplicates", *parts.values()]), encoding="utf-8")
    print(text)


def main() -> None:
    """Read the options and run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--near", type=float, default=0.9)
    options.add_argument("--rows", type=int, default=20_000)
    options.add_argument("--sample", type=int, default=3_000)
    options.add_argument("--runs", type=int, default=3)
    given = options.parse_args()
    tables = bench(given.folder, given.near, given.rows, given.sample, given.runs)
    keep(f"Jaccard from {given.near:g} on", tables)


if __name__ == "__main__":
    main()
