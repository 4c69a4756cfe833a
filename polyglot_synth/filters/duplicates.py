"""Duplicates: a text that an earlier row of its stream has said already."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import polars as pl

from polyglot_synth.text import normal_form


def folded(texts: Iterable[str]) -> list[str]:
    """Give texts as they are compared: composed, without case, white space as single spaces.

    >>> folded(["Mvua  ilinyesha. "])
    ['mvua ilinyesha.']
    """
    return [" ".join(normal_form(text).casefold().split()) for text in texts]


def fingerprints(texts: pl.Series) -> pl.Series:
    """Hash texts to 16 bytes after folding them."""
    return hashes(folded(texts))


def hashes(said: Iterable[str]) -> pl.Series:
    """Hash texts to 16 bytes as they stand."""
    digests = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in said]
    return pl.Series(digests, dtype=pl.Binary)


def repeats(fingerprint: pl.Series, passed: pl.Series) -> pl.Series:
    """Tell which rows repeat an earlier row that passed the gates; order decides, nothing else.

    Every passing row counts, whether it is kept later or not, so a verdict on row n depends on
    rows 0 to n alone.
    """
    table = pl.DataFrame({"text": fingerprint, "passed": passed}).with_row_index("place")
    firsts = table.filter("passed").unique("text", keep="first").select("place")
    return table.select(
        pl.col("passed") & ~pl.col("place").is_in(firsts["place"].implode())
    ).to_series()
