"""Balance: how many rows each stream owes, and how far it is read to find them.

A stream is one concept in one language. What is counted are numbers: a number of a concept with
two faces is a pair of rows, and a pair stays or falls together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from polyglot_synth.errors import Mendable

_SPARE = 0.02  # read this much beyond the quota in the first wave
_PATIENCE = (3, 500)  # waves and candidates without any survivor before a stream is given up


@dataclass
class Stream:
    """How far a stream has been read, and how many of its numbers survived, wave by wave.

    `sayable`: which share of its numbers the pack has words for.
    """

    concept: str
    language: str
    quota: int
    capacity: int
    sayable: float = 1.0
    waves: list[tuple[int, int]] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Numbers read so far: 0 up to here."""
        return sum(candidates for candidates, _ in self.waves)

    @property
    def survivors(self) -> int:
        """Numbers that passed everything."""
        return sum(alive for _, alive in self.waves)

    @property
    def barren(self) -> bool:
        """Whether nothing came of its last waves."""
        waves, candidates = _PATIENCE
        last = self.waves[-waves:]
        return (
            len(last) == waves
            and sum(alive for _, alive in last) == 0
            and sum(size for size, _ in last) * self.sayable >= candidates
        )

    @property
    def done(self) -> bool:
        """Whether it is full, at its end, or given up."""
        return self.survivors >= self.quota or self.read >= self.capacity or self.barren

    def recorded(self) -> dict[str, str | int]:
        """Say for run.json how far it was read, and what came of it."""
        return {
            "concept": self.concept,
            "language": self.language,
            "quota": self.quota,
            "read": self.read,
            "survivors": self.survivors,
            "waves": len(self.waves),
        }

    def next_wave(self) -> int:
        """Say how many numbers to read next; depends on completed waves alone."""
        owed = self.quota - self.survivors
        if not self.waves:
            wanted = ceil(owed * (1 + _SPARE) / self.sayable) + 2
        elif self.survivors:
            wanted = ceil(owed * self.read / self.survivors * 1.1) + 2
        else:
            wanted = max(ceil(200 / self.sayable), 2 * self.read)
        return min(wanted, self.capacity - self.read)


def quotas(rows: int, faces: Mapping[str, int]) -> dict[str, int]:
    """Spread rows evenly over concepts, in numbers; what remains goes in name order.

    `faces` gives the rows that one number of a concept makes, one or two. Rows are dealt two by
    two, singles before pairs, and singles share evenly what they were dealt: so the sum is exact,
    and one more concept raises nobody's quota. Raises `Mendable` when `rows` cannot be met,
    because every concept comes in pairs and `rows` is odd.

    >>> quotas(7, {"a": 2, "b": 1, "c": 1})
    {'a': 1, 'b': 3, 'c': 2}
    """
    singles = sorted(concept for concept, size in faces.items() if size == 1)
    pairs = sorted(faces.keys() - set(singles))
    if rows % 2 and not singles:
        raise Mendable.saying(
            f"--rows {rows} cannot be met: these concepts come in pairs; ask for {rows + 1}"
        )
    dealt = _spread(rows // 2, [*singles, *pairs])
    given = {pair: dealt[pair] for pair in pairs}
    given |= _spread(rows - 2 * sum(given.values()), singles)
    return {concept: given[concept] for concept in faces}


def _spread(total: int, names: Sequence[str]) -> dict[str, int]:
    return {name: (total - rank - 1) // len(names) + 1 for rank, name in enumerate(names)}


def short_of_capacity(streams: Sequence[Stream]) -> list[str]:
    """Name every stream whose quota is more than the numbers that its concept has."""
    return [
        f"{stream.concept} in {stream.language} owes {stream.quota:,} numbers and has only "
        f"{stream.capacity:,}; ask for fewer rows or add concepts"
        for stream in streams
        if stream.quota > stream.capacity
    ] + [
        f"{stream.concept} in {stream.language} has no words for any of its rows; add words, or "
        "leave it out with --concepts"
        for stream in streams
        if not stream.sayable
    ]


def shortfalls(streams: Sequence[Stream]) -> list[Stream]:
    """List the streams that ended below their quota."""
    return [stream for stream in streams if stream.survivors < stream.quota]
