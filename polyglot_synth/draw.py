"""Drawing: the fillers of a concept's number n, the same in every language, none twice.

A concept spans a space: the product of its slots' tables. Number n is sent through a seeded
permutation of that space and read as one row of each table. Where a table comes in strata
(siblings, chains), numbers take turns between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import lcm, prod

import numpy as np

from polyglot_synth import arithmetic
from polyglot_synth.axes import axes_of, choice_axis
from polyglot_synth.chance import Numbers, permute
from polyglot_synth.concept import MONEY, Concept
from polyglot_synth.errors import Mendable
from polyglot_synth.lexicon import Lexicons

Fillers = dict[str, Numbers]  # name -> index into its lexicon's ids, or the number itself


class Drawer:
    """Draws a concept's fillers; building it lays out the space, drawing costs O(1) a row.

    Prices count in steps of `money`, the same steps in every language. Raises `Mendable` where the
    slots leave nothing to draw.
    """

    def __init__(self, concept: Concept, lexicons: Lexicons, seed: int, money: int = 1) -> None:
        self.concept, self.lexicons, self.seed, self.money = concept, lexicons, seed, money
        try:
            self.axes = tuple(axes_of(concept, lexicons, money))
        except ValueError as error:
            raise Mendable([concept.source.problem(("slots",), str(error))]) from None
        self.strata = lcm(*(len(axis.strata) for axis in self.axes))
        self._sizes = [
            prod(len(axis.stratum(number)) for axis in self.axes) for number in range(self.strata)
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
        return self.filled(self._drawn(numbers))

    def filled(self, fillers: Fillers) -> Fillers:
        """Add what is picked, and what follows; to fillers that were drawn or changed since."""
        for name, options in self.concept.file.picks.items():
            choice = fillers[choice_axis(self.concept)]
            fillers[name] = np.choose(choice, [fillers[option] for option in options])
        return self.completed(fillers)

    def completed(self, fillers: Fillers) -> Fillers:
        """Add what follows from the fillers: what is derived, and what faces deny."""
        fillers = derive(self.concept, self.lexicons, fillers, self.money)
        for name, (slot, size) in self.denied.items():
            fillers[name] = fillers[slot] + size
        return fillers

    @property
    def denied(self) -> dict[str, tuple[str, int]]:
        """Name what faces deny: the slot, and what is added to its fillers."""
        return self.concept.denied({name: len(ids) for name, ids in self.lexicons.entries.items()})

    def possible(self) -> dict[str, set[int]]:
        """List for every name of the concept what it can hold."""
        found = {
            name: {int(value) for table in axis.strata for value in table.values(column)}
            for axis in self.axes
            for column, name in enumerate(axis.names)
        }
        file = self.concept.file
        found |= {name: found[options[0]] for name, options in file.picks.items()}
        found |= {name: self._derivable(name) for name in file.derived}
        found |= {name: {i + size for i in found[of]} for name, (of, size) in self.denied.items()}
        for face in file.faces.values():
            for alias, slot in face.bind.items():
                found[alias] = found.get(alias, set()) | found[slot]
        return {name: values for name, values in found.items() if name not in self.denied}

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
                table = axis.stratum(stratum)
                place, row = np.divmod(place, len(table))
                for name, column in zip(axis.names, table.take(row).T, strict=True):
                    fillers[name][here] = column
        return fillers


def derive(concept: Concept, lexicons: Lexicons, fillers: Fillers, money: int = 1) -> Fillers:
    """Add what a concept computes from its slots. Raises `Mendable` where it divides by zero."""
    values = _Values(fillers, concept.holds(), lexicons, money)
    for name, (_, expression) in concept.derived().items():
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

    def __init__(
        self, fillers: Fillers, holds: Mapping[str, str], lexicons: Lexicons, money: int
    ) -> None:
        self.fillers, self.holds, self.lexicons, self.money = fillers, holds, lexicons, money

    def __getitem__(self, name: str) -> Numbers:
        if name == MONEY:
            return np.asarray(self.money, dtype=np.int64)
        slot, _, field = name.partition(".")
        if not field:
            return self.fillers[slot]
        fields = self.lexicons.entries[self.holds[slot]].values()
        return np.array([entry[field] for entry in fields], dtype=np.int64)[self.fillers[slot]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.fillers)

    def __len__(self) -> int:
        return len(self.fillers)
