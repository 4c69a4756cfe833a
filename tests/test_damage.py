"""What machines do to a text, and the gates that see it."""

from __future__ import annotations

import ftfy.bad_codecs  # noqa: F401 - registers the codec that browsers really decode with
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyglot_synth.check import CHECKS, mark, unjudged
from tests.common import INPUTS, check, pack, rows

TAGS = sorted(INPUTS.packs)
SWAHILI = "Mkulima alisema: “Mvua ya jana iliharibu mahindi.” Je, alisema kweli?"
YORUBA = "Àgbẹ̀ náà sọ pé òjò àná ba gbogbo àgbàdo rẹ̀ jẹ́ ní oko."
ENGLISH = "The farmer said: “Yesterday's rain spoilt the maize.” Was that true?"


def batch(prompt: str, response: str | None = None, pivot: str | None = None) -> pl.DataFrame:
    texts = {"prompt": [prompt], "response": [response], "pivot_prompt": [pivot]}
    return pl.DataFrame(texts, schema=dict.fromkeys(texts, pl.String))


def score(name: str, made: pl.DataFrame, tag: str = "swh_Latn") -> float | None:
    found: float | None = check(name).load()(made, pack(tag)).values[0]
    return found


def fails(name: str, made: pl.DataFrame, tag: str = "swh_Latn") -> str | None:
    """Say why a check rejects a row; None where it does not."""
    bound = check(name).bound(pack(tag))
    assert bound
    marked = mark(unjudged(made), check(name), check(name).load()(made, pack(tag)), bound)
    return marked["reason"][0]


@pytest.mark.parametrize(
    ("letter", "named"),
    [("\0", "U+0000"), ("\x1b", "U+001B"), ("\x85", "U+0085"), ("\ufffd", "U+FFFD")]
    + [(chr(code), f"U+{code:04X}") for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))],
)
def test_controls_are_named(letter: str, named: str) -> None:
    assert fails("controls", batch(SWAHILI + letter)) == f"holds {named}"
    assert fails("controls", batch(SWAHILI, f"Ndiyo{letter}.")) == f"holds {named}"


@pytest.mark.parametrize("letter", ["\n", "\t", "\u200c", "\u200d", "\u200e", "\u200f", "\u00a0"])
def test_what_people_write_is_no_control(letter: str) -> None:
    assert fails("controls", batch(f"{SWAHILI}{letter}{SWAHILI}", letter)) is None


@pytest.mark.parametrize("text", [SWAHILI, YORUBA, ENGLISH, "नमस्कार “मित्रांनो”", "«Què?», va dir"])
def test_mojibake_is_seen(text: str) -> None:
    broken = text.encode().decode("sloppy-windows-1252")
    assert score("mojibake", batch(text)) == 0
    assert fails("mojibake", batch(broken)) is not None
    assert fails("mojibake", batch("Sawa.", broken)) is not None


LEFT_IN = (
    *("<b>mvua</b>", "<br/>", '<a href="x">', "mvua&nbsp;ya", "&#39;mvua&#39;"),
    *("{{ owner }}", "{% if x %}", "{0}", "%s", "%1$s", "⟦1⟧", "[NAME]"),
)


@pytest.mark.parametrize("left", LEFT_IN)
def test_markup_is_seen_unless_the_english_has_it(left: str) -> None:
    assert fails("markup", batch(f"{SWAHILI} {left}")) is not None
    assert fails("markup", batch(f"{SWAHILI} {left}", None, ENGLISH)) is not None
    assert fails("markup", batch(f"{SWAHILI} {left}", None, f"{ENGLISH} {left}")) is None
    assert fails("markup", batch(f"{SWAHILI} `{left}`\n```\n{left}\n```")) is None


@pytest.mark.parametrize("text", ["3 < 5 na 7 > 2", "R&D & co", "50 % ya watu", "{a, b}", "<3"])
def test_signs_are_no_markup(text: str) -> None:
    assert fails("markup", batch(text)) is None


def test_a_cut_is_seen_where_the_end_mark_is_lost() -> None:
    half = SWAHILI[: len(SWAHILI) // 2]
    assert fails("cut", batch(half, None, ENGLISH)) is not None
    assert score("cut", batch(SWAHILI, None, ENGLISH)) is None
    assert fails("cut", batch(SWAHILI.rstrip("?"), None, ENGLISH)) is None, "only the mark is lost"
    assert score("cut", batch(half, None, ENGLISH.rstrip("?"))) is None, "the English has none"


def test_a_loop_compresses_better_than_its_english() -> None:
    loop = SWAHILI + " mvua ya jana iliharibu" * 12
    assert fails("repetition", batch(loop, None, ENGLISH)) is not None
    assert fails("repetition", batch(SWAHILI, None, ENGLISH)) is None
    assert score("repetition", batch(SWAHILI, None, "")) is None


def test_a_response_is_compared_only_beside_its_english() -> None:
    made = batch(SWAHILI, "Ndiyo. " * 40, ENGLISH)
    alone = score("length", made)
    assert alone == score("length", batch(SWAHILI, None, ENGLISH))
    beside = made.with_columns(pivot_response=pl.lit("Yes."))
    assert score("length", beside) > alone  # type: ignore[operator]


def test_rows_of_ours_are_compared_by_their_prompts() -> None:
    made = rows("swh_Latn", "maths/take_away")
    without = made.drop("response").with_columns(response=pl.lit(None, dtype=pl.String))
    for name in ("length", "copied", "repetition"):
        scores = [check(name).load()(each, pack("swh_Latn")).values for each in (made, without)]
        assert scores[0].equals(scores[1])


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200)
GATES = [each for each in CHECKS if each.gate]


@given(texts, texts | st.none(), texts | st.none(), st.sampled_from(["swh_Latn", "mar_Deva"]))
def test_any_text_gets_a_number_or_none(
    prompt: str, response: str | None, pivot: str | None, tag: str
) -> None:
    made = unjudged(batch(prompt, response, pivot))
    for each in GATES:
        bound = each.bound(pack(tag))
        assert bound is not None
        if each.name != "language_id":  # has a test of its own
            made = mark(made, each, each.load()(made, pack(tag)), bound)
    assert made.height == 1
    assert not made.select(pl.selectors.float().is_nan().any()).row(0).count(True)
