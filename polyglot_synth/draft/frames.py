"""Frames: what stays of a sentence's translations when the word in it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import regex

_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*|[^\s\p{L}\p{M}\p{N}]")
_NEIGHBOURS = 7  # each text is compared with so many that follow
_MOST = 30  # frames are looked at
_NEARLY_ALL = 0.95
_SHARE = 0.1  # of the texts have a frame, or it is none


@dataclass(frozen=True)
class Token:
    """A word or a mark, and where it stands."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Divide a text into words and marks.

    >>> [token.text for token in tokens("Estas 3 oranĝoj.")]
    ['Estas', '3', 'oranĝoj', '.']
    """
    return [Token(found.group(), *found.span()) for found in _TOKEN.finditer(text)]


@dataclass(frozen=True)
class Frame:
    """The words before and after the place of a filler."""

    before: tuple[str, ...]
    after: tuple[str, ...]

    def filler(self, text: str) -> str | None:
        """Give what stands in this frame in a text; None where the text has another.

        >>> Frame(("estas", "3"), (".",)).filler("Estas 3 grandaj oranĝoj.")
        'grandaj oranĝoj'
        """
        found = tokens(text)
        words = _folded(found)
        start, stop = len(self.before), len(words) - len(self.after)
        if stop <= start or words[:start] != self.before or words[stop:] != self.after:
            return None
        return text[found[start].start : found[stop - 1].end]


def frame_of(texts: Sequence[str]) -> Frame | None:
    """Find the one frame that most translations have; what agrees with the filler belongs to it.

    >>> frame_of(["As mesas.", "As casas.", "Os ríos.", "Os pais."]).filler("Os ríos.")
    'Os ríos'
    """
    held = {frame: _held(frame, texts) for frame in _candidates(texts)}
    most = max(held.values(), default=0)
    wide = [frame for frame, count in held.items() if count >= _NEARLY_ALL * most]
    return max(wide, key=lambda frame: len(frame.before + frame.after), default=None)


def frames(texts: Sequence[str]) -> list[Frame]:
    """Find the frames of translations that differ in one filler, the commonest first.

    Where other words agree with the filler, each way of agreeing is a frame of its own.

    >>> [frame.before for frame in frames(["As mesas.", "As casas.", "Os ríos.", "Os pais."])]
    [('as',), ('os',)]
    """
    held = {frame: _held(frame, texts) for frame in _candidates(texts)}
    return _apart([frame for frame, count in held.items() if count > _SHARE * len(texts)], texts)


def in_frames(text: str, among: Sequence[Frame]) -> tuple[int, str] | None:
    """Give the narrowest frame that holds a text, by its place, and the filler in it."""
    held = [(n, filler) for n, frame in enumerate(among) if (filler := frame.filler(text))]
    return min(held, key=lambda each: len(each[1]), default=None)


def _candidates(texts: Sequence[str]) -> list[Frame]:
    words = [_folded(tokens(text)) for text in texts]
    seen: Counter[Frame] = Counter()
    for index, one in enumerate(words):
        for other in words[index + 1 : index + 1 + _NEIGHBOURS]:
            seen[_common(one, other)] += 1
    return [frame for frame, _ in seen.most_common(_MOST) if frame.before or frame.after]


def _folded(found: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token.text.casefold() for token in found)


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> Frame:
    most = min(len(one), len(other)) - 1
    before = 0
    while before < most and one[before] == other[before]:
        before += 1
    after = 0
    while after < most - before and one[-1 - after] == other[-1 - after]:
        after += 1
    return Frame(one[:before], one[len(one) - after :])


def _held(frame: Frame, texts: Sequence[str]) -> int:
    return sum(frame.filler(text) is not None for text in texts)


def _apart(found: list[Frame], texts: Sequence[str]) -> list[Frame]:
    """Keep the frames that some texts need: the narrowest for most of them."""
    need: Counter[int] = Counter()
    for text in texts:
        if held := in_frames(text, found):
            need[held[0]] += 1
    return [found[n] for n, count in need.most_common() if count > _SHARE * len(texts)]
