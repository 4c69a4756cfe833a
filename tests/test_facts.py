"""What a row carries beside its text: the answer and what shows that it is right."""

from __future__ import annotations

import json

import pytest

from polyglot_synth.facts import Facts
from polyglot_synth.language import Composed
from polyglot_synth.logic import is_valid
from polyglot_synth.wording import parse
from tests.common import INPUTS, LEXICONS, SAID, concept, pack, rows

ASKED = {
    "instructions/count_on": ["n", "second", "third", "fourth", "fifth"],
    "instructions/list": ["u", "v", "w", "x"],
    "instructions/notice": ["event", "day", "start", "venue"],
}
INSTRUCTED = [(tag, name) for tag, name in SAID if concept(name).file.kind == "instruction"]
ARGUED = [(tag, name) for tag, name in SAID if concept(name).file.faces]
COMPUTED = [(tag, name) for tag, name in SAID if concept(name).file.label_source == "computed"]


def facts(name: str) -> Facts:
    return Facts(concept(name), LEXICONS)


# ---- instructions


def test_every_instruction_is_asked_of() -> None:
    assert {n for n in INPUTS.concepts if concept(n).file.kind == "instruction"} == set(ASKED)


@pytest.mark.parametrize(("tag", "name"), INSTRUCTED)
def test_the_answer_of_an_instruction_is_what_it_asks_for_in_order(tag: str, name: str) -> None:
    for answer, slots in rows(tag, name).select("answer", "slots").rows():
        held = json.loads(slots)
        assert answer == ", ".join(str(held[slot]) for slot in ASKED[name])


@pytest.mark.parametrize("name", ASKED)
def test_constraints_are_carried_as_the_concept_sets_them(name: str) -> None:
    carried = json.loads(facts(name).constraints())
    assert set(carried) == {"constraints"}
    set_ = [each.model_dump(exclude_none=True) for each in concept(name).file.constraints]
    assert carried["constraints"] == set_
    assert all(set_)
    named = [slot for each in set_ for slot in each.get("numbers", [each.get("says")]) if slot]
    assert named == ASKED[name]
    for tag, said in INSTRUCTED:
        if said == name:
            assert set(rows(tag, name)["evidence"]) == {facts(name).constraints()}


# ---- arguments


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_a_proof_says_what_holds(tag: str, name: str) -> None:
    """By a form that is proved anew, or by what the two twins were built to differ in."""
    composed = {each.id for each in pack(tag).wording[name] if isinstance(each, Composed)}
    for face, evidence, wording in rows(tag, name).select("face", "evidence", "wording").rows():
        carried, told = json.loads(evidence), concept(name).file.faces[face]
        if concept(name).file.label_source == "proved":
            if wording not in composed:  # what is put together has ways of its own
                assert carried["form"] == told.form
            assume = carried["existential_import"]
            assert carried["valid"] == (face == "valid")
            assert is_valid(carried["form"], existential_import=assume) == carried["valid"]
            assert ("counter_model" in carried) != carried["valid"]
            assert ("derivation" in carried) == carried["valid"]
        else:
            assert carried == {"because": told.because, "holds": face == "valid"}
            assert told.because


# ---- sums


@pytest.mark.parametrize(("tag", "name"), COMPUTED)
def test_a_computation_names_the_numbers_as_they_are_said(tag: str, name: str) -> None:
    """And the prompt of every wording says all that the expression needs."""
    expression = concept(name).derived()[str(concept(name).file.answer)][1]
    for wording in pack(tag).wording[name]:
        carried = json.loads(facts(name).computation(wording.prompt))
        said = [piece.said for piece in parse(wording.prompt) if piece.said]
        assert carried == {"expression": expression, "said": said}
        assert facts(name).holds.keys() >= set(said)
        assert names(expression) <= set(said)


def names(expression: str) -> set[str]:
    return {word for word in expression.replace("(", " ").split() if word.isidentifier()}
