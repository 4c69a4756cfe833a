"""Anybody's rows: Parquet, JSON lines, CSV and TSV, read in batches, with no row lost."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from polyglot_synth.errors import Mendable, Problem
from polyglot_synth.tables.batch import FAULT, RAW, ROW, Batch, Column, Table
from polyglot_synth.tables.jsonlines import JsonLines
from polyglot_synth.tables.lines import UNSEEN
from polyglot_synth.tables.parquet import Parquet
from polyglot_synth.tables.separated import Separated

__all__ = [
    "ENDINGS",
    "FAULT",
    "RAW",
    "ROW",
    "UNSEEN",
    "Batch",
    "Column",
    "Table",
    "digest",
    "open_table",
    "stamp",
    "unchanged",
    "unreadable",
]

_JSON = (".jsonl", ".ndjson", ".json")
_SEPARATORS = {".csv": ",", ".tsv": "\t"}
ENDINGS = (".parquet", *_JSON, *_SEPARATORS)


def open_table(file: Path) -> Table:
    """Open a file by its ending and find its columns.

    Raises `Mendable` with one sentence where it cannot be read at all.
    """
    ending = file.suffix.lower()
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            what = "a folder; name a file in it" if file.is_dir() else "no file that can be reread"
            raise Mendable.saying(f"is {what}", file=file)
        if ending not in ENDINGS:
            raise Mendable.saying(f"its ending is none of {', '.join(ENDINGS)}", file=file)
        if not file.stat().st_size:
            raise Mendable.saying("is empty", file=file)
        return _open(file, ending)
    except OSError as error:
        raise Mendable.saying(f"cannot be read: {error.strerror or error}", file=file) from None


def _open(file: Path, ending: str) -> Table:
    if ending in _JSON:
        return JsonLines(file)
    if ending in _SEPARATORS:
        return Separated(file, _SEPARATORS[ending])
    return Parquet(file)


def unreadable(file: Path, batch: Batch) -> list[Problem]:
    """List the rows of a batch that cannot be read, for a file in which none may be lost."""
    bad = batch.marks.filter(batch.marks[FAULT].is_not_null())
    return [Problem(str(file), row, 0, "", why) for row, why in bad.select(ROW, FAULT).iter_rows()]


def digest(file: Path) -> str:
    """Hash a file of any size, in 12 hexadecimal digits."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:12]


Stamp = tuple[int, int, int] | None


def stamp(file: Path) -> Stamp:
    """Take what tells whether a file is still the same; None where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


@contextmanager
def unchanged(file: Path, since: Stamp) -> Iterator[None]:
    """Raise `Mendable` where a file is another after reading than it was: rows may be lost."""
    try:
        yield
    finally:
        if stamp(file) != since:
            raise Mendable.saying("was changed while it was read; begin again", file=file)
