"""The concept as it is used: its file, its slots, and what every name in it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from polyglot_synth.concept.argument import Argument, read_argument
from polyglot_synth.concept.file import NOT, ConceptFile
from polyglot_synth.concept.slots import CLOCK, NUMBER, TEXT, Slot
from polyglot_synth.yamlfile import Source


@dataclass(frozen=True)
class Concept:
    """A concept: its id is its path below the templates folder."""

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

    @property
    def drawn(self) -> tuple[str, ...]:
        """The names that are drawn, in file order."""
        return tuple(name for slot in self.slots for name in slot.names)

    def label(self, face: str) -> str | None:
        """Name the argument form of a face; None for other kinds."""
        return self.file.faces[face].name if self.file.faces else None

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """What its argument says, first in the plainest way; empty where it has none."""
        told = self.file.argument
        return tuple(read_argument(text) for text in told.says) if told else ()

    @cached_property
    def bound(self) -> frozenset[str]:
        """The names that faces bind to slots, each face to others."""
        return frozenset(name for face in self.file.faces.values() for name in face.bind)

    @property
    def free(self) -> frozenset[str]:
        """The slots that a wording need not say: its asides, and the setting of those."""
        told = self.file.argument
        return frozenset([*told.asides, *told.setting] if told else [])

    def form(self, face: str, which: int = 0) -> str | None:
        """Give the form of a face's argument, in one of the ways that it is said."""
        stated = self.file.faces[face]
        if stated.form is None or which == 0:
            return stated.form
        return self.arguments[which].form(stated.bind)

    def holds(self) -> dict[str, str]:
        """Tell for every name a wording may use which lexicon it is of, or number, clock, text."""
        kinds = {name: slot.lexicon for slot in self.slots for name in slot.names}
        kinds |= {name: kinds[options[0]] for name, options in self.file.picks.items()}
        kinds |= {name: kind for name, (kind, _) in self.derived().items()}
        kinds |= {"program": TEXT} if self.file.program else {}
        return kinds | {
            name: kinds[slot.removeprefix(NOT)]
            for face in self.file.faces.values()
            for name, slot in face.bind.items()
        }

    def derived(self) -> dict[str, tuple[str, str]]:
        """Give for each derived name what it holds, a number or a time, and its expression."""
        return {
            name: (CLOCK, text.removeprefix(f"{CLOCK} "))
            if text.startswith(f"{CLOCK} ")
            else (NUMBER, text)
            for name, text in self.file.derived.items()
        }

    def denied(self, sizes: Mapping[str, int]) -> dict[str, tuple[str, int]]:
        """Name what faces deny (``not q``): the slot, and the size of the lexicon it is of.

        A denied filler is written as its index plus that size.
        """
        kinds = {name: slot.lexicon for slot in self.slots for name in slot.names}
        return {
            bound: (slot := bound.removeprefix(NOT), sizes[kinds[slot]])
            for face in self.file.faces.values()
            for bound in face.bind.values()
            if bound.startswith(NOT)
        }
