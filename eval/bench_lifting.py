"""Lifting against row translation: translator calls and seconds for an accepted row, and quality.

    python eval/bench_lifting.py epo_Latn glg_Latn [--rows 1000 10000 100000] [--samples DIR]

Lifting: `generate --translator apertium` with an empty cache: what it translates is translated
once, whatever the rows. Row translation: English rows of the same concepts, line by line, through
the same translator behind the same cache; a row is accepted where no word is unknown to the
translator, numbers are those of the English, and the speller knows its words. It is given the
English pack's rows as they are drawn, and apart from that the very rows that were lifted, whose
words and wordings are known to translate well. Quality is measured on 400 accepted rows of each:
words the speller knows, and chrF of the prompt brought back. Writes results/bench_lifting.md;
`--samples` writes 60 rows of each for reading.
"""

from __future__ import annotations

import argparse
import platform
import re
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from polyglot_synth.config import RunConfig
from polyglot_synth.draft.spelling import Speller, speller_of
from polyglot_synth.gates.round_trip import likeness
from polyglot_synth.inputs import load_inputs
from polyglot_synth.run import generate
from polyglot_synth.say import Sayer
from polyglot_synth.translators import OPINIONS, Cached, Route, load_translator, ways_back

PIVOT = "eng_Latn"
RESULTS = Path(__file__).parent / "results" / "bench_lifting.md"
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
SAMPLE, READ = 400, 60


@dataclass
class Way:
    """One way to make rows: what it cost and what came of it."""

    texts: int
    accepted: int
    calls: int
    seconds: float
    rows: pl.DataFrame

    @property
    def calls_a_row(self) -> float:
        """Translator calls for each accepted row."""
        return self.calls / max(self.accepted, 1)

    @property
    def texts_a_row(self) -> float:
        """Texts for each accepted row: the calls of somebody who has no cache."""
        return self.texts / max(self.accepted, 1)

    @property
    def seconds_a_row(self) -> float:
        """Seconds for each accepted row."""
        return self.seconds / max(self.accepted, 1)


def lift(tag: str, rows: int, folder: Path) -> Way:
    """Draft a language with an empty cache, and make rows of it."""
    out = folder / f"lifted-{rows}"
    config = RunConfig(
        languages=[tag],
        rows=rows,
        out=str(out),
        translator="apertium",
        cache=str(folder / f"lifted-{rows}.sqlite"),
    )
    start = time.monotonic()
    generate(config)
    seconds = time.monotonic() - start
    made = pl.read_parquet(out / "data" / tag / "train-*.parquet")
    translated = pl.read_json(out / "run.json")["translated"].struct
    texts, calls = translated.field("asked")[0], translated.field("called")[0]
    return Way(texts, made.height, calls, seconds, made)


def translate_rows(
    tag: str, name: str, english: pl.DataFrame, folder: Path, speller: Speller | None
) -> Way:
    """Translate rows line by line."""
    translator = Cached(load_translator("apertium"), folder / f"{name}-{english.height}.sqlite")
    start = time.monotonic()
    texts = [f"{p}\n\n{r}" for p, r in english.iter_rows()]
    lines = [line for text in texts for line in text.split("\n")]
    found = iter(translator.translate(lines, PIVOT, tag))
    kept = []
    for text in texts:
        said = [next(found) for _ in text.split("\n")]
        whole = "\n".join(each.text for each in said)
        if not any(each.marks for each in said) and _sound(text, whole, speller):
            prompt, _, response = whole.partition("\n\n")
            source, _, _ = text.partition("\n\n")
            kept.append({"prompt": prompt, "response": response, "pivot_prompt": source})
    seconds = time.monotonic() - start
    texts_asked, calls = translator.asked, translator.called
    translator.close()
    return Way(texts_asked, len(kept), calls, seconds, pl.DataFrame(kept))


def english_rows(concepts: list[str], count: int) -> pl.DataFrame:
    """Draw rows of some concepts as the English pack says them: prompts and responses."""
    inputs = load_inputs(RunConfig(languages=[PIVOT], concepts=concepts))
    pack = inputs.packs[PIVOT].model
    each = -(-count // len(concepts))
    made = [
        Sayer(inputs.concepts[name], pack, pack, inputs.lexicons, 7)
        .batch(np.arange(each, dtype=np.int64))
        .select("prompt", "response")
        for name in concepts
    ]
    return pl.concat(made).sample(count, seed=7, shuffle=True)


def _sound(english: str, said: str, speller: Speller | None) -> bool:
    numbers = Counter(_NUMBER.findall(english)) == Counter(_NUMBER.findall(said))
    return numbers and not (speller and speller.unknown(said))


def quality(way: Way, home: Route | None, tag: str, speller: Speller | None) -> tuple[float, float]:
    """Measure the share of words that the speller knows, and chrF of prompts brought back."""
    some = way.rows.sample(min(SAMPLE, way.rows.height), seed=7)
    prompts, english = some["prompt"].to_list(), some["pivot_prompt"].to_list()
    words = [word for text in prompts + some["response"].to_list() for word in _WORD.findall(text)]
    known = sum(not speller.unknown(word) for word in words) / len(words) if speller else 0.0
    if home is None:
        return known, 0.0
    lines = [line for text in prompts for line in text.split("\n")]
    back = iter(home.translate(lines, tag, PIVOT))
    came = ["\n".join(next(back).text for _ in text.split("\n")) for text in prompts]
    scores = likeness(english, came, prompts)
    return known, sum(scores) / len(scores)


def write_samples(folder: Path, tag: str, name: str, way: Way) -> None:
    """Write rows for reading: the language itself, and the English apart."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = way.rows.sample(min(READ, way.rows.height), seed=11, shuffle=True)
    said = [f"[{n}]\n{p}\n---\n{r}\n" for n, (p, r) in enumerate(_pairs(rows), 1)]
    (folder / f"{tag}-{name}.txt").write_text("\n".join(said), encoding="utf-8")


def _pairs(rows: pl.DataFrame) -> list[tuple[str, str]]:
    return list(rows.select("prompt", "response").iter_rows())


def bench(tag: str, sizes: list[int], samples: Path | None, work: Path) -> list[str]:
    """Measure one language at every size; gives the lines of its table."""
    speller = speller_of(tag)
    opinions = [Cached(load_translator(name), work / "back.sqlite") for name in OPINIONS]
    home, independent = ways_back(opinions, tag, PIVOT, opinions[0].engines(PIVOT, tag))
    lines = []
    for rows in sizes:
        lifted = lift(tag, rows, work)
        concepts = sorted(set(lifted.rows["concept"]))
        drawn = translate_rows(tag, "drawn", english_rows(concepts, rows), work, speller)
        plain = lifted.rows.select("pivot_prompt", "pivot_response")
        same = translate_rows(tag, "same", plain, work, speller)
        ways = {
            "lifting": lifted,
            "row translation": drawn,
            "row translation of the lifted rows": same,
        }
        for name, way in ways.items():
            known, back = quality(way, next(iter(home), None), tag, speller)
            ratio = way.calls_a_row / lifted.calls_a_row
            plainly = way.texts_a_row / lifted.calls_a_row
            lines.append(
                f"| `{tag}` | {rows:,} | {name} | {way.accepted:,} | {way.calls:,} "
                f"| {way.calls_a_row:.3f} | {ratio:.1f} | {plainly:.1f} "
                f"| {1000 * way.seconds_a_row:.2f} | {known:.1%} "
                f"| {back:.1f}{'' if independent else ' (same engine)'} |"
            )
        print("\n".join(lines[-3:]), flush=True)
    if samples:
        write_samples(samples, tag, "lifted", lifted)
        write_samples(samples, tag, "rows", drawn)
    return lines


def main() -> None:
    """Measure what the arguments ask for, and write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tags", nargs="+")
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--samples", type=Path)
    asked = parser.parse_args()
    lines = []
    for tag in asked.tags:
        with tempfile.TemporaryDirectory() as work:
            lines += bench(tag, asked.rows, asked.samples, Path(work))
    head = (
        "# Lifting against row translation\n\n"
        f"Apertium, {platform.machine()}, Python {platform.python_version()}, one run. Calls are "
        "texts that any translator had to translate, second opinions and the way back included; "
        "seconds are those of the whole run with all its checks for lifting, and of translating "
        "and checking lines for row translation. Made by `python eval/bench_lifting.py`.\n\n"
        "| language | rows asked | way | accepted | calls | calls an accepted row "
        "| times those of lifting | without a cache | ms an accepted row | words the speller knows "
        "| chrF of the way back |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
    )
    RESULTS.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
