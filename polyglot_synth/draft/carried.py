"""One sentence with every entry of a lexicon in it, translated and read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from polyglot_synth.draft.frames import Frame, frame_of, frames, in_frames
from polyglot_synth.draft.ways import Ways
from polyglot_synth.text import capital
from polyglot_synth.translators import Translation

_CONTENT = ("n", "adj", "np", "unknown")  # and all verbs: what a clause is about
_FRAMES_OWN = 0.5  # a word that so many entries have belongs to the sentence, not to the entry


class Carried:
    """A carrier sentence with every entry of a lexicon in its place, translated."""

    def __init__(self, sentence: str, said: Mapping[str, str], ways: Ways) -> None:
        self.said, self.ways = said, ways
        self.asked = {name: capital(sentence.replace("{}", text)) for name, text in said.items()}
        self.found = dict(zip(said, ways.there(list(self.asked.values())), strict=True))

    @cached_property
    def fillers(self) -> dict[str, str]:
        """Read every entry out of the frame that all translations share, as far as one is there."""
        return _fillers({name: e.text for name, e in self.found.items() if not e.marks})

    def backward(self, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Translate some of the sentences back, by every way."""
        back = self.ways.back([self.found[name].text for name in names])
        return dict(zip(names, back, strict=True)) if back else {}

    def heard(self, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Have each of the other translators say some of the sentences."""
        ways = self.ways.again([self.asked[name] for name in names])
        return {name: tuple(way[n] for way in ways) for n, name in enumerate(names)}

    def frame(self, name: str) -> int | None:
        """Say by its number in which of the sentence's frames an entry stands."""
        held = in_frames(self.found[name].text, self._frames) if name in self.found else None
        return held[0] if held else None

    @cached_property
    def _frames(self) -> list[Frame]:
        return frames([each.text for each in self.found.values() if not each.marks])

    def content(self, name: str) -> frozenset[tuple[str, str]] | None:
        """Give the words that a sentence is about, less those that all such sentences have."""
        if name not in self.found or self.found[name].units is None:
            return None
        return self._content(self.found[name]) - self._own

    @cached_property
    def _own(self) -> frozenset[tuple[str, str]]:
        counts = Counter(word for each in self.found.values() for word in self._content(each))
        return frozenset(w for w, n in counts.items() if n > _FRAMES_OWN * len(self.found))

    @staticmethod
    def _content(found: Translation) -> frozenset[tuple[str, str]]:
        return frozenset(
            (lemma, part)
            for lemma, part in found.units or ()
            if part in _CONTENT or part.startswith("v")
        )


def _fillers(texts: Mapping[str, str]) -> dict[str, str]:
    frame = frame_of(list(texts.values()))
    if frame is None:
        return {}
    held = {name: frame.filler(text) for name, text in texts.items()}
    return {name: text for name, text in held.items() if text}
