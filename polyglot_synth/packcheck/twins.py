"""Twins: a fallacy and its sound counterpart may not differ by a word that gives the label away."""

from __future__ import annotations

from collections import Counter

import regex

_WORDS = regex.compile(r"[\p{L}\p{M}'-]+")
_PAIRS_COMPARED = 200
_MOST_UNLIKE = 0.5  # share of twins that may differ in a word


def telling_words(texts: list[str], twins: list[str]) -> str:
    """Give words that one twin has and the other has not, where most pairs differ so.

    Agreement may change a word here and there with the noun that takes a place; that is no leak.
    """
    differ = []
    step = -(-len(texts) // _PAIRS_COMPARED) or 1
    pairs = list(zip(texts[::step], twins[::step], strict=True))
    for text, twin in pairs:
        bags = [Counter(_WORDS.findall(each.casefold())) for each in (text, twin)]
        if odd := (bags[0] - bags[1]) + (bags[1] - bags[0]):
            differ.append(" ".join(sorted(odd)))
    return differ[0] if len(differ) > _MOST_UNLIKE * len(pairs) else ""
