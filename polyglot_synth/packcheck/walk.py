"""Walking a piece of a wording over everything that a concept can draw for its slots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from polyglot_synth.columns import Compiler
from polyglot_synth.concept import CLOCK, NUMBER, Concept
from polyglot_synth.draw import Drawer
from polyglot_synth.grammar import Unsayable, plural_category
from polyglot_synth.language import PackFile
from polyglot_synth.wording import Piece

_MOST_COMBINATIONS = 20_000


class Walk:
    """What a concept can draw for each slot, and what a pack can say of it.

    A pack may leave out entries, which are then not drawn; with `whole` it may not: the pivot
    stands beside every row.
    """

    def __init__(
        self, concept: Concept, pack: PackFile, compilers: Sequence[Compiler], *, whole: bool
    ) -> None:
        self.pack, self.compilers, self.whole = pack, compilers, whole
        self.lexicons = compilers[0].speaker.lexicons
        self.holds = concept.holds()
        self.possible = _possible(Drawer(concept, self.lexicons, 0, pack.money))
        self._walked: dict[str, str | None] = {}

    def mute(self) -> str | None:
        """Say for which slot the pack has no word at all, so that nothing could be drawn."""
        for slot in sorted(self.possible.keys() & self.holds.keys()):
            if not self.sayable(slot):
                kind = self.holds[slot]
                return f"words.{kind} says nothing that the slot {slot} can hold; add words for it"
        return None

    def bare(self, slot: str) -> str:
        """Say what a slot lacks that stands alone."""
        kind = self.holds[slot]
        if kind in {NUMBER, CLOCK}:
            return "is a number; say it with | num, count or clock"
        forms = self.pack.paradigms.get(kind, {})
        return f"names no form; write such as {{{{ {slot}.{next(iter(forms), 'name')} }}}}"

    def unsayable(self, piece: Piece) -> str | None:
        """Say for which filler the pack lacks a form; None where it says everything."""
        if piece.source not in self._walked:
            self._walked[piece.source] = self._gap(piece)
        return self._walked[piece.source]

    def _gap(self, piece: Piece) -> str | None:
        kinds = tuple(self.holds[slot] for slot in piece.slots)
        for key in _keys([self._telling(slot, piece) for slot in piece.slots]):
            for compiler in self.compilers:
                try:
                    compiler.say(piece, kinds, key)
                except Unsayable as error:
                    return str(error)
                except (TypeError, ValueError, AttributeError) as error:
                    return f"does not fit what the slot holds: {str(error).splitlines()[0]}"
        return None

    def _telling(self, slot: str, piece: Piece) -> list[int]:
        """List the fillers that can differ in whether they can be said.

        In digits a number matters by its plural category alone; in words, and as a time, each has
        its own form.
        """
        fillers = self.sayable(slot)
        own = "'words'" in piece.source or piece.source.endswith("clock")
        if self.holds[slot] != NUMBER or own:
            return fillers
        code = self.pack.cldr
        return list({plural_category(code, number): number for number in fillers}.values())

    def sayable(self, slot: str) -> list[int]:
        """List what can be drawn for a slot, less the entries that the pack leaves out."""
        kind = self.holds[slot]
        if self.whole or kind not in self.lexicons.entries:
            return self.possible[slot]
        ids, words = self.lexicons.ids(kind), self.pack.words.get(kind, {})
        return [number for number in self.possible[slot] if ids[number % len(ids)] in words]


def _keys(values: list[list[int]]) -> Iterator[tuple[int, ...]]:
    """Combine what two slots can hold; of very many, every one of each is met."""
    size = int(np.prod([len(options) for options in values]))
    if size <= _MOST_COMBINATIONS:
        yield from product(*values)
        return
    for place in range(max(map(len, values))):
        yield tuple(options[place % len(options)] for options in values)


def _possible(drawer: Drawer) -> dict[str, list[int]]:
    """List for every name what it can hold."""
    return {name: sorted(values) for name, values in drawer.possible().items()}
