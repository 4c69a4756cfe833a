"""What a run reads: lexicons, concepts and packs, and the fingerprint of all of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from polyglot_synth.compose import with_composed
from polyglot_synth.concept import Concept, load_concepts
from polyglot_synth.config import RunConfig, file_hash, listings, package_version, selected
from polyglot_synth.errors import Mendable, Problem
from polyglot_synth.gates.detectors import versions
from polyglot_synth.language import LanguagePack, find_pack, load_pack, pack_files, unknown_language
from polyglot_synth.lexicon import Lexicons, load_lexicons
from polyglot_synth.say import PIVOT
from polyglot_synth.variety import chosen, in_variety

DRAFTS = "drafts"  # the folder of a run's drafts
PROBE = "probe.json"  # the file of what it probed


@dataclass(frozen=True)
class Inputs:
    """Everything that rows are made of.

    `packs` speak in the `varieties` of the run, by tag; `written` are the same packs as their files
    have them.
    """

    lexicons: Lexicons
    concepts: dict[str, Concept]
    packs: dict[str, LanguagePack]
    pivot: LanguagePack
    every_concept: frozenset[str] = frozenset()  # those that are not asked for too
    written: dict[str, LanguagePack] = field(default_factory=dict)
    varieties: dict[str, str] = field(default_factory=dict)

    def sayable(self, language: str) -> list[str]:
        """List the concepts that a language has wordings for, such as no speaker has put out."""
        pack = self.packs[language].model
        return [name for name in self.concepts if pack.said(name)]


def load_inputs(config: RunConfig) -> Inputs:
    """Read all that a config names.

    Raises `Mendable` with every problem: unknown languages, varieties or concepts, files that do
    not hold.
    """
    lexicons = load_lexicons(config.template_folders())
    concepts = load_concepts(config.template_folders(), lexicons)
    files = pack_files(config.language_folders())
    problems: list[Problem] = []
    packs: dict[str, LanguagePack] = {}
    for name in config.languages:
        try:
            if (tag := find_pack(name, files)) is None:
                raise unknown_language(name, files)
            packs[tag] = _said(config, load_pack(files[tag]))
        except Mendable as error:
            problems.extend(error.problems)
    if problems:
        raise Mendable(problems)
    wanted = selected(config.concepts, concepts)
    pivot = packs.get(PIVOT) or load_pack(files[PIVOT])
    asked = {name: concepts[name] for name in wanted}
    varieties = chosen(config.varieties, packs, files)
    packs = {tag: with_composed(pack, asked) for tag, pack in packs.items()}
    spoken = {tag: in_variety(packs[tag], name) for tag, name in varieties.items()}
    every = frozenset(concepts)
    return Inputs(lexicons, asked, packs | spoken, pivot, every, packs, varieties)


def draft_file(config: RunConfig, tag: str) -> Path:
    """Name the file that a run drafts a language into."""
    return Path(config.out) / DRAFTS / f"{tag}.yaml"


def _said(config: RunConfig, pack: LanguagePack) -> LanguagePack:
    """Take the run's draft of a language that its pack does not say."""
    file = draft_file(config, pack.model.tag)
    drafted = config.translator is not None and not pack.model.wording and file.exists()
    return load_pack(file) if drafted else pack


def fingerprint(config: RunConfig, inputs: Inputs) -> dict[str, Any]:
    """Say what a run's rows depend on; workers and the place of the folder are no part of it."""
    folders = config.template_folders()
    lexicons = sorted(file for folder in folders for file in folder.glob("lexicons/*.yaml"))
    return {
        "version": package_version(),
        "config": {
            "languages": sorted(inputs.packs),
            "concepts": sorted(inputs.concepts),
            "rows": config.rows,
            "seed": config.seed,
            "near": config.near,
            "golden_share": config.share,
            **({"varieties": inputs.varieties} if inputs.varieties else {}),
            **({"translator": config.translator} if config.translator else {}),
        },
        **({"probe": file_hash(Path(config.probed))} if config.probed else {}),
        "golden": listings(config.golden),
        "keep_away": listings(config.keep_away),
        "detectors": versions(config.lid_model),
        "lexicons": {file.stem: file_hash(file) for file in lexicons},
        "concepts": {name: file_hash(Path(c.source.file)) for name, c in inputs.concepts.items()},
        "packs": {
            tag: file_hash(Path(pack.file))
            for tag, pack in {**inputs.packs, PIVOT: inputs.pivot}.items()
        },
    }
