"""Putting wordings together: an argument's statements, in some order, in every frame of a pack.

A pack says a shape of statement in a few ways, and a frame once. Each frame holds each concept's
argument several times: in another order of premises, with other ways of saying them, with asides
that play no part, with longer premises. What is put together is a wording like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from polyglot_synth.compose.cases import case_of
from polyglot_synth.compose.composer import EACH, Composer, ids_of
from polyglot_synth.compose.speech import ALIKE, shape_of
from polyglot_synth.concept import Concept, Telling, read_argument
from polyglot_synth.language import Composed, LanguagePack, PackFile

__all__ = [
    "ALIKE",
    "Composer",
    "case_of",
    "composed",
    "english_of",
    "ids_of",
    "lacking",
    "with_composed",
]


def with_composed(pack: LanguagePack, concepts: Mapping[str, Concept]) -> LanguagePack:
    """Add to a pack every wording that can be put together for these concepts."""
    model = pack.model
    wording = dict(model.wording)
    for name, concept in concepts.items():
        if made := composed(concept, model):
            own = [said for said in wording.get(name, []) if not isinstance(said, Composed)]
            wording[name] = [*own, *made]
    return replace(pack, model=model.model_copy(update={"wording": wording}))


def composed(concept: Concept, pack: PackFile) -> list[Composed]:
    """Put together the wordings of one concept; none where the pack lacks one of its shapes."""
    if concept.file.argument is None or pack.arguments is None or list(lacking(concept, pack)):
        return []
    composer = Composer(concept, pack)
    return [
        composer.wording(index, frame, turn)
        for index, frame in enumerate(pack.arguments.frames)
        if frame.out is None and composer.asks(frame.task)
        for turn in range(EACH)
    ]


def lacking(concept: Concept, pack: PackFile) -> Iterator[str]:
    """Name what a pack with arguments lacks to put together those of a concept."""
    told = concept.file.argument
    if told is None or pack.arguments is None:
        return
    if (about := pack.arguments.about.get(told.about)) is None:
        yield f"statements about a {told.about}"
        return
    shapes = {shape_of(concept, each) for said in concept.arguments for each in said.statements}
    mended = read_argument(told.mends).statements if told.mends else ()
    shapes |= {"x", "~x", *(shape_of(concept, each) for each in mended)}
    yield from (f"a statement {shape}" for shape in sorted(shapes - about.statements.keys()))
    if concept.id not in about.why:
        yield f"why.{concept.id}"
    errors = [concept.id.rpartition("/")[2], *told.versus] if told.versus else []
    yield from (f"a term {error}" for error in errors if error not in pack.terms)
    if told.asides and not pack.arguments.asides:
        yield "asides"


def english_of(wording: Composed, concept: Concept, pivot: PackFile) -> Telling:
    """Say in the pivot's language what a wording was put together to say."""
    composer = Composer(concept, pivot)
    frame = next(frame for frame in composer.says.said() if frame.task == wording.task)
    return composer.telling(frame, wording.plan, 0)
