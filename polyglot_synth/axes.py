"""Axes: the tables of fillers that a concept's space is the product of.

An axis holds names that are drawn together, and for each of its strata a table, one row a choice.
A table is written out where it is small enough; distinct choices from one list are worked out row
by row instead, since four of a hundred are a hundred million.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import perm
from typing import Protocol

import numpy as np

from polyglot_synth import arithmetic
from polyglot_synth.chance import Numbers
from polyglot_synth.concept import CLOCK, Concept, Slot
from polyglot_synth.lexicon import Lexicons, Rows

_MOST_ROWS = 5_000_000


class Table(Protocol):
    """Rows of fillers that can be taken by their place."""

    def __len__(self) -> int:
        """Count the rows."""

    def take(self, places: Numbers) -> Numbers:
        """Give rows by place, as (places x names)."""

    def values(self, column: int) -> Numbers:
        """List what a column can hold."""

    def holds(self, row: Sequence[int]) -> bool:
        """Tell whether a row stands in it."""


@dataclass(frozen=True)
class Written:
    """A table that is written out, rows x names."""

    rows: Numbers

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, places: Numbers) -> Numbers:
        """Give rows by place."""
        taken: Numbers = self.rows[places]
        return taken

    def values(self, column: int) -> Numbers:
        """List what a column holds."""
        return np.unique(self.rows[:, column])

    def holds(self, row: Sequence[int]) -> bool:
        """Tell whether a row stands in it."""
        return bool((self.rows == np.array(row)).all(axis=1).any())


@dataclass(frozen=True)
class Distinct:
    """Every way to take `width` different ones of some choices, in lexicographic order.

    >>> Distinct(np.array([5, 6, 7]), 2).take(np.arange(6)).tolist()
    [[5, 6], [5, 7], [6, 5], [6, 7], [7, 5], [7, 6]]
    """

    choices: Numbers
    width: int

    def __len__(self) -> int:
        return perm(len(self.choices), self.width)

    def take(self, places: Numbers) -> Numbers:
        """Read places as digits of a falling base; each digit counts the choices still free."""
        count, rest = len(self.choices), places
        taken = np.empty((len(places), 0), dtype=np.int64)
        for column in range(self.width):
            digit, rest = np.divmod(rest, perm(count - column - 1, self.width - column - 1))
            for used in np.sort(taken, axis=1).T:
                digit = digit + (digit >= used)
            taken = np.column_stack([taken, digit])
        picked: Numbers = self.choices[taken]
        return picked

    def values(self, column: int) -> Numbers:  # noqa: ARG002 - every column holds every choice
        """List what a column can hold."""
        return np.unique(self.choices)

    def holds(self, row: Sequence[int]) -> bool:
        """Tell whether a row stands in it."""
        return set(row) <= set(self.choices.tolist()) and len(set(row)) == self.width


@dataclass(frozen=True)
class Axis:
    """Names that are drawn together, and a table for each of their strata."""

    names: tuple[str, ...]
    strata: tuple[Table, ...]

    def stratum(self, number: int) -> Table:
        """Give the table of a stratum; after an axis's last comes its first."""
        return self.strata[number % len(self.strata)]


def axes_of(concept: Concept, lexicons: Lexicons, money: int) -> Iterator[Axis]:
    """Lay out a concept's axes; prices count in steps of `money`.

    Raises ``ValueError`` with a sentence where the slots leave nothing to draw.
    """
    ranges = [slot for slot in concept.slots if slot.how == "range"]
    for slot in concept.slots:
        if slot.is_range and slot.how == "distinct":
            values = np.array(_values(slot, {}), dtype=np.int64) * (money if slot.money else 1)
            yield Axis(slot.names, (_distinct(values, slot),))
        elif slot.how != "range":
            yield Axis(slot.names, tuple(entry_tables(slot, lexicons)))
    if ranges:
        yield Axis(
            tuple(name for slot in ranges for name in slot.names), (_number_table(ranges, money),)
        )
    if concept.file.picks:
        count = len(next(iter(concept.file.picks.values())))
        yield Axis((choice_axis(concept),), (Written(np.arange(count, dtype=np.int64)[:, None]),))


def choice_axis(concept: Concept) -> str:
    """Name the axis that picks choose by."""
    return f"which of {len(next(iter(concept.file.picks.values())))}"


def entry_tables(slot: Slot, lexicons: Lexicons) -> Iterator[Table]:
    """Give the tables of a slot that holds entries, one for each stratum."""
    index = {i: place for place, i in enumerate(lexicons.entries[slot.lexicon])}
    if slot.how in {"distinct", "entry"}:
        yield _distinct(np.array([index[i] for i in lexicons.ids(slot.lexicon, slot.tag)]), slot)
        return
    if slot.how == "rows":
        strata: Sequence[Rows] = [lexicons.relations[name].rows for name in slot.relations]
    elif slot.how == "kinds":
        strata = lexicons.kinds(slot.lexicon)
    else:
        strata = lexicons.taxonomy(slot.lexicon)
    for rows in strata:
        if not rows:
            raise ValueError(_too_few(slot))
        table = np.array([[index[i] for i in row] for row in rows], dtype=np.int64)
        if not slot.swapped:
            yield Written(table)
            continue
        plain = _one_of_each(table, slot)
        yield Written(plain)
        yield Written(plain[:, slot.exchanged])


def _one_of_each(table: Numbers, slot: Slot) -> Numbers:
    """Leave out a row where the table has it with the two names exchanged as well, earlier.

    What is left and the same exchanged have no row in common, and together all that there is.
    """
    place = {row: number for number, row in enumerate(map(tuple, table.tolist()))}
    turned = map(tuple, table[:, slot.exchanged].tolist())
    first = [place.get(row, number) >= number for number, row in enumerate(turned)]
    kept: Numbers = table[first]
    return kept


def _distinct(choices: Numbers, slot: Slot) -> Distinct:
    if len(choices) < len(slot.names):
        raise ValueError(_too_few(slot))
    return Distinct(choices, len(slot.names))


def _too_few(slot: Slot) -> str:
    if slot.is_range:
        return f"the range of {', '.join(slot.names)} has too few numbers"
    return f"lexicon {slot.lexicon} has too few entries for {slot.how}"


def _number_table(slots: list[Slot], money: int) -> Written:
    """List every combination that the ranges allow; a bound may name a slot before it."""
    rows: list[dict[str, int]] = [{}]
    for slot in slots:
        name = slot.names[0]
        more = (row | {name: value} for row in rows for value in _values(slot, row))
        rows = list(islice(more, _MOST_ROWS + 1))
        if not rows:
            raise ValueError(f"the range of {name} is empty")
        if len(rows) > _MOST_ROWS:
            raise ValueError(f"the ranges up to {name} make over {_MOST_ROWS:,} combinations")
    steps = np.array([money if slot.money else 1 for slot in slots], dtype=np.int64)
    return Written(np.array([list(row.values()) for row in rows], dtype=np.int64) * steps)


def _values(slot: Slot, row: Mapping[str, int]) -> range:
    low, high, step = slot.bounds
    if slot.lexicon == CLOCK:
        return range(minutes(low), minutes(high) + 1, step)
    return range(arithmetic.evaluate(low, row), arithmetic.evaluate(high, row) + 1, step)


def minutes(clock: str) -> int:
    """Read a time of day as minutes after midnight.

    >>> minutes("09:30")
    570
    """
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
