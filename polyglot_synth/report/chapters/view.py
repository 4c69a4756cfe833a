"""What the page shows: chapters of exhibits, an exhibit a panel for each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

Figures = Mapping[str, Any]
_SMALL = 0.0005


@dataclass(frozen=True)
class Text:
    """A text in a language, as the page must mark it."""

    text: str
    lang: str
    dir: str = "auto"


@dataclass(frozen=True)
class Table:
    """A table; its first column is text, all others numbers or short words."""

    head: Sequence[str]
    rows: Sequence[Sequence[str | Text]]


@dataclass(frozen=True)
class Panel:
    """One language's part of an exhibit; `more` stands folded away."""

    language: str
    name: str = ""
    notes: Sequence[str] = ()
    chart: Markup | None = None
    table: Table | None = None
    more: Table | None = None
    more_title: str = ""


@dataclass(frozen=True)
class Exhibit:
    """Panels side by side, and the sentence that says how they were made."""

    id: str
    title: str
    how: str
    panels: Sequence[Panel]


@dataclass(frozen=True)
class Chapter:
    """A chapter of the page."""

    id: str
    title: str
    lead: str
    exhibits: Sequence[Exhibit] = field(default=())


def percent(share: float | None) -> str:
    """Write a share for reading.

    >>> percent(0.1234), percent(1.0), percent(0.0001), percent(None)
    ('12.3%', '100%', 'under 0.1%', '-')
    """
    if share is None:
        return "-"
    if share in {0, 1}:
        return f"{share:.0%}"
    return "under 0.1%" if share < _SMALL else f"{share:.1%}"


def slug(*parts: str) -> str:
    """Make an id of the page from names.

    >>> slug("pass", "swh_Latn", "gender")
    'pass-swh_Latn-gender'
    """
    return "-".join("".join(c if c.isalnum() or c == "_" else "-" for c in part) for part in parts)


def p_value(test: Mapping[str, Any]) -> str:
    """Write a corrected p-value; a star marks one that was counted by shuffling."""
    if test.get("holm") is None:
        return "-"
    star = "*" if test.get("shuffled") else ""
    return ("under 0.001" if test["holm"] < 0.001 else f"{test['holm']:.3f}") + star  # noqa: PLR2004
