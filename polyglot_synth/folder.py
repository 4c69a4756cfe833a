"""A run's folder: made ready, or refused where another run stands in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from polyglot_synth import write
from polyglot_synth.config import RunConfig
from polyglot_synth.errors import Mendable
from polyglot_synth.inputs import DRAFTS, PROBE, Inputs, fingerprint

WORK = ".work"


def prepare(config: RunConfig, inputs: Inputs, *, resume: bool) -> Path:
    """Make the folder ready, or refuse to go on in one that was begun otherwise."""
    out, print_ = Path(config.out), fingerprint(config, inputs)
    record = out / WORK / "fingerprint.json"
    if record.exists() and resume:
        _same(json.loads(record.read_text(encoding="utf-8")), print_, out)
        write.sweep(out)
        return out
    write.sweep(out)
    write.json_file(record, print_)
    return out


def refuse_used(config: RunConfig, *, resume: bool) -> None:
    """Refuse another run's folder before anything is done: it is never touched."""
    out = Path(config.out)
    if out.exists() and not out.is_dir():
        raise Mendable.saying(f"--out {out} is a file; name a folder")
    if not out.exists() or (resume and (out / WORK / "fingerprint.json").exists()):
        return
    begun = any((out / name).exists() for name in (f"{WORK}/fingerprint.json", DRAFTS, PROBE))
    others = [file for file in out.iterdir() if file.name not in {WORK, DRAFTS, PROBE}]
    if others or (begun and not resume):
        advice = "go on with --resume or " if begun else ""
        raise Mendable.saying(f"--out {out} is not empty; {advice}name another folder")


@contextmanager
def writable(config: RunConfig) -> Iterator[None]:
    """Say in one sentence where the run's folder cannot be used."""
    try:
        yield
    except OSError as error:
        sentence = f"--out {config.out} cannot be written: {error.strerror}"
        raise Mendable.saying(sentence) from None


def _same(old: dict[str, Any], new: dict[str, Any], out: Path) -> None:
    changed = [
        f"{part}.{name}" if name != part else part
        for part in dict.fromkeys([*new, *old])
        for name in _names(old, new, part)
        if _part(old, part, name) != _part(new, part, name)
    ]
    if changed:
        raise Mendable.saying(
            f"{out} was begun with another {', '.join(changed)}; resume with what it was begun "
            "with, or name another folder"
        )


def _names(old: dict[str, Any], new: dict[str, Any], part: str) -> list[str]:
    """List what a part of either fingerprint tells apart, or the part itself."""
    tables = [value for value in (old.get(part), new.get(part)) if isinstance(value, dict)]
    return sorted({name for table in tables for name in table}) if tables else [part]


def _part(print_: dict[str, Any], part: str, name: str) -> object:
    value = print_.get(part)
    return value.get(name) if isinstance(value, dict) else value
