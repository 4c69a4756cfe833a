"""A pack's examples: each renders to exactly what it says, and together they show the grammar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np
import regex

from polyglot_synth.axes import minutes
from polyglot_synth.columns import Compiler
from polyglot_synth.compose import ids_of
from polyglot_synth.concept import CLOCK, NUMBER, Concept
from polyglot_synth.draw import Drawer, Fillers
from polyglot_synth.errors import Problem, nearest
from polyglot_synth.grammar import Speaker, Unsayable
from polyglot_synth.language import Composed, Example, LanguagePack, PackFile, Wording
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.say import response_pieces, style_of
from polyglot_synth.wording import parse

_ENOUGH = 2


def example_problems(
    pack: LanguagePack, concepts: Mapping[str, Concept], lexicons: Lexicons
) -> Iterator[Problem]:
    """Find examples that do not hold, wordings shown less than twice, classes never shown.

    What stands in a frame that is out is not put together, so its examples are left aside.
    """
    shown, aside = Counter[str](), _ids_out(pack.model)
    drawers: dict[str, Drawer] = {}
    compilers = {s: Compiler(Speaker(pack.model, lexicons, s)) for s in pack.model.digits}
    for index, example in enumerate(pack.model.examples):
        name, _, wording = example.wording.rpartition("/")
        if (concept := concepts.get(name)) is not None:
            shown[example.wording] += 1
            if wording in aside:
                continue
            if concept.id not in drawers:
                drawers[concept.id] = Drawer(concept, lexicons, 0, pack.model.money)
            yield from _example(pack, index, drawers[concept.id], compilers)
    yield from _shown_too_little(pack, concepts, shown)
    if pack.model.examples and pack.model.wording.keys() <= concepts.keys():
        yield from _unshown(pack, concepts)


def _shown_too_little(
    pack: LanguagePack, concepts: Mapping[str, Concept], shown: Counter[str]
) -> Iterator[Problem]:
    """Find wordings shown less than twice; of those put together one of each concept is enough."""
    drafted = pack.model.draft.wordings if pack.model.draft else {}  # what nobody has read yet
    aside = _ids_out(pack.model)
    for name in pack.model.wording.keys() & concepts.keys():
        together = sum(shown[f"{name}/{each}"] for each in aside)
        for index, wording in enumerate(pack.model.wording[name]):
            said = f"{name}/{wording.id}"
            if isinstance(wording, Composed):
                together += shown[said]
            elif wording.out is None and said not in drafted and shown[said] < _ENOUGH:
                yield pack.problem(
                    ("wording", name, index, "id"), _too_few(pack, said, shown[said])
                )
        composed = any(isinstance(each, Composed) for each in pack.model.wording[name])
        if concepts[name].arguments and composed and together < _ENOUGH:
            yield pack.problem(("arguments",), _too_few(pack, name, together))


def _ids_out(pack: PackFile) -> frozenset[str]:
    """Name the wordings that would stand in the frames that speakers have put out."""
    frames = pack.arguments.frames if pack.arguments else []
    return frozenset(each for frame in frames if frame.out is not None for each in ids_of(frame))


def _too_few(pack: LanguagePack, what: str, count: int) -> str:
    return (
        f"{what} needs two examples and has {count}; `polyglot-synth languages "
        f"examples {pack.model.tag}` writes them"
    )


def _unshown(pack: LanguagePack, concepts: Mapping[str, Concept]) -> Iterator[Problem]:
    """Find features of words (a class, a gender) that no example shows."""
    shown: set[tuple[str, str]] = set()
    for example in pack.model.examples:
        concept = concepts.get(example.wording.rpartition("/")[0])
        holds = concept.holds() if concept else {}
        for slot, name in example.slots.items():
            shown |= _features(
                pack, pack.model.words.get(holds.get(slot, ""), {}).get(str(name), {})
            )
    for lexicon, entries in pack.model.words.items():
        for name, entry in entries.items():
            for feature, value in sorted(_features(pack, entry) - shown):
                shown.add((feature, value))
                sentence = f"{feature} {value} stands in no example; add one that shows it"
                yield pack.problem(("words", lexicon, name), sentence)


def _features(pack: LanguagePack, entry: Mapping[str, object]) -> set[tuple[str, str]]:
    return {
        (feature, value)
        for feature in pack.model.features
        if feature in entry
        for value in str(entry[feature]).split("/")
    }


def _example(
    pack: LanguagePack, index: int, drawer: Drawer, compilers: Mapping[str, Compiler]
) -> Iterator[Problem]:
    example, path, concept = pack.model.examples[index], ("examples", index), drawer.concept
    name = example.wording.rpartition("/")[2]
    wordings = {wording.id: wording for wording in pack.model.wording.get(concept.id, [])}
    if name not in wordings:
        yield pack.problem((*path, "wording"), f"no wording {name}; {nearest(name, wordings)}")
        return
    if odd := list(_odd_slots(drawer, example)):
        for slot, sentence in odd:
            yield pack.problem((*path, "slots", slot), sentence)
        return
    if example.digits is not None and example.digits not in pack.model.digits:
        sentence = f"no digits {example.digits}; {nearest(example.digits, pack.model.digits)}"
        yield pack.problem((*path, "digits"), sentence)
        return
    try:
        compiler = compilers[example.digits or next(iter(compilers))]
        said = render(pack, drawer, compiler, example, wordings[name])
    except (Unsayable, ValueError, KeyError) as error:
        yield pack.problem(path, f"does not render: {error}")
        return
    yield from _differences(pack, path, example, said)


def _differences(
    pack: LanguagePack, path: tuple[str, int], example: Example, said: dict[str, object]
) -> Iterator[Problem]:
    """Find where an example says something else than it renders to, or what must never appear."""
    wanted = example.model_dump(exclude_none=True)
    for key, text in said.items():
        if key in wanted and wanted[key] != text and wanted[key] != {}:
            yield pack.problem((*path, key), f"does not render to this, but to: {text!r}")
    for never in pack.model.never:
        for key in ("says", "reason_first"):
            if match := regex.search(never.pattern, str(said[key])):
                sentence = f"'{match.group()}' must not appear: {never.why}"
                yield pack.problem((*path, key), sentence)


def _odd_slots(drawer: Drawer, example: Example) -> Iterator[tuple[str, str]]:
    """Find slots that are unknown, missing, or hold what is never drawn."""
    concept, lexicons, holds = drawer.concept, drawer.lexicons, drawer.concept.holds()
    wanted = [*concept.drawn, *concept.file.picks]
    for name in sorted(set(example.slots) - set(wanted)):
        yield name, f"no slot {name}; {nearest(name, wanted)}"
    numbers: dict[str, int] = {}
    for name in wanted:
        if name not in example.slots:
            if name in concept.free:
                continue
            yield name, f"the slot {name} is missing"
            continue
        try:
            numbers[name] = _number(holds[name], example.slots[name], lexicons)
        except ValueError as error:
            yield name, str(error)
    for axis in drawer.axes:
        if numbers.keys() >= set(axis.names):
            row = [numbers[name] for name in axis.names]
            if not any(table.holds(row) for table in axis.strata):
                values = " with ".join(f"{name} {example.slots[name]}" for name in axis.names)
                yield axis.names[0], f"this concept never draws {values}"


def render(
    pack: LanguagePack, drawer: Drawer, compiler: Compiler, example: Example, wording: Wording
) -> dict[str, object]:
    """Render an example's prompt, each style of its response, and what it speaks aloud.

    Raises ``ValueError`` or `Unsayable` with a sentence where a slot or label does not fit.
    """
    concept = drawer.concept
    face = _face(concept, example.label)
    fillers = _fillers(drawer, example)
    if face in concept.file.faces:
        bind = concept.file.faces[face].bind
        fillers |= {alias: fillers[slot] for alias, slot in bind.items()}
    row, holds = {name: int(value[0]) for name, value in fillers.items()}, concept.holds()
    said: dict[str, object] = {"says": compiler.line(parse(wording.prompt), row, holds)}
    for style in ("verdict_first", "reason_first", "label_only"):
        frame = style_of(pack.model, concept.file.kind, style)
        pieces = response_pieces(concept, frame, wording, face)
        said[style] = compiler.line(pieces, row, holds)
    if example.spoken:
        spoken = compiler.spoken(parse(wording.prompt), fillers, holds).to_list()[0]
        said["spoken"] = {
            each["slot"]: {"value": each["value"], "surface": each["surface"]}
            for each in spoken
            if each["slot"] in example.spoken
        }
    return said


def _face(concept: Concept, label: str | None) -> str:
    faces = {face.name: key for key, face in concept.file.faces.items()}
    faces |= {key: key for key in concept.file.faces}
    if not faces:
        return "only"
    if label not in faces:
        raise ValueError(f"label is one of {', '.join(concept.file.faces)}")
    return faces[label]


def _fillers(drawer: Drawer, example: Example) -> Fillers:
    concept, holds, fillers = drawer.concept, drawer.concept.holds(), {}
    possible = drawer.possible() if concept.free - example.slots.keys() else {}
    for name in [*concept.drawn, *concept.file.picks]:
        said = example.slots.get(name)
        found = min(possible[name]) if said is None else _number(holds[name], said, drawer.lexicons)
        fillers[name] = np.array([found])
    return drawer.completed(fillers)


def _number(kind: str, value: object, lexicons: Lexicons) -> int:
    if kind == CLOCK:
        if not regex.fullmatch(r"\d\d:\d\d", str(value)):
            raise ValueError(f"'{value}' is no time; write such as 09:30")
        return minutes(str(value))
    if kind == NUMBER:
        if not isinstance(value, int):
            raise ValueError(f"'{value}' is no whole number")
        return value
    ids = lexicons.ids(kind)
    if value not in ids:
        raise ValueError(f"no {kind} {value}; {nearest(str(value), ids)}")
    return ids.index(str(value))
