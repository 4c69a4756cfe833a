"""Chapter 2: why rows were rejected, and how near the others came to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polyglot_synth.report.chapters.view import (
    Chapter,
    Exhibit,
    Figures,
    Panel,
    Table,
    percent,
    slug,
)
from polyglot_synth.report.charts import Bar, bars
from polyglot_synth.report.rejections import order

_OTHERWISE = {
    "duplicates": "said what an earlier row says",
    "twin": "fell with their twin",
    "surplus": "came when the quota was full",
}


def chapter(figures: Figures, languages: Mapping[str, Any]) -> Chapter:
    """Lay out the chapter; `languages` give the bounds in force."""
    return Chapter(
        "gates",
        "Gates",
        "What the checks turned away. A gate that never rejects and one that rejects much both "
        "deserve a look.",
        [_why(figures), _detectors(figures), _scores(figures, languages)],
    )


def _why(figures: Figures) -> Exhibit:
    panels = []
    for language, own in figures.items():
        counts = own["rejected_by"]
        checks = [name for name in order(set(counts)) if name not in _OTHERWISE]
        rows = [
            Bar(name, counts[name], f"{counts[name]:,} · {percent(counts[name] / own['made'])}")
            for name in checks
        ]
        notes = [f"{counts.get(name, 0):,} {said} ({name})." for name, said in _OTHERWISE.items()]
        title = f"Rows rejected by each check in {language}"
        chart = bars(slug("why", language), title, rows) if rows else None
        first = [] if rows else ["No row was rejected by a check."]
        panels.append(Panel(language, notes=[*first, *notes], chart=chart))
    return Exhibit(
        "why",
        "Why rows were rejected",
        "Counted over all rows made; a row is put down to the first check in table order that "
        "rejected it; below stand rows that passed every check and were not kept.",
        panels,
    )


def _detectors(figures: Figures) -> Exhibit:
    panels = []
    for language, own in figures.items():
        said = own["language_id"]
        rows = [
            ["judged", f"{said['judged']:,}"],
            ["all detectors agree", f"{said['all_agree']:,}"],
            ["some name another", f"{said['some_differ']:,}"],
            ["rejected", f"{said['rejected']:,}"],
        ]
        taken = [
            [detector, label, f"{count:,}"]
            for detector, labels in said["taken_for"].items()
            for label, count in list(labels.items())[:5]
        ]
        more = Table(["detector", "took it for", "texts"], taken) if taken else None
        panels.append(
            Panel(
                language,
                table=Table(["language ID", "rows"], rows),
                more=more,
                more_title="What they took rejected rows for",
            )
        )
    return Exhibit(
        "detectors",
        "Which language the detectors named",
        "Counted over all rows made that are long enough to judge: a score of 1 is all trusted "
        "detectors agreeing; what they took a text for is read from the reason of rows that "
        "language_id rejected.",
        panels,
    )


def _scores(figures: Figures, languages: Mapping[str, Any]) -> Exhibit:
    panels = []
    for language, own in figures.items():
        bounds = languages[language].get("bounds", {})
        rows = [
            [
                name,
                *(f"{said[which]:g}" for which in ("low", "median", "high")),
                _bounds(bounds.get(name, {})),
            ]
            for name, said in own["scores"].items()
        ]
        head = ["check", "5%", "median", "95%", "bounds"]
        notes = [] if rows else ["Every score was the same, or only right and wrong."]
        panels.append(Panel(language, notes=notes, table=Table(head, rows) if rows else None))
    return Exhibit(
        "scores",
        "How scores lie between the bounds",
        "Quantiles of the scores of all rows made that the check judged, in hundredths, for checks "
        "that score by degrees; the bounds are the pack's, fitted on human text.",
        panels,
    )


def _bounds(bound: Mapping[str, float | None]) -> str:
    """Write a bound in few letters.

    >>> _bounds({"low": 0.5, "high": None}), _bounds({"low": 0.5, "high": 2.0})
    ('≥ 0.5', '0.5 to 2')
    """
    low, high = bound.get("low"), bound.get("high")
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    if low is not None:
        return f"≥ {low:g}"
    return "-" if high is None else f"≤ {high:g}"
