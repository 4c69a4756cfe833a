"""The concepts' English: it is a wording of the pivot's pack, and is checked like one."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from polyglot_synth.columns import Compiler
from polyglot_synth.compose import lacking
from polyglot_synth.concept import Concept
from polyglot_synth.errors import Problem, nearest
from polyglot_synth.inputs import Inputs
from polyglot_synth.language import Composed, PackFile, Wording
from polyglot_synth.packcheck.arguing import TASKS
from polyglot_synth.packcheck.grammar import grammar_problems
from polyglot_synth.packcheck.wordings import Checker, compilers_of
from polyglot_synth.packcheck.words import word_problems
from polyglot_synth.wording import WordingError, parse
from polyglot_synth.yamlfile import Path_


def pivot_problems(inputs: Inputs) -> list[Problem]:
    """Find what is wrong with the pivots, placed in the concepts' files.

    They are said once the pivot's pack is sound.
    """
    pack = [*grammar_problems(inputs.pivot), *word_problems(inputs.pivot, inputs.lexicons)]
    said = compilers_of(inputs.pivot.model, inputs.lexicons)
    return pack or [
        problem for name in inputs.concepts for problem in _problems(inputs, name, said)
    ]


def _problems(inputs: Inputs, name: str, compilers: list[Compiler]) -> Iterator[Problem]:
    concept = inputs.concepts[name]
    checker = Checker(concept, inputs.pivot, compilers, whole=True)
    yield from _program_problems(concept, set(checker.walk.holds))
    yield from _argument_problems(inputs, concept)
    for task, telling in concept.file.pivot.items():
        wording = Wording(id="pivot", task=task, **telling.model_dump())
        for problem in checker.problems((), wording):
            path = ("pivot", task, *(problem.path.split(".") if problem.path else ()))
            yield concept.source.problem(path, problem.sentence)


def _argument_problems(inputs: Inputs, concept: Concept) -> Iterator[Problem]:
    """Find what the English beside an argument that some pack puts together cannot say."""
    said = [each for pack in inputs.packs.values() for each in pack.model.said(concept.id)]
    if tasks := {wording.task for wording in said if isinstance(wording, Composed)}:
        for what in [*lacking(concept, inputs.pivot.model), *_unframed(inputs.pivot.model, tasks)]:
            sentence = f"the English beside it lacks {what}; add it to {inputs.pivot.model.tag}"
            yield concept.source.problem(("argument",), sentence)


def _unframed(pivot: PackFile, tasks: AbstractSet[str]) -> Iterator[str]:
    """Name the tasks that the pivot has no frame for, or none that no speaker has put out."""
    framed = {frame.task for frame in pivot.arguments.said()} if pivot.arguments else set[str]()
    yield from (f"a frame of the task {task}" for task in sorted(tasks & {*TASKS} - framed))


def _program_problems(concept: Concept, known: set[str]) -> Iterator[Problem]:
    """Find what is wrong with a program and its tests."""
    texts: list[tuple[Path_, str]] = [(("program",), concept.file.program or "")]
    for index, test in enumerate(concept.file.tests):
        texts += [
            (("tests", index, "call"), test.call),
            (("tests", index, "expected"), test.expected),
        ]
    for path, text in texts:
        try:
            slots = {slot for piece in parse(text, raw=True) for slot in piece.slots}
        except WordingError as error:
            yield concept.source.problem(path, str(error))
            continue
        for slot in sorted(slots - known):
            yield concept.source.problem(path, f"no slot {slot}; {nearest(slot, known)}")
