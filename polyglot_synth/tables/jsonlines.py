"""JSON lines: one object a line. A first pass finds the columns and what they hold.

Row n is line n of the file; lines that are empty are no rows. What is nested, and a column whose
values are of several kinds, is kept as JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from polyglot_synth.errors import Mendable
from polyglot_synth.tables.batch import Batch, Column, Record, batched, few_enough
from polyglot_synth.tables.lines import Line, lines, odd_byte, shown

Row = dict[str, Any]
_TEXT, _WHOLE, _WIDE, _NUMBER, _TRUTH = "text", "numbers", "large numbers", "fractions", "yes or no"
_NOTHING = "nothing"
_KINDS = {str: _TEXT, float: _NUMBER, bool: _TRUTH, list: "lists", dict: "objects"}
_EXACT, _INT64 = 2**53, 2**63


class JsonLines:
    """A file of JSON objects.

    Raises `Mendable` where no line is an object, or where there are too many columns.
    """

    def __init__(self, file: Path) -> None:
        self.file, self.rows = file, 0
        kinds: dict[str, set[str]] = {}
        found = False
        for line in _filled(file):
            self.rows += 1
            if isinstance(row := parse(line), dict):
                found = True
                for name, value in row.items():
                    of = kinds.setdefault(name, set())
                    if value is not None:
                        of.add(_kind(value))
                few_enough(file, len(kinds))
        if not found:
            raise Mendable.saying(_no_object(self.rows), file=file)
        self.columns: Mapping[str, Column] = {name: _column(of) for name, of in kinds.items()}

    def keeps_json(self, name: str) -> bool:
        """Tell whether a column is kept as JSON text."""
        column = self.columns[name]
        return column.dtype == pl.String and column.holds not in {_TEXT, _NOTHING}

    def batches(self, texts: Collection[str]) -> Iterator[Batch]:
        """Give all rows in order; see `batch.Table`."""
        asked = set(texts)
        readers = {name: _reader(column, name in asked) for name, column in self.columns.items()}
        schema = {
            name: pl.String() if name in asked else column.dtype
            for name, column in self.columns.items()
        }
        records = (_record(line, readers) for line in _filled(self.file))
        yield from batched(records, partial(_frame, schema=schema), len(schema))


def _filled(file: Path) -> Iterator[Line]:
    return (line for line in lines(file) if line.content.strip())


def parse(line: Line) -> Row | str:
    """Read one line: an object, or one sentence on why it is none."""
    if line.too_long:
        return line.too_long
    try:
        return _row(line.content)
    except (ValueError, RecursionError) as error:
        return f"the line cannot be read: {_why(error)}"


def _row(content: bytes) -> Row:
    row = json.loads(content.decode().rstrip("\r\n"), object_pairs_hook=_object)
    if not isinstance(row, dict):
        raise ValueError(f"it is JSON, but no object: {_said(row)}")  # noqa: TRY004 - one except
    if b"\\u" in content and (half := _half_pair(row)):
        raise ValueError(f"it holds half of a surrogate pair, which is no character: {half}")
    return row


def _why(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"it is not UTF-8: {odd_byte(error)}"
    if isinstance(error, json.JSONDecodeError):
        return f"it is no JSON: {error.msg.removesuffix(' at')} at character {error.colno:,}"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error).split(";")[0]


def _object(pairs: list[tuple[str, Any]]) -> Row:
    row = dict(pairs)
    if len(row) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {next(n for n in names if names.count(n) > 1)!a} stands twice")
    return row


def _said(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) < 40 else f"{text[:40]} ..."  # noqa: PLR2004 - what fits a line


def _half_pair(row: Row) -> str | None:
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        return ascii(error.object[error.start])[1:-1]
    return None


def _kind(value: object) -> str:
    if type(value) is int:
        size = abs(value)
        return _WHOLE if size <= _EXACT else _WIDE if size < _INT64 else "huge numbers"
    return _KINDS[type(value)]


def _column(kinds: set[str]) -> Column:
    """Choose how a column is kept: exactly, or as JSON text."""
    said = " and ".join(sorted(kinds)) or _NOTHING
    dtype: pl.DataType = pl.String()
    if kinds == {_TRUTH}:
        dtype = pl.Boolean()
    elif kinds and kinds <= {_WHOLE, _WIDE}:
        dtype = pl.Int64()
    elif kinds and kinds <= {_WHOLE, _NUMBER}:
        dtype = pl.Float64()
    return Column(dtype, said, not kinds or _TEXT in kinds)


def _reader(column: Column, asked: bool) -> Callable[[Any], Any] | None:  # noqa: FBT001
    """Give what turns a value into what its column keeps; None where it is kept as it is."""
    if asked:
        return _text
    plain = column.dtype != pl.String or column.holds in {_TEXT, _NOTHING}
    return None if plain else partial(json.dumps, ensure_ascii=False)


def _text(value: object) -> object:
    if isinstance(value, str):
        return value
    raise ValueError(f"no text but {_said(value)}")


def _record(line: Line, readers: dict[str, Callable[[Any], Any] | None]) -> Record:
    row = parse(line)
    if isinstance(row, dict):
        try:
            return Record(line.number, list(_values(row, readers)), line.size)
        except (ValueError, RecursionError) as error:
            row = f"the line cannot be read: {_why(error)}"
    return Record(line.number, [], line.size, row, shown(line.content, line.size))


def _values(row: Row, readers: dict[str, Callable[[Any], Any] | None]) -> Iterator[Any]:
    for name, reader in readers.items():
        value = row.get(name)
        try:
            yield value if reader is None or value is None else reader(value)
        except ValueError as error:
            raise ValueError(f"{name} is {error}") from None


def _frame(rows: list[list[Any]], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    columns = zip(schema.items(), zip(*rows, strict=True), strict=True)
    return pl.DataFrame({name: pl.Series(values, dtype=dtype) for (name, dtype), values in columns})


def _no_object(rows: int) -> str:
    if not rows:
        return "is empty"
    return (
        'no line of it is a JSON object, such as {"prompt": "Habari?"}; a list becomes lines by: '
        "jq -c '.[]'"
    )
