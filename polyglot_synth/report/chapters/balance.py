"""Chapter 1: what was asked for, what came of it, and how it is spread."""

from __future__ import annotations

from typing import Any

from polyglot_synth.report.balance import DIMENSIONS
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

_MOST = 8  # values that are drawn; the others stand in a table
_HOW = {
    "kind": "its share of all concepts",
    "concept": "the same for every concept",
    "domain": "each concept alike, and all domains that a concept knows alike",
    "label": "each concept with labels alike, and its labels alike",
    "task": "each concept alike, and all its tasks alike",
    "style": "what the generator aims at: half reason first, three in ten verdict first, the rest "
    "the bare answer",
}


def chapter(figures: Figures) -> Chapter:
    """Lay out the chapter."""
    exhibits = [_made(figures), *(_spread(figures, name) for name in DIMENSIONS), _short(figures)]
    return Chapter(
        "balance",
        "Balance",
        "Whether the rows that were asked for are there, and whether any part of them outweighs "
        "the rest.",
        exhibits,
    )


def _made(figures: Figures) -> Exhibit:
    panels = []
    for language, own in figures.items():
        rows = [
            Bar(name, own[name], f"{own[name]:,}")
            for name in ("asked", "made", "accepted", "rejected")
        ]
        title = f"Rows asked for, made, accepted and rejected in {language}"
        written = own["golden"].get("accepted", 0)
        notes = [f"{written:,} of the accepted rows were written by people."] if written else []
        panels.append(Panel(language, notes=notes, chart=bars(slug("made", language), title, rows)))
    return Exhibit(
        "made",
        "Asked, made, accepted",
        "Counted over every row that the run made, in the files of data/ and removed/: accepted "
        "and rejected add up to made.",
        panels,
    )


def _spread(figures: Figures, name: str) -> Exhibit:
    return Exhibit(
        slug("by", name),
        f"By {name}",
        f"Counted over accepted rows from concepts that have a {name}; the upright is the declared "
        f"share, {_HOW[name]}; the distance is the total variation between the two: the "
        "share of rows that would have to be others.",
        [_panel(language, own["balance"][name], name) for language, own in figures.items()],
    )


def _panel(language: str, spread: dict[str, Any], name: str) -> Panel:
    values = spread["values"]
    if not values:
        return Panel(language, notes=[f"No accepted row has a {name}."])
    off = {value: abs(said["share"] - said["declared"]) for value, said in values.items()}
    farthest = sorted(values, key=lambda value: (-off[value], value))[:_MOST]
    drawn = [value for value in values if value in farthest]
    rows = [
        Bar(
            value,
            values[value]["share"],
            f"{values[value]['rows']:,} · {percent(values[value]['share'])}",
            values[value]["declared"],
        )
        for value in drawn
    ]
    folded = [
        [value, f"{said['rows']:,}", percent(said["share"]), percent(said["declared"])]
        for value, said in values.items()
    ]
    whole = Table([name, "rows", "share", "declared"], folded) if len(values) > _MOST else None
    title = f"Accepted rows by {name} in {language}"
    note = f"Distance from declared: {spread['distance']:.3f}."
    drawn_note = [f"The {_MOST} farthest from it of {len(values)}:"] if whole else []
    return Panel(
        language,
        notes=[note, *drawn_note],
        chart=bars(slug("by", name, language), title, rows),
        more=whole,
        more_title=f"All {len(values)}",
    )


def _short(figures: Figures) -> Exhibit:
    panels = []
    for language, own in figures.items():
        rows = [
            [concept, f"{said['quota']:,}", f"{said['survivors']:,}", f"{said['read']:,}"]
            for concept, said in own["short"].items()
        ]
        table = Table(["concept", "owed", "found", "read"], rows) if rows else None
        notes = [] if rows else ["None: every concept filled its quota."]
        panels.append(Panel(language, notes=notes, table=table))
    return Exhibit(
        "short",
        "Shortfalls",
        "Concepts whose numbers ran out, or yielded nothing, before their quota was full: counted "
        "in numbers (a pair of twins is one), as run.json records them.",
        panels,
    )
