"""Diversity: how often prompts say the same words again."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import regex

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}'\u2019\u200c\u200d-]+")
_LENGTHS = (1, 2, 3)
_FIRST = 5


def diversity(texts: Sequence[str]) -> dict[str, float | int]:
    """Measure some texts; a larger sample always looks less diverse, so its size stands beside.

    `distinct_n`: distinct n-grams of words by all of them (Li et al., 2016). `first_words`:
    distinct first five words, by texts. `compression`: bytes by their size when zlib has taken
    repetition out (Shaib et al., 2024); higher is more repetitive.

    >>> found = diversity(["habari ya leo", "habari ya jana"])
    >>> found["distinct_1"], found["distinct_2"], found["first_words"]
    (0.6667, 0.75, 1.0)
    """
    words = [[word.casefold() for word in _WORD.findall(text)] for text in texts]
    starts = [tuple(each[:_FIRST]) for each in words]
    whole = "\n".join(texts).encode()
    return {
        "texts": len(texts),
        **{f"distinct_{n}": _distinct(words, n) for n in _LENGTHS},
        "first_words": round(len(set(starts)) / len(starts), 4) if starts else 0.0,
        "compression": round(len(whole) / len(zlib.compress(whole, 9)), 2),
    }


def _distinct(words: Sequence[Sequence[str]], length: int) -> float:
    grams = [
        tuple(each[start : start + length])
        for each in words
        for start in range(len(each) - length + 1)
    ]
    return round(len(set(grams)) / len(grams), 4) if grams else 0.0
