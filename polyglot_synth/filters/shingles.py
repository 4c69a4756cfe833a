"""Shingles: the set of 5 characters in a row that a text is made of, hashed, and its likeness.

Two texts are as alike as their sets: shared shingles over all shingles (Jaccard; Broder 1997, "On
the resemblance and containment of documents"). Characters, not words, so that scripts without
spaces and languages with long words are served alike; code points, not bytes, so that Devanagari
is not measured by thirds of a letter.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

LENGTH = 5  # Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", 3.2.2: 5 for short texts
_PAD = "\ud800"  # a lone surrogate: no text can hold it
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio, odd

Hashes = NDArray[np.uint64]
Offsets = NDArray[np.int64]
Indices = NDArray[np.signedinteger]


def shingles(texts: Sequence[str]) -> tuple[Hashes, Offsets]:
    """Hash every run of 5 code points of every text, repeats included.

    Gives the hashes of all texts, one text after the other, and where each text's begin (one
    more than there are texts). A text of fewer than 5 characters is one shingle. 64 bits: among a
    million distinct shingles two meet with a chance of 3 in 10**8.
    """
    padded = [text if len(text) >= LENGTH else text.ljust(LENGTH, _PAD) for text in texts]
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    counts = np.fromiter(map(len, padded), dtype=np.int64, count=len(padded)) - (LENGTH - 1)
    offsets = np.concatenate([[0], np.cumsum(counts)])
    return _mixed(_windows(codes)[_inside(codes.size, counts)]), offsets


def _windows(codes: NDArray[np.uint32]) -> Hashes:
    """Hash 5 code points from every place on: a polynomial, modulo 2**64."""
    count = max(codes.size - (LENGTH - 1), 0)
    hashes = np.zeros(count, dtype=np.uint64)
    for place in range(LENGTH):
        hashes *= _FACTOR
        hashes += codes[place : place + count]
    return hashes


def _inside(size: int, counts: Offsets) -> NDArray[np.bool_]:
    """Tell which windows lie inside one text."""
    inside = np.ones(size, dtype=np.bool_)
    ends = np.cumsum(counts + (LENGTH - 1))
    for back in range(1, LENGTH):
        inside[ends - back] = False
    return inside[: max(size - (LENGTH - 1), 0)]


def _mixed(hashes: Hashes) -> Hashes:
    """Spread every bit over all others, in place (the finisher of SplitMix64, Steele 2014)."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        hashes ^= hashes >> np.uint64(shift)
        hashes *= np.uint64(factor)
    hashes ^= hashes >> np.uint64(31)
    return hashes


def jaccard(texts: Sequence[str], ones: Indices, others: Indices) -> NDArray[np.float64]:
    """Give the likeness of pairs of texts, each named by its place: shared over all distinct.

    >>> jaccard(["habari", "habaro"], np.array([0, 0]), np.array([0, 1])).round(2).tolist()
    [1.0, 0.33]
    """
    sets = _sets(texts)
    sizes = sets.list.n_unique().to_numpy().astype(np.int64)
    pairs = pl.DataFrame({"one": sets.gather(ones), "other": sets.gather(others)})
    common = pl.col("one").list.set_intersection("other").list.len()
    shared = pairs.select(common).to_series().to_numpy().astype(np.int64)
    likeness: NDArray[np.float64] = shared / (sizes[ones] + sizes[others] - shared)
    return likeness


def _sets(texts: Sequence[str]) -> pl.Series:
    hashes, offsets = shingles(texts)
    rows = np.repeat(np.arange(len(texts)), np.diff(offsets))
    table = pl.DataFrame({"row": pl.Series(rows).set_sorted(), "shingle": hashes})
    return table.group_by("row", maintain_order=True).agg("shingle")["shingle"]
