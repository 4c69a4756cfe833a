"""Doubts: whether a response says so, or holds the words only to deny them or to ask.

What it says is taken out of it; words of denial in what is left of a sentence leave that open.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from polyglot_synth.language import PackFile

_LETTER = regex.compile(r"[\p{L}\p{M}]")
_FIRST_MARK = 0xE000  # of Unicode's private characters, which are neither letters nor end marks
_TAKEN = regex.compile("[\ue000-\uf8ff]")
_ASKS = regex.compile("[?؟？፧՞]")
_QUOTED = '"[^"]*"|“[^”]*”|«[^»]*»'
_NEVER = r"(?!)"


class Taken:
    """A response out of which statements are taken; a mark of its own stands for each."""

    def __init__(self, response: str) -> None:
        self._rest = response.casefold()
        self._texts: dict[str, str] = {}

    def drop(self, text: str) -> None:
        """Leave a text out that says nothing; its sentence ends there."""
        self._rest = self._rest.replace(text, ".\n") if text else self._rest

    def take(self, text: str) -> bool:
        """Take a text out wherever it stands as whole words; tell whether it stood anywhere."""
        if not text or text not in self._rest:
            return False
        mark = chr(_FIRST_MARK + len(self._texts))
        self._texts[mark] = text
        before, self._rest = self._rest, _replaced(text, mark, self._rest)
        return before != self._rest

    def sentences(self, ends: str) -> list[str]:
        """List the sentences that something was taken out of.

        A line ends a sentence only after an end mark, and no end mark in quotes ends one: that
        leaves a denial in its sentence, though its statement stands on a line below.
        """
        end = f"[{regex.escape(ends)}।]"
        lines = regex.split(rf"(?<={end}[\"”»')]*)\s*\n", self._rest)
        one = rf"(?:{_QUOTED}|{end}(?!\s|$)|(?!{end}).)+{end}*"
        found = [each for line in lines for each in regex.findall(one, line, regex.DOTALL)]
        return [each for each in found if _TAKEN.search(each)]

    def told(self, sentence: str) -> tuple[str, str]:
        """Give the first text that was taken out of a sentence, and the sentence as it was."""
        first = next(each for each in sentence if _TAKEN.match(each))
        whole = "".join(self._texts.get(each, each) for each in sentence)
        return self._texts.get(first, first), whole.strip()


class Doubts:
    """Finds by a pack's words what a response leaves open."""

    def __init__(self, pack: PackFile) -> None:
        assert pack.arguments is not None
        self._ends = pack.ends
        self._denies = _any_of(pack.arguments.denies)
        because = _any_of(pack.arguments.because).pattern
        self._reason = regex.compile(rf"[,;:–—]\s*(?:{because})")

    def of(self, taken: Taken) -> str | None:
        """Say of which text it cannot be told whether it is denied; None where it can of each."""
        for sentence in taken.sentences(self._ends):
            if _ASKS.search(sentence) or self._denies.search(self._beside(sentence)):
                text, whole = taken.told(sentence)
                return f"it cannot be told whether '{text}' is said or denied in '{whole}'"
        return None

    def _beside(self, sentence: str) -> str:
        """Give what stands beside statements, up to a reason that is given after the last."""
        last = max(met.end() for met in _TAKEN.finditer(sentence))
        after = self._reason.split(sentence[last:], maxsplit=1)[0]
        return (sentence[:last] + after).replace("’", "'")


def _replaced(text: str, mark: str, rest: str) -> str:
    """Put a mark in place of a text wherever no letter goes on before it or after it."""
    pieces, start = list[str](), 0
    for place in _places(text, rest):
        if place >= start:
            pieces += [rest[start:place], mark]
            start = place + len(text)
    return "".join([*pieces, rest[start:]])


def _places(text: str, rest: str) -> Iterator[int]:
    """Find where a text stands as whole words: the car of carrot is no car."""
    place = rest.find(text)
    while place >= 0:
        end = place + len(text)
        if not (_LETTER.match(rest, end) or (place and _LETTER.match(rest, place - 1))):
            yield place
        place = rest.find(text, place + 1)


def _any_of(words: list[str]) -> regex.Pattern[str]:
    """Match any of these words or phrases; a hyphen stands for the rest of a word."""
    return regex.compile("|".join(map(_word, words)) or _NEVER)


def _word(word: str) -> str:
    inner = r"\s+".join(map(regex.escape, word.casefold().strip("-").split()))
    before = "" if word.startswith("-") else r"(?<![\p{L}\p{M}])"
    return before + inner + ("" if word.endswith("-") else r"(?![\p{L}\p{M}])")
