"""Chapters 4 and 5: how many rows share a wording, how diverse they are, and samples of them."""

from __future__ import annotations

from polyglot_synth.report.balance import MANY
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


def chapter(figures: Figures) -> Chapter:
    """Lay out the chapter on wordings and diversity."""
    return Chapter(
        "wordings",
        "Wordings and diversity",
        "Rows are many, wordings are few: a model that sees one wording thousands of times learns "
        "the wording.",
        [_wordings(figures), _diversity(figures)],
    )


def _wordings(figures: Figures) -> Exhibit:
    panels = []
    for language, own in figures.items():
        said = own["wordings"]
        notes = [
            f"Wordings read by a speaker: {said['read']} of {said['used']}.",
            f"Rows per wording: {said['fewest']:,} to {said['most']:,}, median {said['median']:,}.",
        ]
        rows = [Bar(name, count, f"{count:,}") for name, count in said["top"].items()]
        title = f"The wordings with most rows in {language}"
        chart = bars(slug("wordings", language), title, rows) if rows else None
        panels.append(Panel(language, notes=notes, chart=chart))
    return Exhibit(
        "rows-per-wording",
        "Rows per wording",
        "Accepted rows by concept and wording, the five with most; one with more than "
        f"{MANY:,} rows is warned of; a wording is read when its pack names who read it.",
        panels,
    )


def _diversity(figures: Figures) -> Exhibit:
    measures = {
        "texts": "prompts measured",
        "distinct_1": "distinct words",
        "distinct_2": "distinct pairs of words",
        "distinct_3": "distinct triples of words",
        "first_words": "distinct first five words",
        "compression": "compression ratio",
    }
    panels = []
    for language, own in figures.items():
        said = own["diversity"]
        rows = [
            [
                name,
                f"{said[key]:,}"
                if key == "texts"
                else f"{said[key]:.2f}"
                if key == "compression"
                else percent(said[key]),
            ]
            for key, name in measures.items()
        ]
        panels.append(Panel(language, table=Table(["measure", ""], rows)))
    return Exhibit(
        "diversity",
        "How often prompts say the same again",
        "Measured on up to 1,000 accepted prompts of each language, chosen by seed: distinct "
        "n-grams by all n-grams, distinct beginnings by prompts, and bytes by their size after "
        "zlib (higher is more repetitive); only samples of one size compare.",
        panels,
    )
