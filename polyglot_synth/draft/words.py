"""Drafting words: each form is translated in two sentences and read out of their frames.

An entry is kept only where nothing speaks against it; what is left out names its first reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from polyglot_synth.draft.carried import Carried
from polyglot_synth.draft.frames import tokens
from polyglot_synth.draft.ways import Ways
from polyglot_synth.drafted import LeftOut
from polyglot_synth.language import Carriers, PackFile
from polyglot_synth.translators import Translation

_LIGHT = {"a", "an", "the", "at", "in", "on"}  # translators choose among these freely
_MORE = 2  # words that a way back may add to the sentence around
_A_CLASS = 0.05  # so many entries agree alike, or none are a class


@dataclass
class Entries:
    """The entries of one lexicon in the new language, and what was left out."""

    words: dict[str, dict[str, str | None]] = field(default_factory=dict)
    classes: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


class Drafter:
    """Drafts the entries of one lexicon from a pack that says them and has carriers for them."""

    def __init__(self, lexicon: str, source: PackFile, ways: Ways) -> None:
        self.lexicon, self.source, self.ways = lexicon, source, ways
        self.carriers: Carriers = source.carriers[lexicon]
        self.said: Mapping[str, Mapping[str, str]] = source.words[lexicon]

    def entries(self) -> Entries:
        """Draft all entries; each is kept whole or left out.

        What a translator is asked for costs; so each question is asked of what has passed the last.
        """
        found = Entries()
        forms = {name: dict(self._forms(name)) for name in self.said}
        for against in self._doubts(forms):
            for name, why in against.items():
                found.left_out.append(LeftOut(what=f"{self.lexicon}/{name}", why=why))
                del forms[name]
        for name, each in forms.items():
            found.words[name] = {**each, **self._formless(name)}
        self._cased(found)
        found = self._classed(found)
        found.left_out.sort(key=lambda left: list(self.said).index(left.what.split("/")[1]))
        return found

    def _formless(self, name: str) -> dict[str, None]:
        """Name the forms that an entry has not in the source either."""
        every = [*self.carriers.names, *self._places]
        return dict.fromkeys(form for form in every if not self.said[name].get(self._base(form)))

    def _doubts(self, forms: Mapping[str, Mapping[str, str]]) -> Iterator[dict[str, str]]:
        """Give, question by question, what speaks against those entries that are left."""
        if self.carriers.names:
            yield _those(forms, lambda name, _: self._changed(name))
            return
        for asked in (
            self._unknown,
            self._unframed,
            self._of_two_minds,
            lambda name, _: self._other_words(name),
            lambda _, each: self._misspelt(each),
        ):
            yield _those(forms, asked)
        back = self._asked_of(forms, Carried.backward)
        yield _those(forms, lambda name, each: self._comes_back_otherwise(name, each, back))
        heard = self._asked_of(forms, Carried.heard)
        yield _those(forms, lambda name, each: self._unconfirmed(each, heard, name))
        yield _twice(forms)

    def _asked_of(
        self,
        forms: Mapping[str, Mapping[str, str]],
        ask: Callable[[Carried, Sequence[str]], dict[str, tuple[str, ...]]],
    ) -> dict[str, dict[str, tuple[str, ...]]]:
        """Ask about the entries that are left, in the first sentence of every plain form."""
        return {
            form: ask(self._places[form][0], [n for n in forms if forms[n].get(form)])
            for form in self.carriers.forms
        }

    def _forms(self, name: str) -> Iterator[tuple[str, str]]:
        for form in self.carriers.names:
            yield form, self.said[name].get(form, "")
        for form, places in self._places.items():
            if self.said[name].get(self._base(form)):
                held = places[0].fillers.get(name)
                yield form, held or ""

    def _changed(self, name: str) -> str | None:
        """Names are kept as they are, where the translator too leaves them so."""
        for form in self.carriers.names:
            text = self.said[name].get(form, "")
            if len(text.split()) > 1:
                return f"'{text}' is more than a name"
            found = self._names[text]
            if text not in [token.text for token in tokens(found.text)]:
                return f"'{text}' is changed in '{found.text}'"
            if found.marks and self._some_known:
                return f"the translator does not know '{found.marks[0]}'"
        return None

    @cached_property
    def _some_known(self) -> bool:
        """Whether the translator knows any of these names, so that it need guess at none."""
        single = (found for text, found in self._names.items() if " " not in text)
        return any(not found.marks for found in single)

    @cached_property
    def _names(self) -> dict[str, Translation]:
        every = [e[form] for e in self.said.values() for form in self.carriers.names if form in e]
        found = self.ways.there([f"{text} is here." for text in every])
        return dict(zip(every, found, strict=True))

    @cached_property
    def _places(self) -> dict[str, list[Carried]]:
        """Translate every sentence: by form, or form and case, a place for each sentence."""
        found = {
            form: [self._place(form, sentence) for sentence in sentences]
            for form, sentences in self.carriers.forms.items()
        }
        for case, forms in self.carriers.cases.items():
            for form, sentences in forms.items():
                found[f"{form}_{case}"] = [self._place(form, each) for each in sentences]
        return found

    def _place(self, form: str, sentence: str) -> Carried:
        said = {name: entry[form] for name, entry in self.said.items() if entry.get(form)}
        return Carried(sentence, said, self.ways)

    def _base(self, form: str) -> str:
        plain = form in self.carriers.forms or form in self.carriers.names
        return form if plain else form.rpartition("_")[0]

    def _unframed(self, name: str, forms: Mapping[str, str]) -> str | None:
        for form, text in forms.items():
            if not text:
                place = self._places[form][0]
                return f"{form} is not to be found in '{place.found[name].text}'"
        return None

    def _unknown(self, name: str, forms: Mapping[str, str]) -> str | None:
        for form in forms:
            for place in self._places[form]:
                if marks := place.found[name].marks:
                    return f"the translator does not know '{marks[0]}'"
                if "  " in place.fillers.get(name, ""):
                    return f"a word came out empty in '{place.found[name].text}'"
        return None

    def _of_two_minds(self, name: str, forms: Mapping[str, str]) -> str | None:
        for form, text in forms.items():
            other = self._places[form][-1].fillers.get(name)
            if other is None or other.casefold() != text.casefold():
                return f"{form} is '{text}' in one sentence and '{other}' in another"
        return None

    def _other_words(self, name: str) -> str | None:
        """Hold the forms of an entry to the same words, as the translator names them."""
        sets = {form: places[0].content(name) for form, places in self._places.items()}
        told = {form: words for form, words in sets.items() if words is not None}
        first = next(iter(told.values()), None)
        for form, words in told.items():
            if first is not None and words != first:
                return f"{form} is of other words than {next(iter(told))}: {_listed(words ^ first)}"
        for words in self._also(name):
            if first is not None and not words <= first:
                return f"of another subject it is said in other words: {_listed(words - first)}"
        return None

    def _also(self, name: str) -> Iterator[frozenset[tuple[str, str]]]:
        for place in self._others:
            words = place.content(name) if name in place.said else None
            if words is not None:
                yield words

    @cached_property
    def _others(self) -> list[Carried]:
        found = []
        for also in self.carriers.also:
            pattern = re.compile(also["pattern"])
            said = {
                name: match[1]
                for name, entry in self.said.items()
                if (match := pattern.match(entry.get(also["form"], "")))
            }
            found.append(Carried(also["says"], said, self.ways))
        return found

    def _misspelt(self, forms: Mapping[str, str]) -> str | None:
        for text in forms.values():
            if unknown := self.ways.misspelt(text):
                return f"the speller does not know '{unknown[0]}'"
        return None

    def _comes_back_otherwise(
        self, name: str, forms: Mapping[str, str], back: dict[str, dict[str, tuple[str, ...]]]
    ) -> str | None:
        for form in (form for form in forms if form in self.carriers.forms):
            place, ways = self._places[form][0], back[form].get(name, ())
            if ways and not any(_says(b, place.said[name], place.asked[name]) for b in ways):
                return f"{form} comes back as '{ways[0]}'"
        return None

    def _unconfirmed(
        self, forms: Mapping[str, str], heard: dict[str, dict[str, tuple[str, ...]]], name: str
    ) -> str | None:
        """Have every other translator, where there are any, say every form alike."""
        for form in (form for form in forms if form in self.carriers.forms):
            ours = self._places[form][0].found[name].text
            for text in heard[form].get(name, ()):
                if not _says(text, forms[form], ours):
                    return f"another translator says '{text}'"
        return None

    def _cased(self, found: Entries) -> None:
        """Drop the forms of a case that no entry has a form of its own for."""
        for case, forms in self.carriers.cases.items():
            pairs = [(form, f"{form}_{case}") for form in forms]
            if any(e.get(a) != e.get(b) for e in found.words.values() for a, b in pairs):
                found.cases.append(case)
                continue
            for entry in found.words.values():
                for _, cased in pairs:
                    entry.pop(cased, None)

    def _classed(self, found: Entries) -> Entries:
        """Tell entries apart by how other words agree with them; the rare ways are left out."""
        if not self.carriers.agree or not found.words:
            return found
        ways = {name: self._agrees(name) for name in found.words}
        counts = Counter(ways.values())
        common = [
            way for way, n in counts.most_common() if n >= _A_CLASS * len(ways) and None not in way
        ]
        for name, way in ways.items():
            if way not in common:
                del found.words[name]
                why = "other words agree with it as with nearly nothing else"
                found.left_out.append(LeftOut(what=f"{self.lexicon}/{name}", why=why))
        if len(common) > 1:
            found.classes = [f"c{n}" for n in range(1, len(common) + 1)]
            for name in found.words:
                found.words[name]["class"] = found.classes[common.index(ways[name])]
        return found

    def _agrees(self, name: str) -> tuple[int | None, ...]:
        return tuple(place.frame(name) for place in self._agreeing)

    @cached_property
    def _agreeing(self) -> list[Carried]:
        return [self._place(form, sentence) for form, sentence in self.carriers.agree.items()]


def _says(back: str, said: str, asked: str) -> bool:
    """Whether a sentence that came back still says the words in one piece, and little else."""
    whole, part = _plain(back), _plain(said)
    places = range(len(whole) - len(part) + 1)
    held = any(whole[start : start + len(part)] == part for start in places)
    return held and len(whole) <= len(_plain(asked)) + _MORE


def _plain(text: str) -> list[str]:
    return [t.text.casefold() for t in tokens(text) if t.text.casefold() not in _LIGHT]


def _listed(words: frozenset[tuple[str, str]]) -> str:
    return ", ".join(f"{lemma} ({part})" for lemma, part in sorted(words))


def _those(
    forms: Mapping[str, Mapping[str, str]],
    asked: Callable[[str, Mapping[str, str]], str | None],
) -> dict[str, str]:
    """Ask one question of every entry; give those that it speaks against, with the reason."""
    return {name: why for name, each in forms.items() if (why := asked(name, each))}


def _twice(forms: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Find entries that are called like an earlier one: they could not be told apart."""
    seen: dict[str, str] = {}
    found = {}
    for name, each in forms.items():
        text = next(iter(each.values()))
        if text in seen:
            found[name] = f"it is called like {seen[text]}"
        seen.setdefault(text, name)
    return found
