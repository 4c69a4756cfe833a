"""Grammar as data: forms, agreement, counts, numerals and clock, each a look-up in the pack."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError

from polyglot_synth import digits
from polyglot_synth.errors import nearest
from polyglot_synth.language import Features, PackFile
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.text import capital

SPECIAL_KEYS = {"head", "agrees_for"}


class Unsayable(Exception):  # noqa: N818 - a gap in a pack, told in one sentence
    """The pack has no form for what a wording asks."""


class Form(str):
    """A word form that remembers the features by which other words agree with it."""

    __slots__ = ("entry", "features")
    entry: Entry
    features: Features


class Said(str):
    """A text that says a number or time; `surface` is the part that says it."""

    __slots__ = ("surface",)
    surface: str


class Entry:
    """A lexicon entry as this pack says it; `denied`, it gives the forms that deny those asked."""

    def __init__(
        self,
        pack: PackFile,
        lexicon: str,
        name: str,
        fields: Mapping[str, Any],
        *,
        denied: bool = False,
    ) -> None:
        self.pack, self.lexicon, self.name, self.denied = pack, lexicon, name, denied
        self.words: dict[str, Any] = pack.words.get(lexicon, {}).get(name, {})
        self.fields = fields

    def form(self, name: str) -> str:
        """Give a form by name; ``head`` is the form that a sentence about one uses.

        Raises `Unsayable` when the pack has no such form.
        """
        paradigm = self.pack.paradigms.get(self.lexicon, {})
        if name == "head":
            name = self.words.get("head", next(iter(paradigm), "head"))
        if self.denied:
            name = self._opposite(name)
        if name not in paradigm:
            return self._field(name)
        text = self.words.get(name)
        if text is None:
            raise Unsayable(f"{self.lexicon} {self.name} has no form {name}")
        form = Form(text)
        form.entry, form.features = self, self.features(paradigm[name])
        return form

    def _opposite(self, name: str) -> str:
        """Give the form that denies a form, by the pack's `opposites`, read both ways."""
        pairs = self.pack.opposites.get(self.lexicon, {})
        both = pairs | {denied: said for said, denied in pairs.items()}
        if name not in both:
            raise Unsayable(f"opposites.{self.lexicon} says nothing against the form {name}")
        return both[name]

    def _field(self, name: str) -> str:
        if isinstance(value := self.fields.get(name), str | int):
            return str(value)
        forms = self.pack.paradigms.get(self.lexicon)
        if not forms:
            tag = self.pack.tag
            raise Unsayable(f"{tag} has no words for {self.lexicon} {self.name}, so no form {name}")
        raise Unsayable(f"a {self.lexicon} has no form {name}; {nearest(name, forms)}")

    def features(self, of_form: Features) -> Features:
        """Give the entry's features; of ``5/6`` a form takes the part of its number."""
        second = of_form.get("number") == "pl"
        own = {
            feature: value.split("/")[-1 if second else 0]
            for feature in self.pack.features
            if isinstance(value := self.words.get(feature), str | int) and (value := str(value))
        }
        return own | of_form


class Speaker:
    """Says forms, numbers and times of one pack in one digit script."""

    def __init__(self, pack: PackFile, lexicons: Lexicons, script: str) -> None:
        self.pack, self.lexicons, self.script = pack, lexicons, script

    def entry(self, lexicon: str, name: str, *, denied: bool = False) -> Entry:
        """Find an entry of a lexicon."""
        fields = self.lexicons.entries[lexicon][name]
        return Entry(self.pack, lexicon, name, fields, denied=denied)

    def agree(self, word: Form | Entry, table: str | Entry) -> str:
        """Give the cell of an agreement table for a word's features.

        With a slot in place of a table: the form of this entry that agrees with that one.
        Raises `Unsayable` for a table that is not there, a feature that the word lacks, or null.
        """
        if isinstance(table, Entry):
            return _agreeing(word, table)
        if not isinstance(word, Form | Entry):
            raise Unsayable(f"agree('{table}') stands after a form or a slot only")
        entry = word if isinstance(word, Entry) else word.entry
        features = word.features if isinstance(word, Form) else word.features({})
        cells = self.pack.agreement.get(table)
        if cells is None:
            known = nearest(table, self.pack.agreement)
            raise Unsayable(f"there is no agreement table {table}; {known}")
        features = {**features, **entry.words.get("agrees_for", {}).get(table, {})}
        if lacking := [feature for feature in cells["over"] if feature not in features]:
            raise Unsayable(
                f"agreement table {table} runs over {lacking[0]}, which {entry.name} does not have"
            )
        key = ".".join(features[feature] for feature in cells["over"])
        if cells.get(key) is None:
            raise Unsayable(f"agreement table {table} has no form for {key} ({entry.name})")
        return str(cells[key])

    def of(self, noun: Entry, number: int, case: str = "") -> str:
        """Give the form of a noun that this count takes by its CLDR plural category."""
        counts = self.pack.counts
        if not isinstance(noun, Entry) or counts is None:
            raise Unsayable("of(n) and count(n) stand after a noun's slot, in a pack with counts")
        _must_be_number(number, "of(n) and count(n)")
        if case and case not in counts.cases:
            known = nearest(case, {"words", *counts.cases})
            raise Unsayable(f"no way to count is called {case}; {known}")
        forms = counts.forms(case)
        return noun.form(forms.get(plural_category(self.pack.cldr, number), forms["other"]))

    def count(self, noun: Entry, number: int, *how: str) -> Said:
        """Say number and noun in the language's order, in digits or in agreeing words."""
        words = "words" in how
        form = self.of(noun, number, *(case for case in how if case not in {"words", "digits"}))
        surface = self.in_words(number, form) if words else self.num(number)
        order = self.pack.counts.order if self.pack.counts else "{n} {noun}"
        return _said(order.format(n=surface, noun=form), str(surface))

    def num(self, number: int) -> Said:
        """Write a whole number in the row's digits, grouped."""
        _must_be_number(number, "num")
        group = self.pack.group
        text = digits.write(int(number), script=self.script, sizes=group.size, sign=group.sign)
        return _said(text, text)

    def in_words(self, number: int, form: str = "") -> str:
        """Say a number in words that agree with the form that is counted."""
        features = form.features if isinstance(form, Form) else {}
        numerals = self.pack.numerals
        if numerals is None:
            raise Unsayable("the pack has no numerals")
        key = ".".join(features.get(feature, "?") for feature in numerals.over)
        if (text := self._number_words.get((int(number), key))) is None:
            raise Unsayable(f"numerals have no word for {number}" + (f" of {key}" if key else ""))
        return text

    @cached_property
    def _number_words(self) -> dict[tuple[int, str], str]:
        return spell_all(self.pack)

    def clock(self, minutes: int) -> Said:
        """Say a time of day, given in minutes after midnight; whole and half hours only."""
        clock = self.pack.clock
        _must_be_number(minutes, "clock")
        if clock is None or clock.whole is None or clock.half is None:
            raise Unsayable("the pack has no clock that says times")
        if minutes % 30:
            raise Unsayable(f"clock says whole and half hours, not {minutes % 60} minutes past")
        hour = (minutes // 60 + clock.shift - 1) % 12 + 1
        part = max((h, p) for h, p in _wrapped(clock.parts) if h <= minutes // 60)[1]
        words = {"h": self.num(hour), "part": part, "H": self._hour(hour)}
        frame = clock.half if minutes % 60 else clock.whole
        if minutes % 60 and hour in clock.half_special and clock.half_special_frame:
            words["half"], frame = clock.half_special[hour], clock.half_special_frame
        text = frame.format_map(words)
        return _said(text, text)

    def _hour(self, hour: int) -> str:
        word = self.pack.numerals.words.get(hour, "") if self.pack.numerals else ""
        return word if isinstance(word, str) else ""

    @staticmethod
    def cap(text: str) -> str:
        """Begin with a capital where the script has one."""
        capped = capital(text)
        if isinstance(text, Said):
            surface = capital(text.surface) if text.startswith(text.surface) else text.surface
            return _said(capped, surface)
        return capped

    @cached_property
    def filters(self) -> dict[str, Any]:
        """The six filters of the wording language."""
        return {
            name: getattr(self, name) for name in ("agree", "of", "count", "num", "clock", "cap")
        }


def _agreeing(word: object, other: Entry) -> str:
    """Give the form of an entry whose features are those of another entry."""
    if not isinstance(word, Entry):
        raise Unsayable("agree(slot) stands after a slot only, such as {{ fact | agree(person) }}")
    features = other.features({})
    for name, wanted in word.pack.paradigms.get(word.lexicon, {}).items():
        if wanted and wanted.items() <= features.items():
            return word.form(name)
    raise Unsayable(f"no form of a {word.lexicon} agrees with {other.lexicon} {other.name}")


def _must_be_number(value: object, name: str) -> None:
    if not isinstance(value, int):
        raise Unsayable(f"{name} says a number, and this is none")


def _wrapped(parts: Mapping[int, str]) -> list[tuple[int, str]]:
    """List the parts of the day; the last goes on after midnight."""
    return [(-1, parts[max(parts)]), *parts.items()]


def _said(text: str, surface: str) -> Said:
    said = Said(text)
    said.surface = surface
    return said


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(code.replace("-", "_"))


def plural_category(code: str, number: int) -> str:
    """Name the CLDR plural category of a count in a locale.

    >>> plural_category("sw", 1), plural_category("sw", 2)
    ('one', 'other')
    """
    return str(_locale(code).plural_form(int(number)))


def plural_categories(code: str) -> set[str] | None:
    """Name all plural categories that whole numbers take in a locale; None if CLDR lacks it."""
    try:
        rule = _locale(code).plural_form
    except (UnknownLocaleError, ValueError):
        return None
    return {str(rule(number)) for number in [*range(201), 1_000, 1_000_000]}


def spell_all(pack: PackFile) -> dict[tuple[int, str], str]:
    """Spell every number that the pack's numerals reach, by (number, features of the counted)."""
    numerals = pack.numerals
    if numerals is None:
        return {}
    keys = {key for word in numerals.words.values() if isinstance(word, dict) for key in word}
    spelled: dict[tuple[int, str], str] = {}
    for key in sorted(keys) or [""]:
        units = {n: w.get(key) if isinstance(w, dict) else w for n, w in numerals.words.items()}
        units |= numerals.tens
        for tens, tens_word in numerals.tens.items():
            for unit in range(1, 10):
                if tens + unit not in units and units.get(unit) is not None:
                    units[tens + unit] = numerals.join.format(tens=tens_word, unit=units[unit])
        if numerals.hundred:
            units |= {
                100 + n: numerals.join_hundred.format(hundred=numerals.hundred, rest=units[n])
                for n in range(1, 100)
                if units.get(n) is not None
            }
            units[100] = numerals.hundred
        spelled |= {(n, key): word for n, word in units.items() if word is not None}
    return spelled
