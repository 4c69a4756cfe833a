"""What a text says of a canonical value: a time, a number, or an entry of the lexicon."""

from __future__ import annotations

import regex

from polyglot_synth.axes import minutes
from polyglot_synth.language import PackFile
from polyglot_synth.reading import Reader


def means(text: str, value: str, pack: PackFile, reader: Reader) -> bool:
    """Tell whether a text is this time or this number, or holds a form of the entry of this id."""
    if ":" in value:
        return reader.time(text) == value
    if value.isdecimal():
        return reader.number(text) == int(value)
    return _names(text, value, pack)


def says(text: str, value: str, pack: PackFile, reader: Reader) -> bool:
    """Tell whether a text holds this time, this number, or a form of the entry of this id."""
    if ":" in value:
        return minutes(value) in [found.value for found in reader.times(text)]
    if value.isdecimal():
        return int(value) in [found.value for found in reader.numbers(text)]
    return _names(text, value, pack)


def _names(text: str, entry: str, pack: PackFile) -> bool:
    forms = [
        words.get(entry, {}).get(form)
        for lexicon, words in pack.words.items()
        for form in pack.paradigms.get(lexicon, {})
    ]
    return any(holds_word(text, form) for form in forms if form)


def holds_word(text: str, word: str) -> bool:
    """Tell whether a word or phrase stands in a text as a whole."""
    pattern = rf"(?<![\p{{L}}\p{{M}}]){regex.escape(word)}(?![\p{{L}}\p{{M}}])"
    return regex.search(pattern, text, regex.IGNORECASE) is not None
