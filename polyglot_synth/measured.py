"""What is measured of a language: bounds of checks, words of neighbours, trust in detectors."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from polyglot_synth.yamlfile import Model


class Bound(Model):
    """Between which scores a text passes, and what that was fitted on."""

    low: float | None = None
    high: float | None = None
    fitted_on: str


class Neighbour(Model):
    """Words (folded) that tell a language from a neighbour: said by one, never by the other."""

    ours: Annotated[list[str], Field(min_length=1)]
    theirs: Annotated[list[str], Field(min_length=1)]


class Trust(Model):
    """How far a detector of languages is trusted with this one, as `calibrate` measured it.

    By the letters from which on it holds: `margins` by which it may put another language first
    (null: it may not judge), `named` the share of human text for which it names this language.
    `group`: labels that pass for the language, at lengths where it could not judge otherwise.
    `mistaken`: what else it takes human text for, by share. `model`: a model's file and hash.
    """

    label: str
    group: dict[int, list[str]] = {}
    margins: dict[int, float | None]
    named: dict[int, float] = {}
    mistaken: dict[str, float] = {}
    model: str | None = None

    @property
    def has_a_say(self) -> bool:
        """Whether it may judge at any length."""
        return any(margin is not None for margin in self.margins.values())
