"""Names: which words of people's forms are titles, and which forms are no names at all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from polyglot_synth.language import PackFile
from polyglot_synth.lexicon import Lexicons

_BEARERS = 3  # people whose names share a word before it is a title
_STEM = 2  # letters that a form of a name keeps of it
_SHARED = 2  # people for each text of a form, at least, before it tells something of them
Shown = frozenset[str]


class Names:
    """The forms of the people of one pack, by lexicon."""

    def __init__(self, pack: PackFile, lexicons: Lexicons) -> None:
        self.pack, self.lexicons = pack, lexicons
        self.nouns = cache(self._nouns)
        self.shown = cache(self._shown)
        self.titles = cache(self._titles)

    def _people(self, kind: str) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
        """Give forms and traits of each person whom the pack has words for."""
        words, forms = self.pack.words.get(kind, {}), self.pack.paradigms.get(kind, {})
        for name, fields in self.lexicons.entries.get(kind, {}).items():
            if name in words and fields.get("traits"):
                said = {form: str(words[name][form]) for form in forms if words[name].get(form)}
                yield said, fields["traits"]

    def _nouns(self, kind: str) -> Shown:
        """List the forms that mostly do not begin as the name does, such as a home town."""
        forms = list(self.pack.paradigms.get(kind, {}))
        people = [said for said, _ in self._people(kind)]
        like = {
            form: sum(
                said.get(form, "")[:_STEM].casefold() == said.get(forms[0], "")[:_STEM].casefold()
                for said in people
            )
            for form in forms
        }
        return frozenset(form for form in forms if like[form] * 2 < len(people))

    def _shown(self, kind: str, form: str) -> Shown:
        """List the traits that a form tells: people with another value have another text."""
        texts: dict[str, dict[str, set[str]]] = {}
        people = list(self._people(kind))
        for said, traits in people:
            for trait, value in traits.items():
                texts.setdefault(trait, {}).setdefault(value, set()).add(said.get(form, ""))
        every = {said.get(form, "") for said, _ in people}
        if len(every) * _SHARED > len(people):
            return frozenset()
        return frozenset(
            trait
            for trait, by in texts.items()
            if sum(len(some) for some in by.values()) == len(every)
        )

    def _titles(self, kind: str) -> dict[str, Shown]:
        """List for each trait the words of names that only people with one value of it bear."""
        bearers: dict[str, list[dict[str, str]]] = {}
        nouns = self.nouns(kind)
        for said, traits in self._people(kind):
            words = {w for form, text in said.items() if form not in nouns for w in text.split()}
            for word in words:
                bearers.setdefault(word, []).append(traits)
        found: dict[str, set[str]] = {}
        for word, borne in bearers.items():
            for trait in set.intersection(*map(set, borne)) if len(borne) >= _BEARERS else ():
                if len({traits[trait] for traits in borne}) == 1:
                    found.setdefault(trait, set()).add(word)
        return {trait: frozenset(words) for trait, words in found.items()}
