"""What else a figure of the English is called: on other clocks, with scale words, in metric units.

Each kind asks for its sign in the English: a colon or p.m., the s of 1990s, a unit, a scale word.
"""

from __future__ import annotations

import regex

from polyglot_synth.figures import Figure, Value, amount, value
from polyglot_synth.gates.english import SCALES

ZERO: Value = ("", 0)

_SCALED = regex.compile(rf"[ -]?({'|'.join(sorted(SCALES, key=len, reverse=True))})s?\b", regex.I)
_CLOCK = regex.compile(
    r"(\d{1,2})(?:[:.](\d\d))?\s?(?:[ap]\.?\s?m\b|o['’]?clock|hours?\b|hrs\b)"
    r"|(\d{1,2})[:.h]\d\d\b",
    regex.I,
)
_DECADE = regex.compile(r"\d0['’]?s\b")
_SINCE = regex.compile(r"(\d\d)\d\d\s?[-–/]\s?$")
_HOURS_BEFORE = regex.compile(r"\d\s?[:.h]\s?$")
_GROUP_BEHIND = regex.compile(r"[.,]?[ \u00a0\u2009\u202f]\d{3}(?!\d)")
_METRES_BEFORE = regex.compile(r"\b[ckm]?m$|м$")

# What scale words of the other language may stand for: hundred, thousand, myriad, lakh, million ...
_POWERS = frozenset({0, 2, 3, 4, 5, 6, 7, 9, 12})
_THOUSAND_HAS = 4  # digits

# Units of the English with what translators make of them: centimetres, metres, kilometres, kilos.
_UNITS = {
    "inch": (2.54, 25.4, 0.0254),
    "foot": (30.48, 0.3048),
    "feet": (30.48, 0.3048),
    "yard": (0.9144,),
    "mile": (1.609,),
    "mph": (1.609,),
    "pound": (0.4536,),
    "lb": (0.4536,),
    "stone": (6.35,),
    "ounce": (28.35,),
    "acre": (0.4047,),
    "gallon": (3.785, 4.546),
}
_UNIT = regex.compile(
    rf"(?:(?:\s?[-–]\s?| to | or | and )[\d.,]*\d)?[ -]?(?:square )?({'|'.join(_UNITS)}|degree)",
    regex.I,
)
_HEIGHT = regex.compile(r"(\d)[- ](?:foot|feet|ft)[- ](\d\d?)", regex.I)
_FREEZING, _DEGREE, _INCH, _FOOT = 32, 5 / 9, 2.54, 12


def is_padding(figure: Figure, text: str) -> bool:
    """Whether a figure says nothing of its own: the 00 of 17:00, the 2 of m2."""
    before = text[max(0, figure.start - 4) : figure.start]
    if figure.values == (ZERO,) and text[figure.start : figure.end].isdecimal():
        return figure.end - figure.start == 2 and bool(_HOURS_BEFORE.search(before))  # noqa: PLR2004
    return figure.values[0] in {("2", 0), ("3", 0)} and bool(_METRES_BEFORE.search(before))


def goes_on(figure: Figure, text: str) -> bool:
    """Whether a group of three digits follows: the 350 of 350 497 is no 350 thousand."""
    return bool(_GROUP_BEHIND.match(text, figure.end))


def scale(figure: Figure, english: str) -> int:
    """Give the power of ten of the scale word behind a figure: 5m, 5 million."""
    match = _SCALED.match(english, figure.end)
    return SCALES[match.group(1).lower()] if match else 0


def same_mantissa(number: Value, other: Value, power: int = 0) -> bool:
    """Whether scale words may make one number of two: 1.5 million is 15 lakh.

    >>> same_mantissa(("15", -1), ("15", 0), 6), same_mantissa(("15", 0), ("15", 2))
    (True, False)
    """
    whole = number[1] + power
    return (
        number[0] == other[0]
        and len(number[0]) + whole >= _THOUSAND_HAS
        and whole - other[1] in _POWERS
    )


def called(figure: Figure, english: str, shift: int) -> list[Figure]:
    """Add to a figure what else it is called; a clock time comes in hours and minutes."""
    clock = _CLOCK.match(english, figure.start)
    if clock and clock.end() >= figure.end:
        return _clock(figure, clock.group(1) or clock.group(3), shift)
    return [figure._replace(values=(figure.values[0], *_years(figure, english)))]


def _clock(figure: Figure, said: str, shift: int) -> list[Figure]:
    """Give the hour as each clock counts it, by 12 or 24 or from the pack's hour."""
    hours = [
        value(str(hour))
        for first in (int(said) % 12, (int(said) + shift) % 12)
        for hour in ((first, first + 12) if first else (12, 0, 24))
    ]
    end = figure.start + len(said)
    found = [Figure((value(said), *hours), (value(said),), figure.start, end)]
    minutes = figure.parts[1:]
    if minutes and minutes != (ZERO,):
        found.append(Figure(minutes, minutes, end + 1, figure.end))
    return found


def _years(figure: Figure, english: str) -> list[Value]:
    """Give the 90s of 1990s, its tenth decade, and the 1953 of 1950-53; each the other way too."""
    year = english[figure.start : figure.end]
    since = _SINCE.search(english[max(0, figure.start - 8) : figure.start])
    found = []
    if _DECADE.match(english, figure.end - 2):
        found += [value(year[-2:]), value("19" + year[-2:]), value(str(int(year[-2]) + 1))]
    if since and len(year) in {2, 4}:
        found += [value(year[-2:]), value(since.group(1) + year[-2:])]
    return found


def measures(figure: Figure, english: str) -> list[float]:
    """Give a figure in metric units, where an English unit is behind it."""
    if height := _HEIGHT.match(english, figure.start):
        inches = _FOOT * int(height.group(1)) + int(height.group(2))
        return [inches * _INCH, inches * _INCH / 100]
    if not (unit := _UNIT.match(english, figure.end)):
        return []
    name, number = unit.group(1).lower(), amount(figure.values[0])
    if name == "degree":
        return [(number - _FREEZING) * _DEGREE]
    return [number * factor for factor in _UNITS[name]]


def rounds(exact: float, said: float) -> bool:
    """Whether a measure is told so: cut or rounded to a unit, or to fives nearby.

    >>> rounds(321.9, 321), rounds(321.9, 320), rounds(321.9, 335)
    (True, True, False)
    """
    exact = abs(exact)  # figures carry no sign
    off = abs(said - exact)
    return off < min(1, 0.1 * exact) or (said % 5 == 0 and off <= 0.03 * exact)
