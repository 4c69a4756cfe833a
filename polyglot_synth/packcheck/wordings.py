"""A pack's wordings: each parses, uses its slots, and has a form for all that can be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property

import regex

from polyglot_synth.arithmetic import names_in
from polyglot_synth.columns import Compiler
from polyglot_synth.concept import MONEY, NOT, Concept, Telling
from polyglot_synth.errors import Problem, nearest
from polyglot_synth.grammar import Speaker
from polyglot_synth.language import Composed, LanguagePack, PackFile, Wording
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.packcheck.existence import existence_problems
from polyglot_synth.packcheck.twins import Twins
from polyglot_synth.packcheck.walk import Walk
from polyglot_synth.packcheck.words import letter_problems
from polyglot_synth.reading import Reader
from polyglot_synth.sample import STYLES
from polyglot_synth.say import response_pieces, style_of
from polyglot_synth.wording import Piece, WordingError, parse
from polyglot_synth.yamlfile import Path_

_CODE = regex.compile(r"```.*?```|`[^`\n]*`", regex.DOTALL)


def compilers_of(pack: PackFile, lexicons: Lexicons) -> list[Compiler]:
    """Make a compiler for each digit script; what one concept has said the next need not say."""
    return [Compiler(Speaker(pack, lexicons, script)) for script in pack.digits]


def unknown_concepts(pack: LanguagePack, every_concept: AbstractSet[str]) -> Iterator[Problem]:
    """Find wordings and examples of concepts that are not there, asked for or not."""
    for name in sorted(pack.model.wording.keys() - every_concept):
        yield pack.problem(("wording", name), f"no concept {name}; {nearest(name, every_concept)}")
    known = every_concept | pack.model.wording.keys()
    for index, example in enumerate(pack.model.examples):
        name = example.wording.rpartition("/")[0]
        if not name:
            sentence = "write a concept and a wording, such as maths/take_away/had_and_sold"
            yield pack.problem(("examples", index, "wording"), sentence)
        elif name not in known:
            sentence = f"no concept {name}; {nearest(name, every_concept)}"
            yield pack.problem(("examples", index, "wording"), sentence)


def wording_problems(
    pack: LanguagePack, concepts: Mapping[str, Concept], lexicons: Lexicons, *, sound: bool = True
) -> Iterator[Problem]:
    """Find what is wrong with the wordings of these concepts.

    Where grammar and words are not `sound`, the texts are read and not said.
    """
    compilers = compilers_of(pack.model, lexicons)
    for name, wordings in pack.model.wording.items():
        if (concept := concepts.get(name)) is None:
            continue
        checker = Checker(concept, pack, compilers, sound=sound)
        if sound and (mute := checker.walk.mute()):
            yield pack.problem(("wording", name), mute)
            continue
        seen: dict[str, int] = {}
        for index, wording in enumerate(wordings):
            path = place_of(wording, name, index)
            if wording.id in seen:
                sentence = f"the id {wording.id} stands twice in {name}; give this one another"
                yield pack.problem((*path, "id"), sentence)
            seen[wording.id] = index
            yield from _shape(pack, path, concept, wording)
            yield from checker.problems(path, wording)


def place_of(wording: Wording, concept: str, index: int) -> Path_:
    """Give the place in the pack where a wording stands, or the frame it was put together in."""
    return wording.frame if isinstance(wording, Composed) else ("wording", concept, index)


def _shape(
    pack: LanguagePack, path: Path_, concept: Concept, wording: Wording
) -> Iterator[Problem]:
    if wording.task not in concept.file.pivot and not isinstance(wording, Composed):
        sentence = f"no task {wording.task}; {nearest(wording.task, concept.file.pivot)}"
        yield pack.problem((*path, "task"), sentence)
    wanted = set(concept.file.faces) or {"any"}
    for face in sorted(wanted ^ set(wording.responses)):
        what = "is missing" if face in wanted else f"is of no face; {nearest(face, wanted)}"
        yield pack.problem((*path, "responses"), f"the response {face} {what}")
    if concept.file.label_source == "quoted" and not wording.quote:
        yield pack.problem(path, "a reading wording says with `quote` which span answers")


def texts_of(path: Path_, telling: Telling) -> Iterator[tuple[Path_, str]]:
    """Give every text of a wording with its place."""
    yield (*path, "prompt"), telling.prompt
    if telling.quote:
        yield (*path, "quote"), telling.quote
    for face, response in telling.responses.items():
        yield (*path, "responses", face, "verdict"), response.verdict
        yield (*path, "responses", face, "reason"), response.reason


class Checker:
    """Finds what is wrong with the wordings of one concept.

    With `whole` the pack may not leave out entries. Where it is not `sound`, texts are read and
    not said.
    """

    def __init__(
        self,
        concept: Concept,
        pack: LanguagePack,
        compilers: Sequence[Compiler],
        *,
        whole: bool = False,
        sound: bool = True,
    ) -> None:
        self.concept, self.pack, self.compilers = concept, pack, compilers
        self.whole, self.sound = whole, sound
        self.walk = Walk(concept, pack.model, compilers, whole=whole)
        self._read: set[str] = set()

    @cached_property
    def reader(self) -> Reader:
        """Read numbers as who verifies the answers does."""
        return Reader(self.pack.model)

    def problems(self, path: Path_, wording: Wording) -> list[Problem]:
        """Find everything wrong with one wording; what cannot be read is not walked."""
        found = [
            problem
            for place, text in texts_of(path, wording)
            if text not in self._read
            for problem in self._text(place, text)
        ]
        if found:
            return found
        self._read.update(text for _, text in texts_of(path, wording))
        found += self._prompt((*path, "prompt"), parse(wording.prompt), self._needed(wording))
        found += self._reasons(path, wording)
        found += [
            self.pack.problem((*path, "prompt"), sentence)
            for sentence in existence_problems(self.concept, self.pack.model, wording.prompt)
        ]
        if not self.sound:
            return found
        found += self._styles(path, wording)
        return found or list(self._injective((*path, "prompt"), wording))

    def _text(self, path: Path_, text: str) -> Iterator[Problem]:
        try:
            pieces = parse(text)
        except WordingError as error:
            yield self.pack.problem(path, str(error))
            return
        plain = "".join(piece.source if not piece.slots else "\ue000" for piece in pieces)
        plain = _CODE.sub(" ", plain)
        yield from letter_problems(self.pack, [(path, plain)])
        if brace := regex.search("[{}]", plain):
            sentence = f"a single {brace.group()} stands in the text; write {{{{ slot.form }}}}"
            yield self.pack.problem(path, sentence)
        yield from self._own_numbers(path, plain)
        for piece in pieces:
            yield from self._piece(path, piece)

    def _own_numbers(self, path: Path_, plain: str) -> Iterator[Problem]:
        """Find numbers that a sum would take for those of its slots: 'two' of "two pupils"."""
        computed = self.concept.file.label_source == "computed"
        if not (computed and self.sound) or self.whole or path[-1] == "reason":
            return
        for found in self.reader.values(plain):
            said = plain[found.start : found.end]
            sentence = f"'{said}' reads as a number of the sum, which it is not; say it without"
            yield self.pack.problem(path, sentence)

    def _piece(self, path: Path_, piece: Piece) -> Iterator[Problem]:
        for slot in piece.slots:
            if slot not in self.walk.holds:
                yield self.pack.problem(path, f"no slot {slot}; {nearest(slot, self.walk.holds)}")
                return
        if piece.slots in {(), ("program",)}:
            return
        if piece.source in self.walk.possible:
            yield self.pack.problem(
                path, f"{{{{ {piece.source} }}}} {self.walk.bare(piece.source)}"
            )
            return
        if self.sound and (unsayable := self.walk.unsayable(piece)):
            yield self.pack.problem(path, f"{{{{ {piece.source} }}}}: {unsayable}")

    def _prompt(
        self, path: Path_, pieces: Sequence[Piece], needed: AbstractSet[str]
    ) -> Iterator[Problem]:
        used = self._behind({slot for piece in pieces for slot in piece.slots})
        for slot in sorted(needed - used):
            sentence = f"the slot {slot} is not used, so several rows would have one text"
            yield self.pack.problem(path, sentence)
        said = [piece.said for piece in pieces if piece.said]
        for slot in sorted({slot for slot in said if said.count(slot) > 1}):
            yield self.pack.problem(path, f"the number {slot} is said twice; say it once")
        file = self.concept.file
        if file.label_source == "computed" and file.answer in file.derived:
            for name in sorted(
                names_in(self.concept.derived()[file.answer][1]) - {*said} - (needed - used)
            ):
                sentence = f"the number {name} is not said, so the answer cannot be computed"
                yield self.pack.problem(path, sentence)

    def _reasons(self, path: Path_, wording: Wording) -> Iterator[Problem]:
        """Every answer gives its reason, but what was asked for as it stands."""
        for face, response in wording.responses.items():
            if not response.reason and self.concept.file.kind != "instruction":
                yield self.pack.problem((*path, "responses", face), "the reason is missing")

    def _needed(self, wording: Wording) -> set[str]:
        """List what a prompt must use: each slot, or the names that faces give it.

        What was put together must say its argument, others the first way of it; asides and setting
        are free.
        """
        if isinstance(wording, Composed):
            return set(self.concept.arguments[wording.plan.which].names)
        drawn = set(self.concept.drawn) - self.concept.free
        first_pick = list(self.concept.file.picks)[1:]
        faces = list(self.concept.file.faces.values())
        bound = set(faces[0].bind) if faces else set()
        if ways := self.concept.arguments:
            bound &= {*ways[0].names}
        slots = [{slot.removeprefix(NOT) for slot in face.bind.values()} for face in faces]
        both = set.intersection(*slots) if slots else set()
        return (drawn - both) | bound | set(first_pick)

    def _behind(self, used: set[str]) -> set[str]:
        """Add what stands behind a used number: who reads 60 shared by 5 knows that each has 12."""
        found = set(used)
        for name, (_, expression) in reversed(self.concept.derived().items()):
            if name in found:
                found |= {part.split(".")[0] for part in names_in(expression)} - {MONEY}
        return found

    def _styles(self, path: Path_, wording: Wording) -> Iterator[Problem]:
        for style in STYLES:
            for face in self.concept.faces:
                if face not in wording.responses and "any" not in wording.responses:
                    continue  # told already
                try:
                    frame = style_of(self.pack.model, self.concept.file.kind, style)
                    response_pieces(self.concept, frame, wording, face)
                except (KeyError, WordingError) as error:
                    yield self.pack.problem(path, f"the style {style} cannot be made: {error}")

    def _injective(self, path: Path_, wording: Wording) -> Iterator[Problem]:
        """No two labels may have one text, and no word may tell them apart."""
        if self.concept.file.faces:
            few = isinstance(wording, Composed)  # its statements stand in many others
            for sentence in self._twins.problems(wording.prompt, few=few):
                yield self.pack.problem(path, sentence)

    @cached_property
    def _twins(self) -> Twins:
        return Twins(self.concept, self.pack.model, self.compilers[0], self.walk.sayable)
