"""Splitting rows of a lexicon into a part to learn from and a part to be tested on.

Each way is given rows of terms, the family of each term, and chance; it tells for each row 1 where
it is for testing, 0 where it is for learning, and -1 where it can be neither.
"""

from __future__ import annotations

import numpy as np

TESTED = 0.3  # share of lexicon rows, where only rows are kept apart
DRAWN = 0.4  # share of families, where terms are: rows of both sides fall away
_SHARES = (0.15, 0.5)  # of the rows that are left; else chance is asked again


def together_apart(terms: np.ndarray, _: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Keep apart which terms stand together: a row, in whatever order, is on one side."""
    _, row = np.unique(terms, axis=0, return_inverse=True)
    tested = chance.random(row.max() + 1) < TESTED
    return tested[row.ravel()].astype(np.int64)


def terms_apart(terms: np.ndarray, family: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Keep every term on one side: families whole, and what hangs together, unless that is most.

    A row whose terms are on both sides is on neither.
    """
    group = _components(family[terms], len(family))
    held = np.bincount(group[family[terms[:, 0]]])
    of = family if held.max() > len(terms) / 2 else group[family]
    while True:
        tested = (chance.random(len(family)) < DRAWN)[of[terms]]
        sides = np.where(tested.all(axis=1), 1, np.where(tested.any(axis=1), -1, 0))
        share = (sides == 1).sum() / max((sides >= 0).sum(), 1)
        if _SHARES[0] < share < _SHARES[1]:
            return sides


def _components(rows: np.ndarray, count: int) -> np.ndarray:
    """Give one number to families that meet in a row, or through others."""
    number = np.arange(count)
    rows = np.unique(rows, axis=0)
    while True:
        least = number.copy()
        for column in rows.T:
            np.minimum.at(least, column, number[rows].min(axis=1))
        if (least == number).all():
            return number
        number = least


WAYS = {"rows apart": together_apart, "terms apart": terms_apart}
