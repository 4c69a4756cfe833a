"""How many rows of one form are left when near duplicates are taken out.

    python eval/survival.py [TAG ...] [--form fallacies/affirming_the_consequent] [--rows 1000 ...]

Rows are said in the order of their numbers, two of each number: twins. A row repeats when its
prompt and an earlier one share 0.8 of their character 5-grams (Jaccard), found by the search that
runs use; a row that repeats one that is itself a repeat goes too. First faces are judged among
themselves by `Seen`. Pairs are judged by both faces, against both faces of earlier pairs: a pair
is left when neither of its prompts repeats. Twins differ little by intent and are not held against
each other. Of first faces, 1,000 are compared with all earlier ones exactly; of those that have a
near one the search may miss under 2 in 100. Figures go to eval/results/survival.json, whose others
are kept, and survival.md.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from polyglot_synth.config import RunConfig
from polyglot_synth.filters.candidates import Index
from polyglot_synth.filters.duplicates import folded, hashes
from polyglot_synth.filters.minhash import sketch
from polyglot_synth.filters.near import Seen, near
from polyglot_synth.filters.shingles import shingles
from polyglot_synth.inputs import load_inputs
from polyglot_synth.language import Composed
from polyglot_synth.say import Sayer

RESULTS = Path(__file__).parent / "results"
LANGUAGES = ("eng_Latn", "swh_Latn", "mar_Deva")
FORM = "fallacies/affirming_the_consequent"
ROWS = (1_000, 10_000, 100_000)
NEAR, WANTED, MISSED = 0.8, 0.6, 0.02
BATCH, CHECKED = 5_000, 1_000


def said(form: str, tag: str, pairs: int) -> pl.DataFrame:
    """Say so many pairs, twin behind twin: prompts, and whether they were put together."""
    inputs = load_inputs(RunConfig(languages=[tag], concepts=[form]))
    pack = inputs.packs.get(tag, inputs.pivot).model
    sayer = Sayer(inputs.concepts[form], pack, inputs.pivot.model, inputs.lexicons, 7)
    put = {each.id for each in sayer.wordings if isinstance(each, Composed)}
    made: list[pl.DataFrame] = []
    for start in range(0, sayer.drawer.capacity, BATCH):
        batch = sayer.batch(np.arange(start, start + BATCH, dtype=np.int64))
        made.append(batch.select("prompt", together=pl.col("wording").is_in(put)))
        if sum(each.height for each in made) >= 2 * pairs:
            break
    return pl.concat(made).head(2 * pairs)


def first_faces(prompts: pl.Series) -> np.ndarray:
    """Tell which prompts repeat an earlier one, batch after batch as in a run."""
    seen, found = Seen(NEAR), []
    for start in range(0, len(prompts), BATCH):
        batch = prompts[start : start + BATCH]
        found.append(seen.add(batch, pl.repeat(value=True, n=len(batch), eager=True))["repeats"])
    return pl.concat(found).to_numpy()


def of_pairs(prompts: pl.Series) -> np.ndarray:
    """Tell which pairs hold a prompt that repeats one of an earlier pair."""
    texts, index, met = pl.Series(folded(prompts)), Index(NEAR), []
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH].to_list()
        rows = np.arange(start, start + len(batch), dtype=np.int32)
        exact = index.add(hashes(batch), sketch(batch), np.ones(len(batch), dtype=np.bool_))
        earlier = pl.DataFrame({"row": rows, "of": exact}).filter(pl.col("of") >= 0)
        pairs = index.candidates(rows).filter(pl.col("row") // 2 != pl.col("of") // 2)
        close = near(pairs, lambda which: texts[which], NEAR)
        met += [earlier.filter(pl.col("row") // 2 != pl.col("of") // 2)["row"], close["row"]]
    repeats = np.zeros(len(texts) // 2, dtype=np.bool_)
    repeats[pl.concat(met).to_numpy() // 2] = True
    return repeats


def exactly(prompts: pl.Series, rows: np.ndarray) -> np.ndarray:
    """Compare some rows with every earlier one, shingle by shingle; tell which repeat."""
    hashed, offsets = shingles(folded(prompts))
    owner = np.repeat(np.arange(len(prompts), dtype=np.int32), np.diff(offsets))
    once = pl.DataFrame({"shingle": hashed, "row": owner}).unique().sort("shingle", "row")
    sizes = np.bincount(once["row"].to_numpy(), minlength=len(prompts))
    asked = once.filter(pl.col("row").is_in(rows.tolist())).partition_by("row", as_dict=True)
    keys, owners = once["shingle"].to_numpy(), once["row"].to_numpy()
    found = []
    for row in rows.tolist():
        own = asked[(row,)]["shingle"].to_numpy()
        starts, ends = np.searchsorted(keys, own), np.searchsorted(keys, own, side="right")
        having = [owners[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
        shared = np.bincount(np.concatenate(having), minlength=row)[:row]
        found.append(bool((shared / (sizes[:row] + sizes[row] - shared) >= NEAR).any()))
    return np.array(found)


def measure(form: str, tag: str, sizes: list[int]) -> dict[str, Any]:
    """Measure one form in one language at every size; sizes are rows, two of each pair."""
    start = time.process_time()
    rows = said(form, tag, max(sizes) // 2)
    spoke = time.process_time()
    ones = rows.gather_every(2)
    faces, pairs = first_faces(ones["prompt"]), of_pairs(rows["prompt"])
    judged, put = time.process_time(), ones["together"].to_numpy()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    some = np.random.default_rng(7).choice(len(ones), min(CHECKED, len(ones)), replace=False)
    truth = exactly(ones["prompt"], np.sort(some))
    search = faces[np.sort(some)]
    return {
        "sizes": {str(size): shares(faces, pairs, put, size // 2) for size in sizes},
        "check": {
            "rows": len(some),
            "near": int(truth.sum()),
            "missed": int((truth & ~search).sum()),
            "wrong": int((search & ~truth).sum()),
        },
        "seconds": {"said": round(spoke - start, 1), "judged": round(judged - spoke, 1)},
        "MiB": round(peak),
    }


def shares(faces: np.ndarray, pairs: np.ndarray, put: np.ndarray, count: int) -> dict[str, Any]:
    """Give the shares that are left of the first so many pairs: all, put together, and not."""
    found: dict[str, Any] = {"pairs": count}
    kinds = {"all": np.ones_like(put), "composed": put, "explicit": ~put}
    for kind, of in kinds.items():
        chosen = of[:count]
        for what, repeats in (("first faces", faces), ("both faces", pairs)):
            left = float((~repeats[:count][chosen]).mean()) if chosen.any() else None
            found[f"{kind}, {what}"] = left if left is None else round(left, 4)
    return found


def page(every: dict[str, Any]) -> str:
    """Write the page."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    text = (
        "# Rows that are left when near duplicates are taken out\n\n"
        f"Jaccard from {NEAR:g} on, character 5-grams. Shares of rows in per cent; `rows` counts "
        "both faces, two a pair. *First faces*: the first of each pair, among themselves. *Both "
        "faces*: pairs of which neither prompt repeats one of an earlier pair. *Composed*: "
        "wordings that were put together; *explicit*: written out in the pack; all are judged in "
        f"one stream. Wanted: {WANTED:.0%} of the most rows.\n\n"
        f"Made by `python eval/survival.py` on {machine}, polars {pl.__version__}; a shared "
        "machine, processor seconds of one process that judges both ways. In bold what is under "
        "its bound.\n"
    )
    for form, languages in every.items():
        text += f"\n## {form}\n\n{_shares(languages)}\n\n{_checks(languages)}\n"
    return text


def _shares(languages: dict[str, Any]) -> str:
    kinds = [
        f"{k}, {w}" for k in ("all", "composed", "explicit") for w in ("first faces", "both faces")
    ]
    lines = [["language", "rows", *kinds]]
    for tag, found in languages.items():
        largest = max(found["sizes"], key=int)
        for size, own in sorted(found["sizes"].items(), key=lambda item: int(item[0])):
            low = WANTED if size == largest else 0
            lines.append(
                [f"`{tag}`", f"{int(size):,}", *(_share(own[kind], low) for kind in kinds)]
            )
    return _table(lines)


def _share(share: float | None, low: float) -> str:
    if share is None:
        return "-"
    return f"{share:.1%}" if share >= low else f"**{share:.1%}**"


def _checks(languages: dict[str, Any]) -> str:
    lines = [
        [
            "language",
            "compared exactly",
            "of them near",
            "missed",
            "wrongly found",
            "saying, s",
            "judging, s",
            "peak memory",
        ]
    ]
    for tag, found in languages.items():
        check, spent = found["check"], found["seconds"]
        missed = f"{check['missed']}"
        if check["missed"] > MISSED * check["near"]:
            missed = f"**{missed}**"
        lines.append(
            [
                f"`{tag}`",
                f"{check['rows']:,}",
                f"{check['near']:,}",
                missed,
                f"{check['wrong']}",
                f"{spent['said']:.0f}",
                f"{spent['judged']:.0f}",
                f"{found['MiB']:,} MiB",
            ]
        )
    return _table(lines)


def _table(lines: list[list[str]]) -> str:
    rows = [lines[0], ["---"] * len(lines[0]), *lines[1:]]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def keep(form: str, tag: str, found: dict[str, Any]) -> None:
    """Write the figures, and the page of them."""
    file = RESULTS / "survival.json"
    every = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    every.setdefault(form, {})[tag] = found
    file.write_text(json.dumps(every, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "survival.md").write_text(page(every), encoding="utf-8")
    print(form, tag, json.dumps(found), flush=True)


def main() -> None:
    """Measure languages, each in a process of its own, so that peaks do not add up."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("tags", nargs="*", default=LANGUAGES)
    options.add_argument("--form", default=FORM)
    options.add_argument("--rows", type=int, nargs="+", default=ROWS)
    given = options.parse_args()
    for tag in given.tags:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            keep(given.form, tag, pool.submit(measure, given.form, tag, list(given.rows)).result())


if __name__ == "__main__":
    main()
