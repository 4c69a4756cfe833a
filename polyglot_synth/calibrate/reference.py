"""The reference: human translations of one text, a file of lines for each language.

A folder with `<tag>.txt` for each language, line-aligned with `eng_Latn.txt`, and `documents.txt`,
which names each line's document (NTREX-128 and FLORES in that layout).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl
import regex

from polyglot_synth.errors import Mendable, nearest
from polyglot_synth.say import PIVOT
from polyglot_synth.text import normal_form

LINES_A_PASSAGE = 5
_DOCUMENTS = "documents.txt"
_WORDS, _CHARACTERS = 6, 40  # an opening: so many words, or where words are not parted, characters
_PARTED = 1 / 15  # of the characters are spaces in languages that part their words


@dataclass(frozen=True)
class Reference:
    """A folder of translations, named as it shall stand in packs; texts are composed (NFC)."""

    folder: Path
    name: str

    @cached_property
    def documents(self) -> list[int]:
        """Give each line's document, counted from 0 in their order."""
        names = _lines(self.folder / _DOCUMENTS)
        place = {name: index for index, name in enumerate(dict.fromkeys(names))}
        return [place[name] for name in names]

    @cached_property
    def tags(self) -> list[str]:
        """List the languages."""
        return sorted(file.stem for file in self.folder.glob("*_*.txt"))

    def lines(self, tag: str) -> list[str]:
        """Read a language's lines. Raises `Mendable` where they are missing or of another count."""
        file = self.folder / f"{tag}.txt"
        if tag not in self.tags:
            raise Mendable.saying(f"{self.folder} has no {tag}.txt; {nearest(tag, self.tags)}")
        found, wanted = _lines(file), len(self.documents)
        if len(found) != wanted:
            raise Mendable.saying(
                f"{file} has {len(found)} lines and {_DOCUMENTS} {wanted}; line n of each must be "
                "the same sentence"
            )
        return found

    def passages(self, tag: str) -> pl.DataFrame:
        """Give every run of 1 to 5 lines of one document as a batch of prompts.

        Columns ``document``, ``prompt``, ``response`` (null) and, beside another language than
        English, ``pivot_prompt``.
        """
        spans = list(self.spans())
        columns = {"prompt": tag} | ({} if tag == PIVOT else {"pivot_prompt": PIVOT})
        texts = {name: self.lines(language) for name, language in columns.items()}
        return pl.DataFrame(
            {
                "document": [self.documents[start] for start, _ in spans],
                **{
                    name: [" ".join(lines[start:stop]) for start, stop in spans]
                    for name, lines in texts.items()
                },
                "response": pl.repeat(None, len(spans), dtype=pl.String, eager=True),
            }
        )

    def openings(self, tag: str) -> pl.DataFrame:
        """Give the first six words of every line (40 characters where words are not parted)."""
        lines = self.lines(tag)
        parted = sum(line.count(" ") for line in lines) > _PARTED * sum(map(len, lines))
        return pl.DataFrame(
            {
                "document": self.documents,
                "prompt": [opening(line, parted=parted) for line in lines],
                "response": pl.repeat(None, len(lines), dtype=pl.String, eager=True),
            }
        )

    def spans(self) -> Iterator[tuple[int, int]]:
        """Give the lines of every passage, from which up to which, in the order of `passages`."""
        for start, document in enumerate(self.documents):
            for stop in range(start + 1, start + LINES_A_PASSAGE + 1):
                if stop <= len(self.documents) and self.documents[stop - 1] == document:
                    yield start, stop


def opening(line: str, *, parted: bool) -> str:
    """Give the first six words of a line, or its first 40 characters as people count them."""
    if parted:
        return " ".join(line.split()[:_WORDS])
    return "".join(regex.findall(r"\X", line)[:_CHARACTERS])


def split(batch: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part a batch into what is fitted on, every other document, and what is held out."""
    even = pl.col("document") % 2 == 0
    return batch.filter(even), batch.filter(~even)


def open_reference(folder: Path, name: str | None = None) -> Reference:
    """Open a reference folder. Raises `Mendable` where it cannot serve."""
    if not folder.is_dir():
        raise Mendable.saying(f"--reference {folder} is no folder")
    reference = Reference(folder, name or folder.resolve().name)
    if not (folder / _DOCUMENTS).is_file():
        raise Mendable.saying(f"{folder} has no {_DOCUMENTS}, which names each line's document")
    if len(set(reference.documents)) < 2:  # noqa: PLR2004 - one to fit on, one to evaluate on
        raise Mendable.saying(
            f"{folder / _DOCUMENTS} names one document; bounds are fitted on every other document "
            "and evaluated on the rest, so at least two are needed"
        )
    return reference


def _lines(file: Path) -> list[str]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Mendable.saying(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise Mendable.saying(f"{file}:{line}: is not UTF-8; save it in UTF-8") from None
    return [normal_form(line) for line in text.removesuffix("\n").split("\n")]
