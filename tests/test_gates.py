"""Surface gates on rows with planted defects, marking by bounds, and scorers that break."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from math import inf, nan

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyglot_synth.check import CHECKS, RIGHT, Check, Scores, mark, missing_bounds, unjudged
from polyglot_synth.language import PackFile
from polyglot_synth.measured import Bound
from polyglot_synth.units import judge
from tests.common import INPUTS, SAID, SPEAKING, TRANSLATED, Row, check, pack, rows, scored

# Made for these tests; in the manner of schoolbooks.
SOUND: dict[str, Row] = {
    "swh_Latn": {
        "kind": "maths",
        "prompt": "Mama Neema alikuwa na ng'ombe kumi na wawili. Aliuza watatu mnadani siku ya "
        "Jumatano, kisha akanunua mbuzi mmoja. Je, alibaki na ng'ombe wangapi?",
        "response": "Mama Neema aliuza ng'ombe watatu kati ya kumi na wawili.\nJibu: Ng'ombe tisa.",
        "pivot_prompt": "Mother Neema had twelve cows. She sold three of them at the auction on "
        "Wednesday and then bought one goat. How many cows did she have left?",
    },
    "mar_Deva": {
        "kind": "maths",
        "prompt": "शोभा बाईंकडे बारा गायी होत्या. त्यांनी बुधवारच्या बाजारात तीन गायी विकल्या आणि "
        "नंतर एक शेळी विकत घेतली. आता त्यांच्याकडे किती गायी उरल्या?",
        "response": "शोभा बाईंनी बारापैकी तीन गायी विकल्या.\nउत्तर: नऊ गायी.",
        "pivot_prompt": "Mrs Shobha had twelve cows. She sold three cows at the market on "
        "Wednesday and then bought one goat. How many cows did she have left?",
    },
}
SURFACE = ("normal_form", "script", "end_mark", "length", "copied", "repetition")


def batch_of(*made: Row) -> pl.DataFrame:
    return unjudged(pl.DataFrame(list(made)))


def judged(made: Row, tag: str) -> Row:
    """Judge one row by all surface gates, in the order of the table."""
    batch = batch_of(made)
    for each in CHECKS:
        if each.name in SURFACE:
            bound = each.bound(pack(tag))
            assert bound
            batch = mark(batch, each, each.load()(batch, pack(tag)), bound)
    return batch.row(0, named=True)


def fails(made: Row, tag: str, name: str) -> bool:
    """Tell whether one check by itself rejects a row."""
    bound = check(name).bound(pack(tag))
    assert bound
    marked = mark(batch_of(made), check(name), scored(batch_of(made), name, tag), bound)
    assert marked["rejected_by"].to_list() in [[None], [name]]
    return marked["rejected_by"][0] is not None


def both(change: Callable[[str], str], made: Row) -> Row:
    return made | {column: change(made[column]) for column in ("prompt", "response")}


def english(made: Row, tag: str) -> Row:  # noqa: ARG001 - plants look alike
    return made | {"prompt": made["pivot_prompt"], "response": made["pivot_prompt"] + "."}


def half(made: Row, tag: str) -> Row:  # noqa: ARG001
    prompt = made["prompt"]
    return made | {"prompt": prompt[: len(prompt) // 4]}


def loop(made: Row, tag: str) -> Row:  # noqa: ARG001
    return made | {"prompt": " ".join([made["prompt"]] * 6)}


def no_end(made: Row, tag: str) -> Row:  # noqa: ARG001
    return made | {"prompt": made["prompt"].rstrip("?.")}


def no_end_of_response(made: Row, tag: str) -> Row:  # noqa: ARG001
    return made | {"response": made["response"].rstrip("?.") + ","}


def decomposed(made: Row, tag: str) -> Row:
    """Add a letter that has a composed and a decomposed form, in its decomposed one."""
    letter = {"mar_Deva": "\u0928\u093c"}.get(tag, "e\u0301")
    assert unicodedata.normalize("NFC", letter) != letter
    return made | {"prompt": letter + made["prompt"]}


def foreign_letters(made: Row, tag: str) -> Row:
    """Write a third of the words in another script."""
    strange = {"Deva": "market", "Latn": "बाजार"}[pack(tag).script]
    words = made["prompt"].split()
    prompt = " ".join(strange if place % 3 == 0 else word for place, word in enumerate(words))
    return made | {"prompt": prompt + "?"}


def foreign_response(made: Row, tag: str) -> Row:
    return made | {"response": foreign_letters(made, tag)["prompt"]}


PLANTED: dict[str, tuple[str, Callable[[Row, str], Row]]] = {
    "English": ("copied", english),
    "words of another script": ("script", foreign_letters),
    "a response of another script": ("script", foreign_response),
    "cut off": ("length", half),
    "a loop": ("repetition", loop),
    "a loop is too long": ("length", loop),
    "no end mark": ("end_mark", no_end),
    "no end mark in the response": ("end_mark", no_end_of_response),
    "decomposed": ("normal_form", decomposed),
}


@pytest.mark.parametrize("tag", TRANSLATED)
def test_sound_rows_pass(tag: str) -> None:
    assert judged(SOUND[tag], tag)["rejected_by"] is None


@pytest.mark.parametrize("tag", TRANSLATED)
@pytest.mark.parametrize("defect", PLANTED)
def test_planted_defects_are_found(tag: str, defect: str) -> None:
    name, plant = PLANTED[defect]
    planted = plant(SOUND[tag], tag)
    assert fails(planted, tag, name)
    assert not fails(SOUND[tag], tag, name)
    said = judged(planted, tag)
    assert said["rejected_by"] in SURFACE
    assert said["reason"]


def test_english_in_devanagari_fails_its_script_first() -> None:
    said = judged(english(SOUND["mar_Deva"], "mar_Deva"), "mar_Deva")
    assert (said["rejected_by"], said["score_script"]) == ("script", 0.0)
    low = pack("mar_Deva").bounds["script"].low
    assert said["reason"] == f"share of letters in the language's script: 0.0, wanted {low} to -"


@pytest.mark.parametrize(("tag", "name"), SAID)
def test_made_rows_have_the_right_form_script_and_end(tag: str, name: str) -> None:
    batch = unjudged(rows(tag, name))
    for each in map(check, ("normal_form", "script", "end_mark")):
        bound = each.bound(pack(tag))
        assert bound
        batch = mark(batch, each, each.load()(batch, pack(tag)), bound)
    assert batch.filter(pl.col("rejected_by").is_not_null()).is_empty()


@pytest.mark.parametrize("tag", TRANSLATED)
@pytest.mark.parametrize("name", ["script", "length", "copied", "repetition"])
def test_code_is_no_language(tag: str, name: str) -> None:
    fence = "\n```python\ndef sum_above(prices):\n    return sum(price for price in prices)\n```\n"
    inline = " `sum_above(prices)` "
    plain, coded = SOUND[tag], both(lambda text: fence + text + inline, SOUND[tag])
    scores = [scored(batch_of(each), name, tag).values[0] for each in (plain, coded)]
    assert scores[0] == scores[1]


@pytest.mark.parametrize("tag", TRANSLATED)
@pytest.mark.parametrize(
    ("end", "ends"),
    [
        (".", True),
        ('?"', True),
        (".”)", True),
        (".\n", True),
        (":\n```python\nx = 1\n```", True),
        (":\n```python\nx = 1\n```\n", True),
        (",", False),
        ("", False),
        (":", False),
        (". na", False),
    ],
)
def test_what_may_stand_at_the_end(tag: str, end: str, ends: bool) -> None:  # noqa: FBT001
    made = both(lambda text: text.rstrip("?.") + end, SOUND[tag])
    assert fails(made, tag, "end_mark") is not ends


@pytest.mark.parametrize("tag", TRANSLATED)
@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
def test_joiners_are_part_of_words(tag: str, joiner: str) -> None:
    made = both(lambda text: text[:3] + joiner + text[3:], SOUND[tag])
    assert judged(made, tag)["rejected_by"] is None


@pytest.mark.parametrize("tag", TRANSLATED)
@pytest.mark.parametrize("name", ["script", "length", "copied"])
def test_what_has_no_words_is_not_judged(tag: str, name: str) -> None:
    empty = {"prompt": "12 + 3 = ?", "response": "15.", "pivot_prompt": "12 + 3 = ?"}
    assert scored(batch_of(empty), name, tag).values.to_list() == [None]
    assert not fails(empty, tag, name)


# ---- marking

ANY = Check("any", "nowhere:nothing", "anything")
SCORES = st.lists(st.one_of(st.none(), st.floats(-2, 2), st.just(nan), st.just(inf)), max_size=12)
BOUNDS = st.one_of(
    st.builds(Bound, low=st.floats(-2, 2), fitted_on=st.just("x")),
    st.builds(Bound, high=st.floats(-2, 2), fitted_on=st.just("x")),
    st.tuples(st.floats(-2, 2), st.floats(-2, 2)).map(
        lambda ends: Bound(low=min(ends), high=max(ends), fitted_on="x")
    ),
)


def marked(values: list[float | None], bound: Bound, *before: str | None) -> pl.DataFrame:
    verdicts = [*before, *[None] * (len(values) - len(before))]
    batch = pl.DataFrame(
        {"rejected_by": verdicts, "reason": verdicts},
        schema={"rejected_by": pl.String, "reason": pl.String},
    )
    return mark(batch, ANY, Scores(pl.Series(values, dtype=pl.Float64)), bound)


def kept(values: list[float | None], bound: Bound) -> set[int]:
    verdicts = marked(values, bound)["rejected_by"].to_list()
    return {place for place, verdict in enumerate(verdicts) if verdict is None}


@settings(max_examples=150, deadline=None)
@given(values=SCORES, loose=BOUNDS, by=st.floats(0, 1), end=st.sampled_from(["low", "high"]))
def test_a_stricter_bound_never_keeps_more(
    values: list[float | None], loose: Bound, by: float, end: str
) -> None:
    stricter = {
        "low": (-2 if loose.low is None else loose.low) + by,
        "high": (2 if loose.high is None else loose.high) - by,
    }
    strict = loose.model_copy(update={end: stricter[end]})
    assert kept(values, strict) <= kept(values, loose)


@settings(max_examples=150, deadline=None)
@given(values=SCORES, bound=BOUNDS)
def test_marking_is_what_bounds_say(values: list[float | None], bound: Bound) -> None:
    frame = marked(values, bound)
    assert frame.height == len(values)
    for value, score, verdict, reason in (
        frame.with_columns(pl.Series("value", values, dtype=pl.Float64))
        .select("value", "score_any", "rejected_by", "reason")
        .rows()
    ):
        inside = value is None or (
            value == value  # noqa: PLR0124 - NaN is inside no bounds
            and (bound.low is None or score >= bound.low)
            and (bound.high is None or score <= bound.high)
        )
        assert (verdict is None, reason is None) == (inside, inside)
        assert value is None or value != value or score == round(value, 4)  # noqa: PLR0124


def test_nan_is_inside_no_bounds() -> None:
    for limits in ({"low": -inf}, {"high": inf}, {"low": -inf, "high": inf}):
        bound = Bound(**limits, fitted_on="x")
        assert kept([nan, 0.0], bound) == {1}


def test_a_score_on_a_bound_is_inside() -> None:
    assert kept([0.25, 0.75, 0.2499, 0.7501], Bound(low=0.25, high=0.75, fitted_on="x")) == {0, 1}


def test_what_is_not_judged_passes() -> None:
    assert kept([None, None], RIGHT) == {0, 1}


def test_the_first_check_to_reject_wins() -> None:
    frame = marked([0.0, 0.0, 1.0], RIGHT, "script")
    assert frame["rejected_by"].to_list() == ["script", "any", None]
    assert frame["reason"].to_list() == ["script", "anything: 0.0, wanted 1 to -", None]
    assert frame["score_any"].to_list() == [0.0, 0.0, 1.0]


def test_a_scorer_may_say_why() -> None:
    batch = pl.DataFrame({"rejected_by": [None] * 3, "reason": [None] * 3}).cast(pl.String)
    scores = Scores(pl.Series([0.0, 0.0, 1.0]), pl.Series(["why", None, "unheard"]))
    said = mark(batch, ANY, scores, RIGHT)["reason"].to_list()
    assert said == ["why", "anything: 0.0, wanted 1 to -", None]


def test_rows_keep_their_order_through_every_check() -> None:
    batch = unjudged(rows(*SAID[0]))
    for each in CHECKS:
        bound = each.bound(pack(SAID[0][0]))
        if bound:
            batch = judge(batch, each, each.load(), pack(SAID[0][0]), bound)
    assert batch["id"].equals(rows(*SAID[0])["id"])
    assert batch.filter(pl.col("rejected_by").is_not_null()).height < 0.2 * batch.height


@pytest.mark.parametrize("tag", SPEAKING)
def test_a_check_without_bounds_is_a_problem_and_no_pass(tag: str) -> None:
    source = INPUTS.packs[tag]
    assert missing_bounds([source], CHECKS) == []
    bounds = source.model.bounds
    optional = {each.name for each in CHECKS if each.optional}
    for left in ({"numbers": bounds["numbers"]}, {}):
        model = source.model.model_copy(update={"bounds": left})
        bare = type(source)(source.file, model, source.values, source.keys)
        missing = [problem.sentence for problem in missing_bounds([bare], CHECKS)]
        assert len(missing) == (len(bounds.keys() - optional - {"numbers"}) if left else 1)
        assert missing[0].startswith("no bounds for the check script" if left else "no bounds yet")


# ---- scorers that break


def breaks_on(word: str, error: type[Exception]) -> Callable[[pl.DataFrame, PackFile], Scores]:
    def scorer(batch: pl.DataFrame, pack: PackFile) -> Scores:  # noqa: ARG001 - a scorer's signature
        if any(word in prompt for prompt in batch["prompt"]):
            raise error(f"cannot read {word}")
        return Scores(pl.Series([0.0 if "moto" in prompt else 1.0 for prompt in batch["prompt"]]))

    return scorer


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["mvua", "moto", "jua", "simba"]), min_size=1, max_size=12))
def test_only_the_row_on_which_a_scorer_breaks_is_an_error(prompts: list[str]) -> None:
    batch = unjudged(pl.DataFrame({"prompt": prompts}))
    frame = judge(batch, ANY, breaks_on("simba", KeyError), pack(SPEAKING[0]), RIGHT)
    assert frame["prompt"].to_list() == prompts
    fates = {"mvua": None, "jua": None, "moto": "any", "simba": "error"}
    assert frame["rejected_by"].to_list() == [fates[prompt] for prompt in prompts]
    scores = {"mvua": 1.0, "jua": 1.0, "moto": 0.0, "simba": None}
    assert frame["score_any"].to_list() == [scores[prompt] for prompt in prompts]
    said = set(frame.filter(pl.col("rejected_by") == "error")["reason"])
    assert said <= {"the check any broke on this row: KeyError: 'cannot read simba'"}


def test_an_error_does_not_hide_what_rejected_a_row_before() -> None:
    batch = pl.DataFrame({"prompt": ["simba"], "rejected_by": ["script"], "reason": ["why"]})
    frame = judge(batch, ANY, breaks_on("simba", ValueError), pack(SPEAKING[0]), RIGHT)
    assert frame.select("rejected_by", "reason").rows() == [("script", "why")]


@pytest.mark.parametrize("error", [OSError, MemoryError, FileNotFoundError])
def test_what_is_no_fault_of_a_row_is_raised(error: type[Exception]) -> None:
    batch = unjudged(pl.DataFrame({"prompt": ["mvua", "simba"]}))
    with pytest.raises(error, match="simba"):
        judge(batch, ANY, breaks_on("simba", error), pack(SPEAKING[0]), RIGHT)
