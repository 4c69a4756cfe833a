"""Keep away: rows that share 8 words or 40 characters with listed texts, or whose English does.

What is listed are evaluation sets, whose items must not be trained on, and the run's golden text,
which must not stand in the data twice.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from polyglot_synth.check import Scores
from polyglot_synth.config import named
from polyglot_synth.errors import Mendable, Problem
from polyglot_synth.filters.overlaps import CHARACTERS, WORDS, Listed, Overlap, holds_spans
from polyglot_synth.language import PackFile
from polyglot_synth.tables import ENDINGS, ROW, open_table, unreadable
from polyglot_synth.tables.jsonlines import JsonLines
from polyglot_synth.tables.lines import lines, odd_byte

_COLUMNS = {
    "prompt": "the prompt",
    "response": "the response",
    "pivot_prompt": "the English prompt",
    "pivot_response": "the English response",
}
_GOLDEN = ("prompt", "response")  # what of a golden file is text; the rest says where it is from
_QUOTED = 8  # words


class Item(NamedTuple):
    """A listed text, and the row of its file."""

    file: str
    row: int
    text: str


class KeepAway:
    """The scorer. `keep_away`: files whose texts are all listed; `golden`: files of golden rows.

    Scores the characters in a row that are shared, 0 where there are none; null where nothing is
    listed.
    """

    def __init__(
        self, keep_away: Sequence[str] | None = None, golden: Sequence[str] | None = None
    ) -> None:
        items = [*listed(keep_away or []), *_golden(golden or [])]
        self._places = [(item.file, item.row) for item in items]
        self._listed = Listed(pl.Series([item.text for item in items], dtype=pl.String))

    def __call__(self, batch: pl.DataFrame, pack: PackFile) -> Scores:  # noqa: ARG002 - a scorer's signature
        """Judge prompt, response and their English, each by itself; the first overlap counts."""
        if not self._places:
            return Scores(pl.repeat(None, batch.height, dtype=pl.Float64, eager=True))
        scores, reasons = [0.0] * batch.height, [None] * batch.height
        for column, name in _COLUMNS.items():
            if column in batch.columns and batch.schema[column] == pl.String:
                self._judge(batch[column], name, scores, reasons)
        return Scores(pl.Series(scores), pl.Series(reasons, dtype=pl.String))

    def _judge(self, texts: pl.Series, name: str, scores: list[float], reasons: list[Any]) -> None:
        for row, overlap in enumerate(self._listed.overlaps(texts)):
            if overlap is not None and reasons[row] is None:
                scores[row] = float(len(overlap.said))
                reasons[row] = f"{name} {self._reason(overlap)}"

    def _reason(self, overlap: Overlap) -> str:
        file, row = self._places[overlap.listed]
        words = overlap.said.split()
        quoted = " ".join(words[:_QUOTED]) + (" ..." if words[_QUOTED:] else "")
        return f"shares {len(overlap.said)} characters with {file}:{row}: '{quoted}'"


def listed(files: Sequence[str]) -> list[Item]:
    """Read lists: text files, one item a line, and every text of JSON lines, CSV, TSV or Parquet.

    Raises `Mendable` with every file and every row that cannot be read, and every file in which
    there is nothing to keep away from.
    """
    items: list[Item] = []
    problems: list[Problem] = []
    for file in files:
        try:
            found = list(_items(Path(file)))
        except Mendable as error:
            problems.extend(error.problems)
            continue
        items += found
        if not holds_spans(pl.Series([item.text for item in found], dtype=pl.String)):
            sentence = (
                f"holds no text of {WORDS} words or {CHARACTERS} characters to keep away from"
            )
            problems.append(Problem(file, 0, 0, "", sentence))
    if problems:
        raise Mendable(problems)
    return items


def _golden(files: Sequence[str]) -> list[Item]:
    return [item for file in files for item in _cells(Path(file), _GOLDEN)]


def _items(file: Path) -> Iterator[Item]:
    if file.suffix.lower() == ".txt":
        return _lines(file)
    if file.is_file() and file.suffix.lower() not in ENDINGS:
        known = ", ".join((*ENDINGS, ".txt"))
        raise Mendable.saying(f"its ending is none of {known}", file=file)
    return _cells(file)


def _lines(file: Path) -> Iterator[Item]:
    """Give the lines of a text file. Raises `Mendable` with all that are no UTF-8."""
    problems: list[Problem] = []
    try:
        for line in lines(file):
            try:
                yield Item(named(file), line.number, line.content.decode())
            except UnicodeDecodeError as error:
                sentence = f"it is not UTF-8: {odd_byte(error)}"
                problems.append(Problem(str(file), line.number, 0, "", sentence))
    except OSError as error:
        raise Mendable.saying(f"cannot be read: {error.strerror or error}", file=file) from None
    if problems:
        raise Mendable(problems)


def _cells(file: Path, columns: Collection[str] | None = None) -> Iterator[Item]:
    """Give the texts of a table, also those in lists and objects; of all columns, or of some."""
    table = open_table(file)
    asked = [name for name in table.columns if columns is None or name in columns]
    problems: list[Problem] = []
    for batch in table.batches(()):
        problems += unreadable(file, batch)
        for name in asked:
            as_json = isinstance(table, JsonLines) and table.keeps_json(name)
            for row, value in zip(batch.marks[ROW], batch.own[name].to_list(), strict=True):
                for text in _strings(value, as_json=as_json):
                    yield Item(named(file), row, text)
    if problems:
        raise Mendable(problems)


def _strings(value: object, *, as_json: bool = False) -> Iterator[str]:
    """Give every text in a value; JSON lines keep what is nested `as_json`."""
    if isinstance(value, str) and as_json:
        yield from _strings(json.loads(value))
    elif isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)
