"""Concepts: what is said, apart from any language, with an answer that can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from polyglot_synth import arithmetic
from polyglot_synth.errors import Mendable, Problem, nearest
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.logic import FormError, is_valid
from polyglot_synth.yamlfile import Model, Source, load

NUMBER, CLOCK, TEXT = "number", "clock", "text"  # what a slot holds when it is no lexicon's entry


class Face(Model):
    """One of two arguments in the same words; `bind` gives its names for the concept's slots."""

    name: str
    form: str
    bind: dict[str, str]


class Response(Model):
    """What is answered: a verdict and the reason for it; a style of the pack joins them."""

    verdict: str
    reason: str


class Telling(Model):
    """A prompt with its responses by face (``any`` where there is one face)."""

    prompt: str
    responses: dict[str, Response]
    quote: str | None = None


class UnitTest(Model):
    """A call of the program and the value that it must give, as Python text."""

    call: str
    expected: str


class ConceptFile(Model):
    """One file of ``templates``: typed slots, what follows from them, and the English pivot."""

    format: Literal[1]
    about: str
    kind: Literal["fallacy", "maths", "reading", "code"]
    label_source: Literal["proved", "computed", "quoted", "executed"]
    domain: str | None = None
    existential_import: bool = False
    slots: dict[str, str]
    picks: dict[str, list[str]] = {}
    derived: dict[str, str] = {}
    faces: dict[str, Face] = {}
    answer: str | None = None
    program: str | None = None
    tests: list[UnitTest] = []
    pivot: dict[str, Telling]


@dataclass(frozen=True)
class Slot:
    """Names drawn together: rows, taxonomy, distinct, entry of `lexicon`, or a range of numbers."""

    names: tuple[str, ...]
    how: str
    lexicon: str
    tag: str | None = None
    relation: str | None = None
    bounds: tuple[str, str, int] = ("", "", 1)


@dataclass(frozen=True)
class Concept:
    """A concept as it is used: its id is its path below the templates folder."""

    id: str
    source: Source[ConceptFile]
    slots: tuple[Slot, ...]

    @property
    def file(self) -> ConceptFile:
        """The file's own content."""
        return self.source.model

    @property
    def faces(self) -> tuple[str, ...]:
        """The faces in file order; a concept with one face has ``only``."""
        return tuple(self.file.faces) or ("only",)

    def label(self, face: str) -> str | None:
        """Name the argument form of a face; None for other kinds."""
        return self.file.faces[face].name if self.file.faces else None

    def holds(self) -> dict[str, str]:
        """Tell for every name a wording may use which lexicon it is of, or number, clock, text."""
        kinds = {name: slot.lexicon for slot in self.slots for name in slot.names}
        kinds |= {name: kinds[options[0]] for name, options in self.file.picks.items()}
        kinds |= dict.fromkeys(self.file.derived, NUMBER)
        kinds |= {"program": TEXT} if self.file.program else {}
        return kinds | {
            name: kinds[slot]
            for face in self.file.faces.values()
            for name, slot in face.bind.items()
        }


_RANGE = re.compile(r"^(?P<clock>clock )?(?P<low>[^./]+)\.\.(?P<high>[^./]+)(?:/(?P<step>\d+))?$")
_TIME = re.compile(r"^(?:[01]\d|2[0-3]):[0-5]\d$")
_ENTRY = re.compile(r"^(?:(?P<how>rows|taxonomy|distinct) )?(?P<lexicon>\w+)(?::(?P<tag>\w+))?$")


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
    slots = []
    for names, spec in source.model.slots.items():
        try:
            slots.append(_slot(names, spec, lexicons))
            _check_range(slots)
        except ValueError as error:
            problems.append(source.problem(("slots", names), str(error)))
    concept = Concept(name, source, tuple(slots))
    if not problems:
        problems = list(_problems(concept, lexicons))
    if problems:
        raise Mendable(problems)
    return concept


def _slot(names: str, spec: str, lexicons: Lexicons) -> Slot:
    each = tuple(part.strip() for part in names.split(","))
    if match := _RANGE.match(spec):
        bounds = (match["low"], match["high"], int(match["step"] or 1))
        return Slot(each, "range", CLOCK if match["clock"] else NUMBER, bounds=bounds)
    if not (match := _ENTRY.match(spec)):
        raise ValueError(f"'{spec}' is no slot; write such as person, noun:goods or 2..60")
    how, lexicon, tag = match["how"] or "entry", match["lexicon"], match["tag"]
    _check_slot(each, how, lexicon, tag, lexicons)
    if how == "rows":
        return Slot(each, how, lexicons.relations[lexicon].lexicon, relation=lexicon)
    return Slot(each, how, lexicon, tag)


def _check_slot(
    names: tuple[str, ...], how: str, lexicon: str, tag: str | None, lexicons: Lexicons
) -> None:
    known = lexicons.relations if how == "rows" else lexicons.entries
    if lexicon not in known:
        raise ValueError(f"no lexicon {lexicon} fills this slot; {nearest(lexicon, known)}")
    if how != "rows" and not lexicons.ids(lexicon, tag):
        raise ValueError(
            f"no entry of lexicon {lexicon} carries the tag {tag}"
            if tag
            else f"lexicon {lexicon} has no entries"
        )
    wanted = {
        "entry": 1,
        "taxonomy": 3,
        "rows": len(lexicons.relations[lexicon].rows[0]) if how == "rows" else 0,
    }.get(how, len(names))
    if len(names) != wanted:
        raise ValueError(f"'{how} {lexicon}' fills {wanted} names, not {len(names)}")


def _check_range(slots: Sequence[Slot]) -> None:
    """Raise ``ValueError`` where the newest slot is a range whose bounds cannot be worked out."""
    *before, slot = slots
    if slot.how != "range":
        return
    low, high, step = slot.bounds
    if len(slot.names) != 1:
        raise ValueError(f"a range fills one name, not {len(slot.names)}")
    if not step:
        raise ValueError("a step is 1 or more")
    if slot.lexicon == CLOCK:
        if odd := [time for time in (low, high) if not _TIME.match(time)]:
            raise ValueError(f"'{odd[0]}' is no time of day; write such as 09:30")
        return
    known = {each.names[0] for each in before if each.lexicon == NUMBER}
    for bound in (low, high):
        if unknown := sorted(arithmetic.names_in(bound) - known):
            raise ValueError(
                f"no number {unknown[0]} before this slot; {nearest(unknown[0], known)}"
            )


def _problems(concept: Concept, lexicons: Lexicons) -> Iterator[Problem]:
    file, source = concept.file, concept.source
    drawn = {name for slot in concept.slots for name in slot.names}
    yield from _doubles(concept)
    for name, options in file.picks.items():
        yield from _unknown(source, ("picks", name), options, drawn)
        if len({len(each) for each in file.picks.values()}) > 1 or not options:
            yield source.problem(("picks", name), "every pick lists the same number of slots")
    yield from _face_problems(concept, drawn)
    for name, expression in file.derived.items():
        try:
            names = arithmetic.names_in(expression)
        except ValueError as error:
            yield source.problem(("derived", name), str(error))
        else:
            parts = {part.split(".")[0] for part in names}
            yield from _unknown(source, ("derived", name), parts, drawn)
            yield from _no_numbers(concept, name, names, lexicons)
    known = {*drawn, *file.derived, *file.picks}
    if file.answer is not None and file.answer not in known:
        yield from _unknown(source, ("answer",), [file.answer], known)
    else:
        yield from _unproved(concept)
    yield from _odd_pivot(concept)


def _doubles(concept: Concept) -> Iterator[Problem]:
    names = [name for slot in concept.slots for name in slot.names]
    names += [*concept.file.picks, *concept.file.derived]
    for name in sorted(set(names)):
        if names.count(name) > 1:
            yield concept.source.problem(("slots",), f"the slot {name} stands twice")


def _odd_pivot(concept: Concept) -> Iterator[Problem]:
    file, source = concept.file, concept.source
    if not file.pivot:
        yield source.problem(("pivot",), "write the English of at least one task")
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
        yield from _unknown(source, ("faces", key, "bind"), face.bind.values(), drawn)
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
            else kinds[slot] == NUMBER and not field
        ):
            yield concept.source.problem(("derived", derived), f"{name} is no number")


def _unproved(concept: Concept) -> Iterator[Problem]:
    """Find what a label source needs and the concept does not have."""
    file = concept.file
    there = {
        "proved": file.kind == "fallacy",
        "computed": file.answer in file.derived,
        "quoted": file.answer is not None,
        "executed": bool(file.program and file.tests),
    }
    needs = {
        "proved": "kind: fallacy",
        "computed": "an answer that stands in derived",
        "quoted": "an answer",
        "executed": "a program and tests",
    }
    if not there[file.label_source]:
        sentence = f"{file.label_source} needs {needs[file.label_source]}"
        yield concept.source.problem(("label_source",), sentence)


def _unknown(
    source: Source[ConceptFile],
    path: tuple[str, ...],
    names: Iterable[str],
    known: set[str],
) -> Iterator[Problem]:
    for name in sorted(set(names) - known):
        yield source.problem(path, f"no slot {name}; {nearest(name, known)}")


def _label_problems(concept: Concept, name: str, face: Face) -> Iterator[Problem]:
    path = ("faces", name, "form")
    try:
        proved = is_valid(face.form, existential_import=concept.file.existential_import)
    except FormError as error:
        yield concept.source.problem(path, str(error))
        return
    if proved != (name == "valid"):
        verdict = "valid: no model refutes it" if proved else "invalid: a model refutes it"
        yield concept.source.problem(path, f"the face is called {name}, but its form is {verdict}")
