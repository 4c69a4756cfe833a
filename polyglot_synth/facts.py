"""What a row carries beside its text: slots, traits, domain, answer, and evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import polars as pl

from polyglot_synth.chance import Numbers
from polyglot_synth.columns import Compiler, Rows, value_text
from polyglot_synth.concept import CLOCK, NUMBER, Concept
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.text import places
from polyglot_synth.wording import parse


class Facts:
    """Writes a concept's fillers as canonical text, the same for every language."""

    def __init__(self, concept: Concept, lexicons: Lexicons) -> None:
        self.concept, self.lexicons = concept, lexicons
        self.holds = concept.holds()

    def canonical(self, name: str, rows: Mapping[str, Numbers]) -> pl.Series:
        """Write a filler as canonical text: an id, a number, a time."""
        kind = self.holds[name]
        if kind in {NUMBER, CLOCK}:
            return value_text(rows[name], kind)
        return pl.Series(self.lexicons.ids(kind)).gather(pl.Series(rows[name]))

    def slots(self, rows: Mapping[str, Numbers], height: int) -> pl.Series:
        """Write all that was drawn and computed, as JSON with sorted keys."""
        parts = []
        for name in sorted(
            {*self.concept.drawn, *self.concept.file.picks, *self.concept.file.derived}
        ):
            quote = "" if self.holds[name] == NUMBER else '"'
            parts.append(f'"{name}":{quote}' + self.canonical(name, rows) + quote)
        return _object(parts, height)

    def traits(self, rows: Mapping[str, Numbers], height: int) -> pl.Series:
        """Write the traits of every person drawn, as JSON by slot."""
        parts = []
        for name in sorted(self.concept.drawn):
            entries = self.lexicons.entries.get(self.holds[name], {})
            if any("traits" in fields for fields in entries.values()):
                traits = pl.Series([as_json(each.get("traits", {})) for each in entries.values()])
                parts.append(f'"{name}":' + traits.gather(pl.Series(rows[name])))
        return _object(parts, height)

    def domain(self, rows: Mapping[str, Numbers], height: int) -> pl.Series:
        """Name each row's domain: of the lexicon row that was drawn, or of the concept."""
        for slot in self.concept.slots:
            if slot.relations:
                domains: dict[tuple[str, ...], str] = {}
                for name in slot.relations:
                    relation = self.lexicons.relations[name]
                    for row, domain in zip(relation.rows, relation.domains, strict=True):
                        domains[row] = domain
                        domains.setdefault(tuple(row[i] for i in slot.exchanged), domain)
                drawn = [self.canonical(name, rows) for name in slot.names]
                return pl.Series([domains[row] for row in zip(*drawn, strict=True)])
        return pl.repeat(self.concept.file.domain or "", height, eager=True)

    def answer(self, rows: Rows, compiler: Compiler) -> pl.Series:
        """Give the canonical answer: a value, an id, or the program."""
        file = self.concept.file
        if file.program:
            return compiler.text(parse(file.program, raw=True), rows, self.holds)
        if file.constraints:
            return self._kept(rows)
        return self.canonical(str(file.answer), rows)

    def _kept(self, rows: Mapping[str, Numbers]) -> pl.Series:
        """List what the constraints name, in their order."""
        asked = [constraint.asked() for constraint in self.concept.file.constraints]
        names = [name for each in asked for name in each.get("numbers", [each.get("says")]) if name]
        columns = {f"{i}": self.canonical(name, rows) for i, name in enumerate(names)}
        return pl.DataFrame(columns).select(pl.concat_str(pl.all(), separator=", ")).to_series()

    def constraints(self) -> str:
        """Say what a response must keep, as JSON; slots are named, the row says what they hold."""
        return as_json({"constraints": [each.asked() for each in self.concept.file.constraints]})

    def computation(self, prompt: str) -> str:
        """Say how the answer follows from the numbers of a prompt, in the order they are said."""
        said = [piece.said for piece in parse(prompt) if piece.said]
        expression = self.concept.derived()[str(self.concept.file.answer)][1]
        return as_json({"expression": expression, "said": said})

    def unit_tests(self, rows: Rows, compiler: Compiler) -> pl.Series:
        """Write the unit tests of each row's program, as JSON."""
        texts = [text for test in self.concept.file.tests for text in (test.call, test.expected)]
        columns = [compiler.text(parse(text, raw=True), rows, self.holds) for text in texts]
        return pl.Series([_tests(row) for row in zip(*columns, strict=True)], dtype=pl.String)


def span(quote: str, prompt: str) -> str:
    """Say where a quote stands in a prompt, in code points; -1 where it does not.

    >>> span("500", "1,500 or 500")
    '{"end":12,"quote":"500","start":9}'
    """
    start = next(iter(places(quote, prompt)), -1)
    return f'{{"end":{start + len(quote)},"quote":{_text(quote)},"start":{start}}}'


@lru_cache(maxsize=4096)
def _text(text: str) -> str:
    return as_json(text)


def as_json(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """Write JSON as rows carry it: sorted keys, no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _tests(row: Sequence[str]) -> str:
    pairs = zip(row[::2], row[1::2], strict=True)
    return as_json({"tests": [{"call": call, "expected": expected} for call, expected in pairs]})


def _object(parts: list[pl.Series], height: int) -> pl.Series:
    if not parts:
        return pl.repeat("{}", height, eager=True)
    table = pl.DataFrame({f"{i}": part for i, part in enumerate(parts)})
    inside = pl.concat_str([pl.col(f"{i}") for i in range(len(parts))], separator=",")
    return table.select(pl.concat_str(pl.lit("{"), inside, pl.lit("}")).alias(""))[""]
