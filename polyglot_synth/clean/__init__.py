"""Cleaning anybody's rows: every row of a file is accepted, or removed with a reason.

open -> choose columns -> batches: set aside what cannot be judged -> judge -> write -> report

In = accepted + rejected, always. All is written below ``.cleaning`` and put in place when it is
whole; a failure leaves nothing.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from polyglot_synth.clean.mapping import choose
from polyglot_synth.clean.results import Counts, write_all
from polyglot_synth.clean.verdicts import UNREADABLE, Duplicates, Gates, Judge, faults, texts_of
from polyglot_synth.clean.verified import Verified
from polyglot_synth.config import RunConfig, file_hash, package_version, short_hash
from polyglot_synth.errors import Mendable
from polyglot_synth.gates.detectors import versions
from polyglot_synth.language import LanguagePack, find_pack, load_pack, pack_files, unknown_language
from polyglot_synth.sample import VERDICT
from polyglot_synth.tables import (
    FAULT,
    RAW,
    ROW,
    Batch,
    Table,
    digest,
    open_table,
    stamp,
    unchanged,
)
from polyglot_synth.write import Files

WORK = ".cleaning"
_BYTES_A_FILE = 128 * 1024 * 1024  # in memory; Parquet on disk is smaller
Watch = Callable[[int, int], None]
"""Told how many rows were read, and about how many there are."""


@dataclass(frozen=True)
class Job:
    """What is to be cleaned: a file in a language, into a folder. `columns`: ours to theirs."""

    file: Path
    language: str
    out: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    languages_dir: str | None = None
    watch: Watch = lambda _read, _rows: None


@dataclass(frozen=True)
class Outcome:
    """What it came to; `report` is what report.json holds."""

    out: Path
    report: dict[str, Any]
    signature: str
    seconds: float


def gate(job: Job, *, lid_model: str | None = None, keep_away: Sequence[str] = ()) -> Outcome:
    """Ask every gate that the columns of a file allow; `keep_away` are files of texts.

    Raises `Mendable` for everything a person can mend; then nothing is written.
    """
    return _clean(
        job, lambda pack, table, columns: Gates(pack, table, columns, lid_model, keep_away)
    )


def filter_duplicates(job: Job, *, near: float = 0.9) -> Outcome:
    """Remove prompts that repeat an earlier one, exactly or with a likeness from `near` on.

    The earlier one may be removed itself: of texts that drift apart step by step few stay. Raises
    `Mendable` for everything a person can mend; then nothing is written.
    """
    if not 0 < near <= 1:
        raise Mendable.saying(f"--near {near:g} is no likeness; give one above 0, up to 1")
    return _clean(job, lambda pack, table, columns: Duplicates(near))  # noqa: ARG005


def verify(job: Job) -> Outcome:
    """Judge the answers that a file gives to questions of ours, by what proves each label.

    Raises `Mendable` for everything a person can mend; then nothing is written.
    """
    return _clean(job, Verified)


def _clean(job: Job, make: Callable[[LanguagePack, Table, Mapping[str, str]], Judge]) -> Outcome:
    start = time.monotonic()
    _refuse_full(job.out)
    pack, since = _pack(job), stamp(job.file)
    table = open_table(job.file)
    columns = choose(table, job.columns, [ROW, RAW, "language", *VERDICT])
    judge = make(pack, table, columns)
    cleaning = _Cleaning(job, pack, table, columns, judge)
    with _work(job.out) as work, unchanged(job.file, since):
        figures = cleaning.rows(work)
        seconds = round(time.monotonic() - start, 2)
        write_all(work, pack.model, figures, cleaning.record(figures, seconds))
    return Outcome(job.out, {pack.model.tag: figures}, cleaning.signature, seconds)


def _pack(job: Job) -> LanguagePack:
    files = pack_files(RunConfig(languages_dir=job.languages_dir).language_folders())
    if (tag := find_pack(job.language, files)) is None:
        raise unknown_language(job.language, files)
    return load_pack(files[tag])


def _refuse_full(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise Mendable.saying(f"--out {out} is a file; name a folder")
    try:
        full = out.exists() and any(file.name != WORK for file in out.iterdir())
    except OSError as error:
        raise Mendable.saying(f"--out {out} cannot be read: {error.strerror}") from None
    if full:
        raise Mendable.saying(f"--out {out} is not empty; name another folder")


@contextmanager
def _work(out: Path) -> Iterator[Path]:
    """Give a folder to write in; at the end all of it is moved to `out`, on failure none."""
    work, there = out / WORK, out.exists()
    try:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        yield work
        for file in sorted(work.iterdir(), key=lambda file: (file.name == "run.json", file.name)):
            file.rename(out / file.name)
        work.rmdir()
    except BaseException as error:
        shutil.rmtree(work if there else out, ignore_errors=True)
        if isinstance(error, MemoryError):
            raise Mendable.saying("out of memory; nothing is written") from None
        if isinstance(error, OSError):
            why = f"{error.strerror or error} ({error.filename or out})"
            raise Mendable.saying(f"{why}; nothing is written") from error
        raise


@dataclass
class _Cleaning:
    """One file under way."""

    job: Job
    pack: LanguagePack
    table: Table
    columns: Mapping[str, str]
    judge: Judge

    def rows(self, work: Path) -> dict[str, Any]:
        """Judge and write every row; give the figures."""
        tag, counts = self.pack.model.tag, Counts()
        metadata = {"polyglot_synth": self.signature}
        accepted = Files(work / "data" / tag, "train-", metadata, size=_BYTES_A_FILE)
        removed = Files(work / "removed" / tag, "", metadata, size=_BYTES_A_FILE)
        for batch in self.table.batches(set(self.columns.values())):
            rows = self._judged(batch)
            counts.add(rows, self.judge.scores)
            accepted.add(rows.filter(pl.col("rejected_by").is_null()).drop(RAW))
            removed.add(rows.filter(pl.col("rejected_by").is_not_null()))
            self.job.watch(counts.made, max(self.table.rows, counts.made))
        accepted.flush()
        removed.flush()
        figures = counts.figures(self.judge.record())
        return {**figures, "columns": dict(self.columns), "replaced": self._replaced}

    def _judged(self, batch: Batch) -> pl.DataFrame:
        """Give a batch's rows in order, each with scores and verdict."""
        texts = texts_of(batch, self.columns, self.pack.model.tag)
        found = batch.marks.with_columns(faults(texts, self.columns).alias("found"))
        fault = found.select(pl.coalesce(FAULT, "found").alias("reason"))["reason"]
        good = fault.is_null()
        rows = batch.own.drop(self._replaced).with_columns(
            batch.marks[ROW], texts["language"], batch.marks[RAW]
        )
        verdicts = pl.DataFrame(schema={**dict.fromkeys(self.judge.scores, pl.Float64), **VERDICT})
        aside = verdicts.clear(batch.marks.height - int(good.sum())).with_columns(
            fault.filter(~good), rejected_by=pl.lit(UNREADABLE)
        )
        if good.any():
            verdicts = self.judge(texts.filter(good))
        parts = [rows.filter(good).hstack(verdicts), rows.filter(~good).hstack(aside)]
        return pl.concat(parts).sort(ROW).select(pl.exclude(RAW), RAW)

    @cached_property
    def _replaced(self) -> list[str]:
        ours = {ROW, RAW, "language", *self.judge.scores, *VERDICT}
        return [name for name in self.table.columns if name in ours]

    @cached_property
    def signature(self) -> str:
        """Say in one line what made these rows, in the manner of a run."""
        print_ = self.fingerprint
        file, tag = print_["file"], self.pack.model.tag
        return (
            f"file:{file['name'].replace('|', '/')}@{file['hash']}"
            f"|columns:{len(self.columns)}@{short_hash(dict(self.columns))}"
            f"|packs:{tag}@{print_['packs'][tag][:4]}|{self.judge.signature}|v:{package_version()}"
        )

    @cached_property
    def fingerprint(self) -> dict[str, Any]:
        """Say what the rows depend on; the places of files are no part of it."""
        file = self.job.file
        return {
            "version": package_version(),
            "command": self.judge.name,
            "file": {
                "name": os.fsencode(file.name).decode("utf-8", "backslashreplace"),
                "bytes": file.stat().st_size,
                "hash": digest(file),
            },
            "columns": dict(self.columns),
            "packs": {self.pack.model.tag: file_hash(Path(self.pack.file))},
            "detectors": versions(self.judge.lid_model) if self.judge.name == "gate" else {},
            "keep_away": self.judge.keep_away,
        }

    def record(self, figures: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """Give what run.json holds."""
        return {
            "signature": self.signature,
            "fingerprint": self.fingerprint,
            "versions": {"polyglot-synth": package_version(), "polars": pl.__version__},
            "seconds": seconds,
            "counts": {
                self.pack.model.tag: {
                    name: figures[name] for name in ("made", "accepted", "rejected")
                }
            },
        }
