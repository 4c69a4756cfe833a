"""The drafts of a run: each language that its pack does not say yet, drafted once into a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from polyglot_synth import write
from polyglot_synth.concept import load_concepts
from polyglot_synth.config import RunConfig, file_hash, selected
from polyglot_synth.draft.pack import Subject, draft_pack
from polyglot_synth.draft.spelling import speller_of
from polyglot_synth.draft.ways import Ways
from polyglot_synth.errors import Mendable
from polyglot_synth.inputs import draft_file
from polyglot_synth.language import (
    LanguagePack,
    find_pack,
    load_pack,
    pack_files,
    unknown_language,
)
from polyglot_synth.lexicon import load_lexicons
from polyglot_synth.say import PIVOT
from polyglot_synth.translators import (
    Cached,
    Route,
    TranslatorError,
    open_translators,
    other_ways,
    ways_back,
)


@dataclass
class Drafting:
    """What drafting came to: the languages left, what to say of the others, and how much it cost.

    `asked` texts, of which `called` were translated and the others known before.
    """

    config: RunConfig
    notes: list[str] = field(default_factory=list)
    asked: int = 0
    called: int = 0


def draft_missing(config: RunConfig) -> Drafting:
    """Draft every language of a run that its pack does not say, where a translator is named.

    A draft that stands is not made again. A language that cannot be drafted here is left out of the
    run, with a note. Raises `Mendable` where no language remains, or the translator gives up.
    """
    if config.translator is None:
        return Drafting(config)
    with Desk(config) as desk:
        told = Drafting(config)
        left = [name for name in config.languages if _drafted(desk, name, told)]
        told.asked, told.called = desk.counts()
    if not left:
        raise Mendable.saying("\n".join(told.notes))
    told.config = config.model_copy(update={"languages": left})
    return told


def _drafted(desk: Desk, name: str, told: Drafting) -> bool:
    pack = desk.pack(name)
    file = draft_file(desk.config, pack.model.tag)
    if pack.model.wording or file.exists():
        return True
    if lacking := desk.lacking(pack.model.tag):
        told.notes.append(f"{pack.model.tag} is left out: {lacking}")
        return False
    write.atomically(file, desk.draft(pack).encode())
    return True


class Desk:
    """Where drafts are made: the translators with their cache, and what there is to say."""

    def __init__(self, config: RunConfig) -> None:
        self.config = config
        self.lexicons = load_lexicons(config.template_folders())
        every = load_concepts(config.template_folders(), self.lexicons)
        self.concepts = {name: every[name] for name in selected(config.concepts, every)}
        self.files = pack_files(config.language_folders())
        self.source = load_pack(self.files[PIVOT])
        opened = open_translators(config.translator, config.cache)
        self.translator, self.others = opened[0], opened[1:]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self.translator, *self.others):
            each.close()

    def counts(self) -> tuple[int, int]:
        """Count the texts that were asked for, and those that were not known."""
        every = list(self._every())
        return sum(each.asked for each in every), sum(each.called for each in every)

    def pack(self, name: str) -> LanguagePack:
        """Load the pack that a name means."""
        if (tag := find_pack(name, self.files)) is None:
            raise unknown_language(name, self.files)
        return load_pack(self.files[tag])

    def lacking(self, tag: str) -> str:
        """Say what to install before a language can be drafted; empty where nothing is missing."""
        return self.translator.missing(PIVOT, tag)

    def draft(self, pack: LanguagePack) -> str:
        """Draft a language; gives the text of its file."""
        subject = Subject(
            pack,
            self.source.model,
            file_hash(Path(self.source.file)),
            self.concepts,
            self.lexicons,
        )
        try:
            return draft_pack(subject, self._ways(pack.model.tag))
        except TranslatorError as error:
            sentence = f"{error}; what was translated is kept: mend it and go on with --resume"
            raise Mendable.saying(sentence) from None

    def _ways(self, tag: str) -> Ways:
        forth = Route(((self.translator, PIVOT, tag),))
        engines = forth.engines(PIVOT, tag)
        every = list(self._every())
        home, independent = ways_back(every, tag, PIVOT, engines)
        others = other_ways(every, PIVOT, tag, engines)
        return Ways(PIVOT, tag, forth, tuple(home), independent, tuple(others), speller_of(tag))

    def _every(self) -> Iterator[Cached]:
        yield self.translator
        yield from self.others
