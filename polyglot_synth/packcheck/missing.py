"""What a pack lacks before a concept can be said: wordings, words, and the frame around answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from polyglot_synth import compose
from polyglot_synth.concept import CLOCK, Concept
from polyglot_synth.draw import Drawer
from polyglot_synth.language import PackFile
from polyglot_synth.lexicon import Lexicons

_FEW = 0.5  # of the entries of a slot are said


def lacking(
    pack: PackFile, concepts: Mapping[str, Concept], lexicons: Lexicons
) -> Iterator[tuple[str, list[str]]]:
    """Name for every concept that a pack does not say all that it lacks, by the concept's id."""
    for name, concept in concepts.items():
        if not pack.said(name):
            yield name, ["a wording", *_of_all(pack, concept), *_words(pack, concept, lexicons)]


def unargued(pack: PackFile, concepts: Mapping[str, Concept]) -> Iterator[tuple[str, list[str]]]:
    """Name for every concept that a pack says what it lacks to put its arguments together."""
    for name, concept in concepts.items():
        if pack.said(name) and (things := list(compose.lacking(concept, pack))):
            yield name, things


def _of_all(pack: PackFile, concept: Concept) -> Iterator[str]:
    """Name what every concept of a kind needs of the grammar."""
    if not pack.styles.get(concept.file.kind) and not pack.styles.get("default"):
        yield "styles"
    if concept.file.faces and not pack.verdicts:
        yield "verdicts"
    if CLOCK in concept.holds().values() and not (pack.clock and pack.clock.whole):
        yield "a clock that says times"


def _words(pack: PackFile, concept: Concept, lexicons: Lexicons) -> Iterator[str]:
    """Name the lexicons that the pack has few words of, among those that the concept draws."""
    possible = Drawer(concept, lexicons, 0, pack.money).possible()
    wanted: dict[str, set[str]] = {}
    for slot, kind in concept.holds().items():
        if kind in lexicons.entries and slot in possible:
            every = lexicons.ids(kind)
            wanted.setdefault(kind, set()).update(every[n % len(every)] for n in possible[slot])
    for kind, ids in wanted.items():
        said = ids & pack.words.get(kind, {}).keys()
        if len(said) < _FEW * len(ids):
            yield f"{kind} words ({len(said)} of {len(ids)})"
