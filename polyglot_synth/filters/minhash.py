"""Sketches: 128 bytes a text by which alike texts are found without comparing all with all.

Min-hash: under a random order of all shingles, two texts have the same first shingle with a
chance that is their Jaccard likeness (Broder 1997). Of each of 128 such firsts one byte is kept
(b-bit min-hash, Li and König 2010): two that differ agree by chance once in 256. Bands of a
sketch are bucket keys (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", 3.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from math import ceil, log, sqrt

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rensa import RMinHash  # type: ignore[import-untyped]

from polyglot_synth.filters.duplicates import folded
from polyglot_synth.filters.shingles import shingles

WIDTH = 128  # permutations: twice as many as find human text; templates need the longer bands
RECALL = 0.99  # share of the pairs just at the threshold that share a bucket
_SEED = 5  # of the permutations; another seed, other sketches
_FACTOR = np.uint32(0x9E3779B1)  # 2**32 over the golden ratio, odd

Sketches = NDArray[np.uint8]  # shape (texts, WIDTH)


def sketches(texts: pl.Series) -> pl.Series:
    """Sketch texts after folding them, 128 bytes each; null for null."""
    rows = iter(sketch(folded(texts.drop_nulls())))
    there = texts.is_not_null()
    return pl.Series([next(rows).tobytes() if yes else None for yes in there], dtype=pl.Binary)


def sketch(said: Sequence[str]) -> Sketches:
    """Sketch texts as they stand."""
    if not said:
        return np.empty((0, WIDTH), dtype=np.uint8)
    hashes, offsets = shingles(said)
    firsts = RMinHash.digest_matrix_from_flat_token_hashes(
        hashes, offsets.astype(np.uint64), WIDTH, _SEED
    )
    flat = np.fromiter(chain.from_iterable(firsts.to_rows()), np.uint32, len(said) * WIDTH)
    return flat.astype(np.uint8).reshape(-1, WIDTH)  # the lowest byte of each


def matrix(column: pl.Series) -> Sketches:
    """Give a column of sketches as a matrix; nulls as zeros."""
    content = b"".join(column.fill_null(bytes(WIDTH)).to_list())
    return np.frombuffer(content, dtype=np.uint8).reshape(-1, WIDTH)


def banding(threshold: float) -> tuple[int, int]:
    """Choose bands, and bytes a band: the longest that still find `RECALL` at the threshold.

    Of two texts of likeness j a band of r agrees with chance j**r, one of b with
    1 - (1 - j**r)**b. Long bands make small buckets. At 1.0 there is nothing to find; under
    0.04 not even bands of one byte find so many.

    >>> banding(0.8), banding(0.9), banding(0.95), banding(1.0)
    ((16, 6), (11, 10), (8, 16), (0, 0))
    """
    if threshold >= 1:
        return 0, 0
    for rows in range(WIDTH, 1, -1):
        missed = 1 - threshold**rows
        if missed ** (WIDTH // rows) <= 1 - RECALL:
            return ceil(log(1 - RECALL) / log(missed)), rows
    return WIDTH, 1


def least_agreement(threshold: float) -> int:
    """Say how many of 128 bytes must agree before two texts are compared.

    Of pairs at the threshold about one in a thousand agrees in fewer (normal approximation of
    the binomial, 3.1 deviations).

    >>> least_agreement(0.9), least_agreement(0.8)
    (104, 88)
    """
    return max(0, int(WIDTH * threshold - 3.1 * sqrt(WIDTH * threshold * (1 - threshold))))


def bucket_keys(sketched: Sketches, bands: int, rows: int) -> NDArray[np.uint32]:
    """Hash each band of each sketch; shape (bands, texts).

    32 bits are enough: whoever meets in a bucket by chance is compared and told apart.
    """
    keys = np.zeros((bands, len(sketched)), dtype=np.uint32)
    for band in range(bands):
        for column in sketched[:, band * rows : (band + 1) * rows].T:
            keys[band] = (keys[band] ^ column) * _FACTOR
            keys[band] ^= keys[band] >> np.uint32(15)
    return keys
