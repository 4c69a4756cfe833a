"""Writing: whole files or none, the same bytes for the same rows."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from math import inf
from pathlib import Path
from typing import Any

import polars as pl

ROWS_A_FILE = 50_000
_ROWS_A_GROUP = 10_000
_BESIDE = re.compile(r"\..+\.\d+")  # how `atomically` names what is not yet whole


def atomically(file: Path, content: bytes) -> None:
    """Write beside the file, flush to disk, and rename into place; on failure leave nothing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with beside.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def sweep(folder: Path) -> None:
    """Remove what processes that were killed have left half written."""
    for file in folder.rglob(".*"):
        if _BESIDE.fullmatch(file.name):
            file.unlink(missing_ok=True)


def json_file(file: Path, content: Mapping[str, Any]) -> None:
    """Write JSON that a person can read too."""
    text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
    atomically(file, (text + "\n").encode())


def parquet(frame: pl.DataFrame, file: Path, metadata: Mapping[str, str] | None = None) -> None:
    """Write one Parquet file, the same bytes whatever the threads."""
    buffer = io.BytesIO()
    frame.write_parquet(
        buffer,
        compression="zstd",
        row_group_size=_ROWS_A_GROUP,
        statistics=True,
        metadata=dict(metadata or {}),
    )
    atomically(file, buffer.getvalue())


def copied(frame: pl.DataFrame) -> pl.DataFrame:
    """Copy rows: a few that were filtered out would hold the text of their whole batch.

    By way of Arrow's format for files; polars itself copies where texts stand, not the texts.
    """
    held = io.BytesIO()
    frame.write_ipc(held)
    held.seek(0)
    return pl.read_ipc(held)


def shards(frames: Iterable[pl.DataFrame], rows: int = ROWS_A_FILE) -> Iterator[pl.DataFrame]:
    """Cut a sequence of frames into frames of so many rows, holding about one in memory."""
    held: list[pl.DataFrame] = []
    height = 0
    for frame in frames:
        held.append(copied(frame))
        height += frame.height
        while height >= rows:
            whole = pl.concat(held)
            yield whole.head(rows)
            held = [copied(whole.slice(rows))]
            del whole
            height -= rows
    if height:
        yield pl.concat(held)


class Files:
    """Writes rows, as they come, to files of so many rows and about so many bytes at most.

    It holds about one file in memory.
    """

    def __init__(
        self,
        folder: Path,
        prefix: str,
        metadata: Mapping[str, str],
        *,
        rows: int = ROWS_A_FILE,
        size: float = inf,
    ) -> None:
        self.folder, self.prefix, self.metadata = folder, prefix, metadata
        self.rows, self.size = rows, size
        self._held: list[pl.DataFrame] = []
        self._height = self._size = self._files = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Take the next rows; whole files are written."""
        while frame.height:
            fits = frame.head(self.rows - self._height)
            self._held.append(copied(fits))
            self._height += fits.height
            self._size += int(fits.estimated_size())
            if self._height == self.rows or self._size >= self.size:
                self.flush()
            frame = frame.slice(fits.height)

    def flush(self) -> None:
        """Write what is held."""
        if self._height:
            file = self.folder / f"{self.prefix}{self._files:05}.parquet"
            parquet(pl.concat(self._held), file, self.metadata)
            self._held, self._height, self._size = [], 0, 0
            self._files += 1
