"""A pack's varieties: words that the pack has too, said otherwise, in forms that wordings find."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from polyglot_synth.concept import Concept
from polyglot_synth.errors import Problem, nearest
from polyglot_synth.language import LanguagePack
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.packcheck.wordings import wording_problems
from polyglot_synth.packcheck.words import word_problems
from polyglot_synth.variety import in_variety
from polyglot_synth.yamlfile import Path_


def variety_problems(
    pack: LanguagePack,
    concepts: Mapping[str, Concept],
    lexicons: Lexicons,
    walked: Collection[str],
) -> Iterator[Problem]:
    """Find what is wrong with the varieties of a pack that is sound itself.

    The words of each are looked at; only in those `walked` are the wordings said over the lexicon.
    """
    for name in pack.model.varieties:
        if unfounded := list(_unfounded(pack, name)):
            yield from unfounded
            continue
        spoken = in_variety(pack, name)
        problems = list(word_problems(spoken, lexicons))
        if name in walked and not problems:
            problems = list(wording_problems(spoken, concepts, lexicons))
        yield from (_of(name, problem) for problem in problems)


def _unfounded(pack: LanguagePack, name: str) -> Iterator[Problem]:
    """Find a variety that is the pack's own, and words that it cannot say otherwise."""
    section: Path_ = ("varieties", name)
    if name == pack.model.variety:
        yield pack.problem(section, f"{name} is what the pack says itself; name another variety")
    for lexicon, entries in pack.model.varieties[name].words.items():
        path, own = (*section, "words", lexicon), pack.model.words.get(lexicon)
        if own is None:
            sentence = f"words has no {lexicon}; {nearest(lexicon, pack.model.words)}"
            yield pack.problem(path, sentence)
            continue
        for entry, forms in entries.items():
            if entry not in own:
                sentence = f"words.{lexicon} has no {entry}; {nearest(entry, own)}"
                yield pack.problem((*path, entry), sentence)
                continue
            for form, text in forms.items():
                if form in own[entry] and own[entry][form] == text:
                    sentence = "words says the same; give only what is said otherwise"
                    yield pack.problem((*path, entry, form), sentence)


def _of(variety: str, problem: Problem) -> Problem:
    """Say of a problem that it is one of a variety."""
    if problem.path.startswith("words."):
        return replace(problem, path=f"varieties.{variety}.{problem.path}")
    return replace(problem, sentence=f"as said in {variety}: {problem.sentence}")
