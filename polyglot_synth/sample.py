"""The row: the columns of a batch, its ids, and the order they stand in."""

from __future__ import annotations

import polars as pl

SPOKEN = pl.List(pl.Struct({"slot": pl.String, "value": pl.String, "surface": pl.String}))

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.String,  # concept/face/number/language
    "concept": pl.String,
    "face": pl.String,  # valid, invalid or only
    "number": pl.Int64,  # the same number has the same fillers in every language
    "kind": pl.String,  # fallacy, maths, reading, code or instruction
    "domain": pl.String,
    "task": pl.String,
    "style": pl.String,
    "wording": pl.String,
    "label": pl.String,
    "label_source": pl.String,  # proved, computed, executed, quoted, construction, teacher or human
    "language": pl.String,  # ISO 639-3 + ISO 15924
    "variety": pl.String,
    "register": pl.String,
    "prompt": pl.String,
    "response": pl.String,
    "answer": pl.String,  # canonical: yes, 9, 09:30, a lexicon id, a program
    "pivot_prompt": pl.String,
    "pivot_response": pl.String,
    "slots": pl.String,  # JSON
    "spoken": SPOKEN,  # numbers and times of the prompt as they are said
    "traits": pl.String,  # JSON
    "evidence": pl.String,  # JSON
    "made_by": pl.String,
    "reviewed": pl.Boolean,  # has a speaker read this wording, or written this text
    "licence": pl.String,  # clean, noncommercial, restricted or unclear
    "depth": pl.Int64,  # 0 human, 1 from a concept, +1 for each model that rewrote it
}
VERDICT: dict[str, pl.DataType | type[pl.DataType]] = {
    "rejected_by": pl.String,  # null = accepted
    "reason": pl.String,
}
TEXT_HASH = "text_hash"  # of the prompt; in parts only
SKETCH = "sketch"  # of the first face's prompt, to find near repeats by; in parts only
KEYS = ["number", "face", "rejected_by", TEXT_HASH]  # what settling a stream needs to see
STYLES = {"reason_first": 0.5, "verdict_first": 0.3, "label_only": 0.2}


def row_ids(concept: str, face: str, numbers: pl.Series, language: str) -> pl.Series:
    """Name rows ``concept/face/number/language``."""
    return f"{concept}/{face}/" + numbers.cast(pl.String) + f"/{language}"


def score_column(check: str) -> str:
    """Name the column that holds a check's score."""
    return f"score_{check}"
