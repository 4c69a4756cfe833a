"""CSV and TSV: a header, then one record a row; every column is text.

Row n is the record that begins on line n of the file, so the first row is 2; a field in quotes may
go over several lines. Where a quote is not closed its line alone is given up, and reading goes on
with the line after it.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from polyglot_synth.errors import Mendable
from polyglot_synth.tables.batch import Batch, Column, Record, batched, few_enough
from polyglot_synth.tables.lines import Line, lines, odd_byte, shown

_LONGEST_FIELD = 1_000_000  # characters; beyond it a quote was not closed
_WHY = {  # how Python's reader begins to say it, and what it means
    "unexpected end": "a quote is opened and never closed",
    "new-line character": "it has a carriage return that ends no line",
    "field larger": f"a field has over {_LONGEST_FIELD:,} characters, or its quote is never closed",
}


_TEXT = Column(pl.String(), "text", is_text=True)


class Separated:
    """A file of records with a separator between fields.

    Raises `Mendable` where there is no header, or it names a column twice or too many.
    """

    def __init__(self, file: Path, separator: str) -> None:
        self.file, self._separator = file, separator
        header = next(self._records(), None)
        if header is None:
            raise Mendable.saying("is empty", file=file)
        if header.fault:
            raise Mendable.saying(f"its header cannot be read: {header.fault}", file=file)
        names, self._header = header.values, header.row
        few_enough(file, len(names))
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise Mendable.saying(f"two columns are named '{twice[0]}'; rename one", file=file)
        self.columns: Mapping[str, Column] = dict.fromkeys(names, _TEXT)
        self.rows = sum(1 for _ in lines(file)) - 1

    def batches(self, texts: Collection[str]) -> Iterator[Batch]:  # noqa: ARG002 - all is text
        """Give all rows in order; see `batch.Table`."""
        width = len(self.columns)
        records = (record for record in self._records(width) if record.row > self._header)
        yield from batched(records, self._frame, width)

    def _frame(self, rows: list[list[Any]]) -> pl.DataFrame:
        columns = zip(self.columns, zip(*rows, strict=True), strict=True)
        return pl.DataFrame({name: pl.Series(values, dtype=pl.String) for name, values in columns})

    def _records(self, width: int | None = None) -> Iterator[Record]:
        """Read records, of which none is lost: one that is broken gives back its further lines."""
        csv.field_size_limit(_LONGEST_FIELD)
        feed = _Feed(self.file)
        reader = csv.reader(feed, delimiter=self._separator, strict=True)
        while True:
            feed.taken.clear()
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                feed.give_back()
                yield _broken(feed.taken, f"it is no record: {_why(error)}")
            else:
                if fields:
                    yield _record(feed.taken, fields, width)


class _Feed:
    """Gives lines as text and holds those of the record under way."""

    def __init__(self, file: Path) -> None:
        self._lines = lines(file)
        self._waiting: deque[Line] = deque()
        self.taken: list[Line] = []

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._lines)
        self.taken.append(line)
        if line.too_long:
            raise csv.Error(line.too_long)
        return line.content.decode("utf-8", "surrogateescape")

    def give_back(self) -> None:
        """Let all lines but the first be read again."""
        self._waiting.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


def _record(taken: list[Line], fields: list[str], width: int | None) -> Record:
    if any(not line.content.isascii() for line in taken):
        try:
            b"".join(line.content for line in taken).decode()
        except UnicodeDecodeError as error:
            return _broken(taken, f"it is not UTF-8: {odd_byte(error)}")
    if width is not None and len(fields) != width:
        return _broken(taken, f"it has {len(fields):,} fields, the header has {width:,}")
    return Record(taken[0].number, fields, sum(line.size for line in taken))


def _broken(taken: list[Line], why: str) -> Record:
    size = sum(line.size for line in taken)
    content = b"".join(line.content for line in taken)
    return Record(taken[0].number, [], size, why, shown(content, size))


def _why(error: csv.Error) -> str:
    return next((why for said, why in _WHY.items() if str(error).startswith(said)), str(error))
