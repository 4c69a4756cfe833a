"""Fit the bounds of the surface gates on human translations, and say what they throw away.

    python eval/surface_bounds.py REFERENCE swh_Latn [...]

REFERENCE holds <tag>.txt and eng_Latn.txt, line-aligned, and documents.txt, which names each line's
document (NTREX-128 in that layout). Passages are 1 to 5 lines of one document; bounds are fitted on
every other document and evaluated on the rest. Prints lines for a pack's `bounds:`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from polyglot_synth.check import CHECKS
from polyglot_synth.language import load_pack

LOST = 0.0005  # each side of each bound
MARGIN = 0.02  # beyond the quantile: the tail is seen only once
SIDES = {"script": "low", "length": "both", "copied": "high", "repetition": "high"}
REPOSITORY = Path(__file__).parent.parent


def passages(reference: Path, tag: str) -> Iterator[tuple[int, str, str]]:
    """Give (document index, text, English) of every passage."""
    names = (reference / "documents.txt").read_text(encoding="utf-8").splitlines()
    own = (reference / f"{tag}.txt").read_text(encoding="utf-8").splitlines()
    english = (reference / "eng_Latn.txt").read_text(encoding="utf-8").splitlines()
    documents = {name: index for index, name in enumerate(dict.fromkeys(names))}
    for start in range(len(names)):
        for stop in range(start + 1, start + 6):
            if stop <= len(names) and names[stop - 1] == names[start]:
                yield (
                    documents[names[start]],
                    " ".join(own[start:stop]),
                    " ".join(english[start:stop]),
                )


def scores(tag: str, reference: Path) -> pl.DataFrame:
    """Score every passage by every surface gate that is fitted."""
    pack = load_pack(REPOSITORY / "languages" / f"{tag}.yaml").model
    rows = list(passages(reference, tag))
    batch = pl.DataFrame(
        {
            "document": [row[0] for row in rows],
            "prompt": [row[1] for row in rows],
            "response": [""] * len(rows),
            "pivot_prompt": [row[2] for row in rows],
        }
    )
    checks = [check for check in CHECKS if check.name in SIDES]
    if tag == "eng_Latn":
        checks = [check for check in checks if not check.against_pivot]
    return batch.with_columns(**{check.name: check.load()(batch, pack).values for check in checks})


def bounds(fit: pl.Series, side: str) -> dict[str, float]:
    """Set bounds a little outside the quantiles of human text."""
    found = {}
    if side in {"low", "both"}:
        found["low"] = round(float(fit.quantile(LOST) or 0) - MARGIN, 2)
    if side in {"high", "both"}:
        found["high"] = round(float(fit.quantile(1 - LOST) or 0) + MARGIN, 2)
    return found


def main(reference: Path, tags: list[str]) -> None:
    """Print bounds and false rejections by language."""
    for tag in tags:
        table = scores(tag, reference)
        fit, held_out = (
            table.filter(pl.col("document") % 2 == 0),
            table.filter(pl.col("document") % 2 == 1),
        )
        lost = pl.Series([False] * held_out.height)
        print(f"# {tag}\nbounds:")
        for name in [name for name in SIDES if name in table.columns]:
            found = bounds(fit[name], SIDES[name])
            outside = ~held_out[name].is_between(found.get("low", -9e9), found.get("high", 9e9))
            lost = lost | outside
            said = ", ".join(f"{side}: {value}" for side, value in found.items())
            note = (
                f"{fit.height} passages of 1-5 lines of NTREX-128, every other document; "
                f"false rejection on the rest {100 * outside.mean():.2f}%"
            )
            print(f'  {name}: {{{said}, fitted_on: "{note}"}}')
        print(f"# all together: {100 * lost.mean():.2f}% of {held_out.height} held-out passages")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
