"""Files of human-written rows: read, and refused where anything is not said.

Columns: language, prompt, response, licence, author; and where they are there source, domain and
answer. A row without licence, or without a word on who wrote it, is no golden row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from polyglot_synth.errors import Mendable, Problem, nearest
from polyglot_synth.filters.duplicates import folded, hashes
from polyglot_synth.language import called, find_pack
from polyglot_synth.tables import FAULT, ROW, Batch, Table, open_table, unreadable

NEEDED = {
    "language": "names no language; write its tag or name",
    "prompt": "has no prompt",
    "response": "has no response",
    "licence": "names no licence; say under which it may be used, such as CC-BY-4.0",
    "author": "does not say who wrote it; write a name, or how it was written",
}
FURTHER = ("source", "domain", "answer")
FILE, TEXT = "file", "text"  # where a row is from; what it says, by which repeats are known
_SCHEMA = {
    **dict.fromkeys((*NEEDED, *FURTHER), pl.String),
    TEXT: pl.Binary,
    ROW: pl.Int64,
    FILE: pl.String,
}
_LISTED = 20  # of many problems only the first are listed
_TAG = re.compile("[a-z]{3}_[A-Z][a-z]{3}")


def read_golden(files: Sequence[str], packs: Mapping[str, Path]) -> pl.DataFrame:
    """Read all golden rows, each once: repeats in the same words are left out.

    `packs` are the files of all packs by tag: languages go by tag or name. Gives `NEEDED` and
    `FURTHER` with `file`, `row` and `text`. Raises `Mendable` with every row that is refused.
    """
    problems: list[Problem] = []
    frames = [pl.DataFrame(schema=_SCHEMA)]
    frames += [frame for file in files for frame in _read(Path(file), problems)]
    rows = pl.concat(frames)
    named = rows["language"].drop_nulls().unique()
    tags = {name: _tag(name, packs) for name in named if name}
    problems += _unknown(rows, [name for name, tag in tags.items() if tag is None], packs)
    if problems:
        raise Mendable(first_problems(problems))
    rows = rows.with_columns(pl.col("language").replace(tags))
    return rows.filter(pl.struct("language", TEXT).is_first_distinct())


def _read(file: Path, problems: list[Problem]) -> Iterator[pl.DataFrame]:
    """Read a file, gathering what is wrong with it."""
    try:
        table = open_table(file)
        _has_columns(table)
        asked = [*NEEDED, *(name for name in FURTHER if name in table.columns)]
        for batch in table.batches([name for name in asked if table.columns[name].is_text]):
            rows = _rows(file, batch, asked)
            problems += unreadable(file, batch)
            problems += _unsaid(file, rows.filter(batch.marks[FAULT].is_null()))
            yield rows
    except Mendable as error:
        problems += error.problems


def _has_columns(table: Table) -> None:
    """Refuse a file that lacks a column, or holds no text in one."""
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        raise Mendable.saying(
            f"has no column {' or '.join(missing)}; golden rows need {', '.join(NEEDED)}",
            file=table.file,
        )
    for name in (*NEEDED, *FURTHER):
        column = table.columns.get(name)
        if column and (name in NEEDED or column.dtype.is_nested()) and not column.is_text:
            raise Mendable.saying(
                f"its column {name} holds {column.holds}; text is wanted", file=table.file
            )


def _rows(file: Path, batch: Batch, asked: Sequence[str]) -> pl.DataFrame:
    """Give a batch with all columns as text, composed and without white space around it."""
    text = [pl.col(name).cast(pl.String).str.normalize("NFC").str.strip_chars() for name in asked]
    none = [pl.lit(None, dtype=pl.String).alias(name) for name in FURTHER if name not in asked]
    rows = batch.own.select(text).with_columns(none).select(*NEEDED, *FURTHER)
    said = zip(rows["prompt"].fill_null(""), rows["response"].fill_null(""), strict=True)
    known = hashes("\n".join(folded(pair)) for pair in said).alias(TEXT)
    return rows.with_columns(known, batch.marks[ROW], pl.lit(str(file)).alias(FILE))


def _unsaid(file: Path, rows: pl.DataFrame) -> Iterator[Problem]:
    """Name what a row does not say."""
    for name, sentence in NEEDED.items():
        for row in rows.filter(pl.col(name).fill_null("") == "")[ROW]:
            yield Problem(str(file), row, 0, "", sentence)


def _unknown(
    rows: pl.DataFrame, names: Sequence[str], packs: Mapping[str, Path]
) -> Iterator[Problem]:
    """Name the rows whose language is neither a tag nor the name of a pack."""
    if not names:
        return
    known = [other for file in packs.values() for other in called(file)]
    said = {name: f"no language {name}; {nearest(name, packs, also=known)}" for name in names}
    for name, file, row in rows.select("language", FILE, ROW).iter_rows():
        if name in said:
            yield Problem(file, row, 0, "", said[name])


def _tag(name: str, packs: Mapping[str, Path]) -> str | None:
    """Find a language; a tag that no pack has is a language of others, and no mistake."""
    return find_pack(name, dict(packs)) or (name if _TAG.fullmatch(name) else None)


def first_problems(problems: Sequence[Problem]) -> list[Problem]:
    """List the first problems, and say with the last of them how many more there are."""
    listed, more = sorted(set(problems))[:_LISTED], len(set(problems)) - _LISTED
    if more > 0:
        sentence = f"{listed[-1].sentence} (and {more:,} more)"
        listed[-1] = replace(listed[-1], sentence=sentence)
    return listed
