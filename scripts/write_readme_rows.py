"""Put real rows into README.md: between `<!-- row: ID -->` and `<!-- /row -->`.

    python scripts/write_readme_rows.py

The rows are said anew from seed 7, so the README never shows what the packs no longer say.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import polars as pl

from polyglot_synth.config import RunConfig
from polyglot_synth.inputs import load_inputs
from polyglot_synth.say import Sayer

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"<!-- row: (\S+) -->\n.*?<!-- /row -->", re.DOTALL)


def row(name: str) -> dict[str, str]:
    """Say one row by its id."""
    concept, _, number, language = name.rsplit("/", 3)
    inputs = load_inputs(RunConfig(languages=[language], concepts=[concept]))
    sayer = Sayer(
        inputs.concepts[concept],
        inputs.packs[language].model,
        inputs.pivot.model,
        inputs.lexicons,
        RunConfig().seed,
    )
    return sayer.batch(np.array([int(number)])).row(by_predicate=pl.col("id") == name, named=True)


def block(match: re.Match[str]) -> str:
    """Write a row as a quotation, its English below it."""
    said = row(match[1])
    texts = [f"**{said['prompt']}**", said["response"]]
    english = f"*{said['pivot_prompt']} — {said['pivot_response']}*"
    label = f"`{said['id']}` · {said['label'] or said['kind']}, {said['label_source']}"
    parts = [*texts, english, label]
    quoted = "\n>\n".join("> " + re.sub(r"\n+", "  \n> ", text) for text in parts)
    return f"<!-- row: {match[1]} -->\n{quoted}\n<!-- /row -->"


def renewed(text: str) -> str:
    """Give a text with all its rows said anew."""
    return BLOCK.sub(block, text)


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
