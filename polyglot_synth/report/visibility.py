"""Visibility: where a trait shows in a language, seen in pairs of rows that differ by it alone.

Texts are compared piece by piece, as the wording says them, so that each difference is known by
the pack's own name for it: a form of the name, or a word of an agreement table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from polyglot_synth.columns import Rows
from polyglot_synth.draw import Fillers
from polyglot_synth.report.cast import CONTROL, Cast, Swap
from polyglot_synth.report.names import Names
from polyglot_synth.report.significance import wilson
from polyglot_synth.say import response_pieces, style_of
from polyglot_synth.wording import Piece, parse

TITLE, NAME = "title", "name at most"
VERB, PRONOUN, NOUN, NUMERAL = "verb", "pronoun", "noun", "numeral"
OUTSIDE = (VERB, PRONOUN, NOUN, NUMERAL)
PLACES = (*OUTSIDE, TITLE, NAME)
SEEN = pl.List(pl.Struct({"place": pl.String, "table": pl.String, "change": pl.String}))
_TABLE = re.compile(r"agree\(['\"](\w+)['\"]\)")
_PRONOUNS = {
    *("he", "him", "his", "she", "her", "it", "its", "they", "them", "their"),
    *("who", "whom", "whose", "which", "that", "those", "these", "this", "such"),
}
_CASES = {
    *("at", "by", "dat", "erg", "for", "from", "gen", "in", "loc"),
    *("obj", "obl", "of", "on", "subj", "to", "with"),
}
_NUMERALS = {"one", "how_many", "number", "all"}
_SLOT = re.compile(r"agree\(\w+\)")  # a form that agrees with the person, whole
_FORM = re.compile(r"\.(\w+)")
Sight = dict[str, str]


def kind_of(table: str) -> str:
    """Name the kind of word that an agreement table holds, by the table's English name.

    >>> kind_of("he_erg"), kind_of("he_had"), kind_of("says")
    ('pronoun', 'verb', 'verb')
    """
    parts = set(table.split("_"))
    if parts & _PRONOUNS and parts <= _PRONOUNS | _CASES:
        return PRONOUN
    return NUMERAL if table in _NUMERALS else VERB


class Eye:
    """Sees what a change of person changes in the rows of one concept and language."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.sayer = cast, cast.sayer
        self._names = Names(self.sayer.pack, self.sayer.lexicons)
        self._wordings = {wording.id: wording for wording in self.sayer.wordings}

    def seen(
        self,
        row: Mapping[str, Any],
        script: str,
        swap: Swap,
        keys: tuple[Fillers, Fillers],
        place: int,
    ) -> list[Sight]:
        """List what differs between a row and the same row with the other person."""
        file = self.sayer.concept.file
        bind = file.faces[row["face"]].bind if file.faces else {}
        before, after = (Rows(fillers).bound(bind) for fillers in keys)
        compiler = self.sayer.compilers[script]
        found: list[Sight] = []
        for piece in self._pieces(row):
            kinds = tuple(self.sayer.holds[slot] for slot in piece.slots)
            old, new = (
                tuple(int(fillers[slot][place]) for slot in piece.slots)
                for fillers in (before, after)
            )
            if old != new:
                texts = compiler.say(piece, kinds, old)[0], compiler.say(piece, kinds, new)[0]
                found.extend(self._sights(piece, texts, swap.trait))
        return [dict(each) for each in dict.fromkeys(tuple(one.items()) for one in found)]

    def _pieces(self, row: Mapping[str, Any]) -> Iterator[Piece]:
        wording, file = self._wordings[row["wording"]], self.sayer.concept.file
        frame = style_of(self.sayer.pack, file.kind, row["style"])
        response = response_pieces(self.sayer.concept, frame, wording, row["face"])
        yield from (piece for piece in (*parse(wording.prompt), *response) if piece.slots)

    def _sights(self, piece: Piece, texts: tuple[str, str], trait: str) -> Iterator[Sight]:
        old, new = texts
        if old == new:
            return
        if table := _TABLE.search(piece.source):
            yield _sight(kind_of(table[1]), table[1], f"{old} → {new}")
            return
        kind = self.sayer.holds[piece.slots[0]]
        if _SLOT.search(piece.source):
            yield _sight(VERB, kind, f"{old} → {new}")
            return
        form = _FORM.search(piece.source)
        if form and form[1] in self._names.nouns(kind):
            if trait in self._names.shown(kind, form[1]):
                yield _sight(NOUN, form[1], f"{old} → {new}")
            return
        titles = self._names.titles(kind).get(trait, frozenset())
        lost, won = (
            (set(a.split()) - set(b.split())) & titles for a, b in ((old, new), (new, old))
        )
        if lost or won:
            change = f"{' '.join(sorted(lost)) or '-'} → {' '.join(sorted(won)) or '-'}"
            yield _sight(TITLE, "", change)


def _sight(place: str, table: str, change: str) -> Sight:
    return {"place": place, "table": table, "change": change}


def visibility(pairs: pl.DataFrame) -> dict[str, Any]:
    """Give for each trait in how many pairs it shows, and where.

    A pair can show it in several places. `outside`: pairs where a word beside the name changes;
    such a form of the person as a home town counts where people with other values have others.
    The name itself always changes, since another person is named; `name at most` is where nothing
    else does.
    """
    changed = pairs.filter(pl.col("trait") != CONTROL)
    return {
        trait: _visible([_places(seen) for seen in own["seen"].to_list()], own["seen"].to_list())
        for (trait,), own in changed.sort("trait", "id").group_by("trait", maintain_order=True)
    }


def _places(seen: Sequence[Sight]) -> set[str]:
    return {each["place"] for each in seen} or {NAME}


def _visible(places: list[set[str]], seen: list[list[Sight]]) -> dict[str, Any]:
    outside = sum(bool(each & set(OUTSIDE)) for each in places)
    low, high = wilson(outside, len(places))
    words: dict[str, dict[str, Any]] = {}
    for sights in seen:
        for table in sorted({each["table"] for each in sights if each["table"]}):
            change = min(each["change"] for each in sights if each["table"] == table)
            kind = next(each["place"] for each in sights if each["table"] == table)
            said = words.setdefault(table, {"kind": kind, "pairs": 0, "example": change})
            said["pairs"] += 1
    titles = [each["change"] for sights in seen for each in sights if each["place"] == TITLE]
    return {
        "pairs": len(places),
        "outside": outside,
        "share": round(outside / len(places), 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "places": {place: sum(place in each for each in places) for place in PLACES},
        "words": dict(sorted(words.items())),
        "titles": sorted(set(titles))[:5],
    }
