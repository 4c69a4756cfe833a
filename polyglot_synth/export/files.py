"""Where exported rows go: a folder with a folder for each language, or one file; whole or not."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import polars as pl

from polyglot_synth import write
from polyglot_synth.errors import Mendable

KINDS = ("parquet", "jsonl")


class Target:
    """Takes rows language by language, in a place beside `to`, and moves them there at the end.

    A `to` that ends in .parquet or .jsonl is one file. Beside the rows stands `report`, as
    export.json, with how many rows of which licence there are. Raises `Mendable` where `to` is
    taken, cannot be written, or is one Parquet file and there are more rows than one holds.
    """

    def __init__(self, to: Path, kind: str | None, report: dict[str, Any]) -> None:
        self.to, self.report = to, report
        suffix = to.suffix.lower().removeprefix(".")
        self.single = suffix in KINDS
        self.kind = kind or (suffix if self.single else KINDS[0])
        if self.single and self.kind != suffix:
            raise Mendable.saying(
                f"--to {to} is no file of {self.kind}; name it so, or leave --as out"
            )
        self.record = to.with_suffix(".export.json") if self.single else to / "export.json"
        if taken := next((f for f in (to, self.record) if os.path.lexists(f)), None):
            raise Mendable.saying(
                f"{taken} is there already; take it away or name another with --to"
            )
        self.beside = to.with_name(f".{to.name}.{os.getpid()}")
        self.licences: Counter[str] = Counter()
        self._held: list[pl.DataFrame] = []

    def __enter__(self) -> Self:
        return self

    def add(self, language: str, signature: str, frames: Iterator[pl.DataFrame]) -> None:
        """Take the rows of a language."""
        try:
            for number, frame in enumerate(write.shards(frames)):
                licences = Counter(frame["licence"].fill_null("unknown"))
                self.licences.update(licences)
                name = f"{language}/train-{number:05}.{self.kind}"
                self._take(frame, name, self._metadata(signature, sorted(licences)))
        except OSError as error:
            raise self._unwritable(error) from error

    def _take(self, frame: pl.DataFrame, name: str, metadata: dict[str, str]) -> None:
        if self.single and self.kind == "parquet":
            self._held.append(frame)
            if sum(held.height for held in self._held) > write.ROWS_A_FILE:
                raise Mendable.saying(
                    f"one Parquet file holds {write.ROWS_A_FILE:,} rows, and there are more; "
                    "name a folder with --to, or a file that ends in .jsonl"
                )
        elif self.single:
            with self.beside.open("ab") if self.beside.exists() else self._begun() as lines:
                lines.write(frame.write_ndjson().encode())
        elif self.kind == "parquet":
            write.parquet(frame, self.beside / name, metadata)
        else:
            write.atomically(self.beside / name, frame.write_ndjson().encode())

    def _begun(self) -> Any:  # noqa: ANN401 - an open file
        self.beside.parent.mkdir(parents=True, exist_ok=True)
        return self.beside.open("xb")

    def _metadata(self, signature: str, licences: list[str]) -> dict[str, str]:
        found = {
            "polyglot_synth": signature,
            "polyglot_synth_licence": "+".join(licences),
            "polyglot_synth_canary": self.report["canary"],
        }
        return {name: said for name, said in found.items() if said}

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
        except OSError as problem:
            raise self._unwritable(problem) from problem
        finally:
            shutil.rmtree(self.beside, ignore_errors=True)
            if not self.beside.is_dir():
                self.beside.unlink(missing_ok=True)

    def _finish(self) -> None:
        self.report["licences"] = dict(sorted(self.licences.items()))
        if self._held:
            metadata = self._metadata(self.report["signature"], sorted(self.licences))
            write.parquet(pl.concat(self._held), self.beside, metadata)
        write.json_file(self.record if self.single else self.beside / "export.json", self.report)
        self.beside.replace(self.to)

    def _unwritable(self, error: OSError) -> Mendable:
        return Mendable.saying(f"{self.to} cannot be written: {error.strerror or error}")
