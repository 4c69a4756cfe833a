"""Adopting a draft: once it checks, its file becomes the language's pack, as it stands."""

from __future__ import annotations

from pathlib import Path

from polyglot_synth import write
from polyglot_synth.check import CHECKS, missing_bounds
from polyglot_synth.config import RunConfig
from polyglot_synth.errors import Mendable, Problem
from polyglot_synth.inputs import load_inputs
from polyglot_synth.language import LanguagePack, load_pack, pack_files
from polyglot_synth.packcheck import check_pack


def adopt_draft(file: Path, config: RunConfig, folder: Path | None = None) -> Path:
    """Check a drafted pack and write it into a folder of packs, or into that of its identity pack.

    Gives the file that was written. Raises `Mendable` with all that does not check, and where a
    pack stands there that says something already; then nothing is changed.
    """
    pack = load_pack(file)
    if pack.model.draft is None:
        raise Mendable.saying("is no draft: it has no section draft:", file=file)
    problems = _problems(pack, config) + missing_bounds([pack], CHECKS)
    if problems:
        raise Mendable(problems)
    target = _target(pack.model.tag, config, folder)
    if target.exists() and (spoken := load_pack(target).model) and (spoken.words or spoken.wording):
        raise Mendable.saying(
            "says something already; move into it by hand what you want of the draft, or name "
            "another folder with --out",
            file=target,
        )
    try:
        write.atomically(target, file.read_bytes())
    except OSError as error:
        raise Mendable.saying(
            f"cannot be written: {error.strerror}; name a folder of your own with --out",
            file=target,
        ) from None
    return target


def _problems(pack: LanguagePack, config: RunConfig) -> list[Problem]:
    inputs = load_inputs(config.model_copy(update={"languages": ["eng_Latn"]}))
    return check_pack(pack, inputs.concepts, inputs.lexicons, inputs.every_concept)


def _target(tag: str, config: RunConfig, folder: Path | None) -> Path:
    """Name the pack's file: in the folder asked for, else where the language's pack stands."""
    name = f"{tag}.yaml"
    if folder is not None:
        return folder / name
    own = config.language_folders()[-1] / name
    return own if config.languages_dir else pack_files(config.language_folders()).get(tag, own)
