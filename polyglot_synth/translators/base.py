"""What a translator is: texts of one language in, texts of another out, with what it tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class TranslatorError(Exception):
    """A translator that cannot go on, told in one sentence."""


@dataclass(frozen=True)
class Translation:
    """A text in the other language.

    `marks`: the words that the translator says it did not know. `units`: lemma and part of speech
    of each word it wrote, where it tells; None where it does not.
    """

    text: str
    marks: tuple[str, ...] = ()
    units: tuple[tuple[str, str], ...] | None = None


class Translator(Protocol):
    """Translates between languages that are named by our tags, such as ``eng_Latn``.

    `name` and `revision` say whose words these are, `licence` what may be done with them:
    ``clean``, ``noncommercial``, ``restricted`` or ``unclear``.
    """

    @property
    def name(self) -> str:
        """What it is called on the command line."""

    @property
    def licence(self) -> str:
        """What may be done with what it writes."""

    def revision(self, source: str, target: str) -> str:
        """Say which version of its data serves a pair."""

    def supports(self, source: str, target: str) -> bool:
        """Tell whether it can translate a pair here and now."""

    def missing(self, source: str, target: str) -> str:
        """Say in one sentence what to do where it does not support a pair."""

    def engines(self, source: str, target: str) -> frozenset[str]:
        """Name the data behind a pair; two ways that share any are no evidence for each other."""

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        """Translate texts of one line each, in order. Raises `TranslatorError`."""

    def close(self) -> None:
        """Let go of processes and files."""
