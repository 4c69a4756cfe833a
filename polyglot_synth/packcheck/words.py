"""A pack's words: every form there, in the language's letters, in normal form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from polyglot_synth.errors import Problem, nearest
from polyglot_synth.grammar import SPECIAL_KEYS
from polyglot_synth.language import LanguagePack, PackFile
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.text import is_script, letters_outside, normal_form
from polyglot_synth.yamlfile import Path_


def word_problems(pack: LanguagePack, lexicons: Lexicons) -> Iterator[Problem]:
    """Find what is wrong with entries: unknown, a form missing, letters of another script."""
    for lexicon, entries in pack.model.words.items():
        path: Path_ = ("words", lexicon)
        if lexicon not in lexicons.entries:
            yield pack.problem(path, f"no lexicon {lexicon}; {nearest(lexicon, lexicons.entries)}")
            continue
        if lexicon not in pack.model.paradigms:
            yield pack.problem(path, f"paradigms does not say which forms a {lexicon} has")
            continue
        for name, entry in entries.items():
            if name not in lexicons.entries[lexicon]:
                sentence = f"no entry {name}; {nearest(name, lexicons.entries[lexicon])}"
                yield pack.problem((*path, name), sentence)
            else:
                yield from _entry(pack, (*path, name), lexicon, entry)
    yield from letter_problems(pack, list(_texts(pack.model)))


def missing_words(pack: PackFile, lexicons: Lexicons) -> dict[str, list[str]]:
    """List by lexicon the ids that the pack has no words for; their numbers are not drawn."""
    missing = {
        lexicon: [i for i in lexicons.entries[lexicon] if i not in entries]
        for lexicon, entries in pack.words.items()
        if lexicon in lexicons.entries
    }
    return {lexicon: ids for lexicon, ids in missing.items() if ids}


def _entry(
    pack: LanguagePack, path: Path_, lexicon: str, entry: dict[str, Any]
) -> Iterator[Problem]:
    forms, features = pack.model.paradigms[lexicon], pack.model.features
    for form in forms:
        if form not in entry:
            sentence = f"the form {form} is missing; write null if the word has none"
            yield pack.problem(path, sentence)
    for key, value in entry.items():
        known = {*forms, *features, *SPECIAL_KEYS}
        if key not in known:
            yield pack.problem((*path, key), f"unknown form; {nearest(key, known)}")
        elif key in features:
            for part in str(value).split("/"):
                if part not in features[key]:
                    sentence = f"no {key} {part}; {nearest(part, features[key])}"
                    yield pack.problem((*path, key), sentence)
        elif key in forms and not (value is None or (isinstance(value, str) and value.strip())):
            yield pack.problem((*path, key), "a form is text, or null")
    yield from _special(pack, path, forms, entry)


def _special(
    pack: LanguagePack, path: Path_, forms: Mapping[str, Any], entry: dict[str, Any]
) -> Iterator[Problem]:
    if entry.get("head", next(iter(forms), None)) not in forms:
        yield pack.problem((*path, "head"), f"head names a form: {', '.join(forms)}")
    if not _agrees_for(entry.get("agrees_for", {})):
        sentence = "write a mapping such as {table: {feature: value}}"
        yield pack.problem((*path, "agrees_for"), sentence)


def _agrees_for(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(each, dict) for each in value.values())


def _texts(pack: PackFile) -> Iterator[tuple[Path_, str]]:
    for lexicon, entries in pack.words.items():
        for name, entry in entries.items():
            for form in pack.paradigms.get(lexicon, {}):
                if isinstance(entry.get(form), str):
                    yield ("words", lexicon, name, form), entry[form]
    for name, table in pack.agreement.items():
        for cell, text in table.items():
            if isinstance(text, str):
                yield ("agreement", name, cell), text
    for name, word in pack.verdicts.items():
        yield ("verdicts", name), word
    if pack.review:
        yield from _flat(("review",), pack.review.model_dump())


def _flat(path: Path_, part: object) -> Iterator[tuple[Path_, str]]:
    """Give every text of a section with its place."""
    if isinstance(part, str):
        yield path, part
        return
    inner = part.items() if isinstance(part, dict) else enumerate(part)  # type: ignore[arg-type]
    for key, value in inner:
        yield from _flat((*path, key), value)


def letter_problems(pack: LanguagePack, texts: list[tuple[Path_, str]]) -> Iterator[Problem]:
    """Find letters of other scripts, text that is not composed, and the wrong apostrophe."""
    if not is_script(pack.model.script) or not pack.model.tag.endswith(pack.model.script):
        return
    cleaned = []
    for _, text in texts:
        for word in pack.model.other_script:
            text = text.replace(word, "")  # noqa: PLW2901 - cleaned step by step
        cleaned.append(text)
    for (path, text), foreign in zip(
        texts, letters_outside(cleaned, pack.model.script), strict=True
    ):
        if foreign:
            letters = ", ".join(
                f"{letter} (U+{ord(letter):04X})" for letter in dict.fromkeys(foreign)
            )
            yield pack.problem(path, f"letters outside {pack.model.script}: {letters}")
        if normal_form(text) != text:
            yield pack.problem(path, "is not composed (Unicode NFC); type it anew or normalise it")
        if pack.model.apostrophe == "'" and "\u2019" in text:
            yield pack.problem(path, "write the apostrophe ' (U+0027), never \u2019 (U+2019)")
