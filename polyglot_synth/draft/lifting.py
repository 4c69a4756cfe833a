"""Lifting: a sentence is translated with many fillers, and the template is read back out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from polyglot_synth.columns import Compiler
from polyglot_synth.concept import NUMBER, Concept
from polyglot_synth.draft.finding import Filler, found_in
from polyglot_synth.draft.frames import tokens
from polyglot_synth.draft.instances import Instance, instances
from polyglot_synth.draft.places import NotLiftable, Place, places
from polyglot_synth.draft.skeleton import Seen, Skeleton, skeleton
from polyglot_synth.draft.tables import Tables
from polyglot_synth.draft.template import template
from polyglot_synth.draft.ways import Ways
from polyglot_synth.grammar import Entry, Speaker, Unsayable, plural_category
from polyglot_synth.language import PackFile
from polyglot_synth.translators import Translation
from polyglot_synth.wording import Piece, parse

SHARE = 0.75  # of the instances have the skeleton
AT_LEAST = 6  # of them, where there are fillers
BACK = 0.81  # of a sentence's words come back, and few others
ALIKE = 0.8  # of its words are those of another translator
_LOOKED_BACK = 6
_SENTENCE = regex.compile(r"(?<=[.?!][\"”»)]*) +(?=\S)")
_MARKS = regex.compile(r"[()\[\]\"“”«»:;/×÷+=−\d]")
_LETTERS = regex.compile(r"\p{L}")
_ARTICLES = {"a", "an", "the"}


@dataclass(frozen=True)
class Lifted:
    """A text of a wording in the new language, and what speaks for it."""

    text: str
    agree: int
    of: int
    back: float | None


@dataclass(frozen=True)
class Desk:
    """What all texts of a draft share: the ways, and the agreement tables."""

    ways: Ways
    tables: Tables


class Lifter:
    """Lifts the texts of one concept from the source pack into a pack that has its words."""

    def __init__(self, concept: Concept, source: PackFile, speaker: Speaker, desk: Desk) -> None:
        self.concept, self.target, self.desk = concept, speaker.pack, desk
        self.verdicts = source.verdicts
        self.holds = concept.holds()
        self.says = Compiler(Speaker(source, speaker.lexicons, next(iter(source.digits))))
        self.will_say = Compiler(speaker)
        self.instances = instances(concept, self.target, speaker.lexicons)
        self._known: dict[str, Lifted | NotLiftable] = {}

    def text(self, text: str) -> Lifted:
        """Lift a text sentence by sentence. Raises `NotLiftable` with the first reason."""
        lines = [[self._remembered(each) for each in _sentences(line)] for line in text.split("\n")]
        every = [lifted for line in lines for lifted in line]
        return Lifted(
            "\n".join(" ".join(lifted.text for lifted in line) for line in lines),
            min(every, key=lambda lifted: lifted.agree / lifted.of).agree,
            min(every, key=lambda lifted: lifted.agree / lifted.of).of,
            min((lifted.back for lifted in every if lifted.back is not None), default=None),
        )

    def _remembered(self, sentence: str) -> Lifted:
        if sentence not in self._known:
            try:
                self._known[sentence] = self._sentence(sentence)
            except NotLiftable as error:
                self._known[sentence] = error
        found = self._known[sentence]
        if isinstance(found, NotLiftable):
            raise found
        return found

    def _sentence(self, sentence: str) -> Lifted:
        pieces = parse(sentence)
        literal = "".join(piece.source for piece in pieces if not piece.slots)
        if not _LETTERS.search(literal) and all(_is_number(piece) for piece in pieces):
            return Lifted(sentence, len(self.instances), len(self.instances), None)
        wanted = places(pieces, self.holds)
        asked = self._asked(pieces, wanted)
        answers = self.desk.ways.there(list(asked))
        seen, failures = self._seen(wanted, asked, answers)
        if not seen:
            raise NotLiftable(failures.most_common(1)[0][0])
        found = skeleton(seen, len(asked), [place.form for place in wanted])
        self._enough(found, failures, has_fillers=bool(wanted))
        self._same_marks(found, literal)
        self._spelt(found)
        back = self._back(asked, answers)
        self._like_others(asked, answers)
        return Lifted(template(found.parts, wanted, self.desk.tables), found.agree, found.of, back)

    def _asked(self, pieces: Sequence[Piece], wanted: Sequence[Place]) -> dict[str, Instance]:
        """Say the line for each instance; two numbers that are alike could not be told apart."""
        found: dict[str, Instance] = {}
        for instance in self.instances:
            numbers = [instance.row[place.slot] for place in wanted if place.is_number]
            said = self.says.line(pieces, instance.row, self.holds)
            others = [token.text for token in tokens(said) if token.text.isdecimal()]
            if len(set(numbers)) == len(numbers) and len(set(others)) == len(others):
                found.setdefault(said, instance)
        if not found:
            raise NotLiftable("its numbers are never all different")
        return found

    def _seen(
        self,
        wanted: Sequence[Place],
        asked: Mapping[str, Instance],
        answers: Sequence[Translation],
    ) -> tuple[list[Seen], Counter[str]]:
        seen: list[Seen] = []
        failures: Counter[str] = Counter()
        for instance, answer in zip(asked.values(), answers, strict=True):
            try:
                seen.append(self._read(wanted, instance, answer))
            except NotLiftable as error:
                failures[str(error)] += 1
        return seen, failures

    def _read(self, wanted: Sequence[Place], instance: Instance, answer: Translation) -> Seen:
        if "  " in answer.text.strip():
            raise NotLiftable(f"a word came out empty in '{answer.text}'")
        fillers = [self._filler(place, instance) for place in wanted]
        items = found_in(answer.text, fillers)
        literals = {item.text for item in items if item.place is None}
        if unknown := [mark for mark in answer.marks if mark in literals]:
            raise NotLiftable(f"the translator does not know '{unknown[0]}'")
        features = {
            n: self._features(place, instance)
            for n, place in enumerate(wanted)
            if self._entry(place, instance) and not place.is_number
        }
        return items, features

    def _filler(self, place: Place, instance: Instance) -> Filler:
        value = instance.row[place.slot]
        if place.is_number:
            texts = dict.fromkeys([str(value), f"{value:,}"], frozenset({"num"}))
            return Filler((NUMBER, value), texts)
        entry = self._entry(place, instance)
        forms: dict[str, frozenset[str]] = {}
        for called, name in self._names(place, instance).items():
            try:
                text = str(entry.form(name)) if entry else ""
            except Unsayable:
                continue
            forms[text] = forms.get(text, frozenset()) | {called}
        if not forms:
            raise NotLiftable(f"the draft has no form for {{{{ {place.slot}.{place.form} }}}}")
        return Filler((self.holds[place.slot], value), forms)

    def _entry(self, place: Place, instance: Instance) -> Entry | None:
        found = self.will_say.value(self.holds[place.slot], instance.row[place.slot])
        return found if isinstance(found, Entry) else None

    def _names(self, place: Place, instance: Instance) -> dict[str, str]:
        """List the forms that may stand in a place: of a counted noun by case, else by name."""
        if place.counted_by:
            return self._counted(place, instance)
        return {form: form for form in self.target.paradigms.get(self.holds[place.slot], {})}

    def _counted(self, place: Place, instance: Instance) -> dict[str, str]:
        """Name the form that a count takes, plain and in each case."""
        counts = self.target.counts
        if counts is None:
            raise NotLiftable("the draft has no counts")
        category = plural_category(self.target.cldr, instance.row[place.counted_by])
        found = {}
        for case in ("", *counts.cases):
            forms = counts.forms(case)
            found[case] = forms.get(category, forms["other"])
        return found

    def _features(self, place: Place, instance: Instance) -> tuple[str, str]:
        entry = self._entry(place, instance)
        words = entry.words if entry else {}
        if place.counted_by:
            category = plural_category(self.target.cldr, instance.row[place.counted_by])
            return str(words.get("class", "")), "sg" if category == "one" else "pl"
        paradigm = self.target.paradigms.get(self.holds[place.slot], {})
        return str(words.get("class", "")), paradigm.get(place.form, {}).get("number", "")

    def _enough(self, found: Skeleton, failures: Counter[str], *, has_fillers: bool) -> None:
        least = min(AT_LEAST, max(found.of, 2)) if has_fillers else 1
        if found.agree >= SHARE * found.of and found.agree >= least:
            return
        why = f"only {found.agree} of {found.of} translations have one skeleton"
        first = failures.most_common(1)
        raise NotLiftable(f"{why}; {first[0][0]}" if first else why)

    @staticmethod
    def _same_marks(found: Skeleton, literal: str) -> None:
        words = "".join(part.word for part in found.parts)
        ours, theirs = (Counter(_MARKS.findall(text)) for text in (words, literal))
        if ours != theirs:
            odd = next(iter((ours - theirs) + (theirs - ours)))
            raise NotLiftable(f"the mark {odd} is lost or added")

    def _spelt(self, found: Skeleton) -> None:
        cells = [word for p in found.parts if p.agreeing for _, word in p.agreeing.cells]
        text = " ".join([*(part.word for part in found.parts), *cells])
        if unknown := self.desk.ways.misspelt(text):
            raise NotLiftable(f"the speller does not know '{unknown[0]}'")

    def _back(self, asked: Mapping[str, Instance], answers: Sequence[Translation]) -> float | None:
        """Say which part of the words comes back, on average over some instances."""
        some = list(zip(asked, answers, strict=True))[:_LOOKED_BACK]
        back = self.desk.ways.back([answer.text for _, answer in some])
        if not back:
            return None
        likeness = [
            max(_likeness(text, came) for came in by_every_way)
            for (text, _), by_every_way in zip(some, back, strict=True)
        ]
        mean = round(sum(likeness) / len(likeness), 3)
        if mean < BACK:
            raise NotLiftable(f"it comes back as '{back[0][0]}' ({mean:.0%} of its words)")
        return mean

    def _like_others(self, asked: Mapping[str, Instance], answers: Sequence[Translation]) -> None:
        """Hold a sentence to what another translator makes of it."""
        some = list(zip(asked, answers, strict=True))[:_LOOKED_BACK]
        others = self.desk.ways.again([text for text, _ in some], short=True)
        if not others:
            return
        likeness = [
            max(_likeness(answer.text, other) for other in by_every_way)
            for (_, answer), by_every_way in zip(some, zip(*others, strict=True), strict=True)
        ]
        if sum(likeness) < ALIKE * len(likeness):
            raise NotLiftable(f"another translator says '{others[0][0]}'")


def _sentences(line: str) -> list[str]:
    """Divide a line into sentences.

    >>> _sentences('Asha said: "All cats are animals. So it is." Is it true?')
    ['Asha said: "All cats are animals.', 'So it is."', 'Is it true?']
    """
    return _SENTENCE.split(line)


def _is_number(piece: Piece) -> bool:
    return not piece.slots or piece.source.endswith("| num")


def _likeness(text: str, back: str) -> float:
    """Give the F1 score of two texts' words, articles apart."""
    ours, theirs = (Counter(_words(each)) for each in (text, back))
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0


def _words(text: str) -> Iterator[str]:
    words = (token.text.casefold() for token in tokens(text))
    return (word for word in words if word not in _ARTICLES and word[0].isalnum())
