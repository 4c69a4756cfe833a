"""Numbers in English words: they explain digits of the other text and are never required.

English is the pivot, so what its words say is told here and not in a pack. A word may say several
numbers: *half* is 1/2, 0.5, 50 per cent or 30 minutes.
"""

from __future__ import annotations

import unicodedata
from itertools import takewhile
from typing import NamedTuple

import regex

from polyglot_synth.figures import Value, value

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_TEN_ORDINALS = (
    "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth"
)
_MONTHS = "january february march april may june july august september october november december"
UNITS = {
    **{word: number for number, word in enumerate(_ONES.split())},
    **{word: 10 * ten for ten, word in enumerate(_TENS.split(), 2)},
    **{word: number for number, word in enumerate(_ORDINALS.split())},
    **{word: 10 * ten for ten, word in enumerate(_TEN_ORDINALS.split(), 2)},
    **{word.replace("y", "ies"): 10 * ten for ten, word in enumerate(_TENS.split(), 2)},
}
SCALES = {
    "hundred": 2,
    "thousand": 3,
    "lakh": 5,
    "million": 6,
    "crore": 7,
    "billion": 9,
    "trillion": 12,
    "k": 3,
    "m": 6,
    "mn": 6,
    "bn": 9,
    "tn": 12,
}
# Each with all that it may be in digits; months are numbers in dates.
OTHERS: dict[str, tuple[str, ...]] = {
    **{word: (str(number),) for number, word in enumerate(_MONTHS.split(), 1)},
    **{word[:3]: (str(number),) for number, word in enumerate(_MONTHS.split(), 1)},
    "sept": ("9",),
    **dict.fromkeys(("single", "once"), ("1",)),
    **dict.fromkeys(("twice", "double", "doubled", "both", "pair", "couple", "duo"), ("2",)),
    **dict.fromkeys(("twin", "twins", "doubling", "doubles", "halves"), ("2",)),
    **dict.fromkeys(("thrice", "triple", "trio", "tripled"), ("3",)),
    "thirds": ("3",),
    "half": ("2", "1", "0.5", "50", "30"),
    "halftime": ("1", "2"),
    "half-time": ("1", "2"),
    "quarter": ("4", "1", "0.25", "25", "15", "3"),
    "quarters": ("4", "0.75", "75", "3"),
    "dozen": ("12",),
    "dozens": ("12",),
    "decade": ("10",),
    "decades": ("10",),
    "fortnight": ("14", "2", "15"),
    "century": ("100",),
    "noon": ("12",),
    "midday": ("12",),
    "midnight": ("12", "0", "24"),
}
_WORD = regex.compile(r"[a-z]+(?:-time)?")
_ROMAN = regex.compile(r"\b(?=[IVXLC]{2,}\b)(C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})(?<=\w)\b")
_SMALL = regex.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹₀-₉]+")
_LETTERS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_HUNDRED = 100
_TEN = 10


class Words(NamedTuple):
    """A number in words: the values it may have, and whether it is a count and nothing else."""

    values: tuple[Value, ...]
    counts: bool = True


def numbers(text: str) -> list[Words]:
    """Read the numbers that English words say, and what may be digits elsewhere.

    >>> [said.values for said in numbers("Twenty-one of two hundred came in second.")]
    [(('21', 0),), (('2', 2), ('2', 0)), (('2', 0),)]
    """
    words = _WORD.findall(text.lower())
    found, place = [], 0
    while place < len(words):
        length = _length(words, place)
        if length:
            found.append(_phrase(words[place : place + length]))
        elif words[place] in OTHERS:
            said = (number.partition(".") for number in OTHERS[words[place]])
            values = tuple(value(whole, fraction) for whole, _, fraction in said)
            found.append(Words(values, counts=False))
        place += max(length, 1)
    return found + unspelled(text)


def unspelled(text: str) -> list[Words]:
    """Read Roman numerals of two letters and more, and raised or lowered digits."""
    roman = [Words((value(str(_roman(match.group()))),)) for match in _ROMAN.finditer(text)]
    small = ["".join(str(unicodedata.digit(one)) for one in run) for run in _SMALL.findall(text)]
    return roman + [Words((value(run),)) for run in small]


def _roman(numeral: str) -> int:
    ones = [_LETTERS[letter] for letter in numeral]
    return sum(
        -one if one < after else one for one, after in zip(ones, [*ones[1:], 0], strict=True)
    )


def _length(words: list[str], place: int) -> int:
    """Count the words of the number that begins here; 0 where none does."""
    start = place
    if words[place] == "a" and words[place + 1 : place + 2] and _scale(words[place + 1]):
        place += 1
    before = ""
    while place < len(words) and (_joins(before, words[place]) or _ands(words, place, start)):
        before, place = words[place], place + 1
    return place - start


def _joins(before: str, word: str) -> bool:
    """Whether a word goes on with the number before it: units follow tens, scales follow all."""
    if _scale(word):
        return True
    if word not in UNITS:
        return False
    tens = UNITS.get(before, 1)
    return (
        not before
        or before == "and"
        or bool(_scale(before))
        or (_TEN < tens < _HUNDRED and not tens % _TEN and UNITS[word] < _TEN)
    )


def _ands(words: list[str], place: int, start: int) -> bool:
    return (
        words[place] == "and"
        and place > start
        and words[place - 1] == "hundred"
        and words[place + 1 : place + 2] != []
        and words[place + 1] in UNITS
    )


def _scale(word: str) -> int:
    return SCALES.get(word.removesuffix("s"), 0) if len(word) > 2 else 0  # noqa: PLR2004 - 5 m


def _phrase(words: list[str]) -> Words:
    total, block = 0, 0
    for word in words:
        power = _scale(word)
        if power == 2:  # noqa: PLR2004 - a hundred multiplies its own block
            block = (block or 1) * _HUNDRED
        elif power:
            total, block = total + (block or 1) * 10**power, 0
        else:
            block += UNITS.get(word, 0)
    whole = value(str(total + block))
    if not any(map(_scale, words)):
        return Words((whole,))
    ahead = sum(UNITS.get(word, 0) for word in takewhile(lambda word: not _scale(word), words))
    return Words((whole, value(str(ahead or 1))))
