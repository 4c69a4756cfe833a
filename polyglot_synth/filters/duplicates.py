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
