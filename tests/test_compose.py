"""Arguments put together: in the same words, in the plan's order, with evidence that holds."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from math import factorial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import regex
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from polyglot_synth.compose import Composer, composed, lacking
from polyglot_synth.concept import Argument, Statement
from polyglot_synth.concept.file import NOT
from polyglot_synth.config import RunConfig
from polyglot_synth.language import Composed, PackFile, Plan
from polyglot_synth.logic import refutes
from polyglot_synth.logic.derivation import check_derivation
from polyglot_synth.packcheck.missing import unargued
from polyglot_synth.say import PIVOT
from tests.common import Row, concept, pack, rows, sayer, unbent, words
from tests.composing import (
    ARGUED,
    LIFE,
    evidence,
    in_turn,
    made,
    put,
    says_of,
    slots,
    told_of,
    twins,
    wording_of,
)
from tests.composing import composed as composed_of

NAMES = sorted({name for _, name in ARGUED})
BELIEFS: dict[str, dict[str, list[str]]] = yaml.safe_load(
    Path(__file__).with_name("data").joinpath("beliefs.yaml").read_text(encoding="utf-8")
)
EVERY = [
    (tag, name, wording) for tag, name in ARGUED for wording in composed_of(tag, name).values()
]


def test_every_concept_with_an_argument_is_put_together() -> None:
    """Who adds a concept with an argument writes in `data/arguments.yaml` what it comes to."""
    assert {*LIFE["forms"]} == {*LIFE["matters"]} == {*NAMES}
    for tag, name in ARGUED:
        assert composed_of(tag, name), (tag, name)
        assert not list(lacking(concept(name), pack(tag)))


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_every_frame_is_said_in_three_ways(tag: str, name: str) -> None:
    says = says_of(tag)
    told = told_of(name)
    unasked = {"mend"} - ({"mend"} if told.mends else set())
    frames = [frame for frame in says.frames if frame.task not in unasked]
    said = Counter(wording.frame for wording in composed_of(tag, name).values())
    assert {*said.values()} == {3}
    assert {*said} == {("arguments", "frames", says.frames.index(frame)) for frame in frames}
    assert {row["wording"] for row in made(tag, name)} == {*composed_of(tag, name)}


# ---- texts


def texts(wording: Composed) -> Iterator[str]:
    yield wording.prompt
    for response in wording.responses.values():
        yield from (response.verdict, response.reason)


def test_no_hole_is_left_in_a_wording() -> None:
    for tag, name, wording in EVERY:
        for text in texts(wording):
            plain = regex.sub(r"\{\{[^{}]+\}\}", "", text)
            assert not regex.search(r"[{}]", plain), (tag, name, wording.id, text)


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_no_brace_is_left_in_a_row(tag: str, name: str) -> None:
    for row in made(tag, name):
        for column in ("prompt", "response", "pivot_prompt", "pivot_response"):
            assert row[column].strip()
            assert not regex.search(r"[{}]", row[column])


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_both_faces_hold_the_same_words(tag: str, name: str) -> None:
    """But for what agrees with a noun, and even that in half of the pairs."""
    alike = []
    for invalid, valid in twins(tag, name):
        assert invalid["wording"] == valid["wording"]
        one, other = words(invalid["prompt"]), words(valid["prompt"])
        assert len(one) == len(other)
        assert unbent(one, tag) == unbent(other, tag), invalid["prompt"]
        alike.append(sorted(one) == sorted(other))
        assert invalid["prompt"] != valid["prompt"]
    assert sum(alike) >= 0.5 * len(alike)


def shapes(statement: Statement) -> tuple[str, str]:
    return statement.shape, f"{statement.shape} alike"


def place_of(statement: Statement, wording: Composed, tag: str, name: str) -> int:
    """Find where a prompt says a statement, in whatever way the pack has for it."""
    says, told = says_of(tag), told_of(name)
    ways = [
        put(way, statement.names)
        for shape in shapes(statement)
        for way in says.about[told.about].statements.get(shape, [])
    ]
    found = [wording.prompt.index(way) for way in ways if way in wording.prompt]
    assert found, (tag, name, wording.id, statement)
    return min(found)


def aside_place(aside: str, wording: Composed, tag: str) -> int:
    says = says_of(tag)
    ways = [put(way, (aside,)) for way in says.asides]
    found = [wording.prompt.index(way) for way in ways if way in wording.prompt]
    assert found, (tag, wording.id, aside)
    return min(found)


def is_in_order(wording: Composed, plan: Plan, tag: str, name: str) -> bool:
    argument = concept(name).arguments[plan.which]
    premises = [place_of(each, wording, tag, name) for each in argument.premises]
    asides = [aside_place(each, wording, tag) for each in plan.asides]
    told = [*premises, *asides]
    place_of(argument.conclusion, wording, tag, name)
    return sorted(range(len(told)), key=lambda each: told[each]) == [*plan.order]


def test_premises_and_asides_stand_in_the_order_of_the_plan() -> None:
    for tag, name, wording in EVERY:
        assert is_in_order(wording, wording.plan, tag, name), (tag, name, wording.id)


def test_asides_that_a_plan_does_not_name_are_not_said() -> None:
    for tag, name, wording in EVERY:
        told = told_of(name)
        used = {*wording.plan.asides, *concept(name).arguments[wording.plan.which].names}
        for aside in {*told.asides} - used:
            assert f"{{{{ {aside}." not in wording.prompt, (tag, name, wording.id)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_plan_is_said_as_it_is(data: st.DataObject) -> None:
    """In any frame, order, choice of asides and of ways."""
    tag, name = data.draw(st.sampled_from(ARGUED))
    composer = Composer(concept(name), pack(tag))
    frame = data.draw(st.sampled_from([f for f in composer.says.frames if composer.asks(f.task)]))
    ways = 1 if frame.task == "mend" else len(concept(name).arguments)
    which = data.draw(st.integers(0, ways - 1))
    argument = concept(name).arguments[which]
    free = [each for each in composer.told.asides if each not in argument.names]
    asides = data.draw(st.lists(st.sampled_from(free), unique=True) if free else st.just([]))
    order = data.draw(st.permutations(range(len(argument.premises) + len(asides))))
    plan = Plan(
        which, tuple(order), tuple(asides), ("illicit_minor",) if frame.task == "which" else ()
    )
    telling = composer.telling(frame, plan, data.draw(st.integers(0, 40)))
    wording = Composed(
        id="any", task=frame.task, plan=plan, frame=(), **telling.model_dump(exclude={"quote"})
    )
    assert is_in_order(wording, plan, tag, name)
    for text in texts(wording):
        assert not regex.search(r"[{}]", regex.sub(r"\{\{[^{}]+\}\}", "", text))


# ---- evidence


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_evidence_is_of_what_the_wording_says(tag: str, name: str) -> None:
    seen = set()
    for row in made(tag, name):
        plan, told = wording_of(row).plan, evidence(row)
        assert told["form"] == LIFE["forms"][name][plan.which][row["face"]]
        assert told["asides"] == [*plan.asides]
        assert told.get("options", []) == [*plan.options]
        assert told["about"] == told_of(name).about
        said = concept(name).arguments[plan.which].slots(concept(name).file.faces[row["face"]].bind)
        assert {*told["letters"]} == {*said}
        seen.add((plan.which, row["face"]))
    assert len(seen) == 2 * len(concept(name).arguments)


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_evidence_proves_the_label(tag: str, name: str) -> None:
    for row in made(tag, name):
        told = evidence(row)
        form, assume = told["form"], told["existential_import"]
        assert assume is concept(name).file.existential_import
        assert told["valid"] is (row["face"] == "valid")
        if told["valid"]:
            assert check_derivation(form, told["derivation"], existential_import=assume)
            assert not {"counter_model", "story"} & {*told}
        else:
            assert refutes(form, told["counter_model"], existential_import=assume)
            assert "derivation" not in told


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_the_story_tells_the_counter_model(tag: str, name: str) -> None:
    says = says_of(tag)
    for row in made(tag, name, face="invalid"):
        told = evidence(row)
        about, model = told["about"], told["counter_model"]
        [truths] = model.get("individuals", [model])
        form, said = says.about[about].states, pack(tag).words[about]
        expected = {
            said[slots(row)[slot]][form]: truths[letter] for slot, letter in told["letters"].items()
        }
        assert len(told["story"]) == len(expected)
        assert dict(told["story"]) == expected


# ---- belief, from the files of the lexicons alone


@cache
def lexicon_files() -> Mapping[str, Any]:
    folder = RunConfig().template_folders()[0] / "lexicons"
    return {
        file.stem: yaml.safe_load(file.read_text(encoding="utf-8"))
        for file in folder.glob("*.yaml")
    }


@cache
def rules(*, holds: bool) -> frozenset[tuple[str, str]]:
    return frozenset(
        (row[cause], row[effect])
        for file in lexicon_files().values()
        if file.get("lexicon") == "clause" and file.get("holds", True) is holds
        for cause, effect in file.get("rules", [])
        for row in file["rows"]
    )


@cache
def kinds_of(noun: str) -> frozenset[str]:
    """List a noun and all that it is a kind of."""
    above = lexicon_files()["noun"]["entries"][noun].get("is_a")
    return frozenset({noun}) | (kinds_of(above) if above else frozenset())


@cache
def wide() -> frozenset[str]:
    """List the nouns that have kinds: who knows whether some of one are of another."""
    nouns = lexicon_files()["noun"]["entries"].values()
    return frozenset(held["is_a"] for held in nouns if "is_a" in held)


def all_are(one: str, other: str) -> bool | None:
    if other in kinds_of(one):
        return True
    return False if one in kinds_of(other) or not {one, other} & wide() else None


def none_is(one: str, other: str) -> bool | None:
    sides = {all_are(one, other), all_are(other, one)}
    return False if True in sides else None if None in sides else True


def believed(statement: Statement, said: Mapping[str, str]) -> bool | None:
    """Say what the world says of a statement; None where it says nothing."""
    if any(slot.startswith(NOT) for slot in said.values()):
        return None
    first, last = (said[statement.names[place]] for place in (0, -1))
    if statement.shape in {"x>y", "x&y>z", "x only-if y"}:
        pair = first, last
        apart = {pair, pair[::-1]} & rules(holds=False)  # what is unrelated is so either way
        return True if pair in rules(holds=True) else False if apart else None
    match statement.word:
        case "all":
            return all_are(first, last)
        case "only":
            return all_are(last, first)
        case "no":
            return none_is(first, last)
    return None


def belief(argument: Argument, row: Row) -> dict[str, bool | None]:
    bind, ids = concept(row["concept"]).file.faces[row["face"]].bind, slots(row)
    bound = {name: bind.get(name, name) for name in argument.names}
    said = {name: slot if slot.startswith(NOT) else ids[slot] for name, slot in bound.items()}
    told = [
        believed(each, {name: said[name] for name in each.names}) for each in argument.statements
    ]
    premises = told[:-1]
    together = False if False in premises else True if True in premises else None
    return {"premises": together, "conclusion": told[-1]}


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_belief_is_what_the_lexicons_say(tag: str, name: str) -> None:
    for row in made(tag, name):
        argument = concept(name).arguments[wording_of(row).plan.which]
        assert evidence(row)["belief"] == belief(argument, row), row["id"]


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_each_face_meets_the_beliefs_that_logic_leaves_it(tag: str, name: str) -> None:
    told = {True: "true", False: "false", None: "open"}
    found: dict[str, set[str]] = {"valid": set(), "invalid": set()}
    for face, text in rows(tag, name, 1_500).select("face", "evidence").iter_rows():
        said = json.loads(text)["belief"]
        found[face].add(f"{told[said['premises']]}/{told[said['conclusion']]}")
    assert found == {face: set(cells) for face, cells in BELIEFS[name].items()}
    assert "true/false" not in found["valid"]


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_plans_differ(tag: str, name: str) -> None:
    """In the order of what is said, in how many asides stand among it, and in which."""
    plans = [wording.plan for wording in composed_of(tag, name).values()]
    assert {len(plan.asides) for plan in plans} == {1, 2}
    assert {plan.which for plan in plans} == {*range(len(concept(name).arguments))}
    assert {aside for plan in plans for aside in plan.asides} == {*told_of(name).asides}
    for count in {len(plan.order) for plan in plans}:
        orders = {plan.order for plan in plans if len(plan.order) == count}
        assert len(orders) >= min(factorial(count), 5)


# ---- beside other languages


def english_form(row: Row, slot: str) -> list[str]:
    """List what English says of the entry that a slot holds."""
    kind = concept(row["concept"]).holds()[slot]
    held = pack(PIVOT).words[kind][slots(row)[slot]]
    return [each.casefold() for each in held.values() if isinstance(each, str) and each]


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_the_english_beside_a_row_says_the_same(tag: str, name: str) -> None:
    """The same statements in the same order, and the same asides, in English."""
    for row in made(tag, name):
        plan = wording_of(row).plan
        argument, prompt = concept(name).arguments[plan.which], row["pivot_prompt"].casefold()
        bind = concept(name).file.faces[row["face"]].bind
        said = argument.slots(bind)
        told = told_of(name)
        for slot in (*said, *plan.asides):
            assert any(each in prompt for each in english_form(row, slot)), (row["id"], slot)
        for aside in {*told.asides} - {*said, *plan.asides}:
            assert not any(each in prompt for each in english_form(row, aside)), row["id"]
        for option in plan.options:
            assert pack(PIVOT).terms[option]["say"] in row["pivot_prompt"]


@pytest.mark.parametrize("name", NAMES)
def test_a_number_is_the_same_in_every_language(name: str) -> None:
    """It has the same fillers everywhere, and for one plan and task the same English."""
    tags = [tag for tag, said in ARGUED if said == name]
    fillers: dict[int, set[str]] = {}
    english: dict[tuple[object, ...], set[tuple[str, str]]] = {}
    for row in (row for tag in tags for row in made(tag, name)):
        fillers.setdefault(row["number"], set()).add(row["slots"])
        key = (row["number"], row["face"], row["task"], wording_of(row).plan)
        texts = row["pivot_prompt"], row["evidence"].partition('"story"')[0]
        english.setdefault(key, set()).add(texts)
    assert {len(said) for said in fillers.values()} == {1}
    assert {len(said) for said in english.values()} == {1}
    assert len(tags) == 1 or len(english) < sum(in_turn(tag, name).height for tag in tags)


# ---- the same again


def digest() -> str:
    """Give the digest of every composed wording."""
    said = "".join(wording.model_dump_json() for _, _, wording in EVERY)
    return hashlib.sha256(said.encode()).hexdigest()


def test_another_process_puts_the_same_together() -> None:
    program = "from tests.test_compose import digest; print(digest())"
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert run.stdout.strip() == digest()


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_batch_cut_in_two_gives_the_same_rows(data: st.DataObject) -> None:
    tag, name = data.draw(st.sampled_from(ARGUED))
    numbers = np.array(sorted(data.draw(st.sets(st.integers(0, 5_000), min_size=2, max_size=8))))
    cut = data.draw(st.integers(1, len(numbers) - 1))
    whole = sayer(tag, name).batch(numbers)
    parts = [sayer(tag, name).batch(part) for part in (numbers[:cut], numbers[cut:])]
    assert pl.concat(parts).equals(whole)


# ---- what a pack lacks


def test_a_pack_that_lacks_a_shape_puts_nothing_together() -> None:
    for tag, name in ARGUED:
        model, says, told = pack(tag), says_of(tag), told_of(name)
        about = says.about[told.about]
        for gone in about.statements:
            less = {shape: ways for shape, ways in about.statements.items() if shape != gone}
            poorer = about.model_copy(update={"statements": less})
            others = {**says.about, told.about: poorer}
            poor = with_arguments(model, about=others)
            missing = list(lacking(concept(name), poor))
            assert missing in ([], [f"a statement {gone}"])
            assert bool(composed(concept(name), poor)) == (not missing)


def with_arguments(model: PackFile, **change: object) -> PackFile:
    assert model.arguments is not None
    return model.model_copy(update={"arguments": model.arguments.model_copy(update=change)})


def test_what_a_pack_lacks_is_named() -> None:
    argued, model = concept("fallacies/affirming_the_consequent"), pack(PIVOT)
    mute = model.model_copy(update={"arguments": None})
    assert composed(argued, mute) == []
    assert not list(lacking(argued, mute))
    deaf = with_arguments(model, about={"noun": says_of(PIVOT).about["noun"]})
    assert list(lacking(argued, deaf)) == ["statements about a clause"]
    assert list(lacking(argued, with_arguments(model, asides=[]))) == ["asides"]
    errors = ["affirming_the_consequent", "denying_the_antecedent", "affirming_a_disjunct"]
    wordless = model.model_copy(update={"terms": {}})
    assert list(lacking(argued, wordless)) == [f"a term {error}" for error in errors]
    every = {argued.id: argued, "maths/take_away": concept("maths/take_away")}
    assert dict(unargued(wordless, every)) == {argued.id: [f"a term {error}" for error in errors]}
    assert not dict(unargued(model, every))
