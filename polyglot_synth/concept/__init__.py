"""Concepts: what is said, apart from any language, with an answer that can be checked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from polyglot_synth.concept.argument import Argument, Statement, read_argument, read_statement
from polyglot_synth.concept.file import NOT, ConceptFile, Face, Response, Telling, Told
from polyglot_synth.concept.model import Concept
from polyglot_synth.concept.problems import concept_problems
from polyglot_synth.concept.slots import CLOCK, MONEY, NUMBER, TEXT, Slot, check_range, read_slot
from polyglot_synth.errors import Mendable, Problem
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.yamlfile import Source, load

__all__ = [
    "CLOCK",
    "MONEY",
    "NOT",
    "NUMBER",
    "TEXT",
    "Argument",
    "Concept",
    "ConceptFile",
    "Face",
    "Response",
    "Slot",
    "Statement",
    "Telling",
    "Told",
    "load_concepts",
    "read_argument",
    "read_statement",
]


def load_concepts(folders: Sequence[Path], lexicons: Lexicons) -> dict[str, Concept]:
    """Read every concept of the folders, by id, in name order.

    Raises `Mendable` with every problem of every file.
    """
    found: dict[str, Concept] = {}
    problems: list[Problem] = []
    for folder in folders:
        for file in sorted(folder.glob("*/*.yaml")):
            if file.parent.name in {"lexicons", "prompts"}:
                continue
            name = f"{file.parent.name}/{file.stem}"
            try:
                found[name] = _concept(name, load(file, ConceptFile), lexicons)
            except Mendable as error:
                problems.extend(error.problems)
    if problems:
        raise Mendable(problems)
    return dict(sorted(found.items()))


def _concept(name: str, source: Source[ConceptFile], lexicons: Lexicons) -> Concept:
    problems: list[Problem] = []
    slots: list[Slot] = []
    for names, spec in source.model.slots.items():
        try:
            slots.append(read_slot(names, spec, lexicons))
            check_range(slots[-1], slots[:-1])
        except ValueError as error:
            problems.append(source.problem(("slots", names), str(error)))
    concept = Concept(name, source, tuple(slots))
    if not problems:
        problems = list(concept_problems(concept, lexicons))
    if problems:
        raise Mendable(problems)
    return concept
