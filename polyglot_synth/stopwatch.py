"""A stopwatch: how many seconds each part of a piece of work took."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Adds up wall-clock seconds by the name of what is under way."""

    def __init__(self) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Count the time inside to this name."""
        start = time.monotonic()
        try:
            yield
        finally:
            self._seconds[name] += time.monotonic() - start

    def seconds(self) -> dict[str, float]:
        """Give the seconds of each name, in the order in which they began."""
        return {name: round(seconds, 2) for name, seconds in self._seconds.items()}
