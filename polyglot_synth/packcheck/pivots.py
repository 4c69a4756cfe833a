"""The concepts' English: it is a wording of the pivot's pack, and is checked like one."""

from __future__ import annotations

from collections.abc import Iterator

from polyglot_synth.errors import Problem
from polyglot_synth.inputs import Inputs
from polyglot_synth.language import Wording
from polyglot_synth.packcheck.wordings import Checker


def pivot_problems(inputs: Inputs) -> list[Problem]:
    """Find what is wrong with the pivots, placed in the concepts' files."""
    return [problem for name in inputs.concepts for problem in _problems(inputs, name)]


def _problems(inputs: Inputs, name: str) -> Iterator[Problem]:
    concept = inputs.concepts[name]
    checker = Checker(concept, inputs.pivot, inputs.lexicons, whole=True)
    for task, telling in concept.file.pivot.items():
        wording = Wording(id="pivot", task=task, **telling.model_dump())
        for problem in checker.problems((), wording):
            path = ("pivot", task, *(problem.path.split(".") if problem.path else ()))
            yield concept.source.problem(path, problem.sentence)
