"""A small reference made of our own rows: line n says the same in every language."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.common import rows

LANGUAGES = ("eng_Latn", "mar_Deva", "swh_Latn")
DOCUMENTS = (
    "maths/take_away",
    "maths/equal_groups",
    "reading/when_is_it",
    "reading/who_brought",
    "fallacies/undistributed_middle",
    "fallacies/affirming_the_consequent",
)
LINES = 30  # of each document


def one_line(text: str) -> str:
    return " ".join(text.split())


def lines(tag: str, name: str) -> list[str]:
    """Give a document in a language: of the rows whose words every language has, the first."""
    said = [set(rows(each, name)["number"]) for each in LANGUAGES]
    shared = rows(tag, name).filter(pl.col("number").is_in(set.intersection(*said)))
    return shared["prompt"].head(LINES).to_list()


def reference(folder: Path) -> Path:
    """Write a reference folder of three languages, a concept a document."""
    folder.mkdir(exist_ok=True)
    for tag in LANGUAGES:
        texts = [one_line(text) for name in DOCUMENTS for text in lines(tag, name)]
        (folder / f"{tag}.txt").write_text("".join(f"{t}\n" for t in texts), encoding="utf-8")
    names = [name for name in DOCUMENTS for _ in range(LINES)]
    (folder / "documents.txt").write_text("".join(f"{n}\n" for n in names), encoding="utf-8")
    return folder
