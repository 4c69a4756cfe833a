"""The rules of the syllogism: which of them a mood breaks, and which moods are one edit away.

The rules are those of Hurley, *A Concise Introduction to Logic* (section 5.3), from the standpoint
that has no existential import: (1) the middle term is distributed at least once; (2) a term that is
distributed in the conclusion is distributed in its premise; (3) not both premises are negative; (4)
a negative premise asks for a negative conclusion, and a negative conclusion for a negative premise;
(5) two universal premises give no particular conclusion. Copi's six rules are the same without the
second half of (4), and with one about four terms, which no mood can break. A proposition
distributes its subject where it is universal (A, E), its predicate where it is negative (E, O).

Every rule is looked at by itself, so a mood may break several. What is counted is fallacies with a
name: (2) counts as two, illicit major and illicit minor, and so does (4), whose halves exclude each
other. Of the 256 moods 15 break none, and these are the valid ones; 105 commit exactly one fallacy.
(With Copi's rules, where affirmative premises with a negative conclusion break some other rule
anyway, it would be 115.)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from polyglot_synth.logic.categorical import TERMS
from polyglot_synth.logic.moods import MOODS, is_mood, layout, written_out
from polyglot_synth.logic.search import family, is_valid, statements

UNDISTRIBUTED_MIDDLE = "undistributed_middle"
ILLICIT_MAJOR = "illicit_major"
ILLICIT_MINOR = "illicit_minor"
EXCLUSIVE_PREMISES = "exclusive_premises"
AFFIRMATIVE_FROM_NEGATIVE = "affirmative_conclusion_from_negative_premise"
NEGATIVE_FROM_AFFIRMATIVE = "negative_conclusion_from_affirmative_premises"
EXISTENTIAL_FALLACY = "existential_fallacy"
RULES = (
    UNDISTRIBUTED_MIDDLE,
    ILLICIT_MAJOR,
    ILLICIT_MINOR,
    EXCLUSIVE_PREMISES,
    AFFIRMATIVE_FROM_NEGATIVE,
    NEGATIVE_FROM_AFFIRMATIVE,
    EXISTENTIAL_FALLACY,
)
UNIVERSAL, NEGATIVE = frozenset("AE"), frozenset("EO")

SWAPPED_MAJOR = {"1": "2", "2": "1", "3": "4", "4": "3"}
SWAPPED_MINOR = {"1": "3", "2": "4", "3": "1", "4": "2"}

_WRITTEN = {
    (*sorted(premises), conclusion): mood
    for mood in MOODS
    for premises, conclusion in [written_out(mood)]
}


@cache
def as_mood(form: str) -> str | None:
    """Tell which mood a form is, written out or not; None where it is none. Raises FormError.

    Terms may be called otherwise, and either premise may come first.

    >>> as_mood("SaM, PaM |- SaP"), as_mood("MaS, PaS |- MaP"), as_mood("SaP |- PaS")
    ('AAA-2', 'AAA-2', None)
    """
    premises, conclusion = statements(form)
    if is_mood(form):
        return form
    left = [term for term in TERMS if term not in conclusion]
    if family(form).name != "categorical" or len(left) != 1:
        return None
    named = str.maketrans(f"{conclusion[0]}{left[0]}{conclusion[2]}", TERMS)
    said = [text.translate(named) for text in (*premises, conclusion)]
    return _WRITTEN.get((*sorted(said[:-1]), said[-1]))


@cache
def broken_rules(mood: str) -> tuple[str, ...]:
    """Name the rules that a mood breaks, in the order of `RULES`. Raises FormError.

    >>> broken_rules("AAA-2"), broken_rules("EEE-1"), broken_rules("AAA-1")
    (('undistributed_middle',), ('exclusive_premises',), ())
    >>> broken_rules("AAI-1")  # valid with existential import
    ('existential_fallacy',)
    """
    broken = {*_of_distribution(mood), *_of_quality(mood), *_of_quantity(mood)}
    return tuple(rule for rule in RULES if rule in broken)


def distributed(letter: str, terms: str) -> frozenset[str]:
    """Give the terms of which a proposition says something as a whole.

    >>> sorted(distributed("E", "SP")), sorted(distributed("A", "SP"))
    (['P', 'S'], ['S'])
    """
    subject = terms[0] if letter in UNIVERSAL else ""
    predicate = terms[1] if letter in NEGATIVE else ""
    return frozenset(subject + predicate)


def _of_distribution(mood: str) -> Iterator[str]:
    major, minor, conclusion = (distributed(*proposition) for proposition in layout(mood))
    if "M" not in major | minor:
        yield UNDISTRIBUTED_MIDDLE
    if "P" in conclusion - major:
        yield ILLICIT_MAJOR
    if "S" in conclusion - minor:
        yield ILLICIT_MINOR


def _of_quality(mood: str) -> Iterator[str]:
    major, minor, conclusion = (letter in NEGATIVE for letter in mood[:3])
    if major and minor:
        yield EXCLUSIVE_PREMISES
    if (major or minor) and not conclusion:
        yield AFFIRMATIVE_FROM_NEGATIVE
    if conclusion and not (major or minor):
        yield NEGATIVE_FROM_AFFIRMATIVE


def _of_quantity(mood: str) -> Iterator[str]:
    major, minor, conclusion = (letter in UNIVERSAL for letter in mood[:3])
    if major and minor and not conclusion:
        yield EXISTENTIAL_FALLACY


def edits(mood: str) -> tuple[str, ...]:
    """Give the eleven moods one edit away: what one change to one statement makes of it.

    A statement takes another letter (nine ways), or the terms of a premise change places, which
    changes the figure (two ways). Raises FormError.

    >>> edits("AAA-2")
    ('EAA-2', 'IAA-2', 'OAA-2', 'AEA-2', 'AIA-2', 'AOA-2', 'AAE-2', 'AAI-2', 'AAO-2', 'AAA-1', \
'AAA-4')
    """
    layout(mood)
    lettered = (
        mood[:place] + letter + mood[place + 1 :]
        for place in range(3)
        for letter in "AEIO"
        if letter != mood[place]
    )
    swapped = (mood[:-1] + swap[mood[-1]] for swap in (SWAPPED_MAJOR, SWAPPED_MINOR))
    return (*lettered, *swapped)


def twins(mood: str, *, existential_import: bool = False) -> tuple[str, ...]:
    """Give the valid moods one edit away. Raises FormError.

    >>> twins("AAA-2")
    ('AAA-1',)
    """
    return tuple(
        each for each in edits(mood) if is_valid(each, existential_import=existential_import)
    )
