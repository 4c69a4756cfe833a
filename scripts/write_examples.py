"""Write a pack's `examples:` anew from its own wordings, for a reader to check.

    python scripts/write_examples.py swh_Latn

Two rows of every wording, chosen so that every agreement class stands in some example. An example
written this way shows what the pack says today; it is right only once somebody has read it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from polyglot_synth.config import RunConfig
from polyglot_synth.inputs import load_inputs
from polyglot_synth.language import PackFile
from polyglot_synth.say import Sayer

CANDIDATES = 600
EACH = 2


def features_shown(row: dict[str, Any], pack: PackFile, holds: dict[str, str]) -> set[str]:
    """Name the feature values of all words in a row."""
    shown = set()
    for slot, value in json.loads(row["slots"]).items():
        entry = pack.words.get(holds[slot], {}).get(str(value), {})
        shown |= {
            f"{f}:{part}" for f in pack.features if f in entry for part in str(entry[f]).split("/")
        }
    return shown


def chosen(
    rows: list[dict[str, Any]], pack: PackFile, holds: dict[str, str]
) -> Iterator[dict[str, Any]]:
    """Choose rows that show the most not shown yet, unlike in face and digits."""
    taken: list[dict[str, Any]] = []
    shown: set[str] = set()
    while rows and len(taken) < EACH:
        faces = {row["face"] for row in taken}
        best = max(
            rows,
            key=lambda row: (
                row["face"] not in faces,
                len(features_shown(row, pack, holds) - shown),
            ),
        )
        taken.append(best)
        shown |= features_shown(best, pack, holds)
        rows = [row for row in rows if row["number"] != best["number"]]
        yield best


def written(row: dict[str, Any], pack: PackFile, derived: set[str]) -> str:
    """Write one example as YAML; JSON strings are YAML strings."""
    slots = {k: v for k, v in json.loads(row["slots"]).items() if k not in derived}
    lines = [f"  - wording: {row['concept']}/{row['wording']}"]
    lines.append(
        "    slots: {" + ", ".join(f"{k}: {json.dumps(v)}" for k, v in slots.items()) + "}"
    )
    if row["label"]:
        lines.append(f"    label: {row['face']}")
    if len(pack.digits) > 1:
        lines.append(f"    digits: {row['digits']}")
    lines.append(f"    says: {json.dumps(row['prompt'], ensure_ascii=False)}")
    lines.append(f"    {row['style']}: {json.dumps(row['response'], ensure_ascii=False)}")
    return "\n".join(lines)


def examples(tag: str) -> str:
    """Write the examples of one pack, from what it says now."""
    inputs = load_inputs(RunConfig(languages=[tag]))
    pack = inputs.packs[tag].model
    lines = [
        "examples:  # written by scripts/write_examples.py from the pack itself, then read through"
    ]
    for name in inputs.sayable(tag):
        concept = inputs.concepts[name]
        sayer = Sayer(concept, pack, inputs.pivot.model, inputs.lexicons, 1)
        batch = sayer.batch(np.arange(min(CANDIDATES, sayer.drawer.capacity))).filter(
            pl.col("style") != "label_only"
        )
        batch = batch.with_columns(digits=sayer.digits_of(batch["number"].to_numpy()))
        for wording in pack.wording[name]:
            rows = batch.filter(pl.col("wording") == wording.id).to_dicts()
            kept = chosen(rows, pack, concept.holds())
            lines.extend(written(row, pack, set(concept.file.derived)) for row in kept)
    return "\n".join(lines) + "\n"


def main(tag: str) -> None:
    """Put new examples where the old ones stand: from `examples:` to the next top-level line."""
    file = Path(__file__).parent.parent / "languages" / f"{tag}.yaml"
    old = file.read_text(encoding="utf-8")
    head, _, tail = old.partition("\nexamples:")
    rest = re.search(r"^(?:#|[a-z]).*", tail.partition("\n")[2], re.MULTILINE | re.DOTALL)
    after = "\n" + rest.group() if rest else ""
    file.write_text(f"{head}\n{examples(tag)}{after}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
