"""Numbers of anybody's text beside its English: cases from life, and what holds for all numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
import regex
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from polyglot_synth import digits
from polyglot_synth.gates.numbers import numbers
from polyglot_synth.language import PackFile
from polyglot_synth.numerals import Clock
from polyglot_synth.sample import SPOKEN
from tests.common import pack

DATA = yaml.safe_load(
    (Path(__file__).parent / "data" / "free_numbers.yaml").read_text(encoding="utf-8")
)
Case = tuple[str, str, str, float | None, str]


def named(case: Case) -> str:
    return regex.sub(r"\W+", "-", f"{case[0]} {case[4]}")


def writer(name: str) -> PackFile:
    """A pack that writes numbers so; it knows no more than the case says."""
    knows, base = DATA["writers"][name], pack("swh_Latn")
    return base.model_copy(
        update={
            "script": knows["script"],
            "digits": dict.fromkeys(knows["digits"], 1.0),
            "group": base.group.model_copy(
                update={"sign": knows["group"], "size": knows.get("sizes", [3])}
            ),
            "decimal": knows["decimal"],
            "clock": Clock(shift=knows["clock"]) if "clock" in knows else None,
            "numerals": base.numerals if knows.get("numerals") else None,
        }
    )


def judged(english: str | None, text: str, who: PackFile, **more: Any) -> tuple[float | None, str]:
    batch = pl.DataFrame([{"prompt": text, "pivot_prompt": english, **more}])
    scores = numbers(batch, who)
    assert scores.reasons is not None
    assert (scores.reasons[0] is None) == (scores.values[0] in (1.0, None))
    return scores.values[0], scores.reasons[0]


@pytest.mark.parametrize("case", DATA["cases"], ids=named)
def test_cases_from_life(case: Case) -> None:
    who, english, text, score, why = case
    assert judged(english, text, writer(who))[0] == score, why


@pytest.mark.parametrize("case", DATA["known_failures"], ids=named)
@pytest.mark.xfail(strict=True)
def test_known_failures(case: Case) -> None:
    test_cases_from_life(case)


# ---- reasons


def test_the_reason_names_what_is_wrong() -> None:
    who = writer("plain")
    changed = judged("It sold 45 lamps.", "Liliuza taa 46.", who)
    assert changed == (
        0.0,
        "the English says 45, which is not here; says 46, which the English does not",
    )
    assert judged("It sold 45 lamps.", "Liliuza taa.", who)[1] == (
        "the English says 45, which is not here"
    )
    assert judged("It sold lamps.", "Liliuza taa 46.", who)[1] == (
        "says 46, which the English does not"
    )
    assert judged("It sold 45 lamps.", "Liliuza taa ๔๕.", who)[1] == (
        "the digits ๔๕ are Thai, which the pack does not list"
    )


# ---- which rows, and which of their texts


@pytest.mark.parametrize("english", [None, "It sold lamps."])
def test_nothing_to_compare_is_not_judged(english: str | None) -> None:
    assert judged(english, "Liliuza taa.", writer("plain")) == (None, None)


def test_without_english_nothing_is_judged() -> None:
    assert judged(None, "Liliuza taa 45.", writer("plain")) == (None, None)
    assert numbers(pl.DataFrame({"prompt": ["Taa 45."]}), writer("plain")).values.to_list() == [
        None
    ]


def test_a_response_counts_where_its_english_is_there() -> None:
    who, said = writer("plain"), ("He has 3 dogs.", "Ana mbwa 3.")
    assert judged(*said, who, response="Na 4.", pivot_response="And 4.")[0] == 1.0
    assert judged(*said, who, response="Na 5.", pivot_response="And 4.")[0] == 0.0
    assert judged(*said, who, response="Na 5.", pivot_response=None)[0] == 1.0
    assert judged(*said, who, response=None, pivot_response="And 4.")[0] == 1.0


def test_rows_of_ours_and_of_others_stand_together() -> None:
    three = {"slot": "n", "value": "3", "surface": "3"}
    batch = pl.DataFrame(
        {
            "prompt": ["Ana mbwa 3.", "Ana mbwa 3.", "Ana mbwa 3.", "Ana mbwa 3 na paka 4."],
            "pivot_prompt": ["He has 4 dogs.", "He has 3 dogs.", "He has 3 dogs.", "3 dogs"],
            "spoken": pl.Series([[three], [], None, None], dtype=SPOKEN),
        }
    )
    assert numbers(batch, pack("swh_Latn")).values.to_list() == [1.0, 0.0, 1.0, 0.5]


def test_no_rows_give_no_scores() -> None:
    batch = pl.DataFrame(schema={"prompt": pl.String, "pivot_prompt": pl.String})
    assert numbers(batch, writer("plain")).values.to_list() == []


# ---- what holds for all numbers

WRITERS = st.sampled_from(["plain", "spanish", "dutch", "marathi", "sorani", "burmese", "swahili"])
VALUES = st.integers(0, 10**12)


def write(value: int, who: PackFile, script: str) -> str:
    return digits.write(value, script=script, sizes=who.group.size, sign=who.group.sign)


def both(values: list[int], who: PackFile, script: str) -> tuple[str, str]:
    """Say numbers in English and as a pack writes them."""
    english = "; ".join(f"n {digits.write(value)} x" for value in values)
    return english, "; ".join(f"z {write(value, who, script)} z" for value in values)


@settings(max_examples=300, deadline=None)
@given(data=st.data(), name=WRITERS, values=st.lists(VALUES, min_size=1, max_size=6))
def test_numbers_are_matched_in_every_script_and_order(
    data: st.DataObject, name: str, values: list[int]
) -> None:
    who = writer(name)
    script = data.draw(st.sampled_from(sorted(who.digits)))
    english, _ = both(values, who, script)
    _, text = both(data.draw(st.permutations(values)), who, script)
    assert judged(english, text, who) == (1.0, None)


@pytest.mark.parametrize("script", digits.ZEROS)
@settings(max_examples=20, deadline=None)
@given(value=VALUES)
def test_every_script_is_read_where_it_is_listed_and_only_there(script: str, value: int) -> None:
    plain = writer("plain")
    who = plain.model_copy(update={"digits": {script: 1.0}})
    english, text = both([value], who, script)
    assert judged(english, text, who)[0] == 1.0
    if script != "Latn":
        assert judged(english, text, plain)[0] == 0.0


@settings(max_examples=300, deadline=None)
@given(data=st.data(), name=WRITERS, values=st.lists(st.integers(0, 9999), min_size=1, max_size=6))
def test_a_changed_number_is_found(data: st.DataObject, name: str, values: list[int]) -> None:
    """Changed to a number as long; a change by a thousand may be a scale word."""
    who = writer(name)
    script = data.draw(st.sampled_from(sorted(who.digits)))
    place = data.draw(st.integers(0, len(values) - 1))
    length = len(str(values[place]))
    low = 10 ** (length - 1) if length > 1 else 0
    other = data.draw(st.integers(low, 10**length - 1).filter(lambda value: value != values[place]))
    english, _ = both(values, who, script)
    _, text = both([*values[:place], other, *values[place + 1 :]], who, script)
    assert judged(english, text, who)[0] == 0.0


@settings(max_examples=200, deadline=None)
@given(data=st.data(), name=WRITERS, values=st.lists(VALUES, min_size=2, max_size=6))
def test_a_dropped_or_repeated_number_is_found(
    data: st.DataObject, name: str, values: list[int]
) -> None:
    who = writer(name)
    script = data.draw(st.sampled_from(sorted(who.digits)))
    english, text = both(values, who, script)
    fewer, less = both(values[1:], who, script)
    assert judged(english, less, who)[0] == 0.5
    assert judged(fewer, text, who)[0] == 0.5


@settings(max_examples=400, deadline=None)
@given(
    text=st.text(alphabet="0159 .,:;-/½²٤०၀၄፳Xa\n`s", max_size=40),
    english=st.text(alphabet="0159 .,:-/½²sIVX\nampfeet oneixhundred", max_size=40),
    name=WRITERS,
)
def test_any_text_gets_a_score_or_none(text: str, english: str, name: str) -> None:
    assert judged(english, text, writer(name))[0] in {0.0, 0.5, 1.0, None}
