"""A skeleton: what the translations of one text have in common when its fillers change.

A word that changes with the class or number of a noun becomes a table that agrees with it; whatever
else changes makes an instance one that does not agree with the others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from polyglot_synth.draft.finding import Item
from polyglot_synth.draft.places import NotLiftable

Features = tuple[str, str]  # class and number of what fills a place
Seen = tuple[list[Item], dict[int, Features]]  # a translation's items, and its nouns' features
OVERS = (("class",), ("number",), ("class", "number"))
_BETTER = 0.05  # a table must explain so many more instances than one word does
Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True)
class Agreeing:
    """A word that agrees: with the filler of which place, over which features, and its cells."""

    place: int
    over: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Part:
    """One part of a skeleton: a word, a word that agrees, or the place of a filler in some form."""

    spaced: bool
    word: str = ""
    agreeing: Agreeing | None = None
    place: int | None = None
    form: str = ""
    capital: bool = False


@dataclass(frozen=True)
class Skeleton:
    """The parts, and how many of the instances have just these."""

    parts: tuple[Part, ...]
    agree: int
    of: int


def skeleton(seen: Sequence[Seen], of: int, preferred: Sequence[str] = ()) -> Skeleton:
    """Find what most instances have in common. Raises `NotLiftable` where they share no shape.

    Where a filler may be in several forms, the `preferred` one of its place is taken.
    """
    shapes = Counter(_shape(items) for items, _ in seen)
    if not shapes:
        raise NotLiftable("no translation holds its fillers")
    shape = shapes.most_common(1)[0][0]
    alike = [each for each in seen if _shape(each[0]) == shape]
    parts = tuple(_part(alike, index, preferred) for index in range(len(shape)))
    agree = sum(_fits(each, parts) for each in alike)
    return Skeleton(parts, agree, of)


def _shape(items: Sequence[Item]) -> tuple[tuple[int | None, bool], ...]:
    return tuple((item.place, item.spaced) for item in items)


def _part(alike: Sequence[Seen], index: int, preferred: Sequence[str]) -> Part:
    item = alike[0][0][index]
    if item.place is None:
        word = _commonest([items[index].text for items, _ in alike])
        agreeing = _agreeing(alike, index)
        return Part(item.spaced, word="" if agreeing else word, agreeing=agreeing)
    names = Counter(name for items, _ in alike for name in sorted(items[index].forms))
    capital = _commonest([items[index].capital for items, _ in alike])
    wish = preferred[item.place] if item.place < len(preferred) else ""
    most = names.most_common(1)[0] if names else ("", 0)
    form = wish if names[wish] == most[1] else most[0]
    return Part(item.spaced, place=item.place, form=form, capital=capital)


def _commonest(values: Sequence[Value]) -> Value:
    return Counter(values).most_common(1)[0][0]


def _agreeing(alike: Sequence[Seen], index: int) -> Agreeing | None:
    """Find with which noun a word agrees, where that explains more than one word for all."""
    words = [items[index].text for items, _ in alike]
    if len(set(words)) == 1:
        return None
    plain = Counter(words).most_common(1)[0][1] + _BETTER * len(words)
    order = {item.place: n for n, item in enumerate(alike[0][0]) if item.place is not None}
    best: tuple[int, int, Agreeing] | None = None
    for place, over in _choices(alike):
        cells, explained = _table(alike, index, place, over)
        rank = (explained, -abs(order[place] - index))
        if explained > plain and (best is None or rank > best[:2]):
            best = (*rank, Agreeing(place, over, cells))
    return best[2] if best else None


def _choices(alike: Sequence[Seen]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for place in sorted(alike[0][1]):
        for over in OVERS:
            if len({_key(features[place], over) for _, features in alike}) > 1:
                yield place, over


def _key(features: Features, over: tuple[str, ...]) -> str:
    values = dict(zip(("class", "number"), features, strict=True))
    return ".".join(values[name] for name in over)


def _table(
    alike: Sequence[Seen], index: int, place: int, over: tuple[str, ...]
) -> tuple[tuple[tuple[str, str], ...], int]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for items, features in alike:
        counts[_key(features[place], over)][items[index].text] += 1
    best = {key: words.most_common(1)[0] for key, words in sorted(counts.items())}
    cells = tuple((key, word) for key, (word, _) in best.items())
    return cells, sum(count for _, count in best.values())


def _fits(seen: Seen, parts: Sequence[Part]) -> bool:
    items, features = seen
    for item, part in zip(items, parts, strict=True):
        if part.place is not None:
            if part.form not in item.forms or item.capital != part.capital:
                return False
        elif part.agreeing:
            cells = dict(part.agreeing.cells)
            key = _key(features[part.agreeing.place], part.agreeing.over)
            if cells.get(key) != item.text:
                return False
        elif item.text != part.word:
            return False
    return True
