"""Is it chance? Wilson's interval, chi-square tests, Holm's correction, total variation.

The tests are small enough to stand here; so the report needs no statistics package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import erfc, exp, gamma, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyglot_synth.chance import key

Counts = NDArray[np.int64]
Z95 = 1.959964
LEVEL = 0.05
_FEW = 5  # Cochran's rule: below so many expected, the chi-square curve is no guide
_SHUFFLES = 9_999


@dataclass(frozen=True)
class Significance:
    """A test's statistic and p-value; `shuffled` where the p-value was counted, not looked up."""

    statistic: float
    p: float
    shuffled: bool


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Give the 95% interval of a share (Wilson, 1927).

    >>> [round(side, 4) for side in wilson(0, 100)]
    [0.0, 0.037]
    """
    if not of:
        return 0.0, 1.0
    share, z = hits / of, Z95
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    spread = z / (1 + z * z / of) * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, middle - spread), min(1.0, middle + spread)


def tail(statistic: float, freedom: int) -> float:
    """Give how often chi-square with `freedom` degrees is at least so large by chance.

    >>> round(tail(3.841459, 1), 4), round(tail(7.814728, 3), 4), round(tail(9.487729, 4), 4)
    (0.05, 0.05, 0.05)
    """
    half = statistic / 2
    if freedom % 2 == 0:
        terms = [half**i / gamma(i + 1) for i in range(freedom // 2)]
        return min(1.0, exp(-half) * sum(terms))
    terms = [half ** (i - 0.5) / gamma(i + 0.5) for i in range(1, (freedom + 1) // 2)]
    return min(1.0, erfc(sqrt(half)) + exp(-half) * sum(terms))


def independence(hits: Sequence[int], of: Sequence[int], seed: int) -> Significance | None:
    """Test whether groups are hit alike; None where all or none are hit, or there is one group.

    Chi-square of Pearson; where fewer than 5 are expected anywhere the hits are dealt anew among
    the groups 9,999 times, by seed.
    """
    pairs = [(hit, size) for hit, size in zip(hits, of, strict=True) if size]
    got, sizes = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    total, all_hits = int(sizes.sum()), int(got.sum())
    if len(pairs) < 2 or all_hits in {0, total}:  # noqa: PLR2004 - one group differs from none
        return None
    expected = sizes * (all_hits / total)
    missed = sizes - expected

    def statistic(found: Counts) -> NDArray[np.float64]:
        off = (found - expected) ** 2
        return np.asarray((off / expected + off / missed).sum(axis=-1))

    here = float(statistic(got))
    if min(expected.min(), missed.min()) >= _FEW:
        return Significance(here, tail(here, len(pairs) - 1), shuffled=False)
    dealt = _generator(seed, "dealt").multivariate_hypergeometric(
        sizes, all_hits, size=_SHUFFLES, method="marginals"
    )
    return Significance(here, _counted(statistic(dealt), here), shuffled=True)


def fit(counts: Sequence[int], shares: Sequence[float], seed: int) -> Significance | None:
    """Test whether counts are drawn by shares; None where there is one group, or nothing.

    Chi-square of Pearson; where fewer than 5 are expected anywhere, 9,999 draws by seed.
    """
    got, wanted = np.array(counts, dtype=np.int64), np.array(shares, dtype=np.float64)
    got, wanted = got[wanted > 0], wanted[wanted > 0] / wanted.sum()
    total = int(got.sum())
    if len(got) < 2 or not total:  # noqa: PLR2004 - one group has no split
        return None
    expected = wanted * total

    def statistic(found: Counts) -> NDArray[np.float64]:
        return np.asarray(((found - expected) ** 2 / expected).sum(axis=-1))

    here = float(statistic(got))
    if expected.min() >= _FEW:
        return Significance(here, tail(here, len(got) - 1), shuffled=False)
    drawn = _generator(seed, "drawn").multinomial(total, wanted, size=_SHUFFLES)
    return Significance(here, _counted(statistic(drawn), here), shuffled=True)


def coin(hits: Sequence[int], of: Sequence[int], seed: int) -> Significance | None:
    """Test whether the commoner side of each group is right more often than of a fair coin.

    The statistic is how often it is; the coin is thrown for every case 9,999 times, by seed; None
    where there is no case.
    """
    got, sizes = np.array(hits, dtype=np.int64), np.array(of, dtype=np.int64)
    if not sizes.sum():
        return None

    def right(found: Counts) -> NDArray[np.float64]:
        return np.asarray(np.maximum(found, sizes - found).sum(axis=-1) / sizes.sum())

    here = float(right(got))
    thrown = _generator(seed, "thrown").binomial(sizes, 0.5, size=(_SHUFFLES, len(sizes)))
    return Significance(here, _counted(right(thrown), here), shuffled=True)


def said(found: Significance | None) -> dict[str, float | bool | None]:
    """Write a test for report.json; `p` is None where there was nothing to test."""
    if found is None:
        return {"p": None}
    return {"p": found.p, "statistic": round(found.statistic, 3), "shuffled": found.shuffled}


def _generator(seed: int, purpose: str) -> np.random.Generator:
    return np.random.default_rng(key(seed, "significance", purpose))


def _counted(found: NDArray[np.float64], here: float) -> float:
    """Give the share of draws that are as far off as what was found (Phipson and Smyth, 2010)."""
    return (1 + int((found >= here * (1 - 1e-9)).sum())) / (1 + len(found))


def holm(ps: Sequence[float]) -> list[float]:
    """Correct p-values for how many there are (Holm, 1979); order stays.

    >>> [round(p, 4) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    corrected, worst = [0.0] * len(ps), 0.0
    for rank, place in enumerate(sorted(range(len(ps)), key=lambda each: ps[each])):
        worst = max(worst, min(1.0, ps[place] * (len(ps) - rank)))
        corrected[place] = worst
    return corrected


def correct(tests: Sequence[dict[str, Any]]) -> int:
    """Correct some p-values together, and mark what is beyond chance; give how many there are."""
    tested = [test for test in tests if test["p"] is not None]
    for test, corrected in zip(tested, holm([test["p"] for test in tested]), strict=True):
        test["p"] = round(test["p"], 6)
        test["holm"] = round(corrected, 6)
        test["beyond_chance"] = corrected < LEVEL
    return len(tested)


def total_variation(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Give half the sum by which two distributions differ: 0 alike, 1 apart.

    Counts are taken as shares; where one of them is empty nothing differs.

    >>> total_variation({"f": 3, "m": 1}, {"f": 1, "m": 1})
    0.25
    """
    sums = sum(one.values()), sum(other.values())
    if not all(sums):
        return 0.0
    names = {*one, *other}
    return sum(abs(one.get(n, 0) / sums[0] - other.get(n, 0) / sums[1]) for n in sorted(names)) / 2
