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

    format: int
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
        except ValueError as error:
            problems.append(source.problem(("slots", names), str(error)))
    concept = Concept(name, source, tuple(slots))
    if not problems:
        problems = list(_problems(concept))
    if problems:
        raise Mendable(problems)
    return concept


def _slot(names: str, spec: str, lexicons: Lexicons) -> Slot:
    each = tuple(part.strip() for part in names.split(","))
    if match := _RANGE.match(spec):
        bounds = (match["low"], match["high"], int(match["step"] or 1))
        return Slot(each, "range", CLOCK if match["clock"] else NUMBER, bounds=bounds)
    if not (match := _ENTRY.match(spec)):
        raise ValueError(f"'{spec}' is no slot; write such as 'person', 'noun:goods' or '2..60'")
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
        raise ValueError(f"no entry of lexicon {lexicon} carries the tag {tag}")
    wanted = {
        "entry": 1,
        "taxonomy": 3,
        "rows": len(lexicons.relations[lexicon].rows[0]) if how == "rows" else 0,
    }.get(how, len(names))
    if len(names) != wanted:
        raise ValueError(f"'{how} {lexicon}' fills {wanted} names, not {len(names)}")


def _problems(concept: Concept) -> Iterator[Problem]:
    file, source = concept.file, concept.source
    drawn = {name for slot in concept.slots for name in slot.names}
    for name, options in file.picks.items():
        yield from _unknown(source, ("picks", name), options, drawn)
    for name, face in file.faces.items():
        yield from _unknown(source, ("faces", name, "bind"), face.bind.values(), drawn)
        yield from _label_problems(concept, name, face)
    for name, expression in file.derived.items():
        try:
            names = {part.split(".")[0] for part in arithmetic.names_in(expression)}
        except ValueError as error:
            yield source.problem(("derived", name), str(error))
        else:
            yield from _unknown(source, ("derived", name), names, drawn)
    if file.answer is not None:
        yield from _unknown(
            source, ("answer",), [file.answer], {*drawn, *file.derived, *file.picks}
        )
    for task, telling in file.pivot.items():
        wanted = set(file.faces) or {"any"}
        for missing in sorted(wanted - set(telling.responses)):
            yield source.problem(
                ("pivot", task, "responses"), f"no response for the face {missing}"
            )


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
