"""Apertium: rule-based translation by installed programs, each pair a long-lived pipe.

Apertium is free software under the GPL and runs as processes of its own; nothing of it is bundled.
A pair is a file ``X-Y.mode`` that says which programs with which data make it.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from polyglot_synth.config import short_hash
from polyglot_synth.translators.base import Translation, TranslatorError
from polyglot_synth.translators.codes import codes
from polyglot_synth.translators.pipeline import Pipeline
from polyglot_synth.translators.stream import read, units, written

MODES = Path("/usr/share/apertium/modes")
_AT_ONCE = 2_000  # texts in one call: a death in between costs at most these again


class Apertium:
    """Translates by the pairs whose modes stand in a folder. A pipe that dies is started once more.

    `modes` is the folder of modes: that of the system, or the one that the environment variable
    POLYGLOT_SYNTH_MODES names. `patience` is how many seconds a pipe may be silent.
    """

    name, licence = "apertium", "clean"

    def __init__(self, modes: Path | None = None, patience: float = 60.0) -> None:
        self.modes = modes or Path(os.environ.get("POLYGLOT_SYNTH_MODES") or MODES)
        self.patience = patience
        self._pairs: dict[str, _Pair] = {}

    def mode(self, source: str, target: str) -> str | None:
        """Name the mode that serves a pair, by the languages' two- or three-letter codes."""
        names = (f"{a}-{b}" for a in codes(source) for b in codes(target))
        return next((name for name in names if (self.modes / f"{name}.mode").is_file()), None)

    def supports(self, source: str, target: str) -> bool:
        """Tell whether a pair is installed, with all the files that it names."""
        return not self.missing(source, target)

    def missing(self, source: str, target: str) -> str:
        """Say what to install for a pair; empty where nothing is missing."""
        if (mode := self.mode(source, target)) is None:
            pair = "-".join(min(codes(tag), key=len) for tag in (source, target))
            advice = f"on Debian or Ubuntu: apt-get install {_package(pair)}"
            return f"Apertium's pair {pair} is not installed ({advice})"
        for word in (word for stage in _stages(self.modes, mode) for word in stage):
            if word.startswith("/") and not Path(word).exists():
                return f"Apertium's pair {mode} is not whole: {word} is not there; install it anew"
        program = next((s[0] for s in _stages(self.modes, mode) if not shutil.which(s[0])), None)
        return f"{program} is not installed (apt-get install apertium)" if program else ""

    def revision(self, source: str, target: str) -> str:
        """Hash the names and sizes of a pair's data files."""
        mode = self._known(source, target)
        files = [Path(word) for stage in _stages(self.modes, mode) for word in stage]
        sizes = [(file.name, file.stat().st_size) for file in files if file.is_file()]
        return f"{mode}@{short_hash(sorted(sizes))}"

    def engines(self, source: str, target: str) -> frozenset[str]:
        """Name a pair's data, which serves both of its directions."""
        mode = self._known(source, target)
        return frozenset({"apertium:" + "+".join(sorted(mode.split("-")[:2]))})

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        """Translate, keeping the marks of unknown words and what each word is."""
        mode = self._known(source, target)
        if mode not in self._pairs:
            self._pairs[mode] = _Pair(_stages(self.modes, mode), self.patience)
        found: list[Translation] = []
        for start in range(0, len(texts), _AT_ONCE):
            found += self._part(mode, texts[start : start + _AT_ONCE])
        return found

    def close(self) -> None:
        """End all pipes."""
        for pair in self._pairs.values():
            pair.close()

    def _part(self, mode: str, texts: Sequence[str]) -> list[Translation]:
        if odd := next((text for text in texts if "\n" in text or "\0" in text), None):
            raise ValueError(f"a text of one line is wanted, not {odd!r}")
        try:
            return self._pairs[mode].translate(texts)
        except TranslatorError:
            pass  # once more: a killed process is no fault of the texts
        try:
            return self._pairs[mode].translate(texts)
        except TranslatorError as error:
            raise TranslatorError(f"Apertium's pair {mode} failed twice: {error}") from None

    def _known(self, source: str, target: str) -> str:
        mode = self.mode(source, target)
        if mode is None:
            raise TranslatorError(self.missing(source, target))
        return mode


class _Pair:
    """The halves of a pair's pipe: up to the words that are meant, and on to their spelling."""

    def __init__(self, stages: list[list[str]], patience: float) -> None:
        spells = next((n for n, stage in enumerate(stages) if "$1" in stage), len(stages))
        ready = [_ready(stage) for stage in stages]
        self.meant = Pipeline(ready[:spells], patience)
        self.spelt = Pipeline(ready[spells:], patience)

    @cached_property
    def _halves(self) -> tuple[Pipeline, ...]:
        return tuple(half for half in (self.meant, self.spelt) if half.stages)

    def translate(self, texts: Sequence[str]) -> list[Translation]:
        meant = self.meant.answers([written(text) for text in texts])
        spelt = self.spelt.answers(meant) if self.spelt.stages else meant
        return [
            Translation(*read(text), units(words)) for text, words in zip(spelt, meant, strict=True)
        ]

    def close(self) -> None:
        for half in self._halves:
            half.close()


def _stages(modes: Path, mode: str) -> list[list[str]]:
    line = (modes / f"{mode}.mode").read_text(encoding="utf-8")
    return [shlex.split(stage) for stage in re.split(r"\|", line.strip())]


def _ready(stage: list[str]) -> list[str]:
    """Make a stage read and write texts that end on NUL, and mark what it does not know."""
    program, *words = (("-g" if word == "$1" else word) for word in stage if word != "$2")
    return [program, "-z", *words]


def _package(pair: str) -> str:
    """Guess the package of a pair; Debian orders the codes either way."""
    known = {"en-eo": "apertium-eo-en", "en-gl": "apertium-en-gl"}
    return known.get(pair, f"apertium-{pair}")
