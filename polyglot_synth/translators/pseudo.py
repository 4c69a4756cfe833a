"""A translator that needs nothing: vowels move on by one, and back again.

For tests and dry runs: it is reversible, keeps digits, marks and what begins with a capital, as
names do, and knows every word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from polyglot_synth.translators.base import Translation

_ON = str.maketrans("aeiou", "eioua")
_BACK = str.maketrans("eioua", "aeiou")
_WORD = re.compile(r"[^\W\d_]+")
_PIVOT = "eng_Latn"


class Pseudo:
    """Translates from English into any language, and back.

    >>> Pseudo().translate(["Three mangoes."], "eng_Latn", "epo_Latn")[0].text
    'Three menguis.'
    """

    name, licence = "pseudo", "clean"

    def supports(self, source: str, target: str) -> bool:
        """Tell whether a pair has English on one side."""
        return (source == _PIVOT) != (target == _PIVOT)

    def missing(self, source: str, target: str) -> str:
        """Say what a pair lacks."""
        fine = self.supports(source, target)
        return "" if fine else f"pseudo goes from {_PIVOT} or to it, not {source} to {target}"

    def revision(self, source: str, target: str) -> str:
        """Name its version, the same for all pairs."""
        return f"1:{source}-{target}"

    def engines(self, source: str, target: str) -> frozenset[str]:
        """Name its one table, which serves both ways."""
        return frozenset({"pseudo:" + "+".join(sorted((source, target)))})

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        """Move vowels on from English, and back to it."""
        table = _BACK if target == _PIVOT and source != _PIVOT else _ON
        return [Translation(_WORD.sub(partial(_moved, table), text)) for text in texts]

    def close(self) -> None:
        """Nothing is open."""


def _moved(table: dict[int, int], word: re.Match[str]) -> str:
    text = word.group()
    return text if text[0].isupper() else text.translate(table)
