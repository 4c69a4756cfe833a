"""A speller for a language, where the system has a Hunspell dictionary of it."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import regex

from polyglot_synth.translators.codes import codes

_FOLDERS = (Path("/usr/share/hunspell"), Path("/usr/share/myspell/dicts"))
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}'’-]*")


class Speller:
    """Knows the words of one language; says so by the name of its dictionary."""

    def __init__(self, dictionary: Path) -> None:
        from hunspell import Hunspell  # noqa: PLC0415 - an extra

        self.name = dictionary.name
        self._speller: Any = Hunspell(dictionary.name, hunspell_data_dir=str(dictionary.parent))

    def unknown(self, text: str) -> list[str]:
        """List the words of a text that the dictionary does not know; what may be a name passes."""
        words = dict.fromkeys(_WORD.findall(text))
        return [word for word in words if not self._knows(word)]

    def _knows(self, word: str) -> bool:
        return word[0].isupper() or bool(self._speller.spell(word))


def speller_of(tag: str, folders: Iterable[Path] = _FOLDERS) -> Speller | None:
    """Find a speller; None where there is no dictionary, or the package chunspell is not there."""
    if find_spec("hunspell") is None:
        return None
    for folder in folders:
        for code in codes(tag):
            for pattern in (f"{code}.dic", f"{code}_*.dic"):
                for file in sorted(folder.glob(pattern)):
                    return Speller(file.with_suffix(""))
    return None
