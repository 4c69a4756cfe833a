"""How fast rows are kept away from lists, and what a list costs in memory.

    python eval/bench_keep_away.py [--rows 20000] [--items 1000 10000 100000]

Rows are those of reading and maths in Swahili and Marathi, with their English. Lists are made of
their words in random order, 30 an item, so that single words are met everywhere and spans are not;
one row in 100 is a listed item, and all of these must be found. One process.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
import tracemalloc
from pathlib import Path

import numpy as np
import polars as pl

from polyglot_synth.config import RunConfig
from polyglot_synth.filters.keep_away import KeepAway
from polyglot_synth.inputs import Inputs, load_inputs
from polyglot_synth.say import Sayer

CONCEPTS = ("reading/when_is_it", "maths/take_away")
LANGUAGES = ("swh_Latn", "mar_Deva")
BATCH = 10_000


def rows(inputs: Inputs, count: int) -> pl.DataFrame:
    """Say so many rows, spread over concepts and languages."""
    numbers = np.arange(count // (len(CONCEPTS) * len(LANGUAGES)), dtype=np.int64)
    sayers = [
        Sayer(
            inputs.concepts[name], inputs.packs[tag].model, inputs.pivot.model, inputs.lexicons, 7
        )
        for name in CONCEPTS
        for tag in LANGUAGES
    ]
    return pl.concat([sayer.batch(numbers) for sayer in sayers])


def main() -> None:
    """Print a line for each size of list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--items", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    asked, chance = parser.parse_args(), random.Random(7)  # noqa: S311 - no secret
    inputs = load_inputs(RunConfig(languages=list(LANGUAGES), concepts=list(CONCEPTS)))
    made = rows(inputs, asked.rows)
    words = " ".join(made["prompt"].sample(1_000, seed=7)).split()
    for size in asked.items:
        items = [" ".join(chance.choices(words, k=30)) for _ in range(size)]
        planted = pl.int_range(made.height, eager=True) % 100 == 0
        copies = pl.Series([items[n % size] for n in range(made.height)])
        batch = made.with_columns(prompt=pl.when(planted).then(copies).otherwise("prompt"))
        measure(items, batch, planted)


def measure(items: list[str], batch: pl.DataFrame, planted: pl.Series) -> None:
    """Build an index, judge the rows, and count what was found and what was not planted."""
    pack = load_inputs(RunConfig(languages=["swh_Latn"])).packs["swh_Latn"].model
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.txt"
        file.write_text("\n".join(items), encoding="utf-8")
        start = time.process_time()
        check = KeepAway([str(file)])
        built = time.process_time() - start
        start = time.process_time()
        scores = [check(some, pack).values for some in batch.iter_slices(BATCH)]
        speed = batch.height / (time.process_time() - start)
        tracemalloc.start()
        again = KeepAway([str(file)])
        held = tracemalloc.get_traced_memory()[0] / 1e6
        tracemalloc.stop()
        del again
    found = pl.concat(scores) > 0
    print(
        f"{len(items):,} items of {sum(map(len, items)):,} characters: built in {built:.1f} s, "
        f"{held:.0f} MB; {speed:,.0f} rows/s; {int((found & planted).sum())} of "
        f"{int(planted.sum())} planted found, {int((found & ~planted).sum())} others"
    )


if __name__ == "__main__":
    main()
