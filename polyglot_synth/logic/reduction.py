"""Categorical proofs as tradition writes them: moods are reduced to those of the first figure.

Premises are converted until Barbara, Celarent, Darii or Ferio applies; Baroco and Bocardo go by
reductio. Complements, written small, are reached by obversion and contraposition.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from polyglot_synth.logic.categorical import TERMS
from polyglot_synth.logic.deduction import (
    ASSUMPTION,
    IMPORT,
    REDUCTIO,
    Deduction,
    Known,
    saturate,
    take,
)

FIRST_FIGURE = {  # major and minor letter: the conclusion's letter, the mood's name
    "aa": ("a", "Barbara"),
    "ea": ("e", "Celarent"),
    "ai": ("i", "Darii"),
    "ei": ("o", "Ferio"),
}
CONTRADICTORY = {"a": "o", "o": "a", "e": "i", "i": "e"}
OBVERSE = {"a": "e", "e": "a", "i": "o", "o": "i"}
SUBALTERN = {"a": "i", "e": "o"}
VENN = "Venn diagram"

Inferred = tuple[str, str, tuple[str, ...]]


def reduce(premises: list[str], conclusion: str, *, existential_import: bool) -> Deduction[str]:
    """Prove a valid categorical argument, directly if it can be, else by reductio."""
    known = take(premises)
    inhabited = {f"{term}i{term}": Deduction(f"{term}i{term}", IMPORT) for term in TERMS}
    for given in (known, {**known, **inhabited}) if existential_import else (known,):
        for way in (_directly, _by_reductio):
            if found := way(given, conclusion):
                return found
    grounds = {**known, **inhabited} if existential_import else known
    return Deduction(conclusion, VENN, tuple(grounds.values()))


def _directly(known: Known[str], conclusion: str) -> Deduction[str] | None:
    return _close(known, conclusion).get(conclusion)


def _by_reductio(known: Known[str], conclusion: str) -> Deduction[str] | None:
    """Suppose the contradictory of the conclusion and look for a contradiction."""
    opposite = contradictory(conclusion)
    if opposite in known:
        return None
    supposed = Deduction(opposite, ASSUMPTION)
    closed = _close({**known, opposite: supposed}, conclusion)
    for said, found in closed.items():
        if (against := closed.get(contradictory(said))) and found.rule != ASSUMPTION:
            pair = (
                (against, found)
                if against.rule not in {ASSUMPTION, "premise"}
                else (found, against)
            )
            return Deduction(conclusion, REDUCTIO, (supposed, *pair))
    return None


def _close(known: Known[str], conclusion: str) -> Known[str]:
    complements = any(letter.islower() for said in (*known, conclusion) for letter in said[::2])

    def infer(given: Collection[str]) -> Iterator[Inferred]:
        for said in given:
            yield from _converse(said, given)
            yield from _syllogisms(said, given)
            if complements:
                yield from _complementary(said)

    return saturate(known, infer, until=conclusion)


def contradictory(said: str) -> str:
    """Give the statement that is true just where another is false.

    >>> contradictory("SaP"), contradictory("SeP")
    ('SoP', 'SiP')
    """
    return said[0] + CONTRADICTORY[said[1]] + said[2]


def _converse(said: str, given: Collection[str]) -> Iterator[Inferred]:
    """Convert a statement; what is universal becomes particular where its subject is inhabited."""
    subject, letter, predicate = said[0], said[1], said[2]
    if letter in "ei":
        yield predicate + letter + subject, "simple conversion", (said,)
    inhabited = f"{subject}i{subject}"
    if inhabited in given and subject != predicate:
        if letter == "a":
            yield f"{predicate}i{subject}", "conversion per accidens", (said, inhabited)
        if letter in SUBALTERN:
            yield subject + SUBALTERN[letter] + predicate, "subalternation", (said, inhabited)
    if letter in "io":
        yield inhabited, "existence of the subject", (said,)


def _syllogisms(major: str, given: Collection[str]) -> Iterator[Inferred]:
    """Join a major premise with every minor whose predicate is its subject."""
    for minor in given:
        letters = major[1] + minor[1]
        if minor[2] == major[0] and letters in FIRST_FIGURE and minor[0] != minor[2]:
            letter, name = FIRST_FIGURE[letters]
            yield minor[0] + letter + major[2], name, (major, minor)


def _complementary(said: str) -> Iterator[Inferred]:
    """Restate a statement about the complements of its terms."""
    subject, letter, predicate = said[0], said[1], said[2]
    yield subject + OBVERSE[letter] + predicate.swapcase(), "obversion", (said,)
    if letter in "ao":
        contraposed = predicate.swapcase() + letter + subject.swapcase()
        yield contraposed, "contraposition", (said,)
