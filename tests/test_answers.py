"""Answers: sound rows are proved; a wrong verdict, number, quote or program is found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import polars as pl
import pytest
import regex

from polyglot_synth.concept import NUMBER
from polyglot_synth.grammar import Speaker
from polyglot_synth.verify.answers import verdict
from polyglot_synth.wording import parse
from tests.common import (
    INPUTS,
    LEXICONS,
    SAID,
    Row,
    check,
    concept,
    faults,
    judged,
    pack,
    rows,
    sayer,
    scored,
)

OF = {
    ("fallacy", "proved"): "answers",
    ("fallacy", "construction"): "answers",
    ("maths", "computed"): "answers",
    ("reading", "quoted"): "quoted",
    ("code", "executed"): "programs",
    ("instruction", "executed"): "constraints",
}


def check_of(name: str) -> str:
    """Name the check that verifies a concept's answers."""
    file = concept(name).file
    return OF[file.kind, file.label_source]


ARGUED = [(tag, name) for tag, name in SAID if concept(name).file.kind == "fallacy"]
COMPUTED = [(tag, name) for tag, name in SAID if concept(name).file.label_source == "computed"]
CLOCKS = [(tag, name) for tag, name in COMPUTED if name == "maths/finishing_time"]
QUOTED = [(tag, name) for tag, name in SAID if concept(name).file.label_source == "quoted"]
PROGRAMS = [(tag, name) for tag, name in SAID if check_of(name) == "programs"]
TIMES = [(tag, name) for tag, name in QUOTED if name == "reading/when_is_it"]
PICKED = [(tag, name) for tag, name in QUOTED if concept(name).file.picks]


def test_every_way_to_know_an_answer_is_met() -> None:
    files = [each.file for each in INPUTS.concepts.values()]
    assert {(file.kind, file.label_source) for file in files} == set(OF)
    assert CLOCKS
    assert {name for _, name in TIMES + PICKED} == {name for _, name in QUOTED}


@pytest.mark.parametrize(("tag", "name"), SAID)
def test_sound_rows_are_proved(tag: str, name: str) -> None:
    own = check_of(name)
    marked = judged(rows(tag, name), own, tag)
    assert marked.filter(pl.col("rejected_by").is_not_null()).is_empty()
    assert set(marked[f"score_{own}"]) == {1.0}
    for other in {*OF.values()} - {own}:
        assert scored(rows(tag, name), other, tag).values.null_count() == marked.height


def made(tag: str, name: str) -> Iterator[Row]:
    return rows(tag, name).iter_rows(named=True)


def evidence(row: Row, **changes: object) -> str:
    return json.dumps(json.loads(row["evidence"]) | changes, ensure_ascii=False)


def in_verdict(row: Row, old: str, new: str) -> Row:
    """Change a word where the response gives its verdict, and nowhere else."""
    said, response = verdict(row), row["response"]
    changed = regex.sub(regex.escape(old), new, said, count=1, flags=regex.IGNORECASE)
    assert changed != said
    place = response.rindex(said) if row["style"] == "reason_first" else response.index(said)
    return row | {"response": response[:place] + changed + response[place + len(said) :]}


# ---- arguments


def other(answer: str) -> str:
    return {"yes": "no", "no": "yes"}[answer]


def opposite_word(tag: str, row: Row) -> Row:
    words, answer = pack(tag).verdicts, row["answer"]
    return in_verdict(row, words[answer], words[other(answer)])


def no_word(tag: str, row: Row) -> Row:
    return in_verdict(row, pack(tag).verdicts[row["answer"]], "")


def both_words(tag: str, row: Row) -> Row:
    words, answer = pack(tag).verdicts, row["answer"]
    return in_verdict(row, words[answer], f"{words[other(answer)]}: {words[answer]}")


def swapped_answer(tag: str, row: Row) -> Row:  # noqa: ARG001 - plants look alike
    return row | {"answer": other(row["answer"])}


@cache
def by_number(tag: str, name: str) -> dict[tuple[str, int], Row]:
    return {(row["face"], row["number"]): row for row in made(tag, name)}


def twin_of(tag: str, row: Row) -> Row:
    """Find the row of the same number with the other face."""
    other_face = {"valid": "invalid", "invalid": "valid"}[row["face"]]
    return by_number(tag, row["concept"])[other_face, row["number"]]


def swapped_evidence(tag: str, row: Row) -> Row:
    return row | {"evidence": twin_of(tag, row)["evidence"]}


def swapped_task(tag: str, row: Row) -> Row:  # noqa: ARG001
    other_task = {"follows": "error", "supports": "error", "error": "follows"}
    return row | {"task": other_task[row["task"]]}


def response_of_twin(tag: str, row: Row) -> Row:
    twin = twin_of(tag, row)
    return row | {"response": twin["response"], "style": twin["style"]}


YES_OR_NO = ("follows", "supports", "error")  # what else is asked has its own test


@pytest.mark.parametrize(("tag", "name"), ARGUED)
@pytest.mark.parametrize(
    "plant",
    [
        opposite_word,
        no_word,
        both_words,
        swapped_answer,
        swapped_evidence,
        swapped_task,
        response_of_twin,
    ],
)
def test_a_wrong_verdict_is_found(tag: str, name: str, plant: Callable[[str, Row], Row]) -> None:
    asked = [row for row in made(tag, name) if row["task"] in YES_OR_NO]
    for said in faults([plant(tag, row) for row in asked], "answers", tag):
        assert said is not None
        assert regex.search(r".+ asks for (yes|no); the response says '.*'", said)


# ---- sums


def wrong_end(tag: str, row: Row) -> Row:
    """Say the right sum, and end on another number."""
    speaker = Speaker(pack(tag), LEXICONS, "Latn")
    return row | {"response": f"{row['response']} {speaker.num(12_345)}."}


def one_more(tag: str, row: Row) -> Row:
    """End on the next number, or half an hour later, said as the language says it."""
    return says_another(tag, row, 30 if ":" in row["answer"] else 1)


def other_half_of_the_day(tag: str, row: Row) -> Row:
    """End on the same hour of the other half of the day: three in the morning, not at three."""
    return says_another(tag, row, 12 * 60)


def says_another(tag: str, row: Row, more: int) -> Row:
    """Say another answer where the response gives its verdict, in the words of the wording."""
    wording = next(each for each in pack(tag).wording[row["concept"]] if each.id == row["wording"])
    pieces = parse(wording.responses["any"].verdict)
    holds, answer = concept(row["concept"]).holds(), str(concept(row["concept"]).file.answer)
    drawn = sayer(tag, row["concept"]).drawer.draw(np.array([row["number"]], dtype=np.int64))
    fillers = {name: int(column[0]) for name, column in drawn.items()}
    another = fillers[answer] + more
    shifted = fillers | {answer: another % (24 * 60) if ":" in row["answer"] else another}
    for compiler in sayer(tag, row["concept"]).compilers.values():
        right = compiler.line(pieces, fillers, holds)
        if right.casefold() in verdict(row).casefold():
            return in_verdict(row, right, compiler.line(pieces, shifted, holds))
    raise AssertionError(row["response"])


@pytest.mark.parametrize(("tag", "name"), COMPUTED)
def test_in_free_text_a_sum_may_be_said_twice(tag: str, name: str) -> None:
    bare = [row for row in made(tag, name) if row["style"] == "label_only"]
    twice = [row | {"response": "{0}\n{0}".format(row["response"])} for row in bare]
    assert {*faults([row | {"style": None} for row in twice], "answers", tag)} == {None}
    speaker = Speaker(pack(tag), LEXICONS, "Latn")
    wrong = [
        row | {"style": None, "response": f"{row['response']}\n{speaker.num(12_345)}"}
        for row in bare
    ]
    assert None not in faults(wrong, "answers", tag)


def no_number(tag: str, row: Row) -> Row:  # noqa: ARG001
    return row | {"response": "Mvua.", "style": "label_only"}


def wrong_answer(tag: str, row: Row) -> Row:  # noqa: ARG001
    if ":" in row["answer"]:
        hour, minute = map(int, row["answer"].split(":"))
        return row | {"answer": f"{(hour + 1) % 24:02}:{minute:02}"}
    return row | {"answer": str(int(row["answer"]) + 1)}


RESULT = r".+ of \{.+\} is \d+; the response says \[.*\]"


@pytest.mark.parametrize(("tag", "name"), COMPUTED)
@pytest.mark.parametrize("plant", [wrong_end, one_more, no_number, wrong_answer])
def test_a_wrong_sum_is_found(tag: str, name: str, plant: Callable[[str, Row], Row]) -> None:
    ends = [row for row in made(tag, name) if plant is not wrong_end or _last(row)]
    for said in faults([plant(tag, row) for row in ends], "answers", tag):
        assert said is not None
        assert regex.fullmatch(RESULT, said), said


def _last(row: Row) -> bool:
    """Whether what is added to the response is added to its verdict."""
    return row["style"] == "reason_first"


@pytest.mark.parametrize(("tag", "name"), CLOCKS)
def test_the_same_hour_of_the_other_half_of_the_day_is_found(tag: str, name: str) -> None:
    sound = list(made(tag, name))
    assert {":" in row["answer"] for row in sound} == {True}
    for said in faults([other_half_of_the_day(tag, row) for row in sound], "answers", tag):
        assert said is not None
        assert regex.fullmatch(RESULT, said), said


@pytest.mark.parametrize(("tag", "name"), COMPUTED)
def test_numbers_of_a_prompt_that_are_not_its_slots_are_found(tag: str, name: str) -> None:
    sound = list(made(tag, name))
    unlike = [row for row in sound if len({each["value"] for each in row["spoken"]}) > 1]
    for said in faults([swapped(row) for row in unlike], "answers", tag):
        assert said
        assert "which are not its slots" in said
    of = [len(row["spoken"]) for row in sound]
    assert min(of) > 1
    more = [row | {"prompt": row["prompt"] + " 7."} for row in sound]
    for said, count in zip(faults(more, "answers", tag), of, strict=True):
        assert said
        assert said.startswith(f"{count} numbers are said, but the prompt reads [")
    less = [row | {"prompt": "Mvua?"} for row in sound]
    assert faults(less, "answers", tag) == [
        f"{count} numbers are said, but the prompt reads []" for count in of
    ]


def swapped(row: Row) -> Row:
    """Say each of two numbers where the other was."""
    surfaces = {each["value"]: each["surface"] for each in row["spoken"]}
    one, other = list(surfaces.values())[:2]
    longest_first = sorted((each["surface"] for each in row["spoken"]), key=len, reverse=True)
    pattern = "|".join(map(regex.escape, longest_first))
    turned = {one: other, other: one}
    prompt = regex.sub(pattern, lambda met: turned.get(met.group(), met.group()), row["prompt"])
    assert prompt != row["prompt"]
    return row | {"prompt": prompt}


@pytest.mark.parametrize(("tag", "name"), COMPUTED)
def test_another_sum_is_found(tag: str, name: str) -> None:
    another = concept(name).derived()[str(concept(name).file.answer)][1] + " + 1"
    planted = [row | {"evidence": evidence(row, expression=another)} for row in made(tag, name)]
    for said in faults(planted, "answers", tag):
        assert said
        assert said.startswith(f"{another} of {{")


# ---- quotes


def quote(row: Row) -> str:
    return json.loads(row["evidence"])["quote"]


def quoting(row: Row, text: str) -> Row:
    """Take a span of the prompt for the quote, wherever it stands."""
    start = row["prompt"].find(text)
    return row | {"evidence": evidence(row, quote=text, start=start, end=start + len(text))}


def not_there(tag: str, row: Row) -> Row:  # noqa: ARG001
    return quoting(row, "Mlima Kilimanjaro")


def moved(tag: str, row: Row) -> Row:  # noqa: ARG001
    return row | {"evidence": evidence(row, start=json.loads(row["evidence"])["start"] + 1)}


def nothing(tag: str, row: Row) -> Row:  # noqa: ARG001
    return row | {"evidence": evidence(row, quote="", start=3, end=3)}


def twice(tag: str, row: Row) -> Row:  # noqa: ARG001
    return row | {"prompt": f"{row['prompt']} {quote(row)}?"}


def unsaid(tag: str, row: Row) -> Row:  # noqa: ARG001
    return row | {"response": "Mvua.", "style": "label_only"}


@pytest.mark.parametrize(("tag", "name"), QUOTED)
@pytest.mark.parametrize(
    ("plant", "reason"),
    [
        (not_there, "'Mlima Kilimanjaro' does not stand in the prompt"),
        (moved, "'.+' does not stand in the prompt"),
        (nothing, "'' does not stand in the prompt"),
        (twice, "'.+' stands 2 times in the prompt"),
        (unsaid, "the response does not repeat '.+'"),
    ],
)
def test_a_quote_that_is_none_is_found(
    tag: str, name: str, plant: Callable[[str, Row], Row], reason: str
) -> None:
    for said in faults([plant(tag, row) for row in made(tag, name)], "quoted", tag):
        assert said is not None
        assert regex.fullmatch(reason, said), said


@cache
def times(tag: str, script: str) -> dict[str, str]:
    speaker = Speaker(pack(tag), LEXICONS, script)
    return {f"{m // 60:02}:{m % 60:02}": str(speaker.clock(m)) for m in range(420, 1111, 30)}


@pytest.mark.parametrize(("tag", "name"), TIMES)
def test_another_time_is_found(tag: str, name: str) -> None:
    planted, reasons = [], []
    for row in made(tag, name):
        own = next(s for s in pack(tag).digits if times(tag, s)[row["answer"]] == quote(row))
        another = next(said for value, said in times(tag, own).items() if value != row["answer"])
        in_response = in_verdict(row, quote(row), another)
        everywhere = in_response | {"prompt": row["prompt"].replace(quote(row), another)}
        planted += [in_response, quoting(everywhere, another)]
        reasons += [
            f"the response does not repeat '{quote(row)}'",
            f"'{another}' does not read as {row['answer']}",
        ]
    assert faults(planted, "quoted", tag) == reasons


def others(tag: str, row: Row) -> list[str]:
    """List how the prompt names what was not picked: people, places or amounts."""
    file, slots = concept(row["concept"]).file, json.loads(row["slots"])
    options = file.picks[str(file.answer)]
    kind = concept(row["concept"]).holds()[options[0]]
    ids = [slots[slot] for slot in options if str(slots[slot]) != row["answer"]]
    if kind == NUMBER:
        values = {str(value) for value in ids}
        return [each["surface"] for each in row["spoken"] if each["value"] in values]
    named = [pack(tag).words[kind][i] for i in ids]
    forms = [{form for form in each.values() if isinstance(form, str)} for each in named]
    return [max((f for f in each if f in row["prompt"]), key=len) for each in forms]


@pytest.mark.parametrize(("tag", "name"), PICKED)
def test_what_was_not_asked_for_is_found(tag: str, name: str) -> None:
    """Another person, place or amount of the same text."""
    planted, reasons = [], []
    for row in made(tag, name):
        assert len(others(tag, row)) == 2
        for another in others(tag, row):
            in_response = in_verdict(row, quote(row), another)
            # The last: prompt, quote and response agree, and yet the answer is another.
            planted += [in_response, quoting(row, another), quoting(in_response, another)]
            reasons += [
                f"the response does not repeat '{quote(row)}'",
                f"the response does not repeat '{another}'",
                f"'{another}' does not read as {row['answer']}",
            ]
    assert faults(planted, "quoted", tag) == reasons


def test_a_number_inside_another_is_not_repeated() -> None:
    """12,500 does not say 2,500."""
    tag = "eng_Latn"
    row = next(row for row in made(tag, "reading/how_much") if row["style"] == "label_only")
    assert faults([row], "quoted", tag) == [None]
    for wrong in (f"1{quote(row)}", f"{quote(row)},500", f"{quote(row)}0"):
        said = faults([in_verdict(row, quote(row), wrong)], "quoted", tag)
        assert said == [f"the response does not repeat '{quote(row)}'"]


# ---- programs

WRONG = {
    "code/prices": [(" > ", " >= "), (" < ", " <= "), (" >= ", " > "), (" <= ", " < ")],
    "code/fair_share": [
        ("total // members", "total / members"),
        ("total // members", "-(-total // members)"),
        ("total % members", "total"),
        ("total // members, total % members", "total % members, total // members"),
    ],
    "code/total_cost": [
        (" * count", ""),
        (" * count", " + count"),
        ("prices[name] * ", ""),
        (" in basket.items()", " in list(basket.items())[:1]"),
    ],
}
"""For each program changes that a careless hand makes; those of prices wherever they stand."""


def wrong_programs(row: Row) -> list[Row]:
    """Change a program so that it still runs and gives something else."""
    program = row["response"]
    changed = [program.replace(*pair, 1) for pair in WRONG[row["concept"]] if pair[0] in program]
    assert changed
    return [row | {"response": response} for response in changed]


BROKEN: dict[str, tuple[str, str]] = {
    "name": ("def ", "def x_"),
    "raises": ("return ", "return missing + "),
    "syntax": ("return ", "return ("),
}


def broken_programs(row: Row) -> list[Row]:
    response = row["response"]
    assert all(right in response for right, _ in BROKEN.values())
    changed = [response.replace(right, wrong) for right, wrong in BROKEN.values()]
    return [row | {"response": response} for response in [*changed, "Mvua."]]


@pytest.mark.parametrize(("tag", "name"), PROGRAMS)
def test_wrong_programs_are_found(tag: str, name: str) -> None:
    sound = list(made(tag, name))
    planted = [wrong for row in sound for wrong in wrong_programs(row)]
    planted += [broken for row in sound[:4] for broken in broken_programs(row)]
    assert all(row["response"] not in {each["response"] for each in sound} for row in planted)
    schema = {"spoken": rows(tag, name).schema["spoken"]}
    marked = judged(pl.DataFrame(planted + sound, schema_overrides=schema), "programs", tag)
    wrong, right = marked.head(len(planted)), marked.slice(len(planted))
    assert set(right["score_programs"]) == {1.0}
    assert wrong["score_programs"].max() < 1.0
    assert set(wrong["rejected_by"]) == {"programs"}
    assert wrong["reason"].null_count() == 0


def test_programs_cover_every_operation() -> None:
    """Each comparison is one that the tests tell from its neighbour."""
    prices = [rows(tag, name) for tag, name in PROGRAMS if name == "code/prices"]
    drawn = {json.loads(slots)["op"] for batch in prices for slots in batch["slots"]}
    assert drawn == set(LEXICONS.ids("operation"))
    assert {name for _, name in PROGRAMS} == set(WRONG)
    assert check("programs").always
