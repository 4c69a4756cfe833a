"""Varieties of a language: a pack with the words that one of them says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from polyglot_synth.errors import Mendable, nearest
from polyglot_synth.language import LanguagePack, find_pack, unknown_language
from polyglot_synth.yamlfile import Path_, Place


def in_variety(pack: LanguagePack, name: str) -> LanguagePack:
    """Lay a variety's words and money over a pack's own; entries that it lacks are left aside.

    A problem with one of its words stands at its line. The pack's examples show the pack's own
    variety, so the copy has none.
    """
    variety = pack.model.varieties[name]
    said = variety.words
    words = {
        lexicon: {i: entry | said.get(lexicon, {}).get(i, {}) for i, entry in own.items()}
        for lexicon, own in pack.model.words.items()
    }
    update: dict[str, Any] = {"variety": name, "words": words, "varieties": {}, "examples": []}
    update |= {"money": variety.money} if variety.money else {}
    return replace(pack, model=pack.model.model_copy(update=update), values=_places(pack, name))


def _places(pack: LanguagePack, name: str) -> dict[Path_, Place]:
    """Let the paths of words lead to where the variety says them."""
    section = ("varieties", name)
    own = {path[2:]: at for path, at in pack.values.items() if path[:2] == section and path[2:]}
    return {**pack.values, **own}


def chosen(
    asked: Mapping[str, str], packs: Mapping[str, LanguagePack], files: dict[str, Path]
) -> dict[str, str]:
    """Name by tag the varieties to speak in; a pack's own needs no name.

    Raises `Mendable` where a language or variety is unknown, or the run has not that language.
    """
    found: dict[str, str] = {}
    for language, variety in asked.items():
        tag = find_pack(language, files)
        if tag is None:
            raise unknown_language(language, files)
        if tag not in packs:
            raise Mendable.saying(
                f"{tag} is to be said as in {variety}, but no rows are asked for in {tag}; "
                "name it among the languages"
            )
        if found.setdefault(tag, variety) != variety:
            raise Mendable.saying(
                f"{tag} is to be said as in {found[tag]} and as in {variety}; name one"
            )
        _known(packs[tag], variety)
    return {tag: name for tag, name in found.items() if name != packs[tag].model.variety}


def _known(pack: LanguagePack, variety: str) -> None:
    file = pack.model
    known = [*([file.variety] if file.variety else []), *file.varieties]
    if variety not in known:
        raise Mendable.saying(f"{file.tag} has no variety {variety}; {nearest(variety, known)}")
