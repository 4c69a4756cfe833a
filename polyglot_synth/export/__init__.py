"""Exporting a finished run: its rows as trainers read them, less those that may not go out."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import polars as pl

from polyglot_synth import write
from polyglot_synth.errors import Mendable, nearest
from polyglot_synth.export.files import Target
from polyglot_synth.export.rejected import with_rejected
from polyglot_synth.export.shapes import SHAPES
from polyglot_synth.sample import SCHEMA
from polyglot_synth.tables.parquet import Parquet

Format = Literal["messages", "preference", "text"]
UNREAD, NO_PARTNER = "not read by a speaker", "no answer that is shown to be wrong"
_WINDOW = 20_000  # rows among which an answer to reject is looked for
_CANARY = re.compile(r"polyglot-synth canary GUID [\w-]+")


@dataclass(frozen=True)
class Request:
    """What is asked for: rows of the run in `out`, written to `to`, a file or a folder.

    `commercial` leaves out every row whose licence is not clean; without `unreviewed` rows whose
    wording no speaker has read stay behind too.
    """

    out: Path
    format: Format
    commercial: bool = False
    unreviewed: bool = False
    languages: tuple[str, ...] = ()
    to: Path | None = None
    kind: str | None = None


@dataclass
class Counts:
    """Rows of one language: how many were there, how many went out, and why the others did not."""

    rows: int = 0
    exported: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def figures(self) -> dict[str, Any]:
        """Give the counts as export.json holds them."""
        left_out = dict(sorted(self.left_out.items()))
        return {"rows": self.rows, "exported": self.exported, "left_out": left_out}


@dataclass(frozen=True)
class Outcome:
    """Where the rows are, and what export.json says of them."""

    to: Path
    report: dict[str, Any]


def export(request: Request) -> Outcome:
    """Write the rows of a run that may go out, whole or not at all.

    Raises `Mendable` where `out` is no finished run, `to` is taken, or no row may go out.
    """
    signature = _signature(request.out)
    found = {tag: Counts() for tag in _languages(request)}
    to = request.to or request.out / "export" / request.format
    report: dict[str, Any] = {
        "format": request.format,
        "commercial": request.commercial,
        "unreviewed": request.unreviewed,
        "signature": signature,
        "canary": _canary(request.out),
    }
    with Target(to, request.kind, report) as target:
        for tag, counts in found.items():
            target.add(tag, _stamp(request.out, tag), _rows(request, tag, counts))
        report["languages"] = {tag: counts.figures() for tag, counts in found.items()}
        if not any(counts.exported for counts in found.values()):
            raise Mendable.saying(_nothing(found))
    return Outcome(to, report)


def _signature(out: Path) -> str:
    record = out / "run.json"
    if not record.is_file():
        raise Mendable.saying(
            f"{out} holds no finished run: there is no run.json; name the folder that generate "
            "made, or finish it with --resume"
        )
    try:
        return str(json.loads(record.read_text(encoding="utf-8"))["signature"])
    except (ValueError, KeyError, TypeError):
        raise Mendable.saying("is no record of a run", file=record) from None


def _languages(request: Request) -> list[str]:
    made = sorted(file.parent.name for file in request.out.glob("data/*/train-00000.parquet"))
    if unknown := [tag for tag in request.languages if tag not in made]:
        raise Mendable.saying(
            f"{request.out} has no rows in {unknown[0]}; {nearest(unknown[0], made)}"
        )
    if not made:
        raise Mendable.saying(f"{request.out} has no accepted rows")
    return [tag for tag in made if tag in (request.languages or made)]


def _shards(out: Path, tag: str) -> list[Path]:
    return sorted((out / "data" / tag).glob("train-*.parquet"))


def _stamp(out: Path, tag: str) -> str:
    """Give the signature that stands in the files of a language."""
    return pl.read_parquet_metadata(_shards(out, tag)[0]).get("polyglot_synth", "")


def _canary(out: Path) -> str | None:
    card = out / "README.md"
    found = _CANARY.search(card.read_text(encoding="utf-8")) if card.is_file() else None
    return found.group() if found else None


def _rows(request: Request, tag: str, counts: Counts) -> Iterator[pl.DataFrame]:
    """Give the rows of a language that may go out, in the columns of the format."""
    rows = _allowed(request, tag, counts)
    if request.format == "preference":
        rows = (_paired(window, counts) for window in windows(rows))
    for frame in rows:
        counts.exported += frame.height
        yield SHAPES[request.format](frame)


def _allowed(request: Request, tag: str, counts: Counts) -> Iterator[pl.DataFrame]:
    clean = (pl.col("licence") == "clean").fill_null(value=False) | (not request.commercial)
    read = pl.col("reviewed").fill_null(value=False) | request.unreviewed
    why = (
        pl.when(~clean)
        .then(pl.format("licence {}", pl.col("licence").fill_null("unknown")))
        .when(~read)
        .then(pl.lit(UNREAD))
    )
    for file in _shards(request.out, tag):
        table = Parquet(file)
        if missing := [name for name in SCHEMA if name not in table.columns]:
            raise Mendable.saying(f"has no column {missing[0]}; it is of no run", file=file)
        for batch in table.batches(()):
            rows = batch.own.with_columns(why.alias("_why"))
            counts.rows += rows.height
            counts.left_out.update(rows["_why"].drop_nulls())
            yield rows.filter(pl.col("_why").is_null()).drop("_why")


def windows(frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Cut rows into frames of about one size, so that twins, which stand side by side, stay so."""
    held: pl.DataFrame | None = None
    for frame in write.shards(frames, _WINDOW):
        rows = frame if held is None else pl.concat([held, frame])
        last = rows.select(pl.struct("concept", "number").eq(pl.struct("concept", "number").last()))
        yield rows.filter(~last.to_series())
        held = rows.filter(last.to_series())
    if held is not None:
        yield held


def _paired(rows: pl.DataFrame, counts: Counts) -> pl.DataFrame:
    paired = with_rejected(rows)
    if alone := rows.height - paired.height:
        counts.left_out[NO_PARTNER] += alone
    return paired


def _nothing(found: dict[str, Counts]) -> str:
    """Say why no row may go out, and what to do."""
    left_out = sum((counts.left_out for counts in found.values()), Counter[str]())
    waiting = left_out.pop(UNREAD, 0)
    others = ", ".join(f"{why} {count:,}" for why, count in sorted(left_out.items()))
    sentence = "nothing is exported"
    if waiting:
        tag = next(tag for tag, counts in found.items() if counts.left_out[UNREAD])
        sentence += (
            f": {waiting:,} rows wait for a speaker to read their wordings, which "
            f"`polyglot-synth {tag} review` prepares; or take them unread with --unreviewed"
        )
    return sentence + (f"{' ' if waiting else ': '}(left out too: {others})" if others else "")
