"""Constraints: what an instruction asks for is read out of the response, in any language."""

from __future__ import annotations

import json

import polars as pl
import pytest

from polyglot_synth.verify.constraints import constraints
from tests.common import pack

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
