"""Drawing: the fillers of a concept's number n, the same in every language, none twice.

A concept spans a space: the product of its slots' tables. Number n is sent through a seeded
permutation of that space and read as one row of each table. Where a table comes in strata
(siblings, chains), numbers take turns between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, permutations
from math import prod

import numpy as np

from polyglot_synth import arithmetic
from polyglot_synth.chance import Numbers, permute
from polyglot_synth.concept import Concept, Slot
from polyglot_synth.errors import Mendable
from polyglot_synth.lexicon import Lexicons

Fillers = dict[str, Numbers]  # name -> index into its lexicon's ids, or the number itself
_MOST_ROWS = 5_000_000


@dataclass(frozen=True)
class Axis:
    """Names that are drawn together, and a table (rows x names) for each of their strata."""

    names: tuple[str, ...]
    strata: tuple[Numbers, ...]


class Drawer:
    """Draws a concept's fillers; building it lays out the space, drawing costs O(1) a row.

    Raises `Mendable` where the slots leave nothing to draw.
    """

    def __init__(self, concept: Concept, lexicons: Lexicons, seed: int) -> None:
        self.concept, self.lexicons, self.seed = concept, lexicons, seed
        try:
            self.axes = tuple(_axes(concept, lexicons))
        except ValueError as error:
            raise Mendable([concept.source.problem(("slots",), str(error))]) from None
        self.strata = max(len(axis.strata) for axis in self.axes)
        self._sizes = [
            prod(len(_stratum(axis, number)) for axis in self.axes) for number in range(self.strata)
        ]

    @property
    def capacity(self) -> int:
        """How many numbers there are; each has its own fillers."""
        return min(self._sizes) * self.strata

    def draw(self, numbers: Numbers) -> Fillers:
        """Give for every slot, pick and derived name a column as long as `numbers`.

        Raises ``IndexError`` for a number at or beyond the capacity.
        """
        if len(numbers) and int(numbers.max()) >= self.capacity:
            raise IndexError(f"{self.concept.id} has only {self.capacity:,} numbers")
        fillers = self._drawn(numbers)
        for name, options in self.concept.file.picks.items():
            choice = fillers[_choice_axis(self.concept)]
            fillers[name] = np.choose(choice, [fillers[option] for option in options])
        return derive(self.concept, self.lexicons, fillers)

    def possible(self) -> dict[str, set[int]]:
        """List for every name of the concept what it can hold."""
        found = {
            name: {int(value) for table in axis.strata for value in np.unique(table[:, column])}
            for axis in self.axes
            for column, name in enumerate(axis.names)
        }
        file = self.concept.file
        found |= {name: found[options[0]] for name, options in file.picks.items()}
        found |= {name: self._derivable(name) for name in file.derived}
        for face in file.faces.values():
            for alias, slot in face.bind.items():
                found[alias] = found.get(alias, set()) | found[slot]
        return found

    def _derivable(self, name: str) -> set[int]:
        """List what a derived number can be, or a spread of it where it rests on several axes."""
        spread = np.linspace(0, self.capacity - 1, min(self.capacity, 20_000)).astype(np.int64)
        return set(np.unique(self.draw(spread)[name]).tolist())

    def _drawn(self, numbers: Numbers) -> Fillers:
        names = [name for axis in self.axes for name in axis.names]
        fillers = {name: np.empty(len(numbers), dtype=np.int64) for name in names}
        for stratum, size in enumerate(self._sizes):
            here = numbers % self.strata == stratum
            place = permute(
                numbers[here] // self.strata, size, self.seed, self.concept.id, str(stratum)
            )
            for axis in self.axes:
                table = _stratum(axis, stratum)
                place, row = np.divmod(place, len(table))
                for column, name in enumerate(axis.names):
                    fillers[name][here] = table[row, column]
        return fillers


def derive(concept: Concept, lexicons: Lexicons, fillers: Fillers) -> Fillers:
    """Add what a concept computes from its slots. Raises `Mendable` where it divides by zero."""
    values = _Values(fillers, concept.holds(), lexicons)
    for name, expression in concept.file.derived.items():
        try:
            with np.errstate(divide="raise"):
                found = arithmetic.evaluate(expression, values)
        except (FloatingPointError, ZeroDivisionError):
            problem = concept.source.problem(("derived", name), "divides by zero for some numbers")
            raise Mendable([problem]) from None
        fillers[name] = np.asarray(found, dtype=np.int64)
    return fillers


class _Values(Mapping[str, Numbers]):
    """What an expression may name: numbers, and numeric fields of an entry (``op.sums``)."""

    def __init__(self, fillers: Fillers, holds: Mapping[str, str], lexicons: Lexicons) -> None:
        self.fillers, self.holds, self.lexicons = fillers, holds, lexicons

    def __getitem__(self, name: str) -> Numbers:
        slot, _, field = name.partition(".")
        if not field:
            return self.fillers[slot]
        fields = self.lexicons.entries[self.holds[slot]].values()
        return np.array([entry[field] for entry in fields], dtype=np.int64)[self.fillers[slot]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.fillers)

    def __len__(self) -> int:
        return len(self.fillers)


def _choice_axis(concept: Concept) -> str:
    return f"which of {len(next(iter(concept.file.picks.values())))}"


def _stratum(axis: Axis, number: int) -> Numbers:
    return axis.strata[number if len(axis.strata) > 1 else 0]


def _axes(concept: Concept, lexicons: Lexicons) -> Iterator[Axis]:
    ranges = [slot for slot in concept.slots if slot.how == "range"]
    for slot in concept.slots:
        if slot.how != "range":
            yield Axis(slot.names, tuple(_entry_tables(slot, lexicons)))
    if ranges:
        yield Axis(tuple(name for slot in ranges for name in slot.names), (_number_table(ranges),))
    if concept.file.picks:
        count = len(next(iter(concept.file.picks.values())))
        yield Axis((_choice_axis(concept),), (np.arange(count, dtype=np.int64)[:, None],))


def _entry_tables(slot: Slot, lexicons: Lexicons) -> Iterator[Numbers]:
    index = {i: place for place, i in enumerate(lexicons.entries[slot.lexicon])}
    if slot.how == "rows" and slot.relation:
        strata = [lexicons.relations[slot.relation].rows]
    elif slot.how == "taxonomy":
        strata = list(lexicons.taxonomy(slot.lexicon))
    else:
        strata = [list(permutations(lexicons.ids(slot.lexicon, slot.tag), len(slot.names)))]
    for rows in strata:
        if not rows:
            raise ValueError(f"lexicon {slot.lexicon} has too few entries for {slot.how}")
        yield np.array([[index[i] for i in row] for row in rows], dtype=np.int64)


def _number_table(slots: list[Slot]) -> Numbers:
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
    return np.array([list(row.values()) for row in rows], dtype=np.int64)


def _values(slot: Slot, row: Mapping[str, int]) -> range:
    low, high, step = slot.bounds
    if slot.lexicon == "clock":
        return range(minutes(low), minutes(high) + 1, step)
    return range(arithmetic.evaluate(low, row), arithmetic.evaluate(high, row) + 1, step)


def minutes(clock: str) -> int:
    """Read a time of day as minutes after midnight.

    >>> minutes("09:30")
    570
    """
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
