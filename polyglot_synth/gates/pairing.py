"""Which figures of a text are those of its English: strictly first, then as people rewrite them.

What is left on either side is missing or extra. Leniency touches leftovers only, so that it cannot
take a figure away from the one that it equals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from itertools import combinations
from typing import NamedTuple

from polyglot_synth import figures
from polyglot_synth.figures import Figure, Value, amount, value
from polyglot_synth.gates import english, retold
from polyglot_synth.gates.english import Words
from polyglot_synth.language import PackFile
from polyglot_synth.reading import Reader

Test = Callable[[Figure], bool]

_MANY = 100  # leftovers of a text that is no translation; leniency would take long and help none
_THOUSAND = 1000
_FEW = 20


class Leftovers(NamedTuple):
    """What is left when figures are paired with figures and with words.

    `missing` stand in the English only and `extra` in the text only. `spelled` counts those of the
    text that English words explain, and `unsaid` the English number words that explain none.
    """

    missing: list[Figure]
    extra: list[Figure]
    spelled: int = 0
    unsaid: int = 0


def pair(text: str, pivot: str, pack: PackFile, reader: Callable[[], Reader]) -> Leftovers | None:
    """Pair the figures of a text with those of its English, one to one; give what is left.

    Gives None where neither has figures.
    """
    wanted = figures.read(pivot)
    known = {each.values[0] for each in wanted}
    found = figures.read(text, figures.signs(pack), wanted=known)
    if not (wanted or found):
        return None
    left = _equal(wanted, found)
    if not any(left) or max(len(left.missing), len(left.extra)) > _MANY:
        return left
    shift = pack.clock.shift if pack.clock else 0
    left = _rewritten(_unpadded(left, text, pivot), wanted, text, pivot, shift)
    return _spelled(left, text, pivot, reader) if any(left) else left


def _equal(wanted: Sequence[Figure], found: Sequence[Figure]) -> Leftovers:
    """Pair what has the same value; readings that are the pack's own go first."""
    missing, extra = list(wanted), list(found)
    for reading in range(max((len(each.values) for each in extra), default=0)):
        places: dict[Value, list[int]] = defaultdict(list)
        for place, each in enumerate(extra):
            if reading < len(each.values):
                places[each.values[reading]].append(place)
        kept, used = [], set()
        for each in missing:
            if here := next((places[said] for said in each.values if places.get(said)), None):
                used.add(here.pop(0))
            else:
                kept.append(each)
        missing, extra = kept, [each for place, each in enumerate(extra) if place not in used]
    return Leftovers(missing, extra)


def _unpadded(left: Leftovers, text: str, pivot: str) -> Leftovers:
    return Leftovers(
        [each for each in left.missing if not retold.is_padding(each, pivot)],
        [each for each in left.extra if not retold.is_padding(each, text)],
    )


def _rewritten(
    left: Leftovers, wanted: Sequence[Figure], text: str, pivot: str, shift: int
) -> Leftovers:
    if left.missing and left.extra:
        left = _paired(left, partial(_scaled, pivot=pivot, text=text))
        left = _in_parts(left)
        missing = [name for each in left.missing for name in retold.called(each, pivot, shift)]
        left = _paired(Leftovers(missing, left.extra), _shares)
        left = _added_up(_in_parts(left), pivot)
        left = _paired(left, partial(_measured, pivot=pivot))
    if left.extra and not left.missing:  # both units are said
        tests = [_measured(each, pivot) for each in wanted]
        extra = [each for each in left.extra if not any(test(each) for test in tests)]
        left = left._replace(extra=extra)
    return left


def _paired(left: Leftovers, same: Callable[[Figure], Test]) -> Leftovers:
    """Take out what is the same, one to one, in order."""
    missing, extra = [], list(left.extra)
    for one in left.missing:
        test = same(one)
        match = next((place for place, other in enumerate(extra) if test(other)), None)
        if match is None:
            missing.append(one)
        else:
            del extra[match]
    return Leftovers(missing, extra)


def _shares(one: Figure) -> Test:
    return lambda other: not set(one.values).isdisjoint(other.values)


def _scaled(one: Figure, pivot: str, text: str) -> Test:
    power, number = retold.scale(one, pivot), one.values[0]
    return lambda other: (
        not retold.goes_on(other, text)
        and any(retold.same_mantissa(number, each, power) for each in other.values)
    )


def _measured(one: Figure, pivot: str) -> Test:
    measures = retold.measures(one, pivot)
    return lambda other: any(
        retold.rounds(exact, amount(said)) for exact in measures for said in other.values
    )


def _in_parts(left: Leftovers) -> Leftovers:
    """Pair 7.55 with 7:55: a figure of parts with figures that are its parts."""
    missing, extra = _taken_apart(left.missing, left.extra)
    extra, missing = _taken_apart(extra, missing)
    return Leftovers(missing, extra)


def _taken_apart(
    wholes: Sequence[Figure], pieces: list[Figure]
) -> tuple[list[Figure], list[Figure]]:
    """Take out every whole whose parts are among the pieces; give wholes and pieces left."""
    kept = []
    for each in wholes:
        places = _places(each.parts, pieces) if len(each.parts) > 1 else set()
        pieces = [piece for place, piece in enumerate(pieces) if place not in places]
        if not places:
            kept.append(each)
    return kept, pieces


def _places(parts: Iterable[Value], pieces: Sequence[Figure]) -> Collection[int]:
    """Find where each part stands alone; nothing where one does not."""
    places: list[int] = []
    for part in parts:
        here = (
            place
            for place, piece in enumerate(pieces)
            if place not in places and part in piece.values
        )
        if (first := next(here, None)) is None:
            return ()
        places.append(first)
    return places


def _added_up(left: Leftovers, pivot: str) -> Leftovers:
    """Pair 20.4 million with 2 crore 4 lakh: two figures that add up with scale words."""
    missing, extra = [], left.extra
    for one in left.missing:
        whole = amount(one.values[0]) * 10 ** retold.scale(one, pivot)
        places = _addends(whole, extra) if whole >= _THOUSAND and len(extra) < _FEW else None
        if places is None:
            missing.append(one)
        else:
            extra = [each for place, each in enumerate(extra) if place not in places]
    return Leftovers(missing, extra)


def _addends(whole: float, pieces: Sequence[Figure]) -> tuple[int, int] | None:
    numbers = [amount(each.values[0]) for each in pieces]
    for first, second in combinations(range(len(pieces)), 2):
        high, low = numbers[first], numbers[second]
        powers = ((more, less) for more in (3, 5, 6, 7, 9) for less in (0, 2, 3, 5, 6, 7))
        if (
            high
            and low
            and any(
                whole == high * 10**more + low * 10**less for more, less in powers if more > less
            )
        ):
            return first, second
    return None


def _spelled(left: Leftovers, text: str, pivot: str, reader: Callable[[], Reader]) -> Leftovers:
    """Take out digits that the other side says in words.

    English words that the text says in words too explain no digits, save *one*, which is a pronoun.
    """
    said = [Words((value(str(each.value)),)) for each in reader().words(text)]
    missing, unused = _explained(left.missing, said + english.unspelled(text))
    words = english.numbers(pivot)
    for each in unused:
        if each in words and each.values != _ONE:
            words.remove(each)
    extra, unsaid = _explained(left.extra, words)
    counted = [each for each in unsaid if each.counts and each.values != _ONE]
    return Leftovers(missing, extra, len(left.extra) - len(extra), len(counted))


_ONE = (value("1"),)


def _explained(found: Iterable[Figure], words: Iterable[Words]) -> tuple[list[Figure], list[Words]]:
    """Take out figures that a word explains, each word one; give figures and words left."""
    left, unused = [], list(words)
    for each in found:
        match = next((place for place, said in enumerate(unused) if _says(said, each)), None)
        if match is None:
            left.append(each)
        else:
            del unused[match]
    return left, unused


def _says(said: Words, each: Figure) -> bool:
    return any(
        mine == theirs or retold.same_mantissa(mine, theirs)
        for mine in said.values
        for theirs in each.values
    )
