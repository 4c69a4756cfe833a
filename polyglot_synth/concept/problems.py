"""What is wrong with a concept: names that nothing fills, labels that nothing proves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from polyglot_synth import arithmetic
from polyglot_synth.concept.arguing import argument_problems, label_problem
from polyglot_synth.concept.file import NOT, ConceptFile, Face
from polyglot_synth.concept.model import Concept
from polyglot_synth.concept.slots import CLOCK, MONEY, NUMBER
from polyglot_synth.errors import Problem, nearest
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.logic import FormError, is_valid
from polyglot_synth.yamlfile import Source


def concept_problems(concept: Concept, lexicons: Lexicons) -> Iterator[Problem]:
    """Find everything that is wrong with a concept whose slots can be filled."""
    file, source = concept.file, concept.source
    drawn = set(concept.drawn)
    yield from _doubles(concept)
    for name, options in file.picks.items():
        yield from _unknown(source, ("picks", name), options, drawn)
        if len({len(each) for each in file.picks.values()}) > 1 or not options:
            yield source.problem(("picks", name), "every pick lists the same number of slots")
    yield from _face_problems(concept, drawn)
    yield from _derived_problems(concept, lexicons)
    known = {*drawn, *file.derived, *file.picks}
    for index, constraint in enumerate(file.constraints):
        asked = [*(constraint.numbers or []), *([constraint.says] if constraint.says else [])]
        yield from _unknown(source, ("constraints", index), asked, known)
        if (constraint.line is None) != (constraint.says is None) or not constraint.asked():
            sentence = "write lines, begins, numbers or without, or line and says together"
            yield source.problem(("constraints", index), sentence)
    if file.answer is not None and file.answer not in known:
        yield from _unknown(source, ("answer",), [file.answer], known)
    else:
        yield from _unproved(concept)
    yield from _odd_pivot(concept)
    if all(face.form for face in file.faces.values()):
        yield from argument_problems(concept, lexicons)


def _doubles(concept: Concept) -> Iterator[Problem]:
    names = [*concept.drawn, *concept.file.picks, *concept.file.derived]
    for name in sorted(set(names)):
        if names.count(name) > 1:
            yield concept.source.problem(("slots",), f"the slot {name} stands twice")


def _derived_problems(concept: Concept, lexicons: Lexicons) -> Iterator[Problem]:
    """Find expressions that are none, or name what is not there yet."""
    known = {*concept.drawn, MONEY}
    for name, (_, expression) in concept.derived().items():
        path = ("derived", name)
        try:
            names = arithmetic.names_in(expression)
        except ValueError as error:
            yield concept.source.problem(path, str(error))
        else:
            parts = {part.split(".")[0] for part in names}
            yield from _unknown(concept.source, path, parts, known)
            yield from _no_numbers(concept, name, names, lexicons)
        known.add(name)


def _odd_pivot(concept: Concept) -> Iterator[Problem]:
    file, source = concept.file, concept.source
    if not file.pivot and not file.argument:
        yield source.problem(("pivot",), "write the English of at least one task, or an argument")
    for task, telling in file.pivot.items():
        wanted = set(file.faces) or {"any"}
        for missing in sorted(wanted - set(telling.responses)):
            yield source.problem(
                ("pivot", task, "responses"), f"no response for the face {missing}"
            )
        for face in sorted(set(telling.responses) - wanted):
            yield source.problem(
                ("pivot", task, "responses", face), f"no face {face}; {nearest(face, wanted)}"
            )


def _face_problems(concept: Concept, drawn: set[str]) -> Iterator[Problem]:
    file, source = concept.file, concept.source
    if bool(file.faces) != (file.kind == "fallacy"):
        sentence = "a fallacy, and nothing else, has the faces valid and invalid"
        yield source.problem(("faces",), sentence)
    elif file.faces and set(file.faces) != {"valid", "invalid"}:
        yield source.problem(("faces",), "the faces are valid and invalid")
    names = {name for face in file.faces.values() for name in face.bind}
    for key, face in file.faces.items():
        bound = [slot.removeprefix(NOT) for slot in face.bind.values()]
        yield from _unknown(source, ("faces", key, "bind"), bound, drawn)
        yield from _label_problems(concept, key, face)
        for name in sorted(names - set(face.bind)):
            yield source.problem(("faces", key, "bind"), f"says nothing of {name}; the other does")


def _no_numbers(
    concept: Concept, derived: str, names: Iterable[str], lexicons: Lexicons
) -> Iterator[Problem]:
    """Find names that are no number: of another kind, or a field that some entry lacks."""
    kinds = {name: slot.lexicon for slot in concept.slots for name in slot.names}
    for name in sorted(names):
        slot, _, field = name.partition(".")
        fields = lexicons.entries.get(kinds.get(slot, ""), {}).values()
        if slot in kinds and not (
            all(isinstance(entry.get(field), int) for entry in fields)
            if fields
            else kinds[slot] in {NUMBER, CLOCK} and not field
        ):
            yield concept.source.problem(("derived", derived), f"{name} is no number")


_NEEDS = {
    "proved": "kind: fallacy, and a form in each face",
    "construction": "kind: fallacy, and in each face because of what it holds",
    "computed": "an answer that stands in derived",
    "quoted": "an answer",
    "executed": "a program and tests, or constraints",
}


def _unproved(concept: Concept) -> Iterator[Problem]:
    """Find what a label source needs and the concept does not have."""
    file = concept.file
    faces = file.faces.values()
    there = {
        "proved": file.kind == "fallacy" and all(face.form for face in faces),
        "construction": file.kind == "fallacy" and all(face.because for face in faces),
        "computed": file.answer in file.derived,
        "quoted": file.answer is not None,
        "executed": bool(file.program and file.tests) or bool(file.constraints),
    }
    if not there[file.label_source]:
        sentence = f"{file.label_source} needs {_NEEDS[file.label_source]}"
        yield concept.source.problem(("label_source",), sentence)


def _unknown(
    source: Source[ConceptFile],
    path: tuple[str | int, ...],
    names: Iterable[str],
    known: set[str],
) -> Iterator[Problem]:
    for name in sorted(set(names) - known):
        yield source.problem(path, f"no slot {name}; {nearest(name, known)}")


def _label_problems(concept: Concept, name: str, face: Face) -> Iterator[Problem]:
    path = ("faces", name, "form")
    if face.form is None:
        return
    if concept.file.label_source == "construction":
        yield concept.source.problem(path, "what has a form is proved; write label_source: proved")
        return
    try:
        proved = is_valid(face.form, existential_import=concept.file.existential_import)
    except FormError as error:
        yield concept.source.problem(path, str(error))
        return
    if name == "invalid" and (misnamed := label_problem(face)):
        yield concept.source.problem(("faces", name, "name"), misnamed)
    if proved != (name == "valid"):
        verdict = "valid: no model refutes it" if proved else "invalid: a model refutes it"
        yield concept.source.problem(path, f"the face is called {name}, but its form is {verdict}")
