"""What the probe rejects of planted defects: wordings of a drafted language, spoilt on purpose.

    python eval/probe.py OUT glg_Latn

OUT is a finished run with drafts, made with `--translator apertium`. Each wording's first 32 rows
are spoilt whole; a wording counts as rejected where its mean is out of the pack's bound. Writes
results/probe.md.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from polyglot_synth import probe
from polyglot_synth.config import RunConfig
from polyglot_synth.draft import Desk
from polyglot_synth.gates import meaning, round_trip
from polyglot_synth.inputs import load_inputs

RESULTS = Path(__file__).parent / "results" / "probe.md"
Spoil = Callable[[pl.DataFrame], list[str]]


def of_another(rows: pl.DataFrame) -> list[str]:
    """Give every wording the texts of the next one."""
    names = rows["name"].unique(maintain_order=True).to_list()
    texts = {name: rows.filter(pl.col("name") == name)["prompt"].to_list() for name in names}
    after = dict(zip(names, names[1:] + names[:1], strict=True))
    return [
        texts[after[name]][number % len(texts[after[name]])]
        for name in names
        for number in range(len(texts[name]))
    ]


def shuffled(rows: pl.DataFrame) -> list[str]:
    """Shuffle the words of each text."""
    chance = random.Random(7)  # noqa: S311 - a plan, no secret
    return [" ".join(chance.sample(text.split(), len(text.split()))) for text in rows["prompt"]]


def first_sentence_lost(rows: pl.DataFrame) -> list[str]:
    """Take away the first sentence."""
    return [re.sub(r"^.*?[.?!:](\s|$)", "", text, count=1) or text for text in rows["prompt"]]


def negated(rows: pl.DataFrame) -> list[str]:
    """Take the negation away where there is one."""
    return [re.sub(r"\b(non|ningún|ninguén)\s", "", text) for text in rows["prompt"]]


PLANTED: dict[str, Spoil] = {
    "as they are": lambda rows: rows["prompt"].to_list(),
    "another wording's text": of_another,
    "words shuffled": shuffled,
    "the first sentence lost": first_sentence_lost,
    "negation lost (where there is one)": negated,
    "left in English": lambda rows: rows["pivot_prompt"].to_list(),
}


def main(out: str, tag: str) -> None:
    """Spoil, probe, count."""
    config = RunConfig(languages=[tag], out=out, translator="apertium")
    inputs = load_inputs(config)
    pack = inputs.packs[tag].model
    rows = pl.concat([probe._rows(inputs, pack, name) for name in inputs.sayable(tag)])  # noqa: SLF001
    lines = []
    with Desk(config) as desk:
        route, independent = desk.way_back(pack)
        for name, spoil in PLANTED.items():
            spoilt = rows.with_columns(prompt=pl.Series(spoil(rows)))
            judged = spoilt.filter(
                pl.Series(spoilt["prompt"] != rows["prompt"]) | (name == "as they are")
            )
            if not judged.height or route is None:
                continue
            scores = {
                round_trip.NAME: probe._round_trip(judged, route, tag),  # noqa: SLF001
                meaning.NAME: probe._meaning(judged),  # noqa: SLF001
            }
            means = judged.select("name").with_columns(
                **{k: pl.Series(v) for k, v in scores.items()}
            )
            means = means.group_by("name").agg(pl.col(list(scores)).mean())
            cells = [f"{name}", f"{means.height}"]
            for measure in scores:
                low = pack.bounds[measure].low or 0.0
                out_of = int((means[measure] < low).sum())
                cells += [f"{out_of / means.height:.0%}", f"{np.median(means[measure]):.3g}"]
            lines.append("| " + " | ".join(cells) + " |")
            print(lines[-1], flush=True)
    head = (
        f"# What the probe rejects of planted defects: {pack.name}\n\n"
        f"Way back: {route.name if route else 'none'}, independent: {independent}. Bounds: "
        f"{', '.join(f'{m} {pack.bounds[m].low:g}' for m in (round_trip.NAME, meaning.NAME))}. "
        "Made by `python eval/probe.py OUT TAG`.\n\n"
        "| planted | wordings | rejected by round_trip | median chrF | rejected by meaning "
        "| median margin |\n| --- | --- | --- | --- | --- | --- |\n"
    )
    RESULTS.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
