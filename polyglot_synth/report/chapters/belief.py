"""Exhibit: whether an argument's label can be told by what is true in the world alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polyglot_synth.report.chapters.view import (
    Exhibit,
    Figures,
    Panel,
    Table,
    p_value,
    percent,
    slug,
)
from polyglot_synth.report.charts import Dot, dots

_HOW = (
    "Accepted arguments by whether their premises (together) and conclusion are true in the world, "
    "as far as the lexicons know: premises are false where one is, true where one is and none is "
    "false, and open where the lexicons say nothing. In ideal rows each label stands about equally "
    "often in every cell, so that what one believes tells nothing of what follows; but one cell "
    "logic keeps empty of valid, as a valid argument with true premises never has a false "
    "conclusion. Drawn is the share of valid in each cell that has rows, with its 95% interval "
    "(Wilson). The best guess gives every cell its commoner label; a coin is right in 50%; p is "
    "how often a coin does as well (* counted by 9,999 throws), over one row of each number, "
    "corrected (Holm) over all such tests of the language; flagged is what is beyond chance with "
    "its interval above 50%, where logic leaves both labels open."
)


def exhibits(figures: Figures) -> list[Exhibit]:
    """Lay out the exhibit, with a panel for each language whose rows tell; none where none does."""
    panels = [_panel(tag, own["belief"]) for tag, own in figures.items() if own["belief"]]
    title = "Belief: can a label be told by what is true in the world?"
    return [Exhibit("belief", title, _HOW, panels)] if panels else []


def _panel(language: str, said: Mapping[str, Any]) -> Panel:
    filled = [cell for cell in said["cells"] if cell["valid"] + cell["invalid"]]
    concepts = said["by_concept"]
    title = f"Share of valid arguments by what is true in the world in {language}"
    return Panel(
        language,
        notes=_notes(said["told"]),
        chart=dots(slug("belief", language), title, [*map(_dot, filled)], low=0, high=1),
        table=Table(
            ["premises", "conclusion", "valid", "invalid", "valid, 95%"],
            [_row(cell) for cell in said["cells"]],
        ),
        more=Table(
            ["concept", "rows", "best guess", "p"],
            [_concept(name, each["told"]["either"]) for name, each in concepts.items()],
        ),
        more_title=f"Each of {len(concepts)} concepts, without the cell that logic decides",
    )


def _notes(told: Mapping[str, Any]) -> list[str]:
    whole, either = told["all"], told["either"]
    notes = [f"The best guess by cell is right in {_right(whole)}."]
    if either["rows"] < whole["rows"]:
        notes.append(f"Without the cell that logic decides: {_right(either)}.")
    flag = "yes (flagged)" if either["flagged"] else "no"
    return [*notes, f"Belief tells labels better than a coin: {flag}."]


def _right(told: Mapping[str, Any]) -> str:
    if not told["rows"]:
        return "no row"
    return (
        f"{percent(told['accuracy'])} of {told['rows']:,} rows ({percent(told['low'])} to "
        f"{percent(told['high'])}; a coin: 50%; p {p_value(told)})"
    )


def _dot(cell: Mapping[str, Any]) -> Dot:
    share = cell["share_valid"]
    text = "never valid" if cell["never_valid"] and not cell["valid"] else f"{share:.1%} valid"
    label = f"premises {cell['premises']}, conclusion {cell['conclusion']}"
    return Dot(label, share, cell["low"], cell["high"], text)


def _row(cell: Mapping[str, Any]) -> list[str]:
    valid = f"{cell['valid']:,}"
    interval = "-"
    if cell["share_valid"] is not None:
        interval = f"{cell['low']:.0%} to {cell['high']:.0%}"
    if cell["never_valid"] and not cell["valid"]:
        valid, interval = "none, by logic", "-"
    return [cell["premises"], cell["conclusion"], valid, f"{cell['invalid']:,}", interval]


def _concept(name: str, told: Mapping[str, Any]) -> list[str]:
    flag = " (flagged)" if told["flagged"] else ""
    return [
        name.rpartition("/")[2],
        f"{told['rows']:,}",
        percent(told["accuracy"]) + flag,
        p_value(told),
    ]
