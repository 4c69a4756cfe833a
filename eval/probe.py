"""What the probe rejects of planted defects: sound wordings, spoilt on purpose.

    python eval/probe.py RUN glg_Latn mar_Deva

RUN is a finished run made with `--translator apertium`, whose drafts are spoilt; other languages
say what their packs say. Of at most 60 wordings of a language the first four rows are spoilt, all
in one way; a wording counts as rejected where the mean of its rows is out of the bound of the pack
that is shipped. Writes results/probe.json and results/probe.md.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import regex

from polyglot_synth.config import RunConfig
from polyglot_synth.gates import meaning, round_trip
from polyglot_synth.inputs import load_inputs
from polyglot_synth.language import PackFile
from polyglot_synth.probe import Probe, brought_back, nearness
from polyglot_synth.translators import Route, open_translators

RESULTS = Path(__file__).parent / "results"
WORDINGS, ROWS = 60, 4
MEASURES = (round_trip.NAME, meaning.NAME)
NEGATIONS = {"glg_Latn": r"\b(non|ningún|ninguén|nunca)\s", "mar_Deva": r"\s(नाहीत?|नसतात?)\b"}
Spoil = Callable[[pl.DataFrame, str], list[str]]


def chance(purpose: str) -> np.random.Generator:
    """Give chance for a purpose."""
    return np.random.default_rng([7, *purpose.encode()])


def others(rows: pl.DataFrame, same: str | None) -> list[str]:
    """Give each wording the texts of another that says another thing, `same` in a part of it."""
    parts = {name: (says.split("/")[0], says) for name, says in rows.select("name", "says").rows()}
    texts = {name: own["prompt"].to_list() for (name,), own in rows.group_by("name")}
    dice, given = chance("others"), {}
    for name, (kind, says) in parts.items():
        fitting = [n for n, (k, s) in parts.items() if s != says and (same is None or k == kind)]
        given[name] = texts[fitting[dice.integers(len(fitting))]] if fitting else texts[name]
    place = rows.select(pl.int_range(pl.len()).over("name")).to_series()
    return [
        given[name][number % len(given[name])]
        for name, number in zip(rows["name"], place, strict=True)
    ]


def shuffled(rows: pl.DataFrame, _: str) -> list[str]:
    """Shuffle the words of each text."""
    dice = chance("shuffled")
    return [" ".join(dice.permutation(text.split())) for text in rows["prompt"]]


def first_sentence_lost(rows: pl.DataFrame, _: str) -> list[str]:
    """Take away the first sentence, where there are more."""
    return [regex.sub(r"^.*?[.?!:](\s+)(?=\S)", "", text, count=1) for text in rows["prompt"]]


def negation_lost(rows: pl.DataFrame, tag: str) -> list[str]:
    """Take every negation away, where there is one."""
    return [regex.sub(NEGATIONS[tag], " ", text) for text in rows["prompt"]]


PLANTED: dict[str, Spoil] = {
    "as they are": lambda rows, _: rows["prompt"].to_list(),
    "the text of another task": lambda rows, _: others(rows, None),
    "the text of another task of the same kind": lambda rows, _: others(rows, "kind"),
    "words shuffled": shuffled,
    "the first sentence lost": first_sentence_lost,
    "negation lost, where there is one": negation_lost,
    "left in English": lambda rows, _: rows["pivot_prompt"].to_list(),
}


def remember() -> None:
    """Embed each text once."""
    embedded, known = meaning.embedded, dict[str, Any]()

    def once(texts: list[str]) -> meaning.Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, embedded(new), strict=True) if new else ())
        return np.array([known[text] for text in texts], dtype=np.float32)

    meaning.embedded = once


def planted(probe: Probe, pack: PackFile) -> Iterator[dict[str, Any]]:
    """Spoil a language's wordings in every way, and count those that a pack's bounds reject."""
    tag = pack.tag
    route, independent = probe.way_back(probe.inputs.packs[tag].model)
    rows = probe.rows(tag).group_by("name", maintain_order=True).head(ROWS)
    names = rows["name"].unique(maintain_order=True)
    step = max(1, -(-len(names) // WORDINGS))
    chosen = rows["name"].is_in(names.gather_every(step).to_list())
    for what, spoil in PLANTED.items():
        texts = pl.Series(spoil(rows, tag))
        spoilt = chosen & ((texts != rows["prompt"]) | (what == "as they are"))
        if spoilt.any():
            yield {
                "planted": what,
                **judged(rows, texts, spoilt, pack, route if independent else None),
            }
            print(tag, what, flush=True)


def judged(
    rows: pl.DataFrame, texts: pl.Series, spoilt: pl.Series, pack: PackFile, route: Route | None
) -> dict[str, Any]:
    """Score the spoilt rows among all others as they are."""
    told = rows.with_columns(prompt=texts.zip_with(spoilt, rows["prompt"]))
    found: dict[str, Any] = {"wordings": rows.filter(spoilt)["name"].n_unique()}
    scorers: dict[str, Callable[[], Any]] = {
        meaning.NAME: lambda: pl.Series(nearness(told)).filter(spoilt)
    }
    if route is not None:
        scorers[round_trip.NAME] = partial(brought_back, told.filter(spoilt), route, pack.tag)
    for name in pack.bounds.keys() & scorers.keys():
        scorer = scorers[name]
        start = time.process_time()
        own = rows.filter(spoilt).select("name").with_columns(score=pl.Series(scorer()))
        means = own.group_by("name").agg(pl.col("score").mean())["score"]
        found[name] = {
            "rejected": int((means < pack.bounds[name].low).sum()),
            "median": round(float(means.median() or 0), 3),
            "lowest": round(min(means.to_list()), 3),
            "seconds": round(time.process_time() - start, 1),
        }
    return found


def table(found: dict[str, Any], bounds: dict[str, float]) -> str:
    """Write a language's figures as Markdown."""
    head = ["planted", "wordings"]
    lines = []
    for name in MEASURES:
        low = f"{bounds[name]:g}" if name in bounds else "none"
        head += [f"rejected by {name} ({low})", "median"]
    for row in found["planted"]:
        cells = [row["planted"], str(row["wordings"])]
        for name in MEASURES:
            own = row.get(name)
            share = f"{own['rejected']} ({own['rejected'] / row['wordings']:.0%})" if own else "-"
            cells += [share, f"{own['median']:g}" if own else "-"]
        lines.append("| " + " | ".join(cells) + " |")
    rule = "| " + " | ".join("---" for _ in head) + " |"
    return "\n".join(["| " + " | ".join(head) + " |", rule, *lines])


def page(found: dict[str, Any]) -> str:
    """Write the page."""
    parts = [
        "# What the probe rejects of planted defects\n",
        f"The first {ROWS} rows of at most {WORDINGS} wordings a language, all spoilt one way.\n",
        "Made by `python eval/probe.py RUN TAG ...`.\n",
    ]
    for tag, own in found.items():
        parts += [
            f"## `{tag}`\n",
            f"Way back: {own['back'] or 'none'}.\n",
            table(own, own["bounds"]),
        ]
        parts.append("")
    return "\n".join(parts)


def main(run: str, *tags: str) -> None:
    """Spoil, probe, count."""
    remember()
    translators = open_translators("apertium", None)
    found = {}
    for tag in tags:
        config = RunConfig(languages=[tag], out=run, translator="apertium")
        probe = Probe(load_inputs(config), translators)
        pack = load_inputs(RunConfig(languages=[tag])).packs[tag].model
        route, independent = probe.way_back(probe.inputs.packs[tag].model)
        found[tag] = {
            "back": route.course if route and independent else None,
            "bounds": {name: pack.bounds[name].low for name in MEASURES if name in pack.bounds},
            "planted": list(planted(probe, pack)),
        }
        keep(found)


def keep(found: dict[str, Any]) -> None:
    """Write the figures, and the page of them."""
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
    (RESULTS / "probe.json").write_text(text + "\n", encoding="utf-8")
    (RESULTS / "probe.md").write_text(page(found), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
