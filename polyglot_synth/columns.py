"""Wordings as columns: each piece is a table over the fillers it names, gathered for every row.

A piece depends on one or two fillers only. Every combination that a batch holds is rendered once,
by Jinja, and gathered; Polars joins the pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from functools import cache
from math import prod
from typing import Any

import numpy as np
import polars as pl

from polyglot_synth.chance import Numbers
from polyglot_synth.concept import CLOCK, NUMBER
from polyglot_synth.grammar import Entry, Said, Speaker
from polyglot_synth.sample import SPOKEN
from polyglot_synth.wording import Piece, environment, printable

Keys = list[tuple[int, ...]]
_DENSE = 1 << 22  # up to here a table is addressed directly, beyond by sorting


class Rows(Mapping[str, Numbers]):
    """Fillers of some rows, by the names that a wording uses.

    A view (`at`) shares with the rows it was taken from which combinations of fillers there are, so
    a table is made once a batch, not once a wording.
    """

    def __init__(self, fillers: Mapping[str, Numbers]) -> None:
        self.fillers, self.bind = fillers, dict[str, str]()
        self.places: Numbers | None = None
        self.tables: dict[tuple[object, ...], tuple[pl.Series, pl.Series]] = {}
        self._combinations: dict[tuple[str, ...], tuple[Keys, Numbers]] = {}

    def at(self, places: Numbers) -> Rows:
        """View some of the rows."""
        view = copy(self)
        view.places = places
        return view

    def bound(self, bind: Mapping[str, str]) -> Rows:
        """View the rows with further names for their slots."""
        view = copy(self)
        view.bind = dict(bind)
        return view

    def combinations(self, slots: Sequence[str]) -> tuple[Keys, Numbers]:
        """List the distinct combinations in all rows, and which of them each row in view is."""
        names = tuple(self.bind.get(slot, slot) for slot in slots)
        if names not in self._combinations:
            self._combinations[names] = _combinations([self.fillers[name] for name in names])
        keys, which = self._combinations[names]
        return keys, which if self.places is None else which[self.places]

    def __getitem__(self, name: str) -> Numbers:
        column = self.fillers[self.bind.get(name, name)]
        return column if self.places is None else column[self.places]

    def __iter__(self) -> Iterator[str]:
        return iter([*self.fillers, *self.bind])

    def __len__(self) -> int:
        return len(self.fillers) + len(self.bind)

    @property
    def height(self) -> int:
        """How many rows are in view."""
        return len(next(iter(self.fillers.values())) if self.places is None else self.places)


class Compiler:
    """Turns pieces into columns for one pack and digit script; keeps every text it has made."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker
        self._ids = cache(speaker.lexicons.ids)
        self._environment = environment(speaker)
        self._expressions: dict[str, Callable[..., Any]] = {}
        self._known: dict[tuple[Any, ...], tuple[str, str | None]] = {}

    def text(
        self, pieces: Sequence[Piece], fillers: Mapping[str, Numbers], holds: Mapping[str, str]
    ) -> pl.Series:
        """Say pieces for every row. Raises `Unsayable` when the pack lacks a form."""
        rows = fillers if isinstance(fillers, Rows) else Rows(fillers)
        columns: dict[str, pl.Series] = {"": pl.repeat(0, rows.height, dtype=pl.UInt32, eager=True)}
        parts: list[pl.Expr] = []
        for piece in pieces:
            if piece.slots:
                name = " ".join(piece.slots)
                if name not in columns:
                    columns[name] = pl.Series(rows.combinations(piece.slots)[1])
                texts = self._table(piece, rows, holds)[0]
                parts.append(pl.lit(texts).gather(pl.col(name)))
            else:
                parts.append(pl.lit(piece.source))
        return _joined(pl.DataFrame(columns), parts)

    def line(
        self, pieces: Sequence[Piece], row: Mapping[str, int], holds: Mapping[str, str]
    ) -> str:
        """Say pieces for one row, without the columns that a million need."""
        said = []
        for piece in pieces:
            kinds = tuple(holds[slot] for slot in piece.slots)
            key = tuple(row[slot] for slot in piece.slots)
            said.append(self.say(piece, kinds, key)[0] if piece.slots else piece.source)
        return "".join(said)

    def spoken(
        self, pieces: Sequence[Piece], fillers: Mapping[str, Numbers], holds: Mapping[str, str]
    ) -> pl.Series:
        """Give what pieces say aloud in every row: its slot, value and surface (`SPOKEN`)."""
        rows = fillers if isinstance(fillers, Rows) else Rows(fillers)
        said = []
        for piece in (piece for piece in pieces if piece.said):
            surfaces = self._table(piece, rows, holds)[1]
            surface = surfaces.gather(pl.Series(rows.combinations(piece.slots)[1]))
            slot = str(piece.said)
            value = value_text(rows[slot], holds[slot])
            said.append(pl.struct(slot=pl.lit(slot), value=value, surface=surface))
        if not said:
            return pl.repeat([], rows.height, dtype=SPOKEN, eager=True)
        table = pl.select(pl.repeat(0, rows.height))
        return table.select(pl.concat_list(said).alias("spoken"))["spoken"].cast(SPOKEN)

    def _table(
        self, piece: Piece, rows: Rows, holds: Mapping[str, str]
    ) -> tuple[pl.Series, pl.Series]:
        """Say one piece for every combination of fillers in the batch: texts and surfaces."""
        names = tuple(rows.bind.get(slot, slot) for slot in piece.slots)
        known = (id(self), piece.source, names)
        if known not in rows.tables:
            kinds = tuple(holds[slot] for slot in piece.slots)
            said = [self.say(piece, kinds, key) for key in rows.combinations(piece.slots)[0]]
            rows.tables[known] = (
                pl.Series([text for text, _ in said], dtype=pl.String),
                pl.Series([surface for _, surface in said], dtype=pl.String),
            )
        return rows.tables[known]

    def say(
        self, piece: Piece, kinds: tuple[str, ...], key: tuple[int, ...]
    ) -> tuple[str, str | None]:
        """Say one piece for one combination of fillers: its text and its surface."""
        known = (piece.source, kinds, key)
        if known not in self._known:
            values = {
                slot: self.value(kind, number)
                for slot, kind, number in zip(piece.slots, kinds, key, strict=True)
            }
            result = printable(self._compiled(piece.source)(**values))
            surface = result.surface if isinstance(result, Said) else None
            self._known[known] = (str(result), surface)
        return self._known[known]

    def value(self, kind: str, number: int) -> Entry | int:
        """Give what a wording sees for a filler: an entry, or the number itself."""
        if kind in {NUMBER, CLOCK}:
            return int(number)
        ids = self._ids(kind)
        return self.speaker.entry(kind, ids[number % len(ids)], denied=number >= len(ids))

    def _compiled(self, source: str) -> Callable[..., Any]:
        if source not in self._expressions:
            self._expressions[source] = self._environment.compile_expression(
                source, undefined_to_none=False
            )
        return self._expressions[source]


def _joined(table: pl.DataFrame, parts: list[pl.Expr]) -> pl.Series:
    # The empty first part has the table's height, so that text without slots fills every row.
    first = pl.col("").replace_strict({0: ""}, return_dtype=pl.String)
    text = pl.concat_str([*parts, *([] if len(table.columns) > 1 else [first])])
    return table.select(text.alias("text"))["text"]


def _combinations(columns: Sequence[Numbers]) -> tuple[Keys, Numbers]:
    """List the distinct rows of some columns, and for each row which of them it is."""
    sizes = [int(column.max()) + 1 for column in columns]
    code = columns[0]
    for column, size in zip(columns[1:], sizes[1:], strict=True):
        code = code * size + column
    present, which = _distinct(code, prod(sizes))
    keys = []
    for value in present.tolist():
        key: list[int] = []
        for size in reversed(sizes[1:]):
            value, part = divmod(value, size)  # noqa: PLW2901 - peeling digits off
            key.insert(0, part)
        keys.append((value, *key))
    return keys, which


def _distinct(code: Numbers, size: int) -> tuple[Numbers, Numbers]:
    if size > _DENSE:
        present, which = np.unique(code, return_inverse=True)
        return present, which
    present = np.flatnonzero(np.bincount(code, minlength=size))
    place = np.zeros(size, dtype=np.int64)
    place[present] = np.arange(len(present))
    return present, place[code]


def value_text(numbers: Numbers, kind: str) -> pl.Series:
    """Write numbers as canonical text: 1500, or 09:30 for a time of day."""
    if kind != CLOCK:
        return pl.Series(numbers).cast(pl.String)
    hours, minutes = pl.Series(numbers // 60), pl.Series(numbers % 60)
    pad = [part.cast(pl.String).str.zfill(2) for part in (hours, minutes)]
    return pad[0] + ":" + pad[1]
