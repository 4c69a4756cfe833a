"""Constraints: what an instruction asks for is read out of the response, in any language."""

from __future__ import annotations

import json
from collections.abc import Callable

import polars as pl
import pytest

from polyglot_synth.verify.constraints import constraints
from tests.common import SAID, Row, concept, faults, pack, rows

LIST = [
    {"lines": 2},
    {"begins": "- "},
    {"line": 1, "says": "u"},
    {"line": 2, "says": "v"},
]
NOTICE = [{"lines": 2}, {"line": 1, "says": "start"}, {"line": 2, "says": "n"}, {"without": "!"}]
COUNT = [{"lines": 1}, {"numbers": ["n", "m"]}]


def judged(
    asked: list[dict[str, object]], slots: dict[str, object], response: str, tag: str = "swh_Latn"
) -> tuple[float | None, str | None]:
    """Judge one response to an instruction."""
    row = {
        "kind": "instruction",
        "evidence": json.dumps({"constraints": asked}),
        "slots": json.dumps(slots),
        "response": response,
    }
    values, reasons = constraints(pl.DataFrame([row]), pack(tag))
    assert reasons is not None
    return values[0], reasons[0]


@pytest.mark.parametrize(
    ("tag", "response"),
    [
        ("swh_Latn", "- maembe\n- vijiko"),
        ("swh_Latn", "- Maembe\n- kijiko kimoja"),
        ("mar_Deva", "- आंबे\n- चमचे"),
        ("eng_Latn", "- mangoes\n- spoons"),
    ],
)
def test_a_list_that_keeps_everything(tag: str, response: str) -> None:
    assert judged(LIST, {"u": "mango", "v": "spoon"}, response, tag) == (1.0, None)


@pytest.mark.parametrize(
    ("response", "share", "reason"),
    [
        ("- vijiko\n- maembe", 0.5, "line 1 does not say mango: '- vijiko'"),
        ("- maembe\n* vijiko", 0.75, "the line '* vijiko' does not begin with '- '"),
        ("- maembe", 0.5, "2 lines are asked for, not 1"),
        ("- maembe\n- vijiko\n", 0.5, "2 lines are asked for, not 3"),
        ("- maembembe\n- vijiko", 0.75, "line 1 does not say mango: '- maembembe'"),
        ("", 0.0, "2 lines are asked for, not 1"),
    ],
)
def test_a_list_that_does_not(response: str, share: float, reason: str) -> None:
    found, why = judged(LIST, {"u": "mango", "v": "spoon"}, response)
    assert found == share
    assert str(why).startswith(reason)


@pytest.mark.parametrize(
    ("tag", "response"),
    [
        ("swh_Latn", "Mkutano ni saa 3 asubuhi.\nKila mtu alete shilingi 1,500."),
        ("mar_Deva", "बैठक सकाळी ९ वाजता आहे.\nप्रत्येकाने १,५०० रुपये आणावेत."),
        ("mar_Deva", "बैठक सकाळी 9 वाजता आहे.\nप्रत्येकाने 1,500 रुपये आणावेत."),
    ],
)
def test_times_and_numbers_are_read_as_the_language_says_them(tag: str, response: str) -> None:
    assert judged(NOTICE, {"start": "09:00", "n": 1500}, response, tag) == (1.0, None)


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ("Mkutano ni saa 9 alasiri.\nKila mtu alete shilingi 1,500.", "line 1 does not say 09:00"),
        ("Mkutano ni saa 3 asubuhi.\nKila mtu alete shilingi 500.", "line 2 does not say 1500"),
        ("Mkutano ni saa 3 asubuhi!\nKila mtu alete shilingi 1,500.", "'!' was not to be there"),
    ],
)
def test_another_time_or_number_or_sign_is_named(response: str, reason: str) -> None:
    _, why = judged(NOTICE, {"start": "09:00", "n": 1500}, response)
    assert str(why).startswith(reason)


@pytest.mark.parametrize(
    ("response", "keeps"),
    [("5, 8", True), ("5, 8, 11", False), ("8, 5", False), ("5", False), ("tano, nane", False)],
)
def test_numbers_are_these_in_this_order(response: str, keeps: bool) -> None:  # noqa: FBT001
    share, _ = judged(COUNT, {"n": 5, "m": 8}, response)
    assert (share == 1.0) is keeps


def test_other_rows_are_not_judged() -> None:
    row = {"kind": "maths", "evidence": "{}", "slots": "{}", "response": "9."}
    values, _ = constraints(pl.DataFrame([row]), pack("swh_Latn"))
    assert values.to_list() == [None]


# ---- rows of ours, broken

INSTRUCTED = [(tag, name) for tag, name in SAID if concept(name).file.kind == "instruction"]


def lines_of(row: Row) -> list[str]:
    return row["response"].split("\n")


def with_lines(row: Row, lines: list[str]) -> Row:
    return row | {"response": "\n".join(lines)}


def turned(row: Row) -> Row:
    """Give the lines, or the numbers of one line, the other way round."""
    lines = lines_of(row)
    if len(lines) > 1:
        return with_lines(row, lines[::-1])
    return row | {"response": ", ".join(row["response"].rstrip(".").split(", ")[::-1])}


def of_the_next(row: Row, all_rows: list[Row]) -> Row:
    """Answer with what another row of the same concept was asked for."""
    place = next(place for place, each in enumerate(all_rows) if each["id"] == row["id"])
    return row | {"response": all_rows[(place + 1) % len(all_rows)]["response"]}


BROKEN: dict[str, Callable[[Row, list[Row]], Row]] = {
    "a line more": lambda row, _: row | {"response": row["response"] + "\nMvua."},
    "an empty line at the end": lambda row, _: row | {"response": row["response"] + "\n"},
    "no first line": lambda row, _: with_lines(row, lines_of(row)[1:]),
    "in another order": lambda row, _: turned(row),
    "of another row": of_the_next,
    "nothing": lambda row, _: row | {"response": ""},
}
BROKEN_ONE: dict[str, dict[str, Callable[[Row], Row]]] = {
    "instructions/list": {
        "a star": lambda row: row | {"response": row["response"].replace("- ", "* ", 1)},
        "no hyphen": lambda row: row | {"response": row["response"].replace("- ", "", 1)},
        "the first thing twice": lambda row: with_lines(row, [lines_of(row)[0]] * 4),
    },
    "instructions/notice": {
        "a cry": lambda row: row | {"response": row["response"] + "!"},
        "time and place in one line": lambda row: with_lines(
            row, [lines_of(row)[0], " ".join(lines_of(row)[1:]), "Mvua."]
        ),
    },
    "instructions/count_on": {
        "a number more": lambda row: row | {"response": "7, " + row["response"]},
        "a number less": lambda row: row | {"response": row["response"].split(", ", 1)[1]},
        "a number and a half": lambda row: row | {"response": row["response"] + ".5"},
    },
}


@pytest.mark.parametrize(("tag", "name"), INSTRUCTED)
def test_what_breaks_an_instruction_is_found(tag: str, name: str) -> None:
    sound = list(rows(tag, name).iter_rows(named=True))
    assert faults(sound, "constraints", tag) == [None] * len(sound)
    plants = {**BROKEN, **{how: lambda row, _, p=p: p(row) for how, p in BROKEN_ONE[name].items()}}
    for how, plant in plants.items():
        planted = [plant(row, sound) for row in sound]
        assert None not in faults(planted, "constraints", tag), how


@pytest.mark.parametrize("tag", sorted({tag for tag, _ in INSTRUCTED}))
def test_a_notice_of_another_time_is_found(tag: str) -> None:
    """Half an hour later, or the same hour of the other half of the day."""
    for row in rows(tag, "instructions/notice").iter_rows(named=True):
        hour, minute = map(int, json.loads(row["slots"])["start"].split(":"))
        said = [said for said in row["spoken"] if said["slot"] == "start"]
        assert said
        for later in (30, 12 * 60):
            other = (hour * 60 + minute + later) % (24 * 60)
            slots = json.loads(row["slots"]) | {"start": f"{other // 60:02}:{other % 60:02}"}
            (why,) = faults([row | {"slots": json.dumps(slots)}], "constraints", tag)
            assert str(why).startswith(f"line 2 does not say {slots['start']}: ")
