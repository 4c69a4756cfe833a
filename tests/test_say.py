"""Saying: rows are a pure function of their numbers, twins share their words, shares hold."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyglot_synth.axes import minutes
from polyglot_synth.concept import CLOCK, NOT, NUMBER
from polyglot_synth.draw import Drawer
from polyglot_synth.sample import SCHEMA, STYLES
from polyglot_synth.say import PIVOT, Sayer
from polyglot_synth.wording import parse
from tests.common import (
    INPUTS,
    LEXICONS,
    SAID,
    SEED,
    SPEAKING,
    TRANSLATED,
    Row,
    concept,
    fillers,
    pack,
    rows,
    sayer,
    unbent,
    up_to,
    words,
)

GOLDEN = Path(__file__).with_name("golden")
MANY = 1_500
TWINS = [(tag, name) for tag, name in SAID if len(concept(name).faces) > 1]
DENYING = [
    (tag, name)
    for tag, name in TWINS
    if any(
        slot.startswith(NOT)
        for face in concept(name).file.faces.values()
        for slot in face.bind.values()
    )
]
WORDINGS = [(tag, name, wording.id) for tag, name in TWINS for wording in pack(tag).wording[name]]


# ---- the shape of a batch


@pytest.mark.parametrize(("tag", "name"), SAID)
def test_a_batch_has_the_schema(tag: str, name: str) -> None:
    batch = rows(tag, name)
    assert dict(batch.schema) == SCHEMA
    assert sayer(tag, name).batch(up_to(0)).schema == batch.schema
    must = [column for column in SCHEMA if column not in {"label", "variety"}]
    assert sum(batch.select(must).null_count().row(0)) == 0
    assert batch["label"].null_count() == (0 if len(concept(name).faces) > 1 else batch.height)


@pytest.mark.parametrize(("tag", "name"), SAID)
def test_ids_are_unique_and_say_what_the_row_is(tag: str, name: str) -> None:
    batch = rows(tag, name, MANY)
    assert batch["id"].n_unique() == batch.height
    assert batch["number"].to_list() == [
        number for number in sayable(tag, name) for _ in concept(name).faces
    ]
    for row in rows(tag, name).iter_rows(named=True):
        assert row["id"] == f"{name}/{row['face']}/{row['number']}/{tag}"
        assert (row["concept"], row["language"]) == (name, tag)


def sayable(tag: str, name: str) -> list[int]:
    """List the numbers whose entries are all in a pack's lexicons: those and no others are said."""
    drawer, holds = sayer(tag, name).drawer, concept(name).holds()
    fillers, fine = drawer.draw(up_to(MANY)), np.ones(MANY, dtype=np.bool_)
    for slot in concept(name).drawn:
        if holds[slot] in LEXICONS.entries:
            words = pack(tag).words.get(holds[slot], {})
            fine &= np.array([i in words for i in LEXICONS.ids(holds[slot])])[fillers[slot]]
    return np.flatnonzero(fine).tolist()


@pytest.mark.parametrize("name", INPUTS.concepts)
def test_english_says_every_number(name: str) -> None:
    assert sayable(PIVOT, name) == list(range(MANY))


@pytest.mark.parametrize(("tag", "name"), SAID)
def test_most_numbers_are_said(tag: str, name: str) -> None:
    """A pack leaves out what its speakers do not say: a few nouns, the units of other markets."""
    assert len(sayable(tag, name)) >= 0.5 * MANY


@pytest.mark.parametrize(("tag", "name"), SAID)
def test_prompts_of_a_stream_differ(tag: str, name: str) -> None:
    """Different fillers may yet say one thing; hardly ever, or the stream would starve."""
    batch = rows(tag, name, MANY)
    assert batch["prompt"].n_unique() > 0.98 * batch.height


@pytest.mark.parametrize(("tag", "name"), SAID)
def test_what_stands_beside_the_text_is_json_with_sorted_keys(tag: str, name: str) -> None:
    drawn = {slot for each in concept(name).slots for slot in each.names}
    drawn |= {*concept(name).file.picks, *concept(name).file.derived}
    for row in rows(tag, name).iter_rows(named=True):
        for column in ("slots", "traits", "evidence"):
            held = json.loads(row[column])
            tidy = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            assert row[column] == tidy
        assert set(json.loads(row["slots"])) == drawn
        people = [i for i in json.loads(row["slots"]).values() if i in LEXICONS.entries["person"]]
        assert len(json.loads(row["traits"])) <= len(people)
        for traits in json.loads(row["traits"]).values():
            assert set(traits) == {"gender", "honorific", "region"}


def fillers_of(tag: str, name: str) -> dict[int, dict[str, str | int]]:
    """Give what every number draws, as every language has it."""
    return {
        number: fillers(tag, name, slots)
        for number, slots in rows(tag, name).select("number", "slots").rows()
    }


def test_fillers_are_the_same_in_every_language() -> None:
    for name in INPUTS.concepts:
        english = fillers_of(PIVOT, name)
        for tag in [tag for tag in TRANSLATED if (tag, name) in SAID]:
            own = fillers_of(tag, name)
            assert own
            assert own == {number: english[number] for number in own}


@pytest.mark.parametrize(("tag", "name"), SAID)
def test_numbers_in_slots_are_what_was_drawn_and_computed(tag: str, name: str) -> None:
    drawn = Drawer(concept(name), LEXICONS, SEED, pack(tag).money).draw(up_to(40))
    holds = concept(name).holds()
    for number, slots in rows(tag, name).select("number", "slots").rows():
        held = json.loads(slots)
        for slot in [slot for slot in held if holds[slot] == NUMBER]:
            assert held[slot] == drawn[slot][number]
        for slot in [slot for slot in held if holds[slot] == CLOCK]:
            assert minutes(held[slot]) == drawn[slot][number]


# ---- a stream is a function of its numbers


@pytest.mark.parametrize(("tag", "name"), SAID)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_some_numbers_give_the_rows_that_all_give(tag: str, name: str, data: st.DataObject) -> None:
    some = data.draw(st.sets(st.integers(0, MANY - 1), min_size=1, max_size=8))
    batch = sayer(tag, name).batch(np.array(sorted(some), dtype=np.int64))
    whole = rows(tag, name, MANY)
    assert batch.equals(whole.filter(pl.col("number").is_in(list(some))))


@pytest.mark.parametrize(("tag", "name"), SAID)
def test_a_new_sayer_says_the_same(tag: str, name: str) -> None:
    anew = Sayer(concept(name), pack(tag), INPUTS.pivot.model, LEXICONS, SEED)
    assert anew.batch(up_to(40)).equals(rows(tag, name))
    other = Sayer(concept(name), pack(tag), INPUTS.pivot.model, LEXICONS, SEED + 1)
    assert not other.batch(up_to(40))["prompt"].equals(rows(tag, name)["prompt"])


def test_a_number_far_out_is_said_alone() -> None:
    """A pack leaves out numbers that it has no words for; of the last two hundred it says some."""
    for tag, name in SAID:
        capacity = sayer(tag, name).drawer.capacity
        said = sayer(tag, name).batch(np.arange(capacity - 200, capacity, dtype=np.int64))
        last = said["number"].max()
        batch = sayer(tag, name).batch(np.array([last], dtype=np.int64))
        assert batch["number"].to_list() == [last] * len(concept(name).faces)
        assert batch.drop("evidence").equals(said.filter(number=last).drop("evidence"))


@pytest.mark.parametrize(("tag", "name"), SAID)
def test_a_missing_word_leaves_out_just_its_numbers(tag: str, name: str) -> None:
    whole, words_ = rows(tag, name), pack(tag).words
    slots = [json.loads(slots) for slots in whole["slots"]]
    holds = concept(name).holds()
    kinds = {holds[slot] for slot in concept(name).drawn} & set(LEXICONS.entries)
    assert kinds
    for kind in sorted(kinds):
        of_kind = [{each[slot] for slot in each if holds[slot] == kind} for each in slots]
        gone = Counter(entry for each in of_kind for entry in each).most_common(1)[0][0]
        less = {i: entry for i, entry in words_[kind].items() if i != gone}
        poorer = pack(tag).model_copy(update={"words": words_ | {kind: less}})
        batch = Sayer(concept(name), poorer, INPUTS.pivot.model, LEXICONS, SEED).batch(up_to(40))
        assert batch.equals(whole.filter([gone not in each for each in of_kind]))
        assert batch.height < whole.height


def test_a_pack_that_lacks_all_words_says_nothing() -> None:
    tag, name = next((tag, name) for tag, name in SAID if name.startswith("maths/"))
    mute = pack(tag).model_copy(update={"words": {}})
    batch = Sayer(concept(name), mute, INPUTS.pivot.model, LEXICONS, SEED).batch(up_to(20))
    assert batch.is_empty()
    assert dict(batch.schema) == SCHEMA


# ---- twins


def twins(tag: str, name: str, stop: int = MANY) -> list[tuple[Row, Row]]:
    made: list[Row] = list(rows(tag, name, stop).iter_rows(named=True))
    by_face = {face: [row for row in made if row["face"] == face] for face in concept(name).faces}
    invalid, valid = by_face["invalid"], by_face["valid"]
    assert [row["number"] for row in invalid] == [row["number"] for row in valid]
    return list(zip(invalid, valid, strict=True))


@pytest.mark.parametrize(("tag", "name"), TWINS)
def test_twins_share_all_but_what_follows(tag: str, name: str) -> None:
    for one, other in twins(tag, name):
        for column in ("number", "wording", "task", "slots", "traits", "domain"):
            assert one[column] == other[column]
        said = [
            sorted((each["value"], each["surface"]) for each in row["spoken"])
            for row in (one, other)
        ]
        assert said[0] == said[1]
        answers = {one["answer"], other["answer"]}
        assert len(answers) == 2
        assert answers == {"yes", "no"} or "none" in answers
        assert one["label"] != other["label"]
        assert one["prompt"] != other["prompt"]
        assert one["pivot_prompt"] != other["pivot_prompt"]
    assert any(one["style"] != other["style"] for one, other in twins(tag, name))


# A pair in other words gives the label away: who knows which words are causes counts them.
@pytest.mark.parametrize(("tag", "name", "wording"), WORDINGS)
def test_twins_are_in_the_same_words(tag: str, name: str, wording: str) -> None:
    """All pairs, but for words that agree with a noun, which go with the one they stand beside.

    Of those there are as many in both, and half of the pairs or more have the same.
    """
    pairs = [
        (words(invalid["prompt"]), words(valid["prompt"]))
        for invalid, valid in twins(tag, name)
        if invalid["wording"] == wording
    ]
    assert pairs
    for invalid, valid in pairs:
        assert len(invalid) == len(valid)
        assert unbent(invalid, tag) == unbent(valid, tag)
    assert sum(sorted(a) == sorted(b) for a, b in pairs) >= 0.5 * len(pairs)


@pytest.mark.parametrize(("tag", "name"), DENYING)
def test_what_a_face_denies_is_said_in_the_form_against_it(tag: str, name: str) -> None:
    """All that a face binds as denied is said so, and nothing else."""
    told = {wording.id: wording.prompt for wording in pack(tag).wording[name]}
    denied = Counter()
    for row in [row for pair in twins(tag, name, 200) for row in pair]:
        bind = concept(name).file.faces[row["face"]].bind
        for piece in parse(told[row["wording"]]):
            for slot in set(piece.slots) & set(bind):
                form = piece.source.removeprefix(f"{slot}.").split(" ")[0]
                entry = json.loads(row["slots"])[bind[slot].removeprefix(NOT)]
                if bind[slot].startswith(NOT):
                    form = against(tag)[form]
                    denied[row["face"], slot] += 1
                assert pack(tag).words["clause"][entry][form].casefold() in row["prompt"].casefold()
    faces = concept(name).file.faces
    binds = {(key, slot): bound for key, face in faces.items() for slot, bound in face.bind.items()}
    assert set(denied) == {each for each, bound in binds.items() if bound.startswith(NOT)}


def against(tag: str) -> dict[str, str]:
    """Give for each form of a clause the one that denies it, both ways."""
    pairs = pack(tag).opposites["clause"]
    return pairs | {denied: said for said, denied in pairs.items()}


@pytest.mark.parametrize(("tag", "name"), TWINS)
def test_english_twins_are_in_the_same_words(tag: str, name: str) -> None:
    for one, other in twins(tag, name, 200):
        articles = {"a", "an"}
        mine, its = (
            [word for word in words(row["pivot_prompt"]) if word not in articles]
            for row in (one, other)
        )
        assert Counter(mine) == Counter(its)


# ---- shares


def near(count: int, share: float, of: int) -> bool:
    """Within four standard deviations."""
    return abs(count - share * of) <= 4 * (of * share * (1 - share)) ** 0.5


@pytest.mark.parametrize(("tag", "name"), TWINS)
def test_half_of_each_label_answers_yes(tag: str, name: str) -> None:
    """What asks for a name, a case or a mend says neither; the questions of yes and no do."""
    for _, batch in rows(tag, name, MANY).group_by("label"):
        said = batch["answer"].filter(batch["answer"].is_in(["yes", "no"]))
        assert len(said) > 0.3 * MANY / 2
        assert near((said == "yes").sum(), 0.5, len(said))


@pytest.mark.parametrize(("tag", "name"), SAID)
def test_styles_and_digits_and_wordings_have_their_shares(tag: str, name: str) -> None:
    batch = rows(tag, name, MANY)
    for face in concept(name).faces:
        own = batch.filter(pl.col("face") == face)
        for style, share in STYLES.items():
            assert near((own["style"] == style).sum(), share, own.height)
        tasks = {wording.task for wording in pack(tag).wording[name]}
        for wording in pack(tag).wording[name]:
            beside = sum(other.task == wording.task for other in pack(tag).wording[name])
            share = 1 / len(tasks) / beside
            assert near((own["wording"] == wording.id).sum(), share, own.height)
    digits = sayer(tag, name).digits_of(up_to(MANY))
    for script, share in pack(tag).digits.items():
        assert near((digits == script).sum(), share, MANY)


# ---- golden rows: what a change of code or packs changes, to be read


def readable(tag: str) -> str:
    """Write the first rows of every concept as a person reads them."""
    blocks = []
    for name in (name for t, name in SAID if t == tag):
        for row in rows(tag, name).filter(pl.col("number") < 2).iter_rows(named=True):
            spoken = [f"{said['value']} = {said['surface']}" for said in row["spoken"]]
            lines = [
                f"== {row['id']} | {row['wording']} | {row['style']} | answer {row['answer']}",
                row["prompt"],
                "--",
                row["response"],
                *(["-- " + "; ".join(spoken)] if spoken else []),
            ]
            blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


@pytest.mark.parametrize("tag", SPEAKING)
def test_golden_rows(tag: str) -> None:
    """`UPDATE_GOLDEN=1 pytest tests/test_say.py` writes them anew; read the difference."""
    file = GOLDEN / f"rows_{tag}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(readable(tag), encoding="utf-8")
    assert readable(tag) == file.read_text(encoding="utf-8")
