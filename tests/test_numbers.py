"""Numbers in every script and in words: each reads back, and a wrong one is found in a row."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
import regex
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from polyglot_synth import digits
from polyglot_synth.digits import Found
from polyglot_synth.gates import numbers
from polyglot_synth.grammar import Speaker, spell_all
from polyglot_synth.reading import Reader
from polyglot_synth.wording import parse
from tests.common import LEXICONS, SAID, SPEAKING, Row, concept, faults, judged, pack, rows

GROUPINGS = sorted({(tuple(pack(tag).group.size), pack(tag).group.sign) for tag in SPEAKING})
GROUPINGS += [((3,), "."), ((4,), ","), ((3,), "\u202f"), ((3,), "")]


@cache
def reader(tag: str) -> Reader:
    return Reader(pack(tag))


# ---- digits


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize("script", digits.ZEROS)
@settings(max_examples=20, deadline=None)
@given(value=st.integers(0, 10**12))
def test_what_is_written_reads_back(
    script: str, grouping: tuple[tuple[int, ...], str], value: int
) -> None:
    sizes, sign = grouping
    text = digits.write(value, script=script, sizes=sizes, sign=sign)
    assert digits.read(text, sign=sign) == [Found(value, 0, len(text))]
    assert digits.scripts_of(text) == {script}


@settings(max_examples=50, deadline=None)
@given(
    values=st.lists(st.integers(0, 10**12), max_size=6), script=st.sampled_from(["Latn", "Deva"])
)
def test_numbers_in_a_text_read_back_in_order(values: list[int], script: str) -> None:
    text = "; ".join(digits.write(value, script=script) for value in values)
    assert [found.value for found in digits.read(f"x {text}.")] == values


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "०"),
        (999, "९९९"),
        (1_000, "१,०००"),
        (100_000, "१,००,०००"),
        (12_34_56_789, "१२,३४,५६,७८९"),
    ],
)
def test_lakh_and_crore_are_grouped_as_in_schoolbooks(value: int, written: str) -> None:
    assert digits.write(value, script="Deva", sizes=(3, 2)) == written


def test_a_number_may_stand_at_the_end_of_a_sentence_or_list() -> None:
    assert [found.value for found in digits.read("15, 6, na 1,500. Kisha 7,")] == [15, 6, 1500, 7]


# ---- number words and clocks


@pytest.mark.parametrize("tag", SPEAKING)
def test_every_number_word_reads_back_as_its_number(tag: str) -> None:
    spelled = spell_all(pack(tag))
    assert {number for number, _ in spelled} >= set(range(1, 100))
    for (number, _), word in spelled.items():
        assert reader(tag).number(word) == number
        assert reader(tag).number(word.capitalize()) == number
        assert reader(tag).numbers(f"({word}).") == [Found(number, 1, 1 + len(word))]


@pytest.mark.parametrize("tag", SPEAKING)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_counted_nouns_read_back(tag: str, data: st.DataObject) -> None:
    script = data.draw(st.sampled_from(list(pack(tag).digits)))
    known = [noun for noun in LEXICONS.ids("noun", "goods") if noun in pack(tag).words["noun"]]
    noun = data.draw(st.sampled_from(known))
    number = data.draw(st.integers(1, 99))
    how = data.draw(st.sampled_from(["digits", "words"]))
    speaker = Speaker(pack(tag), LEXICONS, script)
    said = speaker.count(speaker.entry("noun", noun), number, how)
    assert [found.value for found in reader(tag).numbers(said)] == [number]
    assert said.surface in said
    assert reader(tag).number(said.surface) == number
    capped = speaker.cap(said)
    assert capped.surface in capped


@pytest.mark.parametrize("tag", SPEAKING)
@pytest.mark.parametrize("minute", range(0, 24 * 60, 30))
def test_every_clock_time_reads_back(tag: str, minute: int) -> None:
    for script in pack(tag).digits:
        said = Speaker(pack(tag), LEXICONS, script).clock(minute)
        assert reader(tag).time(said) == f"{minute // 60:02}:{minute % 60:02}"
        assert reader(tag).time(Speaker.cap(said)) == f"{minute // 60:02}:{minute % 60:02}"


CLOCKS = {
    "swh_Latn": {
        "00:00": "saa 6 usiku",
        "07:00": "saa 1 asubuhi",
        "09:00": "saa 3 asubuhi",
        "12:30": "saa 6 na nusu mchana",
        "18:30": "saa 12 na nusu jioni",
    },
    "mar_Deva": {
        "09:00": "सकाळी 9 वाजता",
        "09:30": "सकाळी साडेनऊ वाजता",
        "13:30": "दुपारी दीड वाजता",
        "14:30": "दुपारी अडीच वाजता",
    },
}


@pytest.mark.parametrize(
    ("tag", "time", "said"),
    [(tag, time, said) for tag, times in CLOCKS.items() for time, said in times.items()],
)
def test_clocks_say_what_speakers_say(tag: str, time: str, said: str) -> None:
    hour, minute = map(int, time.split(":"))
    assert Speaker(pack(tag), LEXICONS, "Latn").clock(hour * 60 + minute) == said
    assert reader(tag).time(said) == time


@pytest.mark.parametrize("tag", SPEAKING)
def test_what_is_no_time_reads_as_none(tag: str) -> None:
    assert reader(tag).time("mvua") is None
    assert reader(tag).number("mvua") is None
    assert reader(tag).number("") is None


# ---- the gate


@pytest.mark.parametrize(("tag", "name"), SAID)
def test_sound_rows_pass(tag: str, name: str) -> None:
    marked = judged(rows(tag, name), "numbers", tag)
    assert marked["rejected_by"].to_list() == [None] * marked.height
    assert set(marked["score_numbers"]) == {1.0}


@cache
def rows_saying(tag: str, kind: str) -> list[Row]:
    """List rows that say numbers in digits or in words, or times."""
    made = [row for t, name in SAID if t == tag for row in rows(tag, name).iter_rows(named=True)]
    return [row for row in made if any(_kind(said) == kind for said in row["spoken"])][:60]


def _kind(said: dict[str, str]) -> str:
    if ":" in said["value"]:
        return "time"
    return "digits" if digits.scripts_of(said["surface"]) else "words"


def first(row: Row, kind: str) -> dict[str, str]:
    return next(said for said in row["spoken"] if _kind(said) == kind)


def written(tag: str, row: Row, value: int) -> str:
    group, script = pack(tag).group, min(digits.scripts_of(row["prompt"]), default="Latn")
    return digits.write(value, script=script, sizes=group.size, sign=group.sign)


def without(row: Row, surface: str, instead: str = "") -> Row:
    """Change what says a number, where it stands as a whole."""
    edges = (r"(?<![\p{L}\p{M}\p{Nd}])", r"(?![\p{L}\p{M}\p{Nd}])")
    pattern = regex.escape(surface).join(edges)
    prompt, changed = regex.subn(pattern, lambda _: instead, row["prompt"], count=1)
    assert changed
    return row | {"prompt": prompt}


Plant = Callable[[str, Row], Row]


def changed_digits(tag: str, row: Row) -> Row:
    said = first(row, "digits")
    return without(row, said["surface"], written(tag, row, 7 * int(said["value"]) + 1))


def changed_word(tag: str, row: Row) -> Row:
    said = first(row, "words")
    others = [w for (n, _), w in spell_all(pack(tag)).items() if n == int(said["value"]) + 1]
    return without(row, said["surface"], others[0])


def dropped(kind: str) -> Plant:
    return lambda tag, row: without(row, first(row, kind)["surface"])  # noqa: ARG005


def test_a_plant_leaves_other_words_alone() -> None:
    """The four (chaar) inside of *vichaarale*, asked, is no number word."""
    row = {"prompt": "विचारले, चार बादल्या"}
    assert without(row, "चार", "पाच")["prompt"] == "विचारले, पाच बादल्या"


def added(tag: str, row: Row) -> Row:
    return row | {"prompt": f"{row['prompt']} {written(tag, row, 77_777)}"}


def mixed(tag: str, row: Row) -> Row:  # noqa: ARG001 - plants look alike
    """Write one number in other digits, in the prompt and in what is said of it."""
    said = first(row, "digits")
    other = "Latn" if digits.scripts_of(said["surface"]) != {"Latn"} else "Deva"
    value = int(said["value"])
    foreign = digits.in_script(str(value), other)
    spoken = [each | {"surface": foreign} if each is said else each for each in row["spoken"]]
    return without(row, said["surface"], foreign) | {"spoken": spoken}


def another_time(tag: str, row: Row) -> Row:
    said = first(row, "time")
    hour, minute = map(int, said["value"].split(":"))
    script = min(digits.scripts_of(said["surface"]), default="Latn")
    later = Speaker(pack(tag), LEXICONS, script).clock((hour * 60 + minute + 90) % 1440)
    return without(row, said["surface"], later)


def misread(tag: str, row: Row) -> Row:  # noqa: ARG001
    said = row["spoken"][0]
    wrong = "23:00" if ":" in said["value"] else str(int(said["value"]) + 1)
    return row | {"spoken": [said | {"value": wrong}, *row["spoken"][1:]]}


def several(row: Row) -> bool:
    """Whether digits say more than one number."""
    return sum(bool(digits.scripts_of(said["surface"])) for said in row["spoken"]) > 1


DEFECTS: dict[str, tuple[str, Plant, str]] = {
    "a number is changed": ("digits", changed_digits, r"is \d+, but '.+' is not in the prompt"),
    "a number is dropped": ("digits", dropped("digits"), r"is \d+, but '.+' is not in the prompt"),
    "a number is added": ("digits", added, r"the prompt says 77777, which no slot holds"),
    "a number word is changed": ("words", changed_word, r"is \d+, but '.+' is not in the prompt"),
    "a number word is dropped": ("words", dropped("words"), r"is \d+, but '.+' is not in"),
    "a number beside words": ("words", added, r"the prompt says 77777, which no slot holds"),
    "a surface of another number": ("digits", misread, r"'.+' does not read as \d+"),
    "another time": ("time", another_time, r"is \d\d:\d\d, but '.+' is not in the prompt"),
    "no time": ("time", dropped("time"), r"is \d\d:\d\d, but '.+' is not in the prompt"),
    "a surface of another time": ("time", misread, r"'.+' does not read as"),
}


@pytest.mark.parametrize("tag", SPEAKING)
@pytest.mark.parametrize("defect", DEFECTS)
def test_planted_defects_are_found(tag: str, defect: str) -> None:
    kind, plant, reason = DEFECTS[defect]
    made = rows_saying(tag, kind)
    assert made
    for said in faults([plant(tag, row) for row in made], "numbers", tag):
        assert said is not None
        assert regex.search(reason, said), said


@pytest.mark.parametrize("tag", SPEAKING)
def test_digits_of_two_scripts_are_found(tag: str) -> None:
    made = [row for row in rows_saying(tag, "digits") if several(row)]
    assert made
    said = set(faults([mixed(tag, row) for row in made], "numbers", tag))
    assert said == {"digits of several scripts stand together: Deva, Latn"}


@pytest.mark.parametrize("tag", SPEAKING)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_other_number_passes_for_a_number(tag: str, data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(rows_saying(tag, "digits")))
    said, other = first(row, "digits"), data.draw(st.integers(0, 10**6))
    assume(other != int(said["value"]))
    prompt = without(row, said["surface"], written(tag, row, other))["prompt"]
    assert numbers.fault(prompt, row["spoken"], reader(tag))


@pytest.mark.parametrize("tag", SPEAKING)
def test_a_number_word_inside_a_longer_one_is_not_that_number(tag: str) -> None:
    """*kumi* stands in *kumi na moja*, which is another number."""
    words = {word: number for (number, _), word in spell_all(pack(tag)).items() if number < 100}
    inside = [(short, long) for long in words for short in words if short in long and short != long]
    for short, long in inside:
        spoken = [{"slot": "n", "value": str(words[short]), "surface": short}]
        assert numbers.fault(f"{short}.", spoken, reader(tag)) is None
        assert numbers.fault(f"{long}.", spoken, reader(tag))


def test_every_number_slot_of_a_wording_is_spoken() -> None:
    for tag, name in SAID:
        holds = concept(name).holds()
        for wording in pack(tag).wording[name]:
            used = [slot for piece in parse(wording.prompt) for slot in piece.slots]
            numeric = {slot for slot in used if holds[slot] in {"number", "clock"}}
            assert numeric <= {piece.said for piece in parse(wording.prompt)} | {None}
