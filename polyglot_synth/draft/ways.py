"""The ways of one draft: there by the translator, back by others where there are, and a speller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from polyglot_synth.draft.spelling import Speller
from polyglot_synth.translators import Route, Translation

_SHORT = 2  # legs of a way that can be trusted with a sentence


@dataclass(frozen=True)
class Ways:
    """How texts of the source language come to the target and back.

    `independent`: the ways back share no data with the way there; nor do `others` there.
    """

    source: str
    target: str
    forth: Route
    home: tuple[Route, ...]
    independent: bool
    others: tuple[Route, ...]
    speller: Speller | None

    def there(self, texts: Sequence[str]) -> list[Translation]:
        """Translate into the target language."""
        return self.forth.translate(texts, self.source, self.target)

    def back(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """Translate back, each text by every way there is; nothing where there is none."""
        ways = [route.translate(texts, self.target, self.source) for route in self.home]
        return [tuple(each.text for each in text) for text in zip(*ways, strict=True)]

    def again(self, texts: Sequence[str], *, short: bool = False) -> list[list[str]]:
        """Translate into the target language by every other way: a list of texts for each.

        What is long loses too much on a way of many legs; for that only `short` ways are asked.
        """
        asked = [r for r in self.others if not short or len(r.legs) <= _SHORT]
        ways = [route.translate(texts, self.source, self.target) for route in asked]
        return [[each.text for each in way] for way in ways]

    def misspelt(self, text: str) -> list[str]:
        """List the words that the speller does not know; none where there is no speller."""
        return self.speller.unknown(text) if self.speller else []
