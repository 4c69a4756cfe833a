"""Text in every script: its normal form, its letters, its sentence ends."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

import polars as pl
import regex


def normal_form(text: str) -> str:
    r"""Compose (NFC) and nothing else: joiners U+200C and U+200D carry meaning and stay.

    >>> normal_form("e\u0301") == "é"
    True
    """
    return unicodedata.normalize("NFC", text)


def capital(text: str) -> str:
    """Begin a sentence with a capital where the script has one.

    >>> capital("mvua"), capital("पाऊस")
    ('Mvua', 'पाऊस')
    """
    return text[:1].upper() + text[1:]


def places(quote: str, text: str) -> list[int]:
    """Find where a quote stands on its own; the 500 of 1,500 is another number.

    >>> places("500", "1,500 and 500"), places("saa 2", "saa 2 au saa 20")
    ([10], [0])
    """
    if not quote:
        return []
    before = r"(?<![\p{Nd}][,.]?)" if quote[0].isdecimal() else ""
    after = r"(?![,.]?\p{Nd})" if quote[-1].isdecimal() else ""
    pattern = before + regex.escape(quote) + after
    return [match.start() for match in regex.finditer(pattern, text)]


@cache
def is_script(code: str) -> bool:
    """Tell whether an ISO 15924 code names a script that Unicode knows."""
    if not regex.fullmatch("[A-Z][a-z]{3}", code):
        return False
    try:
        pl.Series([""]).str.contains(rf"\p{{sc={code}}}")
    except pl.exceptions.ComputeError:
        return False
    return True


def letters_outside(texts: Sequence[str], script: str) -> list[str]:
    """Give for each text the letters that belong to another script, joined; '' where none does.

    Raises ``polars.exceptions.ComputeError`` for a script that Unicode does not know.

    >>> letters_outside(["habari", "hаbari"], "Latn")  # the second has a Cyrillic а
    ['', 'а']
    """
    pattern = rf"[\p{{L}}--\p{{sc={script}}}--\p{{sc=Zyyy}}]"
    found = pl.Series(list(texts), dtype=pl.String).str.extract_all(pattern).list.join("")
    return found.to_list()
