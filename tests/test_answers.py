"""Answers: sound rows are proved; a wrong verdict, number, quote or program is found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache

import polars as pl
import pytest
import regex

from polyglot_synth.grammar import Speaker
from polyglot_synth.verify.answers import verdict
from tests.common import (
    LEXICONS,
    SAID,
    Row,
    check,
    concept,
    faults,
    judged,
    pack,
    rows,
    scored,
)

OF = {"proved": "answers", "computed": "answers", "quoted": "quoted", "executed": "programs"}
PROVED = [(tag, name) for tag, name in SAID if concept(name).file.label_source == "proved"]
COMPUTED = [(tag, name) for tag, name in SAID if concept(name).file.label_source == "computed"]
QUOTED = [(tag, name) for tag, name in SAID if concept(name).file.label_source == "quoted"]
PROGRAMS = [(tag, name) for tag, name in SAID if concept(name).file.label_source == "executed"]
TIMES = [(tag, name) for tag, name in QUOTED if name == "reading/when_is_it"]
PEOPLE = [(tag, name) for tag, name in QUOTED if name == "reading/who_brought"]


@pytest.mark.parametrize(("tag", "name"), SAID)
def test_sound_rows_are_proved(tag: str, name: str) -> None:
    own = OF[concept(name).file.label_source]
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
    return row | {"task": {"follows": "error", "error": "follows"}[row["task"]]}


def response_of_twin(tag: str, row: Row) -> Row:
    twin = twin_of(tag, row)
    return row | {"response": twin["response"], "style": twin["style"]}


@pytest.mark.parametrize(("tag", "name"), PROVED)
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
    for said in faults([plant(tag, row) for row in made(tag, name)], "answers", tag):
        assert said is not None
        assert regex.search(r".+ asks for (yes|no); the response says '.*'", said)


# ---- sums


def wrong_end(tag: str, row: Row) -> Row:
    """Say the right sum, and end on another number."""
    speaker = Speaker(pack(tag), LEXICONS, "Latn")
    return row | {"response": f"{row['response']} {speaker.num(12_345)}."}


def one_more(tag: str, row: Row) -> Row:
    """End on the next number, said as the language says it."""
    slots, script = json.loads(row["slots"]), _script(row["response"])
    speaker = Speaker(pack(tag), LEXICONS, script)
    thing = speaker.entry("noun", slots["thing"])
    for how in ("digits", "words"):
        right = speaker.count(thing, int(row["answer"]), how)
        if right.casefold() in verdict(row).casefold():
            return in_verdict(row, right, speaker.count(thing, int(row["answer"]) + 1, how))
    raise AssertionError(row["response"])


def _script(text: str) -> str:
    return "Deva" if regex.search("[०-९]", text) else "Latn"


def no_number(tag: str, row: Row) -> Row:  # noqa: ARG001
    return row | {"response": "Mvua.", "style": "label_only"}


def wrong_answer(tag: str, row: Row) -> Row:  # noqa: ARG001
    return row | {"answer": str(int(row["answer"]) + 1)}


RESULT = r".+ of \{.+\} is \d+; the response says \[.*\]"


@pytest.mark.parametrize(("tag", "name"), COMPUTED)
@pytest.mark.parametrize(
    ("plant", "reason"),
    [(wrong_end, RESULT), (one_more, RESULT), (no_number, RESULT), (wrong_answer, RESULT)],
)
def test_a_wrong_sum_is_found(
    tag: str, name: str, plant: Callable[[str, Row], Row], reason: str
) -> None:
    ends = [row for row in made(tag, name) if plant is not wrong_end or _last(row)]
    for said in faults([plant(tag, row) for row in ends], "answers", tag):
        assert said is not None
        assert regex.fullmatch(reason, said), said


def _last(row: Row) -> bool:
    """Whether what is added to the response is added to its verdict."""
    return row["style"] == "reason_first"


@pytest.mark.parametrize(("tag", "name"), COMPUTED)
def test_numbers_of_a_prompt_that_are_not_its_slots_are_found(tag: str, name: str) -> None:
    sound = list(made(tag, name))
    unlike = [row for row in sound if len({each["value"] for each in row["spoken"]}) == 2]
    for said in faults([swapped(row) for row in unlike], "answers", tag):
        assert said
        assert "which are not its slots" in said
    more = [row | {"prompt": row["prompt"] + " 7."} for row in sound]
    for said in faults(more, "answers", tag):
        assert said
        assert said.startswith("2 numbers are said, but the prompt reads [")
    less = [row | {"prompt": "Mvua?"} for row in sound]
    assert set(faults(less, "answers", tag)) == {"2 numbers are said, but the prompt reads []"}


def swapped(row: Row) -> Row:
    """Say each of two numbers where the other was."""
    long, short = sorted((each["surface"] for each in row["spoken"]), key=len, reverse=True)
    marks = row["prompt"].replace(long, "\ue000").replace(short, "\ue001")
    return row | {"prompt": marks.replace("\ue000", short).replace("\ue001", long)}


@pytest.mark.parametrize(("tag", "name"), COMPUTED)
def test_another_sum_is_found(tag: str, name: str) -> None:
    planted = [row | {"evidence": evidence(row, expression="n + k + 1")} for row in made(tag, name)]
    for said in faults(planted, "answers", tag):
        assert said
        assert said.startswith("n + k + 1 of {")


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
    """List how the prompt names the people who did not bring it."""
    slots = json.loads(row["slots"])
    ids = {slots[slot] for slot in ("x", "y", "z")} - {slots["who"]}
    named = [pack(tag).words["person"][i] for i in ids]
    forms = [{form for form in each.values() if isinstance(form, str)} for each in named]
    found = [max((f for f in each if f in row["prompt"]), key=len) for each in forms]
    assert len(found) == 2
    return found


@pytest.mark.parametrize(("tag", "name"), PEOPLE)
def test_another_person_is_found(tag: str, name: str) -> None:
    planted, reasons = [], []
    for row in made(tag, name):
        for person in others(tag, row):
            in_response = in_verdict(row, quote(row), person)
            # The last: prompt, quote and response agree, and yet the answer is another.
            planted += [in_response, quoting(row, person), quoting(in_response, person)]
            reasons += [
                f"the response does not repeat '{quote(row)}'",
                f"the response does not repeat '{person}'",
                f"'{person}' does not read as {row['answer']}",
            ]
    assert faults(planted, "quoted", tag) == reasons


# ---- programs

COMPARISONS = {" > ": " >= ", " < ": " <= ", " >= ": " > ", " <= ": " < "}


def wrong_comparison(row: Row) -> Row:
    for right, wrong in COMPARISONS.items():
        if right in row["response"]:
            return row | {"response": row["response"].replace(right, wrong, 1)}
    raise AssertionError(row["response"])


def test_wrong_programs_are_found() -> None:
    plants: dict[str, Callable[[Row], Row]] = {
        "comparison": wrong_comparison,
        "name": lambda row: row | {"response": row["response"].replace("def ", "def x_")},
        "none": lambda row: row | {"response": "Mvua."},
        "raises": lambda row: (
            row | {"response": row["response"].replace("return sum", "return som")}
        ),
        "syntax": lambda row: row | {"response": row["response"].replace("return ", "return (")},
    }
    for tag, name in PROGRAMS:
        sound = list(made(tag, name))[:8]
        planted = [plant(row) for plant in plants.values() for row in sound]
        schema = {"spoken": rows(tag, name).schema["spoken"]}
        marked = judged(pl.DataFrame(planted + sound, schema_overrides=schema), "programs", tag)
        wrong, right = marked.head(len(planted)), marked.slice(len(planted))
        assert set(right["score_programs"]) == {1.0}
        assert wrong["score_programs"].max() < 1.0
        assert set(wrong["rejected_by"]) == {"programs"}
        assert wrong["reason"].null_count() == 0


def test_programs_cover_every_operation() -> None:
    """Each comparison is one that the tests tell from its neighbour."""
    drawn = {
        json.loads(slots)["op"] for tag, name in PROGRAMS for slots in rows(tag, name)["slots"]
    }
    assert drawn == set(LEXICONS.ids("operation"))
    assert check("programs").always
