"""Checking packs: every problem of every pack is found before the first row is drawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet

from polyglot_synth.concept import Concept
from polyglot_synth.errors import Problem
from polyglot_synth.inputs import Inputs
from polyglot_synth.language import LanguagePack
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.packcheck.arguing import arguing_problems, without_composed
from polyglot_synth.packcheck.detectors import detector_problems
from polyglot_synth.packcheck.examples import example_problems
from polyglot_synth.packcheck.grammar import grammar_problems
from polyglot_synth.packcheck.pivots import pivot_problems
from polyglot_synth.packcheck.varieties import variety_problems
from polyglot_synth.packcheck.wordings import unknown_concepts, wording_problems
from polyglot_synth.packcheck.words import word_problems

__all__ = ["check_pack", "check_packs"]


def check_packs(inputs: Inputs, *, every_variety: bool = False) -> list[Problem]:
    """Check every pack of a run, and the concepts' English against the pivot's pack.

    Wordings are walked in the run's own varieties, or in every one.
    """
    found: list[Problem] = []
    for tag, pack in inputs.written.items():
        spoken = {inputs.varieties[tag]} if tag in inputs.varieties else set()
        walked = pack.model.varieties.keys() if every_variety else spoken
        found += check_pack(
            pack, inputs.concepts, inputs.lexicons, inputs.every_concept, varieties=walked
        )
    return found + pivot_problems(inputs)


def check_pack(
    pack: LanguagePack,
    concepts: Mapping[str, Concept],
    lexicons: Lexicons,
    every_concept: AbstractSet[str] | None = None,
    *,
    varieties: Collection[str] = (),
) -> list[Problem]:
    """Check one pack; wordings of concepts that are not given are left aside.

    With the names of `every_concept` wordings of none of them are found too.

    What rests on sound grammar and words (whether wordings can be said, examples, varieties) is
    checked once those are sound: one slip is one line. Wordings are walked in these `varieties`.
    """
    problems = [*grammar_problems(pack), *detector_problems(pack)]
    problems += [] if every_concept is None else unknown_concepts(pack, every_concept)
    problems += word_problems(pack, lexicons)
    arguing = list(arguing_problems(pack, concepts, every_concept))
    walked = without_composed(pack) if arguing else pack
    problems += [*arguing, *wording_problems(walked, concepts, lexicons, sound=not problems)]
    if problems:
        return problems
    found = list(example_problems(pack, concepts, lexicons))
    return found + list(variety_problems(pack, concepts, lexicons, varieties))
