"""The page: one file that needs nothing else, from figures, samples and what run.json says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from polyglot_synth.report.chapters import balance, bias, gates, rows
from polyglot_synth.report.chapters.view import Chapter, percent

_LONGEST = 1_200  # characters of a text that the page shows
_GRAVEST = ("short", "pass-", "drift", "swap", "roles-", "belief", "why", "rows-per-wording", "by-")
Samples = Mapping[str, Mapping[str, list[dict[str, Any]]]]


def page(figures: Mapping[str, Any], samples: Samples, run: Mapping[str, Any]) -> str:
    """Write the page as HTML. Texts of rows are nobody's markup: everything is escaped."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("page.html.jinja")
    return template.render(
        figures=figures,
        samples={
            tag: {k: [*map(_short, v)] for k, v in own.items()} for tag, own in samples.items()
        },
        languages=run["languages"],
        signature=run["signature"],
        chapters=chapters(figures, run["languages"]),
        findings=_together(figures),
        percent=percent,
    )


def chapters(figures: Mapping[str, Any], languages: Mapping[str, Any]) -> list[Chapter]:
    """Lay out all chapters but the samples."""
    return [
        balance.chapter(figures),
        gates.chapter(figures, languages),
        bias.chapter(figures, languages),
        rows.chapter(figures),
    ]


def _together(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List findings once, gravest first, each with the languages that it is said of."""
    found: dict[tuple[str, str], list[str]] = {}
    for language, own in figures.items():
        for each in own["findings"]:
            found.setdefault((each["at"], each["sentence"]), []).append(language)
    return [
        {"at": at, "sentence": sentence, "languages": tags}
        for (at, sentence), tags in sorted(found.items(), key=lambda one: _rank(one[0][0]))
    ]


def _rank(at: str) -> int:
    return next(rank for rank, start in enumerate((*_GRAVEST, "")) if at.startswith(start))


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """Cut texts that would fill the page."""
    return {
        name: value[:_LONGEST] + "…" if isinstance(value, str) and len(value) > _LONGEST else value
        for name, value in row.items()
    }
