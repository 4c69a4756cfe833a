"""Charts as inline SVG: bars, stacked shares, dots with an interval. No script, no network.

Every chart is drawn 360 wide, so that its text is as large as the page's on a phone and on a desk.
What a colour says is said by words and numbers too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from markupsafe import Markup, escape

WIDTH = 360
_LONGEST = 46  # characters of a label and its number that have room beside each other
_WHOLE = 52  # characters that a line holds
_ROW, _TALL, _BAR, _TOP = 36, 54, 9, 4
_GAP = 1.5
_COLOURS = 6  # classes c0 to c5 of the page's style


@dataclass(frozen=True)
class Bar:
    """A labelled value; `text` is how it is written, `mark` where it was declared to be."""

    label: str
    value: float
    text: str
    mark: float | None = None


@dataclass(frozen=True)
class Stack:
    """A labelled split into named parts; shares are of their sum."""

    label: str
    parts: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Dot:
    """A labelled share with the interval in which it lies; `text` is how it is written."""

    label: str
    value: float
    low: float
    high: float
    text: str


def bars(name: str, title: str, rows: Sequence[Bar], *, most: float | None = None) -> Markup:
    """Draw bars from 0 up to `most`, or to the largest value; marks are small uprights."""
    largest = most or max((max(row.value, row.mark or 0) for row in rows), default=0) or 1

    def body() -> Iterator[str]:
        for place, row in enumerate(rows):
            top = _TOP + place * _ROW
            yield _heading(row.label, row.text, top)
            yield _rect("track", 0, top + 18, WIDTH)
            yield _rect("c0", 0, top + 18, row.value / largest * WIDTH)
            if row.mark is not None:
                x = min(row.mark / largest * WIDTH, WIDTH - 1)
                yield f'<path class="mark" d="M{x:.1f} {top + 15}v{_BAR + 6}"/>'

    said = "; ".join(
        f"{row.label}: {row.text}" + (f", declared {row.mark:.1%}" if row.mark is not None else "")
        for row in rows
    )
    return _svg((name, title), said, _height(rows), body())


def stacks(name: str, title: str, rows: Sequence[Stack]) -> Markup:
    """Draw splits as bars of full width; parts stand in the order in which they are written."""

    def body() -> Iterator[str]:
        for place, row in enumerate(rows):
            top, total = _TOP + place * _TALL, sum(value for _, value in row.parts) or 1
            yield _heading(row.label, "", top)
            ends = list(accumulate(value / total * WIDTH for _, value in row.parts))
            for part, (start, end) in enumerate(zip([0.0, *ends], ends, strict=False)):
                if end - start > _GAP:
                    yield _rect(f"c{part % _COLOURS}", start, top + 18, end - start - _GAP)
            split = escape(_split(row, room=_WHOLE))
            yield f'<text class="number" x="0" y="{top + 41}">{split}</text>'

    said = "; ".join(f"{row.label}: {_split(row)}" for row in rows)
    return _svg((name, title), said, _TOP + len(rows) * _TALL, body())


def dots(name: str, title: str, rows: Sequence[Dot], *, low: float, high: float) -> Markup:
    """Draw shares with their intervals on a scale from `low` to `high`."""
    span = (high - low) or 1

    def at(value: float) -> float:
        return 5 + (min(max(value, low), high) - low) / span * (WIDTH - 10)

    def body() -> Iterator[str]:
        for place, row in enumerate(rows):
            top = _TOP + place * _ROW
            y = top + 23
            yield _heading(row.label, row.text, top)
            yield f'<path class="scale" d="M5 {y}H{WIDTH - 5}"/>'
            yield f'<path class="span" d="M{at(row.low):.1f} {y}H{at(row.high):.1f}"/>'
            yield f'<circle class="c0" cx="{at(row.value):.1f}" cy="{y}" r="5"/>'
        y = _TOP + len(rows) * _ROW + 10
        yield f'<text class="soft" x="0" y="{y}">{low:.0%}</text>'
        yield f'<text class="soft" x="{WIDTH}" y="{y}" text-anchor="end">{high:.0%}</text>'

    said = "; ".join(f"{row.label}: {row.text}" for row in rows)
    return _svg((name, title), said, _height(rows) + 14, body())


def _height(rows: Sequence[object]) -> int:
    return _TOP + len(rows) * _ROW


def _split(row: Stack, *, room: int = 0) -> str:
    """Write the parts with their shares, and with their counts where there is room."""
    total = sum(value for _, value in row.parts) or 1
    whole = " · ".join(f"{name} {value:,} ({value / total:.0%})" for name, value in row.parts)
    if not room or len(whole) <= room:
        return whole
    shares = " · ".join(f"{name} {value / total:.0%}" for name, value in row.parts)
    return shares if len(shares) <= room else shares[: room - 1] + "…"


def _heading(label: str, text: str, top: int) -> str:
    room = max(8, _LONGEST - len(text))
    short = label if len(label) <= room else label[: room - 1] + "…"
    whole = f"<title>{escape(label)}</title>" if short != label else ""
    return (
        f'<text x="0" y="{top + 11}">{escape(short)}{whole}</text>'
        f'<text class="number" x="{WIDTH}" y="{top + 11}" text-anchor="end">{escape(text)}</text>'
    )


def _rect(colour: str, x: float, y: int, width: float) -> str:
    return (
        f'<rect class="{colour}" x="{x:.1f}" y="{y}" width="{max(width, 0):.1f}" '
        f'height="{_BAR}" rx="2"/>'
    )


def _svg(names: tuple[str, str], said: str, height: int, body: Iterator[str]) -> Markup:
    """Wrap a drawing; its id and title, and what is `said`, tell it to those who do not see it."""
    name, title = names
    return Markup(  # noqa: S704 - every text in it is escaped above
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(said)}</desc>{"".join(body)}</svg>'
    )
