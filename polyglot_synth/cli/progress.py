"""Progress: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from polyglot_synth.run import Progress

_SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """Give a function that is told of progress and shows it on standard error."""
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        with _bar() as watch:
            yield watch
    else:
        yield _lines()


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    start, shown = time.monotonic(), 0
    with click.progressbar(
        length=1,
        label="rows",
        file=sys.stderr,
        show_pos=True,
        show_eta=True,
        item_show_func=lambda said: said or "",
    ) as bar:

        def watch(now: Progress) -> None:
            nonlocal shown
            bar.length = max(now.wanted, 1)
            bar.update(now.accepted - shown, _speed(now, start))
            shown = now.accepted

        yield watch


def _lines() -> Callable[[Progress], None]:
    start, last = time.monotonic(), time.monotonic()

    def watch(now: Progress) -> None:
        nonlocal last
        if time.monotonic() - last >= _SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            click.echo(f"{now.accepted:,} of {now.wanted:,} rows, {_speed(now, start)}", err=True)

    return watch


def _speed(now: Progress, start: float) -> str:
    seconds = max(time.monotonic() - start, 0.001)
    return f"{now.made:,} made, {now.made / seconds:,.0f} rows/s"
