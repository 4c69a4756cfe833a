"""Examples: rows of a pack written out, two of every wording, for a reader to check.

An example written this way shows what the pack says today; it is right only once somebody has read
it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import polars as pl

from polyglot_synth import write
from polyglot_synth.concept import Concept
from polyglot_synth.inputs import Inputs
from polyglot_synth.language import BOUNDS, Composed, PackFile, Wording
from polyglot_synth.say import Sayer

CANDIDATES = 600
EACH = 2
_HEAD = (
    "examples:  # written by `polyglot-synth languages examples` from the pack itself; read them"
)
_REST = re.compile(r"^(?:#|[a-z]).*", re.MULTILINE | re.DOTALL)


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


def written(row: dict[str, Any], pack: PackFile, left_out: AbstractSet[str]) -> str:
    """Write one example as YAML, less some slots; JSON strings are YAML strings."""
    slots = {k: v for k, v in json.loads(row["slots"]).items() if k not in left_out}
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


def shown(wordings: list[Wording], concept: Concept, framed: set[object]) -> Iterator[Wording]:
    """Choose the wordings that examples show: all that were written, and of those put together one.

    One of each concept, that is, and of each frame by what it speaks of; `framed` are those shown.
    """
    first = True
    for wording in wordings:
        if not isinstance(wording, Composed):
            yield wording
        elif first or frame_of(wording, concept) not in framed:
            framed.add(frame_of(wording, concept))
            first = False
            yield wording


def frame_of(wording: Composed, concept: Concept) -> object:
    """Name the frame that a wording was put together in, and what it speaks of."""
    assert concept.file.argument is not None
    return concept.file.argument.about, wording.frame


def examples(inputs: Inputs, tag: str) -> str:
    """Write the examples of one pack, from what it says now."""
    pack = inputs.packs[tag].model
    lines, framed = [_HEAD], set[object]()
    for name in inputs.sayable(tag):
        concept = inputs.concepts[name]
        sayer = Sayer(concept, pack, inputs.pivot.model, inputs.lexicons, 1)
        batch = sayer.first(CANDIDATES).filter(pl.col("style") != "label_only")
        batch = batch.with_columns(digits=sayer.digits_of(batch["number"].to_numpy()))
        for wording in shown(pack.wording[name], concept, framed):
            rows = batch.filter(pl.col("wording") == wording.id).to_dicts()
            kept = chosen(rows, pack, concept.holds())
            left_out = set(concept.file.derived)
            left_out |= set() if isinstance(wording, Composed) else concept.free
            lines.extend(written(row, pack, left_out) for row in kept)
    return "\n".join(lines) + "\n"


def write_examples(inputs: Inputs, tag: str) -> int:
    """Put new examples into a pack's file: where the old ones stand, or before its bounds.

    Gives how many there are. What else stands in the file stays.
    """
    file = Path(inputs.written[tag].file)
    old, made = file.read_text(encoding="utf-8"), examples(inputs, tag)
    head, found, tail = old.partition("\nexamples:")
    if found:
        rest = _REST.search(tail.partition("\n")[2])
        text = f"{head}\n{made}" + (f"\n{rest.group()}" if rest else "")
    else:
        start = BOUNDS.search(old)
        cut = start.start() if start else len(old)
        text = f"{old[:cut].rstrip()}\n\n{made}\n{old[cut:]}"
    write.atomically(file, text.encode())
    return made.count("  - wording: ")
