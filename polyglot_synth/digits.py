"""Numbers in every script: write them, read them, and each is the other's inverse."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import regex

# Zero of each script's decimal digits (Unicode, category Nd); the nine others follow it.
ZEROS = {
    "Latn": "0",
    "Arab": "٠",
    "Aran": "۰",  # the eastern form of Urdu and Persian
    "Beng": "০",
    "Deva": "०",
    "Gujr": "૦",
    "Guru": "੦",
    "Khmr": "០",
    "Knda": "೦",
    "Laoo": "໐",
    "Mlym": "൦",
    "Mymr": "၀",
    "Nkoo": "߀",
    "Orya": "୦",
    "Sinh": "෦",
    "Taml": "௦",
    "Telu": "౦",
    "Tibt": "༠",
}


class Found(NamedTuple):
    """A number read from a text, and the span that says it."""

    value: int
    start: int
    end: int


def in_script(text: str, script: str) -> str:
    """Write ASCII digits in the digits of a script.

    >>> in_script("1,500", "Deva")
    '१,५००'
    """
    zero = ord(ZEROS[script])
    return text.translate({ord("0") + value: zero + value for value in range(10)})


def write(value: int, *, script: str = "Latn", sizes: Sequence[int] = (3,), sign: str = ",") -> str:
    """Write a whole number with grouping; `sizes` count from the right, the last repeats.

    >>> write(1234567), write(1234567, script="Deva", sizes=(3, 2))
    ('1,234,567', '१२,३४,५६७')
    """
    rest, sizes = str(abs(value)), list(sizes)
    groups: list[str] = []
    while rest:
        size = sizes.pop(0) if len(sizes) > 1 else sizes[0]
        groups.insert(0, rest[-size:])
        rest = rest[:-size]
    return in_script(("-" if value < 0 else "") + sign.join(groups), script)


def read(text: str, *, sign: str = ",") -> list[Found]:
    """Read all whole numbers in any script's digits, in order.

    >>> read("१,५०० na 12, mwisho")
    [Found(value=1500, start=0, end=5), Found(value=12, start=9, end=11)]
    """
    grouped = rf"\d+(?:{regex.escape(sign)}\d+)*" if sign else r"\d+"
    return [
        Found(_value(match.group(), sign), match.start(), match.end())
        for match in regex.finditer(grouped, text)
    ]


def _value(text: str, sign: str) -> int:
    plain = text.replace(sign, "") if sign else text
    return int("".join(str(unicodedata.decimal(letter)) for letter in plain))


def scripts_of(text: str) -> set[str]:
    """Name the digit scripts that stand in a text.

    >>> scripts_of("15 आंबे आणि ६ पेरू") == {"Latn", "Deva"}
    True
    """
    seen = {ord(letter) - unicodedata.decimal(letter) for letter in regex.findall(r"\d", text)}
    return {script for script, zero in ZEROS.items() if ord(zero) in seen}
