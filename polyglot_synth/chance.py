"""Randomness from a seed that names what it is for: the same on every machine, for any row alone.

A row's choices depend on the seed, the purpose and the row's number, never on the rows before it,
so any range of rows can be made anywhere. Mixing is splitmix64 (Steele, Lea and Flood, 2014).
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
_ROUNDS = 6
# The fractions of the square roots of 2, 3 and 5, as parts of 2**64.
_STEPS = [np.uint64(part) for part in (0x6A09E667F3BCC909, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B)]


def key(seed: int, *purpose: str) -> int:
    """Make a 64-bit key for one purpose."""
    text = "\x1f".join([str(seed), *purpose]).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


def _mix(values: NDArray[np.uint64], salt: int) -> NDArray[np.uint64]:
    with np.errstate(over="ignore"):
        z = values + np.uint64(salt & (2**64 - 1))
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed: NDArray[np.uint64] = z ^ (z >> np.uint64(31))
        return mixed


def choose(
    numbers: Numbers, weights: list[float], seed: int, *purpose: str, step: int = 0
) -> Numbers:
    """Choose an index into `weights` for each number, in proportion to the weights.

    Any run of numbers comes out even: number n stands at ``offset + n * sqrt(p)`` on a circle
    (Weyl's equidistribution, in 64-bit fixed point), and the weights divide the circle. Choices
    made together take different steps, so that every combination has its share too.
    """
    offset = np.uint64(key(seed, *purpose))
    with np.errstate(over="ignore"):
        place = numbers.astype(np.uint64) * _STEPS[step] + offset
    share = (place >> np.uint64(11)).astype(np.float64) / float(2**53)
    borders = np.cumsum(np.asarray(weights, dtype=np.float64))
    picked = np.searchsorted(borders, share * borders[-1], side="right")
    index: Numbers = np.minimum(picked, len(weights) - 1).astype(np.int64)
    return index


def lots(numbers: Numbers, seed: int, *purpose: str) -> NDArray[np.uint64]:
    """Draw a lot for each number: those with the lowest lots are a fair sample, however they come.

    >>> lots(np.arange(2), 7, "samples").tolist()
    [12761573061284151472, 9457479095179152473]
    """
    return _mix(numbers.astype(np.uint64), key(seed, "lots", *purpose))


def permute(numbers: Numbers, size: int, seed: int, *purpose: str) -> Numbers:
    """Send each number in [0, size) to another one, none twice, in constant memory.

    A Feistel network over the next even power of two, walked until the value falls inside
    (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002). `size` up to 2**62.
    """
    half = max(1, ((size - 1).bit_length() + 1) // 2)
    keys = [key(seed, "permute", str(turn), *purpose) for turn in range(_ROUNDS)]
    values = _feistel(numbers.astype(np.uint64), half, keys)
    while (outside := values >= np.uint64(size)).any():
        values[outside] = _feistel(values[outside], half, keys)
    return values.astype(np.int64)


def _feistel(values: NDArray[np.uint64], half: int, keys: list[int]) -> NDArray[np.uint64]:
    mask, shift = np.uint64((1 << half) - 1), np.uint64(half)
    left, right = values >> shift, values & mask
    for turn in keys:
        left, right = right, left ^ (_mix(right, turn) & mask)
    return (left << shift) | right
