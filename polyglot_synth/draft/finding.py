"""Finding fillers in a translation: each must stand there as often as in the source, no more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from polyglot_synth.draft.frames import Token, tokens
from polyglot_synth.draft.places import NotLiftable

Key = tuple[str, int]  # a kind and which of it
Forms = Mapping[str, frozenset[str]]  # a filler's text -> the names of the forms it may be


@dataclass(frozen=True)
class Item:
    """A literal word or mark, or a filler: which place it fills and in which forms it may be.

    `spaced`: a space stands before it. `capital`: it begins with a capital that its form has not.
    """

    text: str
    spaced: bool
    place: int | None = None
    forms: frozenset[str] = frozenset()
    capital: bool = False


@dataclass(frozen=True)
class Filler:
    """What fills some places in one instance: an entry or a number, and what it may be called."""

    key: Key
    forms: Forms


def found_in(text: str, fillers: Sequence[Filler]) -> list[Item]:
    """Read a translation as literals and fillers, in order.

    Fillers of one entry take its places in the order of the source. Raises `NotLiftable` where a
    filler does not stand there exactly as often as the source has it.
    """
    words = tokens(text)
    held = _held(words, _together(fillers))
    _as_often(held, fillers)
    waiting: dict[Key, list[int]] = defaultdict(list)
    for index, filler in enumerate(fillers):
        waiting[filler.key].append(index)
    return _items(text, words, held, waiting, fillers)


def _together(fillers: Sequence[Filler]) -> dict[Key, dict[str, frozenset[str]]]:
    """Join what each entry may be called: the same noun may be counted as one and as many."""
    found: dict[Key, dict[str, frozenset[str]]] = defaultdict(dict)
    for filler in fillers:
        for text, names in filler.forms.items():
            found[filler.key][text] = found[filler.key].get(text, frozenset()) | names
    return found


@dataclass(frozen=True)
class _Held:
    key: Key
    size: int
    forms: frozenset[str]
    capital: bool


def _held(words: Sequence[Token], fillers: Mapping[Key, Forms]) -> dict[int, _Held]:
    """Find where fillers stand, the longest first, so that a part is not taken for the whole."""
    known = [
        (tuple(token.text for token in tokens(surface)), key, surface)
        for key, forms in fillers.items()
        for surface in forms
    ]
    known.sort(key=lambda each: -len(each[0]))
    found: dict[int, _Held] = {}
    taken: set[int] = set()
    for surface, key, text in known:
        for start in range(len(words) - len(surface) + 1):
            span = range(start, start + len(surface))
            here = tuple(words[n].text for n in span)
            if _alike(here, surface) and not taken & set(span):
                taken |= set(span)
                capital = here[0] != surface[0]
                found[start] = _Held(key, len(surface), fillers[key][text], capital)
    return found


def _alike(here: tuple[str, ...], surface: tuple[str, ...]) -> bool:
    """Whether words are the same, but for a capital at the start."""
    if not surface or here[1:] != surface[1:]:
        return False
    first, wanted = here[0], surface[0]
    return first == wanted or (first[1:] == wanted[1:] and first[:1].lower() == wanted[:1])


def _as_often(held: Mapping[int, _Held], fillers: Sequence[Filler]) -> None:
    wanted = Counter(filler.key for filler in fillers)
    there = Counter(each.key for each in held.values())
    for filler in fillers:
        if there[filler.key] != wanted[filler.key]:
            called = next(iter(filler.forms), "")
            raise NotLiftable(
                f"a filler such as '{called}' stands in the translation {there[filler.key]} times "
                f"and in the source {wanted[filler.key]}"
            )


def _items(
    text: str,
    words: Sequence[Token],
    held: Mapping[int, _Held],
    waiting: dict[Key, list[int]],
    fillers: Sequence[Filler],
) -> list[Item]:
    items, number = [], 0
    while number < len(words):
        start = words[number].start
        spaced = start > 0 and text[start - 1].isspace()
        if number in held:
            here = held[number]
            place = waiting[here.key].pop(0)
            forms = here.forms & frozenset().union(*fillers[place].forms.values())
            if not forms:
                raise NotLiftable(f"'{words[number].text}' stands in the place of another form")
            items.append(Item("", spaced, place, forms, here.capital))
            number += here.size
        else:
            items.append(Item(words[number].text, spaced))
            number += 1
    return items
