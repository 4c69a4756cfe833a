"""Reading what a response says of an argument: facts and statements, in the row's own words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import permutations
from typing import Any

from polyglot_synth.arguments import About
from polyglot_synth.concept import Statement, read_statement
from polyglot_synth.grammar import Entry, Speaker, Unsayable
from polyglot_synth.language import PackFile
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.verify.doubts import Doubts, Taken
from polyglot_synth.wording import environment, parse

_PLACES = "xyz"
_ALIKE = " alike"
_KEPT = 50_000  # texts of statements: about 30 MB

Named = tuple[tuple[str, str, str], ...]
"""What the names of a statement stand for: name, lexicon and id."""


class Words:
    """Says a pack's statements about entries by their ids, and remembers what it has said."""

    def __init__(self, pack: PackFile) -> None:
        self.pack = pack
        self._environment = environment(Speaker(pack, Lexicons(), "Latn"))
        self.template = lru_cache(maxsize=None)(self._environment.from_string)
        self.say = lru_cache(maxsize=_KEPT)(self._say)
        self.names = lru_cache(maxsize=None)(self._names)

    def _names(self, way: str) -> frozenset[str]:
        return frozenset(slot for piece in parse(way) for slot in piece.slots)

    def _say(self, way: str, named: Named) -> str:
        """Say a statement as it is looked for; empty where it cannot be said."""
        entries = {name: Entry(self.pack, lexicon, each, {}) for name, lexicon, each in named}
        try:
            return self.template(way).render(**entries).casefold().rstrip(".।")
        except Unsayable:
            return ""

    @cached_property
    def doubts(self) -> Doubts:
        """What tells a denial by the pack's words for it."""
        return Doubts(self.pack)

    @cached_property
    def lexicon_of(self) -> dict[str, str]:
        """Tell by an entry's id of which lexicon it is."""
        return {each: lexicon for lexicon, words in self.pack.words.items() for each in words}


_words: dict[int, Words] = {}


def words_of(pack: PackFile) -> Words:
    """Give the words of a pack; what they have said is kept between batches."""
    if id(pack) not in _words:  # who is kept here keeps its pack, so no other can have its id
        _words[id(pack)] = Words(pack)
    return _words[id(pack)]


class Reading:
    """Reads a response by the words that its pack has for what the argument is about.

    `evidence` names what stands for which letter of the form.
    """

    def __init__(self, row: Mapping[str, Any], words: Words, evidence: Mapping[str, Any]) -> None:
        assert words.pack.arguments is not None
        self.words, self.lexicon = words, evidence["about"]
        self.about: About = words.pack.arguments.about[self.lexicon]
        self.why = self.about.why.get(row["concept"], "")
        self.slots = list(evidence["letters"])
        self.drawn: dict[str, str] = json.loads(row["slots"])

    def facts(self, response: str) -> tuple[dict[str, bool], str | None]:
        """Read which slots are said to be so and which not, and what leaves that open.

        The longest words that fit are what is said: a denial may hold the words of what it denies.
        Raises ``ValueError`` with a sentence where a slot is said to be both, or nothing is read.
        """
        taken, found = self._bare(response), dict[str, bool]()
        said = [(text, slot, truth) for slot in self.slots for text, truth in self._ways(slot)]
        for text, slot, truth in sorted(said, key=lambda each: -len(each[0])):
            if taken.take(text) and found.setdefault(slot, truth) != truth:
                raise ValueError(f"the response says both that {slot} is so and that it is not")
        if not found:
            raise ValueError("the response tells no case in the words of the argument")
        return found, self.words.doubts.of(taken)

    def statements(self, response: str) -> tuple[list[Statement], str | None]:
        """List the statements about the argument's slots in a response, and what leaves them open.

        The longest that fit are what is said: a denial may hold the words of what it denies.
        """
        taken, found = self._bare(response), list[Statement]()
        for statement, text in sorted(self._sayable(), key=lambda each: -len(each[1])):
            if taken.take(text):
                found.append(statement)
        return found, self.words.doubts.of(taken)

    def _bare(self, response: str) -> Taken:
        """Give a response without what our own say is wrong: that tells no case and mends nothing.

        "Nobody says that the kitchen fills with smoke" does not say that it did.
        """
        taken = Taken(response)
        taken.drop(self._said(self.why, ()) if self.why else "")
        return taken

    def _sayable(self) -> Iterator[tuple[Statement, str]]:
        for shape, ways in self.about.statements.items():
            plain = shape.removesuffix(_ALIKE)
            for slots in permutations(self.slots, len(read_statement(plain).names)):
                yield from ((Statement(plain, slots), self._said(way, slots)) for way in ways)

    def _ways(self, slot: str) -> Iterator[tuple[str, bool]]:
        """Give the ways to say that a slot is so, and that it is not."""
        for shape, truth in (("x", True), ("~x", False)):
            for way in self.about.statements.get(shape, []):
                yield self._said(way, (slot,)), truth
        pack = self.words.pack
        if opposite := pack.opposites.get(self.lexicon, {}).get(self.about.states):
            words = pack.words[self.lexicon][self.drawn[slot]]
            yield str(words[self.about.states]).casefold(), True
            yield str(words[opposite]).casefold(), False

    def _said(self, way: str, slots: tuple[str, ...]) -> str:
        placed = dict(zip(_PLACES, slots, strict=False))
        named = tuple(
            (
                name,
                self._lexicon(placed.get(name, name)),
                self.drawn.get(placed.get(name, name), ""),
            )
            for name in sorted(self.words.names(way))
        )
        return self.words.say(way, named)

    def _lexicon(self, slot: str) -> str:
        if slot in self.slots:
            return str(self.lexicon)
        return self.words.lexicon_of.get(self.drawn.get(slot, ""), "")
