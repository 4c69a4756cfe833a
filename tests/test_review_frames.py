"""Frames on a speaker's sheet: which texts show them, and where verdicts on them go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from polyglot_synth.arguments import Frame
from polyglot_synth.compose import composed
from polyglot_synth.concept import read_argument
from polyglot_synth.config import RunConfig
from polyglot_synth.errors import Mendable
from polyglot_synth.inputs import Inputs, load_inputs
from polyglot_synth.language import load_pack, pack_files
from polyglot_synth.packcheck.examples import example_problems
from polyglot_synth.packcheck.out import put_out
from polyglot_synth.packcheck.pivots import pivot_problems
from polyglot_synth.review.framed import Framed, chosen, shown_by
from polyglot_synth.review.judgeable import judgeable
from polyglot_synth.review.marks import line
from polyglot_synth.review.packedit import edited
from polyglot_synth.review.reading import Judged, Sheet
from polyglot_synth.review.verdicts import Move, moves
from polyglot_synth.say import PIVOT, Sayer
from tests.common import INPUTS, concept, pack
from tests.composing import ARGUED, put, says_of, told_of
from tests.composing import composed as composed_of

SHIPPED = pack_files(RunConfig().language_folders())
SWAHILI = "swh_Latn"
ARGUING = sorted({tag for tag, _ in ARGUED})
FIRST = pack(SWAHILI).arguments.frames[0]
Way = tuple[str, str, int]


@cache
def texts(tag: str) -> list[Framed]:
    """Every text that may show a frame of a language."""
    return [
        text
        for name in (name for said, name in ARGUED if said == tag)
        for text in _texts_of(tag, name)
    ]


def _texts_of(tag: str, name: str) -> Iterator[Framed]:
    said = [*composed_of(tag, name).values()]
    only = pack(tag).model_copy(update={"wording": {name: said}})
    sayer = Sayer(concept(name), only, INPUTS.pivot.model, INPUTS.lexicons, 7)
    return shown_by(concept(name), pack(tag), said, sayer.batch(np.arange(300, dtype=np.int64)))


@cache
def on_sheet(tag: str) -> list[Framed]:
    return chosen(texts(tag))


# Which texts show a frame.


@pytest.mark.parametrize("tag", ARGUING)
def test_a_frame_is_shown_by_unlike_texts_of_each_matter(tag: str) -> None:
    for frame in says_of(tag).frames:
        for about in says_of(tag).about:
            of_it = [
                text.row
                for text in on_sheet(tag)
                if (text.frame, text.about) == (f"arguments/{frame.id}", about)
            ]
            assert len(of_it) >= 2, (frame.id, about)
            for column in ("face", "style", "concept"):
                assert of_it[0][column] != of_it[1][column], (frame.id, about, column)
            assert "label_only" not in {row["style"] for row in of_it[:2]}
            assert {row["task"] for row in of_it} == {frame.task}


def ways(tag: str, name: str, wording: str, face: str) -> set[Way]:
    """List the ways of statements, mended ones too, and asides that a text says, read from it."""
    said, says, about = composed_of(tag, name)[wording], says_of(tag), told_of(name).about
    mended = read_argument(mends).statements if (mends := told_of(name).mends) else ()
    answer, argument = said.responses[face], concept(name).arguments[said.plan.which]
    text = f"{said.prompt} {answer.verdict} {answer.reason}"
    held = [
        (about, shape, statement.names, says.about[about].statements.get(shape, []))
        for statement in (*argument.statements, *mended)
        for shape in (statement.shape, f"{statement.shape} alike")
    ]
    held += [("", "aside", (aside,), says.asides) for aside in said.plan.asides]
    return {
        (matter, shape, index)
        for matter, shape, names, known in held
        for index, way in enumerate(known)
        if put(way, names) in text
    }


@pytest.mark.parametrize("tag", ARGUING)
def test_every_way_that_can_be_shown_stands_on_the_sheet(tag: str) -> None:
    every = {
        way
        for name in (name for said, name in ARGUED if said == tag)
        for wording in composed_of(tag, name)
        for face in concept(name).faces
        for way in ways(tag, name, wording, face)
    }
    rows = [text.row for text in on_sheet(tag)]
    shown = [ways(tag, row["concept"], row["wording"], row["face"]) for row in rows]
    assert set().union(*shown) == every
    assert {way for way in every if way[1] == "aside"} == {
        ("", "aside", index) for index in range(len(says_of(tag).asides))
    }
    said = "\n".join(text.row["response"] for text in on_sheet(tag))
    answers = says_of(tag).answers
    for answer in (answers.case_why, answers.no_case, answers.nothing, answers.no_error):
        assert answer in said


def test_texts_are_added_until_all_is_shown() -> None:
    def text(concept_: str, face: str, *shows: int) -> Framed:
        row = {"concept": concept_, "face": face, "style": face, "wording": "w_1"}
        return Framed("arguments/w", "noun", row, frozenset(shows))

    few = [text("a", "valid", 1), text("b", "invalid", 1), text("b", "valid", 2, 3)]
    more = [*few, text("a", "invalid", 4), text("a", "invalid", 4, 5)]
    taken = chosen(more)
    assert frozenset().union(*(each.shows for each in taken)) == {1, 2, 3, 4, 5}
    assert taken[0] == few[2]
    assert taken[1] == more[4]
    assert taken[2:] == [few[0]]
    alone = text("a", "valid", 1)  # though its verdict alone is less than what else there is
    bare = Framed("arguments/w", "noun", {**alone.row, "style": "label_only"}, frozenset({2}))
    assert chosen([alone, bare]) == [alone, bare]
    assert chosen([alone, alone]) == [alone]
    assert chosen([]) == []
    assert chosen(few[:1]) == few[:1]


def test_a_concept_without_a_wording_shows_none() -> None:
    held = load_pack(SHIPPED[SWAHILI])
    name = next(iter(held.model.wording))
    wording = {**held.model.wording, name: []}
    empty = replace(held, model=held.model.model_copy(update={"wording": wording, "examples": []}))
    found = example_problems(empty, {name: concept(name)}, INPUTS.lexicons)
    assert list(found) == []


# Verdicts.


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the Swahili pack in a folder of one's own."""
    file = tmp_path / "packs" / f"{SWAHILI}.yaml"
    file.parent.mkdir()
    file.write_bytes(SHIPPED[SWAHILI].read_bytes())
    return file


def judged(reader: str, verdicts: dict[str, tuple[str, str]]) -> Sheet:
    """Judge every text of the frames fine, but those of these frames."""
    name_of = judgeable(pack(SWAHILI))
    written = [line(text.frame, name_of[text.frame], text.row) for text in on_sheet(SWAHILI)]
    return Sheet(
        reader,
        {
            each.mark: Judged(each.wording, *verdicts.get(each.wording, ("ok", "")))
            for each in written
        },
        {},
    )


def loaded(file: Path) -> Inputs:
    return load_inputs(
        RunConfig(languages=[SWAHILI], languages_dir=str(file.parent), concepts=["fallacies/*"])
    )


def test_verdicts_on_frames_change_their_lines_and_no_other(own: Path) -> None:
    never, mend = (f"arguments/{frame.id}" for frame in pack(SWAHILI).arguments.frames[:2])
    first = judged("Amina", {never: ("never", "Amesema: ..."), mend: ("mend", "Andika")})
    sheets = [first, judged("Baraka", {})]
    found = list(moves(load_pack(own).model, sheets))
    others = {f"arguments/{f.id}" for f in pack(SWAHILI).arguments.frames[2:]}
    assert {move.name for move in found if move.reviewed_by == ("Amina", "Baraka")} == others
    assert [move for move in found if move.name not in others] == [
        Move("arguments", FIRST.id, out="Amina would say: Amesema: ...")
    ]
    before = own.read_text(encoding="utf-8").splitlines()
    own.write_bytes(edited(load_pack(own), found))
    after = own.read_text(encoding="utf-8").splitlines()
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert len(changed) == len(found)
    for old, new in changed:
        taken_out = re.sub(r'out: "[^"]*", |reviewed_by: \["Amina", "Baraka"\], ', "", new)
        assert taken_out == old
        assert re.match(r" +- \{id: \w+, (out|reviewed_by): ", new)
    assert list(moves(load_pack(own).model, sheets)) == []


def test_what_stands_in_a_frame_that_is_out_is_not_put_together(own: Path) -> None:
    read = pack(SWAHILI).arguments.frames[1]
    verdicts = [
        Move("arguments", FIRST.id, out="no"),
        Move("arguments", read.id, reviewed_by=("Amina", "Baraka")),
    ]
    own.write_bytes(edited(load_pack(own), verdicts))
    inputs = loaded(own)
    model = inputs.packs[SWAHILI].model
    for name in (name for tag, name in ARGUED if tag == SWAHILI):
        before, after = composed_of(SWAHILI, name), composed(concept(name), model)
        gone = {each for each in before if before[each].read_as(name) == f"arguments/{FIRST.id}"}
        assert len(gone) == 3
        assert {each.id: each.prompt for each in after} == {
            each: said.prompt for each, said in before.items() if each not in gone
        }
        rows = Sayer(concept(name), model, INPUTS.pivot.model, INPUTS.lexicons, 7).batch(
            np.arange(400, dtype=np.int64)
        )
        said = {(row["wording"].rpartition("_")[0], row["reviewed"]) for row in rows.to_dicts()}
        assert FIRST.id not in {frame for frame, _ in said}
        assert {frame for frame, reviewed in said if reviewed} == {read.id}
        assert (read.id, False) not in said
    readable = model.readable()
    assert f"arguments/{FIRST.id}" not in readable
    assert [name for name, reviewed in readable.items() if reviewed] == [f"arguments/{read.id}"]
    assert list(example_problems(inputs.packs[SWAHILI], inputs.concepts, INPUTS.lexicons)) == []


def test_a_task_whose_frames_are_all_out_is_told(own: Path) -> None:
    mend = [f.id for f in pack(SWAHILI).arguments.frames if f.task == "mend"]
    own.write_bytes(edited(load_pack(own), [Move("arguments", each, out="no") for each in mend]))
    assert list(put_out(loaded(own).packs[SWAHILI].model)) == [
        (
            "speakers have put every frame of the task mend out; write another, or no argument "
            "that is put together asks it"
        )
    ]


def test_the_english_beside_an_argument_needs_a_frame_of_its_task() -> None:
    """One that is out does not count."""
    inputs = load_inputs(RunConfig(languages=[SWAHILI], concepts=["fallacies/illicit_minor"]))
    assert pivot_problems(inputs) == []
    says = inputs.pivot.model.arguments
    frames = [
        frame.model_copy(update={"out": "no"} if frame.task == "mend" else {})
        for frame in says.frames
    ]
    update = {"arguments": says.model_copy(update={"frames": frames})}
    without = replace(
        inputs, pivot=replace(inputs.pivot, model=inputs.pivot.model.model_copy(update=update))
    )
    [problem] = pivot_problems(without)
    assert problem.sentence == (
        f"the English beside it lacks a frame of the task mend; add it to {PIVOT}"
    )


def test_a_frame_whose_statements_changed_since_is_another() -> None:
    """But not for what other frames say, or for who has read it."""
    model = pack(SWAHILI)
    name, says = f"arguments/{FIRST.id}", model.arguments
    before = judgeable(model)[name].hash

    def after(frames: list[Frame], asides: list[str]) -> str:
        update = {"frames": frames, "asides": asides}
        changed = model.model_copy(update={"arguments": says.model_copy(update=update)})
        return judgeable(changed)[name].hash

    read = FIRST.model_copy(update={"reviewed_by": ["A", "B"]})
    other = says.frames[1].model_copy(update={"prompt": "{premises} {conclusion}"})
    assert after([read, other, *says.frames[2:]], says.asides) == before
    assert after(says.frames, says.asides[1:]) != before
    mended = FIRST.model_copy(update={"prompt": "{premises} {conclusion}"})
    assert after([mended, *says.frames[1:]], says.asides) != before


@pytest.mark.parametrize("tag", ARGUING)
def test_in_every_frame_only_the_verdict_changes(tag: str) -> None:
    loaded_ = load_pack(SHIPPED[tag])
    before = SHIPPED[tag].read_text(encoding="utf-8")
    frames = loaded_.model.arguments.frames
    for frame in (frames[0], frames[-1]):
        after = edited(loaded_, [Move("arguments", frame.id, out='"so": no')]).decode()
        assert after.replace('out: "\\"so\\": no", ', "") == before
        assert f'- {{id: {frame.id}, out: "' in after


def test_a_frame_in_block_style_is_edited_too(own: Path) -> None:
    text = own.read_text(encoding="utf-8")
    flow = re.search(rf"^    - \{{id: {FIRST.id}, task: (\w+), (.*)\}}\n", text, re.MULTILINE)
    rest = flow[2].replace(', yes: "', '\n      yes: "').replace(', no: "', '\n      no: "')
    block = f"    - id: {FIRST.id}   # first\n      task: {flow[1]}\n      {rest}\n"
    own.write_text(text.replace(flow[0], block), encoding="utf-8")
    assert load_pack(own).model.arguments.frames[0] == FIRST
    before = own.read_text(encoding="utf-8")
    after = edited(load_pack(own), [Move("arguments", FIRST.id, reviewed_by=("A", "B"))]).decode()
    assert after.replace('      reviewed_by: ["A", "B"]\n', "") == before


def test_a_frame_twice_edited_keeps_one_verdict(own: Path) -> None:
    for readers in (("A", "B"), ("A", "B", "C")):
        own.write_bytes(edited(load_pack(own), [Move("arguments", FIRST.id, reviewed_by=readers)]))
    assert load_pack(own).model.arguments.frames[0].reviewed_by == ["A", "B", "C"]
    assert own.read_text(encoding="utf-8").count("reviewed_by: [") == 1


def test_a_list_in_block_style_is_left_to_a_person(own: Path) -> None:
    text = own.read_text(encoding="utf-8")
    flow = re.search(rf"^    - \{{id: {FIRST.id}, (.*)\}}\n", text, re.MULTILINE)
    keys = re.sub(r', (yes|no): "', r'\n      \1: "', flow[1]).replace(", prompt", "\n      prompt")
    block = f"    - id: {FIRST.id}\n      reviewed_by:\n        - Z   # first\n      {keys}\n"
    own.write_text(text.replace(flow[0], block), encoding="utf-8")
    assert load_pack(own).model.arguments.frames[0].reviewed_by == ["Z"]
    with pytest.raises(Mendable, match="cannot be edited by review"):
        edited(load_pack(own), [Move("arguments", FIRST.id, reviewed_by=("Z", "A"))])
