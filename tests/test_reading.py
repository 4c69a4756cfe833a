"""Reading back: times stand inside of sentences, and what has no time of day is none."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyglot_synth.digits import Found
from polyglot_synth.grammar import Speaker
from polyglot_synth.reading import Reader
from tests.common import LEXICONS, SPEAKING, TAGS, pack

SCRIPTS = [(tag, script) for tag in SPEAKING for script in pack(tag).digits]
TIMES = range(0, 24 * 60, 30)
BEFORE = ["", "Mvua ", "पाऊस ", "(", "“", "Rain: ", "10 x, ", "१० x, "]
AFTER = ["", ".", "?”", ")", ", mvua", " पाऊस.", " rain", ";\n7 x"]


@cache
def reader(tag: str) -> Reader:
    return Reader(pack(tag))


@cache
def speaker(tag: str, script: str) -> Speaker:
    return Speaker(pack(tag), LEXICONS, script)


def spans(text: str, *surfaces: str) -> list[tuple[int, int]]:
    """Give where each surface stands, one after the other."""
    found, place = [], 0
    for surface in surfaces:
        place = text.index(surface, place)
        found.append((place, place + len(surface)))
        place += len(surface)
    return found


# ---- times


@pytest.mark.parametrize("minute", TIMES)
@pytest.mark.parametrize(("tag", "script"), SCRIPTS)
def test_every_time_is_read_inside_a_sentence(tag: str, script: str, minute: int) -> None:
    said = speaker(tag, script).clock(minute)
    for surface in (str(said), Speaker.cap(said)):
        for before, after in zip(BEFORE, AFTER, strict=True):
            (place,) = spans(text := f"{before}{surface}{after}", surface)
            assert reader(tag).times(text) == [Found(minute, *place)]
            assert Found(minute, *place) in reader(tag).values(text)


@pytest.mark.parametrize(("tag", "script"), SCRIPTS)
@settings(max_examples=60, deadline=None)
@given(
    minutes=st.lists(st.sampled_from(TIMES), min_size=1, max_size=4),
    numbers=st.lists(st.integers(0, 10**6), min_size=4, max_size=4),
)
def test_times_and_numbers_are_read_in_their_order(
    tag: str, script: str, minutes: list[int], numbers: list[int]
) -> None:
    """A number that belongs to a time is no number of its own."""
    said = [str(speaker(tag, script).clock(minute)) for minute in minutes]
    written = [str(speaker(tag, script).num(number)) for number in numbers[: len(said)]]
    text = "; ".join(f"{time} x {number} z" for time, number in zip(said, written, strict=True))
    surfaces = [each for pair in zip(said, written, strict=True) for each in pair]
    values = [each for pair in zip(minutes, numbers, strict=False) for each in pair]
    places = spans(text, *surfaces)
    wanted = [Found(value, *place) for value, place in zip(values, places, strict=True)]
    assert reader(tag).values(text) == wanted
    assert reader(tag).times(text) == wanted[::2]


@pytest.mark.parametrize(("tag", "script"), SCRIPTS)
def test_each_time_is_said_as_no_other(tag: str, script: str) -> None:
    said = {str(speaker(tag, script).clock(minute)).casefold() for minute in TIMES}
    assert len(said) == len(TIMES)


@pytest.mark.parametrize(("tag", "script"), SCRIPTS)
def test_a_time_inside_a_longer_word_is_none(tag: str, script: str) -> None:
    for minute in TIMES:
        said = str(speaker(tag, script).clock(minute))
        assert reader(tag).times(f"{said}x") == []
        if said[0].isalpha():
            assert reader(tag).times(f"x{said}") == []


# A duration, an hour of no half of the day, and the number alone.
NO_TIMES = {
    "swh_Latn": [
        ("saa 3", [3]),
        ("Mkutano huchukua saa 3.", [3]),
        ("saa tatu", [3]),
        ("kwa muda wa saa 3 na dakika 20", [3, 20]),
        ("asubuhi, vitabu 3", [3]),
        ("saa 13 asubuhi", [13]),
        ("saa 3asubuhi", [3]),
    ],
    "mar_Deva": [
        ("3 तास", [3]),
        ("बैठक ३ तास चालेल.", [3]),
        ("9 वाजता", [9]),
        ("सकाळी 13 वाजता", [13]),
        ("सकाळी ९ पुस्तके", [9]),
    ],
    "eng_Latn": [
        ("3 hours", [3]),
        ("It lasts 3 hours in the morning.", [3]),
        ("at 9", [9]),
        ("13 in the morning", [13]),
    ],
}


@pytest.mark.parametrize(
    ("tag", "text", "numbers"),
    [(tag, text, numbers) for tag, cases in NO_TIMES.items() for text, numbers in cases],
)
def test_what_is_no_time_of_day_is_read_as_numbers(tag: str, text: str, numbers: list[int]) -> None:
    assert reader(tag).times(text) == []
    assert [found.value for found in reader(tag).values(text)] == numbers
    assert reader(tag).values(text) == reader(tag).numbers(text)


def test_a_duration_stands_beside_a_time() -> None:
    values = reader("swh_Latn").values("Mkutano utaanza saa 3 asubuhi na utachukua saa 3.")
    assert [found.value for found in values] == [9 * 60, 3]


@pytest.mark.parametrize("tag", [tag for tag in TAGS if tag not in SPEAKING])
def test_a_pack_that_says_no_times_reads_none(tag: str) -> None:
    for text in ("saa 3 asubuhi", "9:00", ""):
        assert Reader(pack(tag)).times(text) == []
        assert Reader(pack(tag)).values(text) == Reader(pack(tag)).numbers(text)
