"""A pack's arguments: frames of known tasks, statements whose shape can be read, forms that are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from polyglot_synth.arguments import HOLE, About, Arguments, Frame
from polyglot_synth.compose import ALIKE
from polyglot_synth.concept import Concept, read_statement
from polyglot_synth.errors import Problem, nearest
from polyglot_synth.language import Composed, LanguagePack
from polyglot_synth.logic import statements
from polyglot_synth.wording import WordingError, parse
from polyglot_synth.yamlfile import Path_

TASKS = ("follows", "error", "which", "counter_example", "mend")
PLACES = frozenset("xyz")


def arguing_problems(
    pack: LanguagePack, concepts: Mapping[str, Concept], every_concept: AbstractSet[str] | None
) -> Iterator[Problem]:
    """Find what is wrong with how a pack says arguments, whatever they are."""
    says = pack.model.arguments
    if says is None:
        return
    for path, sentence in [*_frames(says), *_abouts(pack, says, concepts, every_concept)]:
        yield pack.problem(("arguments", *path), sentence)


def without_composed(pack: LanguagePack) -> LanguagePack:
    """Give a pack with the wordings alone that were written."""
    wording = {
        name: [each for each in wordings if not isinstance(each, Composed)]
        for name, wordings in pack.model.wording.items()
    }
    return replace(pack, model=pack.model.model_copy(update={"wording": wording}))


def _frames(says: Arguments) -> Iterator[tuple[Path_, str]]:
    """Find ids that stand twice, unknown tasks, and what a prompt does not say."""
    ids = [frame.id for frame in says.frames]
    for index, frame in enumerate(says.frames):
        if frame.id in ids[:index]:
            yield ("frames", index, "id"), f"the id {frame.id} stands twice; give this one another"
        if frame.task not in TASKS:
            yield ("frames", index, "task"), f"no task {frame.task}; {nearest(frame.task, TASKS)}"
        elif odd := _odd_prompt(frame):
            yield ("frames", index, "prompt"), odd


def _odd_prompt(frame: Frame) -> str | None:
    holes = HOLE.findall(frame.prompt)
    if holes.count("premises") + holes.count("lines") != 1:
        return "the premises stand in it once; write {premises} or {lines}"
    if frame.task == "which" and "options" not in holes:
        return "it asks which error somebody makes, and names none; write {options}"
    if frame.task != "which" and "options" in holes:
        return (
            f"it names errors, and the task {frame.task} does not ask which; leave {{options}} out"
        )
    return None


def _abouts(
    pack: LanguagePack,
    says: Arguments,
    concepts: Mapping[str, Concept],
    every_concept: AbstractSet[str] | None,
) -> Iterator[tuple[Path_, str]]:
    """Find forms and concepts that are none, and statements that nobody can say."""
    for name, about in says.about.items():
        path, paradigms = ("about", name), pack.model.paradigms
        if name not in paradigms:
            yield path, f"no paradigm {name}; {nearest(name, paradigms)}"
        elif about.states not in paradigms[name]:
            known = nearest(about.states, paradigms[name])
            yield (*path, "states"), f"a {name} has no form {about.states}; {known}"
        slots = {slot for each in concepts.values() for slot in _slots_about(each, name)}
        yield from (((*path, *place), sentence) for place, sentence in _shapes(about, slots))
        for concept in sorted(about.why.keys() - (every_concept or about.why.keys())):
            sentence = f"no concept {concept}; {nearest(concept, every_concept or ())}"
            yield (*path, "why", concept), sentence


def _slots_about(concept: Concept, lexicon: str) -> AbstractSet[str]:
    """List the names of a concept whose argument is about a lexicon."""
    told = concept.file.argument
    return concept.holds().keys() if told and told.about == lexicon else frozenset()


def _shapes(about: About, slots: AbstractSet[str]) -> Iterator[tuple[Path_, str]]:
    """Find shapes that cannot be read, and ways that say other names than theirs."""
    for shape, ways in about.statements.items():
        plain = shape.removesuffix(f" {ALIKE}")
        if odd := _odd_shape(plain):
            yield ("statements", shape), odd
            continue
        for index, way in enumerate(ways):
            path = ("statements", shape, index)
            yield from ((path, sentence) for sentence in _odd_way(plain, way, slots))


def _odd_way(shape: str, way: str, slots: AbstractSet[str]) -> Iterator[str]:
    try:
        said = {slot for piece in parse(way) for slot in piece.slots}
    except WordingError as error:
        yield str(error)
        return
    names = {*read_statement(shape).names}
    yield from (f"says nothing of {name}" for name in sorted(names - said))
    yield from (f"says {name}, which is not in {shape}" for name in sorted(said & PLACES - names))
    if slots:
        unknown = sorted(said - names - PLACES - slots)
        yield from (f"no slot {name}; {nearest(name, slots)}" for name in unknown)


def _odd_shape(shape: str) -> str | None:
    try:
        read = read_statement(shape)
        said = read.over(dict(zip(read.names, "pqrs", strict=False)))
        if read.word is None:
            statements(f"{said} |- {said}")
    except ValueError:
        return f"'{shape}' is no statement; write such as x>y or x all y"
    return None if read.shape == shape else f"write this shape as {read.shape}"
