"""Reading back: numbers and times out of a text, by the pack alone, as a speaker would."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from polyglot_synth import digits
from polyglot_synth.axes import minutes
from polyglot_synth.digits import Found
from polyglot_synth.grammar import Speaker, Unsayable, spell_all
from polyglot_synth.language import PackFile
from polyglot_synth.lexicon import Lexicons

_WORD = regex.compile(r"[\p{L}\p{M}][\p{L}\p{M}'\u200c\u200d-]*")


class Reader:
    """Reads what a pack's speaker says; knows nothing of slots."""

    def __init__(self, pack: PackFile) -> None:
        self.sign = pack.group.sign
        self._values = {word.casefold(): number for (number, _), word in spell_all(pack).items()}
        self._longest = max((len(word.split()) for word in self._values), default=0)
        self._times = _times(pack)
        self._clock = _any_of(self._times)

    def numbers(self, text: str) -> list[Found]:
        """Read all numbers in order, in digits of any script and in words."""
        found = digits.read(text, sign=self.sign) + self.words(text)
        return sorted(found, key=lambda number: number.start)

    def values(self, text: str) -> list[Found]:
        """Read all numbers and times in order; a time is minutes after midnight.

        The three of ``saa 3 asubuhi`` is part of a time and no number.
        """
        times = self.times(text)
        free = [
            number
            for number in self.numbers(text)
            if not any(time.start <= number.start < time.end for time in times)
        ]
        return sorted([*times, *free], key=lambda found: found.start)

    def times(self, text: str) -> list[Found]:
        """Read all times of day that the pack says, in order."""
        if self._clock is None:
            return []
        return [
            Found(minutes(self._times[match.group().casefold()]), *match.span())
            for match in self._clock.finditer(text)
        ]

    def number(self, text: str) -> int | None:
        """Read a text that is one number and nothing else."""
        found = self.numbers(text)
        whole = len(found) == 1 and found[0].start == 0 and found[0].end == len(text)
        return found[0].value if whole else None

    def time(self, text: str) -> str | None:
        """Read a text that is one time of day, as ``09:30``."""
        return self._times.get(text.casefold())

    def words(self, text: str) -> list[Found]:
        """Read all numbers in words, in order; nothing where the pack has no numerals."""
        if not self._values:
            return []
        words = [(match.group().casefold(), match.span()) for match in _WORD.finditer(text)]
        found, place = [], 0
        while place < len(words):
            length, value = self._phrase(words, place, text)
            if value is not None:
                start, end = words[place][1][0], words[place + length - 1][1][1]
                found.append(Found(value, start, end))
            place += length
        return found

    def _phrase(
        self, words: list[tuple[str, tuple[int, int]]], place: int, text: str
    ) -> tuple[int, int | None]:
        for length in range(min(self._longest, len(words) - place), 0, -1):
            start, end = words[place][1][0], words[place + length - 1][1][1]
            value = self._values.get(text[start:end].casefold())
            if value is not None:
                return length, value
        return 1, None


def _any_of(surfaces: Iterable[str]) -> regex.Pattern[str] | None:
    """Match any of some texts as a whole, the longest first; None where there is none."""
    longest_first = sorted(surfaces, key=len, reverse=True)
    if not longest_first:
        return None
    inside = "|".join(map(regex.escape, longest_first))
    return regex.compile(
        rf"(?<![\p{{L}}\p{{M}}])(?:{inside})(?![\p{{L}}\p{{M}}])", regex.IGNORECASE
    )


def _times(pack: PackFile) -> dict[str, str]:
    said: dict[str, str] = {}
    for speaker in [Speaker(pack, Lexicons(), script) for script in pack.digits]:
        for minute in range(0, 24 * 60, 30):
            try:
                surface = speaker.clock(minute).casefold()
            except Unsayable:
                continue
            said[surface] = f"{minute // 60:02}:{minute % 60:02}"
    return said
