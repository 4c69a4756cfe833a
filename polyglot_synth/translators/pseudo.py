"""A translator that needs nothing: vowels move on by one, and back again.

For tests and dry runs: it is reversible, keeps case, digits and marks, and knows every word.
"""

from __future__ import annotations

from collections.abc import Sequence

from polyglot_synth.translators.base import Translation

_VOWELS = "aeiou"
_ON = str.maketrans(_VOWELS + _VOWELS.upper(), "eioua" + "EIOUA")
_BACK = str.maketrans("eioua" + "EIOUA", _VOWELS + _VOWELS.upper())
_PIVOT = "eng_Latn"


class Pseudo:
    """Translates from English into any language, and back.

    >>> Pseudo().translate(["Three mangoes."], "eng_Latn", "epo_Latn")[0].text
    'Thrii menguis.'
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
        return [Translation(text.translate(table)) for text in texts]

    def close(self) -> None:
        """Nothing is open."""
