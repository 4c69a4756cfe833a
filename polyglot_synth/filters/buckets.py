"""Buckets: which earlier row had the same key; grown batch by batch, in numpy arrays."""

from __future__ import annotations

from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int32]  # memory ends before 2**31 rows do
NONE = -1
T = TypeVar("T", bound=np.generic)


class Growing(Generic[T]):
    """An array that grows at its end; its room doubles, so a row is moved about twice."""

    def __init__(self, dtype: type[T], *width: int) -> None:
        self._room: NDArray[T] = np.empty((0, *width), dtype=dtype)
        self.size = 0

    @property
    def rows(self) -> NDArray[T]:
        """The rows so far; a view."""
        return self._room[: self.size]

    def extend(self, more: NDArray[T]) -> None:
        """Add rows at the end."""
        size = self.size + len(more)
        if size > len(self._room):
            grown = np.empty((max(size, 2 * len(self._room)), *more.shape[1:]), more.dtype)
            grown[: self.size] = self.rows
            self._room = grown
        self._room[self.size : size] = more
        self.size = size


class Places:
    """A map from keys to rows: sorted arrays, each more than twice as long as the next.

    A key costs its own bytes and 4, and is moved a logarithmic number of times.
    """

    def __init__(self) -> None:
        self._runs: list[tuple[NDArray[np.unsignedinteger], Rows]] = []

    def find(self, keys: NDArray[np.unsignedinteger]) -> Rows:
        """Give the row of each key, or `NONE`."""
        found = np.full(len(keys), NONE, dtype=np.int32)
        for known, rows in reversed(self._runs):
            place = np.searchsorted(known, keys).clip(max=len(known) - 1)
            new = (found == NONE) & (known[place] == keys)
            found[new] = rows[place[new]]
        return found

    def put(self, keys: NDArray[np.unsignedinteger], rows: Rows) -> None:
        """Set the rows of some keys, sorted and distinct; the last word counts."""
        if not len(keys):
            return
        self._runs.append((keys, rows))
        while len(self._runs) > 1 and len(self._runs[-2][0]) <= 2 * len(self._runs[-1][0]):
            newer, older = self._runs.pop(), self._runs.pop()
            self._runs.append(_merged(older, newer))


def _merged(
    older: tuple[NDArray[np.unsignedinteger], Rows], newer: tuple[NDArray[np.unsignedinteger], Rows]
) -> tuple[NDArray[np.unsignedinteger], Rows]:
    keys, rows = (np.concatenate(both) for both in zip(older, newer, strict=True))
    order = np.argsort(keys, kind="stable")
    keys, rows = keys[order], rows[order]
    last = np.append(keys[1:] != keys[:-1], True)
    return keys[last], rows[last]


class Buckets:
    """For each row the row before it in its bucket: chains to walk back along. 12 bytes a row."""

    def __init__(self) -> None:
        self._last = Places()
        self._before = Growing(np.int32)

    def add(self, keys: NDArray[np.unsignedinteger], passed: NDArray[np.bool_]) -> None:
        """Put the next rows into their buckets; those that did not pass stay outside."""
        start, before = self._before.size, np.full(len(keys), NONE, dtype=np.int32)
        inside = np.flatnonzero(passed)
        inside = inside[np.argsort(keys[inside], kind="stable")]
        ordered = keys[inside]
        first = np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]
        before[inside[1:]] = inside[:-1] + start
        before[inside[first]] = self._last.find(ordered[first])
        self._before.extend(before)
        last = np.append(first[1:], True)[: len(ordered)]
        self._last.put(ordered[last], (inside[last] + start).astype(np.int32))

    def before(self, rows: Rows) -> Rows:
        """Give the row before each row in its bucket, or `NONE`."""
        return self._before.rows[rows]


class Firsts:
    """Which row said a text first; a text is its 128-bit fingerprint. 12 bytes a text, 8 a row.

    64 bits look a row up, the other 64 confirm it.
    """

    def __init__(self) -> None:
        self._places = Places()
        self._rest = Growing(np.uint64)

    def add(self, halves: NDArray[np.uint64], passed: NDArray[np.bool_]) -> Rows:
        """Give for each of the next rows the earlier row that says the same, or `NONE`.

        `halves` has shape (rows, 2).
        """
        start, found = self._rest.size, np.full(len(halves), NONE, dtype=np.int32)
        self._rest.extend(halves[:, 1])
        inside = np.flatnonzero(passed)
        keys, heads, back = np.unique(halves[inside, 0], return_index=True, return_inverse=True)
        known = self._places.find(keys)
        new, here = known == NONE, (inside[heads] + start).astype(np.int32)
        self._places.put(keys[new], here[new])
        first = np.where(new, here, known)[back]
        same = (first != inside + start) & (self._rest.rows[first] == halves[inside, 1])
        found[inside[same]] = first[same]
        return found
