"""A pack's detectors and tell-tale words: known, folded, and never on both sides."""

from __future__ import annotations

from collections.abc import Iterator

from polyglot_synth.errors import Problem, nearest
from polyglot_synth.gates.detectors import CHEAP, DEAR, FASTTEXT, TELL_TALES
from polyglot_synth.gates.language_id import CLASSES
from polyglot_synth.language import LanguagePack
from polyglot_synth.text import normal_form

_KNOWN = (*CHEAP, *DEAR, FASTTEXT, TELL_TALES)


def detector_problems(pack: LanguagePack) -> Iterator[Problem]:
    """Find what is wrong with what tells the language from others."""
    yield from _detectors(pack)
    yield from _neighbours(pack)


def _detectors(pack: LanguagePack) -> Iterator[Problem]:
    file = pack.model
    trusted = any(trust.has_a_say for trust in file.detectors.values())
    if "language_id" in file.bounds and not trusted:
        sentence = "language_id asks detectors, and the pack trusts none; calibrate it"
        yield pack.problem(("bounds", "language_id"), sentence)
    for name, trust in file.detectors.items():
        path = ("detectors", name)
        if name not in _KNOWN:
            yield pack.problem(path, f"no detector {name}; {nearest(name, _KNOWN)}")
        elif name == TELL_TALES and not file.neighbours:
            yield pack.problem(path, "neighbours: lists no words; calibrate the pack anew")
        if set(trust.margins) != set(CLASSES):
            wanted = ", ".join(map(str, CLASSES))
            yield pack.problem((*path, "margins"), f"give a margin for each of {wanted}")


def _neighbours(pack: LanguagePack) -> Iterator[Problem]:
    for tag, words in pack.model.neighbours.items():
        path = ("neighbours", tag)
        for side, said in (("ours", words.ours), ("theirs", words.theirs)):
            for place, word in enumerate(said):
                if word != normal_form(word.casefold()) or len(word.split()) != 1:
                    sentence = f"'{word}' is no single word in small letters, composed (NFC)"
                    yield pack.problem((*path, side, place), sentence)
        for word in sorted({*words.ours} & {*words.theirs}):
            yield pack.problem(path, f"'{word}' stands on both sides, so it tells nothing")
