"""Wordings: what is compiled to columns is what Jinja says; what is no wording is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jinja2 import Template

from polyglot_synth.chance import Numbers
from polyglot_synth.columns import Compiler
from polyglot_synth.concept import CLOCK, NOT, NUMBER, TEXT, Telling
from polyglot_synth.draw import Fillers
from polyglot_synth.grammar import Entry, Speaker, Unsayable
from polyglot_synth.sample import STYLES
from polyglot_synth.say import PIVOT, english_of, response_pieces, style_of
from polyglot_synth.wording import WordingError, environment, parse
from tests.common import LEXICONS, SAID, SPEAKING, concept, pack, sayer

Values = dict[str, Entry | int | str]


@cache
def speaker(tag: str, script: str) -> Speaker:
    return Speaker(pack(tag), LEXICONS, script)


@cache
def compiler(tag: str, script: str) -> Compiler:
    return Compiler(speaker(tag, script))


@cache
def template(tag: str, script: str, source: str) -> Template:
    return environment(speaker(tag, script)).from_string(source)


def drawn(tag: str, name: str, numbers: list[int], face: str) -> tuple[Numbers, Fillers]:
    """Draw what the pack can say of these numbers, with the names that a face gives."""
    every = np.array(numbers, dtype=np.int64)
    fillers = sayer(tag, name).drawer.draw(every)
    fine = np.ones(len(every), dtype=np.bool_)
    for slot, kind in concept(name).holds().items():
        if slot in fillers and kind in LEXICONS.entries:
            known = [i in pack(tag).words[kind] for i in LEXICONS.ids(kind)]
            fine &= np.array(known)[fillers[slot]]
    fillers = {slot: column[fine] for slot, column in fillers.items()}
    return every[fine], fillers | {
        alias: fillers[slot] for alias, slot in bound(name, face).items()
    }


def bound(name: str, face: str) -> dict[str, str]:
    """Give the names that a face has for slots, such as ``{"concluded": "not q"}``."""
    return concept(name).file.faces[face].bind if concept(name).file.faces else {}


class Plain:
    """Renders texts of one face in one language by Jinja alone, row by row."""

    def __init__(self, tag: str, name: str, script: str, face: str, fillers: Fillers) -> None:
        self.tag, self.name, self.script, self.bind = tag, name, script, bound(name, face)
        self.file, self.holds = concept(name).file, concept(name).holds()
        self.fillers, self.length = fillers, len(next(iter(fillers.values())))

    def value(self, slot: str, place: int) -> Entry | int:
        kind, of = self.holds[slot], self.bind.get(slot, slot)
        number = int(self.fillers[of.removeprefix(NOT)][place])
        if kind in {NUMBER, CLOCK}:
            return number
        entry = LEXICONS.ids(kind)[number]
        return speaker(self.tag, self.script).entry(kind, entry, denied=of.startswith(NOT))

    def values(self, place: int) -> Values:
        slots = [slot for slot, kind in self.holds.items() if kind != TEXT and slot in self.fillers]
        values: Values = {slot: self.value(slot, place) for slot in slots}
        if self.file.program:
            values["program"] = self.render(self.file.program, values)
        return values

    def render(self, source: str, values: Values) -> str:
        return template(self.tag, self.script, source).render(values)

    def text(self, source: str) -> list[str]:
        return [self.render(source, self.values(place)) for place in range(self.length)]

    def response(self, telling: Telling, style: str, face: str) -> list[str]:
        response = telling.responses.get(face) or telling.responses["any"]
        parts = zip(self.text(response.verdict), self.text(response.reason), strict=True)
        frame = style_of(pack(self.tag), self.file.kind, style)
        return [self.render(frame, {"verdict": said, "reason": why}) for said, why in parts]


def compiled(plain: Plain, source: str) -> list[str]:
    made = compiler(plain.tag, plain.script)
    return made.text(parse(source), plain.fillers, plain.holds).to_list()


def compiled_response(plain: Plain, telling: Telling, style: str, face: str) -> list[str]:
    frame = style_of(pack(plain.tag), plain.file.kind, style)
    pieces = response_pieces(concept(plain.name), frame, telling, face)
    made = compiler(plain.tag, plain.script)
    return made.text(pieces, plain.fillers, plain.holds).to_list()


def tellings(tag: str, name: str) -> Iterator[Telling]:
    yield from pack(tag).wording[name]
    if tag == PIVOT:
        yield from concept(name).file.pivot.values()


def some_numbers(name: str) -> st.SearchStrategy[list[int]]:
    capacity = sayer(SPEAKING[0], name).drawer.capacity
    return st.lists(st.integers(0, capacity - 1), min_size=1, max_size=6, unique=True)


@pytest.mark.parametrize(("tag", "name"), SAID)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_compiled_columns_are_what_jinja_says(tag: str, name: str, data: st.DataObject) -> None:
    face = data.draw(st.sampled_from(concept(name).faces), "face")
    style = data.draw(st.sampled_from(list(STYLES)), "style")
    script = data.draw(st.sampled_from(list(pack(tag).digits)), "digits")
    numbers, fillers = drawn(tag, name, data.draw(some_numbers(name), "numbers"), face)
    assume(len(numbers))
    plain = Plain(tag, name, script, face, fillers)
    for telling in tellings(tag, name):
        assert compiled(plain, telling.prompt) == plain.text(telling.prompt)
        if telling.quote:
            assert compiled(plain, telling.quote) == plain.text(telling.quote)
        said = compiled_response(plain, telling, style, face)
        assert said == plain.response(telling, style, face)


@pytest.mark.parametrize(("tag", "name"), SAID)
@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_rows_are_what_jinja_says(tag: str, name: str, data: st.DataObject) -> None:
    numbers = np.array(data.draw(some_numbers(name), "numbers"), dtype=np.int64)
    wordings = {wording.id: wording for wording in pack(tag).wording[name]}
    batch = sayer(tag, name).batch(numbers)
    for row in batch.iter_rows(named=True):
        wording, style, face = wordings[row["wording"]], row["style"], row["face"]
        _, fillers = drawn(tag, name, [row["number"]], face)
        own = [Plain(tag, name, script, face, fillers) for script in pack(tag).digits]
        english = Plain(PIVOT, name, "Latn", face, fillers)
        pivot = english_of(wording, concept(name), pack(tag), pack(PIVOT))
        texts = [(p.text(wording.prompt), p.response(wording, style, face)) for p in own]
        assert ([row["prompt"]], [row["response"]]) in texts
        assert [row["pivot_prompt"]] == english.text(pivot.prompt)
        assert [row["pivot_response"]] == english.response(pivot, style, face)
        said = [piece.said for piece in parse(wording.prompt) if piece.said]
        assert [each["slot"] for each in row["spoken"]] == said
        assert all(each["surface"] in row["prompt"] for each in row["spoken"])


REFUSED = {
    "if": ("{% if a %}x{% endif %}", "'if' does not stand in a wording"),
    "for": ("{% for a in b %}x{% endfor %}", "'for' does not stand in a wording"),
    "set": ("{% set a = 1 %}", "'set' does not stand in a wording"),
    "if at the end": ("mvua {%", "stand in a wording"),
    "raw": ("{% raw %}x{% endraw %}", "only text and"),
    "comment": ("mvua {# kubwa #}", "only text and"),
    "open comment": ("mvua {# kubwa", "is no wording: Missing end of comment"),
    "call": ("{{ a.sg() }}", "only slot.form and the filters"),
    "method of a form": ("{{ a.sg.title() }}", "only slot.form and the filters"),
    "attribute of attribute": ("{{ a.sg.title }}", "only slot.form and the filters"),
    "item": ("{{ a['sg'] }}", "only slot.form and the filters"),
    "class by item": ("{{ a['__class__'] }}", "only slot.form and the filters"),
    "arithmetic": ("{{ n + 1 }}", "only slot.form and the filters"),
    "minus": ("{{ -n }}", "only slot.form and the filters"),
    "joining": ("{{ a.sg ~ b.sg }}", "only slot.form and the filters"),
    "choice": ("{{ a.sg if b else c.sg }}", "only slot.form and the filters"),
    "test": ("{{ a is defined }}", "only slot.form and the filters"),
    "constant": ("{{ 'mvua' }}", "only slot.form and the filters"),
    "tuple": ("{{ a.sg, b.sg }}", "only slot.form and the filters"),
    "unknown filter": ("{{ a.sg | title }}", "no filter title; known are: agree, cap"),
    "misspelt filter": ("{{ n | nun }}", "no filter nun; did you mean num"),
    "filter without what it needs": ("{{ a.sg | agree }}", "write agree('table') or agree(slot)"),
    "filter with what it does not take": ("{{ n | num(k) }}", "write num without brackets"),
    "number in brackets": ("{{ a | count(3) }}", "write count(n)"),
    "keyword": ("{{ a | count(n=n) }}", "only slot.form and the filters"),
    "nothing": ("{{ }}", "says nothing"),
    "only a filter": ("{{ | cap }}", "unexpected"),
    "trim before": ("mvua {{- a.sg }}", "'{{-' eats the space beside it"),
    "trim after": ("{{ a.sg -}} kubwa", "'-}}' eats the space beside it"),
    "no end": ("mvua {{ a.sg", "{{ a.sg has no end"),
    "half an end": ("mvua {{ a.sg }", "is no wording"),
    "only a beginning": ("mvua {{", "has no end"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_wording_is_refused_with_a_sentence(case: str) -> None:
    text, sentence = REFUSED[case]
    with pytest.raises(WordingError) as error:
        parse(text)
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


# Names of Python's own: on a lexicon entry, on text, on everything.
PYTHON = ["items", "keys", "form", "fields", "words", "pack", "title", "upper", "format"]
PYTHON += ["__class__", "__init__", "__dict__", "__globals__"]


@pytest.mark.parametrize("name", PYTHON)
@pytest.mark.parametrize("tag", SPEAKING)
def test_python_attributes_never_leak(tag: str, name: str) -> None:
    values = {"a": speaker(tag, "Latn").entry("noun", "mango")}
    for source in (f"{{{{ a.{name} }}}}", f"{{{{ a.sg.{name} }}}}", f"{{{{ a.sg.{name}() }}}}"):
        with pytest.raises(Unsayable):
            template(tag, "Latn", source).render(values)


@pytest.mark.parametrize("source", ["{{ a }}", "{{ a | cap }}", "{{ n | agree('of') }}"])
def test_a_slot_without_form_says_nothing(source: str) -> None:
    values = {"a": speaker(SPEAKING[0], "Latn").entry("noun", "mango"), "n": 3}
    with pytest.raises((Unsayable, AttributeError, TypeError)):
        template(SPEAKING[0], "Latn", source).render(values)


TOKENS = ["{{", "}}", "{%", "%}", "{#", "#}", "-", "|", ".", "(", ")", "'", '"', "{", "}", "+"]
TOKENS += ["a", "b", "sg", "cap", "num", "count", "if", "for", " ", "\n", "आंबा", "ng'ombe", ","]


def parsed(text: str) -> str | None:
    try:
        return "".join(piece.source for piece in parse(text) if not piece.slots)
    except WordingError:
        return None


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=14).map("".join))
def test_any_text_is_a_wording_or_refused(text: str) -> None:
    literal = parsed(text)
    if literal is not None and not any(piece.slots for piece in parse(text)):
        assert literal == text


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="{}\r")))
def test_text_without_braces_says_itself(text: str) -> None:
    assert parsed(text) == text
    assert parsed(f"{text}{{{{ a.sg }}}}{text}") == text * 2


@pytest.mark.parametrize("make", [str, lambda text: text + "\n", lambda text: "\n" + text])
def test_line_breaks_stay(make: Callable[[str], str]) -> None:
    assert parsed(make("mvua {{ a.sg }} kubwa")) == make("mvua  kubwa")


def test_a_number_said_is_known_by_its_slot() -> None:
    prompt = "{{ a | count(n, 'words') | cap }} {{ k | num }} {{ start | clock }} {{ a.sg | cap }}"
    said = [piece.said for piece in parse(prompt) if piece.slots]
    assert said == ["n", "k", "start", None]
