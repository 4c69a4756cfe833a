"""The table and the chart of eval/gates.py."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from statistics import median
from typing import Protocol

Shares = Mapping[str, Mapping[str, float | None]]


class Found(Protocol):
    """What came of a defect in a language."""

    rows: int
    by: dict[str, int]

    @property
    def share(self) -> float | None:
        """The share rejected."""


def write_report(
    out: Path,
    found: Mapping[str, Mapping[str, Found]],
    reference: str,
    rows: int,
    wanted: Mapping[str, float],
) -> None:
    """Write gates.md and gates.svg into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    shares = {tag: {name: one.share for name, one in by.items()} for tag, by in found.items()}
    names = list(dict.fromkeys(name for by in shares.values() for name in by))
    text = _head(reference, rows, len(shares)) + _summary(shares, names, wanted)
    text += "\n## By language, in percent\n\n" + _table(shares, names) + "\n"
    text += "\n## Which check rejected first\n\n" + _checks(found, names) + "\n"
    (out / "gates.md").write_text(text, encoding="utf-8")
    (out / "gates.svg").write_text(_chart(shares, names, wanted), encoding="utf-8")


def _head(reference: str, rows: int, languages: int) -> str:
    return (
        f"# What the gates catch\n\nMade by `eval/gates.py` on Python {platform.python_version()}: "
        f"defects planted in {rows} passages of 1-5 lines in each of {languages} languages, from "
        f"documents of {reference} that no bound was fitted on. Clean text is judged by all gates "
        "but `numbers`, which is counted apart among passages with digits.\n\n"
        "![share rejected by defect and language](gates.svg)\n\n"
    )


def _summary(shares: Shares, names: Sequence[str], wanted: Mapping[str, float]) -> str:
    lines = [
        "| | wanted | median | worst | languages that miss |",
        "|---|---|---|---|---|",
    ]
    for name in names:
        by = {tag: share for tag, found in shares.items() if (share := found.get(name)) is not None}
        if not by:
            continue
        clean = name.startswith("clean")
        worst = (max if clean else min)(by, key=lambda tag: by[tag])
        want, missing = wanted.get(name), list[str]()
        if want is not None:
            missing = [
                f"{tag} {_percent(share)}"
                for tag, share in by.items()
                if (share > want if clean else share < want)
            ]
        said = "-" if want is None else f"{'<=' if clean else '>='} {_percent(want)}"
        lines.append(
            f"| {name} | {said} | {_percent(median(by.values()))} | {_percent(by[worst])} {worst} "
            f"| {', '.join(missing) or ('none' if want is not None else '')} |"
        )
    return "\n".join(lines) + "\n"


def _table(shares: Shares, names: Sequence[str]) -> str:
    lines = [f"| | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for tag, by in shares.items():
        cells = ["-" if by.get(name) is None else _percent(by[name]) for name in names]
        lines.append(f"| {tag} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _checks(found: Mapping[str, Mapping[str, Found]], names: Sequence[str]) -> str:
    lines = []
    for name in names:
        sums: dict[str, int] = {}
        for by in found.values():
            for check, count in by[name].by.items() if name in by else ():
                sums[check] = sums.get(check, 0) + count
        said = sorted(sums.items(), key=lambda item: -item[1])
        if said:
            lines.append(f"* {name}: {', '.join(f'{check} {count:,}' for check, count in said)}")
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.3g}%"


_CELL, _ROW, _LEFT, _TOP = 46, 17, 84, 132


def _chart(shares: Shares, names: Sequence[str], wanted: Mapping[str, float]) -> str:
    """Draw a table of colours: dark is caught; of clean text, dark is lost."""
    width, height = _LEFT + _CELL * len(names) + 12, _TOP + _ROW * len(shares) + 12
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">',
        "<style>text {font: 10px system-ui, sans-serif}</style>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for column, name in enumerate(names):
        x = _LEFT + _CELL * column + _CELL // 2
        parts.append(
            f'<text transform="translate({x},{_TOP - 6}) rotate(-52)" fill="#222">'
            f"{escape(name)}</text>"
        )
    for line, (tag, by) in enumerate(shares.items()):
        y = _TOP + _ROW * line
        parts.append(
            f'<text x="{_LEFT - 6}" y="{y + 12}" text-anchor="end" fill="#222">{tag}</text>'
        )
        for column, name in enumerate(names):
            parts.append(_cell(_LEFT + _CELL * column, y, by.get(name), name, wanted.get(name)))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _cell(x: int, y: int, share: float | None, name: str, want: float | None) -> str:
    if share is None:
        return f'<text x="{x + _CELL // 2}" y="{y + 12}" text-anchor="middle" fill="#999">-</text>'
    clean = name.startswith("clean")
    depth = min(1.0, share * 20) if clean else share
    missed = want is not None and (share > want if clean else share < want)
    hue = 12 if clean or missed else 205
    ink = "#fff" if depth > 0.6 else "#222"  # noqa: PLR2004 - where dark text stops being read
    return (
        f'<rect x="{x + 1}" y="{y + 1}" width="{_CELL - 2}" height="{_ROW - 2}" rx="2" '
        f'fill="hsl({hue} 60% {95 - 55 * depth:.0f}%)"/>'
        f'<text x="{x + _CELL // 2}" y="{y + 12}" text-anchor="middle" fill="{ink}">'
        f"{100 * share:.3g}</text>"
    )
