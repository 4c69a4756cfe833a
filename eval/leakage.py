"""What tells validity apart from the argument itself: words, word pairs, parts, length.

    python eval/leakage.py [TAG ...] [--forms PATTERN] [--workers 2]

For each argument form whose label is proved, and each language, fastText learns to tell valid from
invalid prompts: from the bag of their words; from words and pairs of neighbours; the same of the
premises alone, and of the conclusion alone, of wordings that were put together; and from question
and length alone. It is tested on other rows of the lexicons: no test row's clauses or nouns stand
together in training (rows apart), or not one of them stands there at all (terms apart). A planted
word must be seen. Figures go to eval/results/leakage.json, whose others are kept, and leakage.md.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path
from typing import Any

import fasttext
import numpy as np
import polars as pl
from leakage_apart import WAYS
from leakage_report import COLUMNS, page
from leakage_rows import LANGUAGES, PARTS, Form, inputs

RESULTS = Path(__file__).parent / "results"
SEEDS = (1, 2, 3)
PLANTED_IN = "fallacies/affirming_the_consequent"
MODELS = {  # column, length of n-grams
    "words": ("prompt", 1),
    "pairs of words": ("prompt", 2),
    "premises alone": ("premises", 2),
    "conclusion alone": ("conclusion", 2),
    "question and length": ("question", 1),
}


def hits(rows: pl.DataFrame, column: str, length: int, seed: int) -> pl.DataFrame:
    """Learn from one side, try the other; count rows and right answers of each lexicon row."""
    rows = rows.filter(pl.col(column).is_not_null())
    train = rows.filter(~pl.col("test")).sample(fraction=1, shuffle=True, seed=seed)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        file.writelines(f"__label__{f} {t}\n" for f, t in train.select("face", column).iter_rows())
        file.flush()
        model = fasttext.train_supervised(
            file.name,
            wordNgrams=length,
            dim=8,
            epoch=10,
            lr=0.5,
            bucket=200_000,
            minCount=2,
            thread=1,
            seed=seed,
            verbose=0,
        )
    tried = rows.filter("test")
    # `predict` of fasttext 0.9.2 fails under numpy 2; below it is the call that does not
    said = [model.f.predict(f"{text}\n", 1, 0.0, "strict")[0][1] for text in tried[column]]
    right = pl.Series(said).str.strip_prefix("__label__") == tried["face"]
    counted = tried.select("row", right=right).group_by("row", maintain_order=True)
    return counted.agg(pl.len().alias("rows"), pl.col("right").sum())


def accuracy(counts: pl.DataFrame) -> dict[str, Any]:
    """Give the share of right answers and half its 95% interval; lexicon rows are the clusters."""
    each = counts.group_by("row").agg(pl.col("rows", "right").sum())
    share = each["right"].sum() / each["rows"].sum()
    off = (each["right"] - share * each["rows"]).to_numpy()
    spread = np.sqrt((off**2).sum() * len(off) / max(len(off) - 1, 1)) / each["rows"].sum()
    figures = {"share": round(float(share), 4), "half": round(float(1.96 * spread), 4)}
    return {**figures, "rows": int(each["rows"].sum()), "lexicon_rows": len(off)}


def planted(rows: pl.DataFrame) -> pl.DataFrame:
    """Add a word to every second valid prompt."""
    leak = (pl.col("face") == "valid") & (pl.col("number") // 2 % 2 == 0)
    return rows.with_columns(
        prompt=pl.when(leak).then("prompt" + pl.lit(" planted")).otherwise("prompt")
    )


def carriers(rows: pl.DataFrame, column: str, most: int = 12) -> list[list[Any]]:
    """List the words and pairs that most lexicon rows say more often on one and the same face."""
    more: dict[str, Counter[str]] = {"valid": Counter(), "invalid": Counter()}
    for _, own in rows.drop_nulls(column).group_by("row", maintain_order=True):
        said = {face: Counter(_grams(own.filter(face=face)[column])) for face in more}
        more["valid"].update((said["valid"] - said["invalid"]).keys())
        more["invalid"].update((said["invalid"] - said["valid"]).keys())
    valid, invalid = more["valid"], more["invalid"]
    grams = sorted(valid | invalid)
    off = {g: abs(valid[g] - invalid[g]) / (valid[g] + invalid[g]) ** 0.5 for g in grams}
    return [[g, valid[g], invalid[g]] for g in sorted(grams, key=lambda g: -off[g])[:most]]


def _grams(texts: pl.Series) -> Iterator[str]:
    for text in texts:
        single = text.split(" ")
        yield from single
        yield from map(" ".join, pairwise(single))


def measure(name: str, tag: str) -> dict[str, Any]:
    """Measure one form in one language in each way of keeping apart."""
    form, found = Form(name, tag), dict[str, Any]()
    for way in WAYS:
        counts: dict[str, list[pl.DataFrame]] = {}
        for seed in SEEDS:
            rows = form.rows(way, seed)
            for model, (column, length) in MODELS.items():
                if (way, model) in COLUMNS and rows[column].null_count() < rows.height:
                    counts.setdefault(model, []).append(hits(rows, column, length, seed))
            if name == PLANTED_IN:
                counts.setdefault("planted", []).append(hits(planted(rows), "prompt", 1, seed))
        found[way] = {model: accuracy(pl.concat(each)) for model, each in counts.items()}
    columns = [column for column in ("prompt", *PARTS) if rows[column].count()]
    found["carriers"] = {column: carriers(rows, column) for column in columns}
    return found


def main() -> None:
    """Measure forms and languages; keep each as soon as it is measured."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("tags", nargs="*", default=LANGUAGES)
    options.add_argument("--forms", default="*")
    options.add_argument("--workers", type=int, default=2)
    given = options.parse_args()
    names = [n for n, c in inputs().concepts.items() if c.file.label_source == "proved"]
    asked = [(name, tag) for tag in given.tags for name in names if fnmatch(name, given.forms)]
    with ProcessPoolExecutor(given.workers, multiprocessing.get_context("spawn")) as pool:
        for (name, tag), found in zip(
            asked, pool.map(measure, *zip(*asked, strict=True)), strict=True
        ):
            keep(tag, name, found)


def keep(tag: str, name: str, found: dict[str, Any]) -> None:
    """Write the figures, and the page of them."""
    file = RESULTS / "leakage.json"
    every = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    every.setdefault(tag, {})[name] = found
    text = json.dumps(every, ensure_ascii=False, indent=1, sort_keys=True)
    file.write_text(text + "\n", encoding="utf-8")
    (RESULTS / "leakage.md").write_text(page(every), encoding="utf-8")
    print(tag, name, {s: {m: v["share"] for m, v in found[s].items()} for s in WAYS}, flush=True)


if __name__ == "__main__":
    main()
