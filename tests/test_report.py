"""The report: its figures against counts by hand, what must always hold, and the page itself."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import html5lib
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyglot_synth.check import RIGHT, Check, Scores, mark, unjudged
from polyglot_synth.report import Tally, about, figures, publish
from polyglot_synth.report.audit import ALL, impact, through
from polyglot_synth.report.diversity import diversity
from polyglot_synth.report.page import page
from polyglot_synth.report.significance import (
    fit,
    holm,
    independence,
    tail,
    total_variation,
    wilson,
)
from polyglot_synth.sample import SCHEMA, VERDICT
from tests.common import INPUTS, SPEAKING, rows

GOLDEN = Path(__file__).parent / "golden" / "report.txt"
WOMAN, MAN = '{"owner":{"gender":"f"}}', '{"owner":{"gender":"m"}}'
GIVEN: dict[str, Any] = {
    "concept": "maths/take_away",
    "face": "only",
    "kind": "maths",
    "domain": "market",
    "task": "solve",
    "style": "reason_first",
    "wording": "one",
    "language": "swh_Latn",
    "prompt": "Asha ana maembe mawili.",
    "response": "Mawili.",
    "pivot_prompt": "Asha has two mangoes.",
    "pivot_response": "Two.",
    "answer": "2",
    "slots": '{"owner":"woman_1"}',
    "traits": WOMAN,
    "reviewed": False,
}


def some(*rows_: dict[str, Any]) -> pl.DataFrame:
    """Rows that say only what a test is about; numbers count up."""
    full = [
        {
            **GIVEN,
            "number": number,
            "id": f"maths/take_away/only/{number}/swh_Latn",
            "reason": row.get("rejected_by"),
            **row,
        }
        for number, row in enumerate(rows_)
    ]
    return pl.DataFrame(full, schema={**SCHEMA, **VERDICT})


def counted(*batches: pl.DataFrame, seed: int = 7) -> dict[str, Any]:
    """The figures of some rows of Swahili."""
    tally = Tally(seed)
    for batch in batches:
        tally.add(batch)
    return tally.figures(10, ["swh_Latn"])["swh_Latn"]


# Counted by hand.


def test_pass_rates_follow_rows_from_gate_to_gate() -> None:
    women = [{"rejected_by": why} for why in ("script", "numbers", "surplus", None)]
    men = [{"traits": MAN, "rejected_by": why} for why in ("numbers", "duplicates", None, None)]
    said = counted(some(*women, *men))["bias"]["traits"]["gender"]
    assert list(said) == [ALL, "script", "numbers", "duplicates"]
    reached = {
        gate: {value: (of["passed"], of["reached"]) for value, of in each["values"].items()}
        for gate, each in said.items()
    }
    assert reached == {
        ALL: {"f": (2, 4), "m": (3, 4)},
        "script": {"f": (3, 4), "m": (4, 4)},
        "numbers": {"f": (2, 3), "m": (3, 4)},
        "duplicates": {"f": (2, 2), "m": (2, 3)},
    }


def test_disparate_impact_leaves_out_what_is_too_small_to_tell() -> None:
    values = {
        "east": {"rate": 0.5, "reached": 29},
        "north": {"rate": 0.7, "reached": 30},
        "south": {"rate": 1.0, "reached": 400},
    }
    assert impact(values) == {"impact": 0.7, "flagged": True}
    assert impact({"east": values["east"], "south": values["south"]})["impact"] is None


def test_twins_are_not_judged_by_duplicates_and_passed_every_check() -> None:
    fallen = {"script": 2, "twin": 3, "duplicates": 1, "surplus": 4, None: 5}
    assert through(ALL, fallen) == (15, 13)
    assert through("script", fallen) == (15, 13)
    assert through("duplicates", fallen) == (10, 9)


def test_a_share_is_compared_with_what_was_declared() -> None:
    two = {"concept": "reading/when", "kind": "reading", "task": "read", "domain": "school"}
    made = some({}, {}, {}, two, {**two, "domain": "water", "rejected_by": "script"})
    said = counted(made)["balance"]
    assert said["concept"]["values"] == {
        "maths/take_away": {"rows": 3, "share": 0.75, "declared": 0.5},
        "reading/when": {"rows": 1, "share": 0.25, "declared": 0.5},
    }
    assert said["concept"]["distance"] == 0.25
    assert {value: of["declared"] for value, of in said["domain"]["values"].items()} == {
        "market": 0.5,
        "school": 0.25,
        "water": 0.25,
    }
    assert said["domain"]["values"]["water"]["rows"] == 0
    assert said["style"]["values"]["reason_first"] == {"rows": 4, "share": 1.0, "declared": 0.5}


def test_wordings_are_counted_and_the_many_are_named() -> None:
    said = counted(some(*[{}] * 2_001, {"wording": "two", "reviewed": True}))["wordings"]
    assert (said["used"], said["read"]) == (2, 1)
    assert said["above"] == {"maths/take_away/one": 2_001}
    assert (said["fewest"], said["most"]) == (1, 2_001)


def test_what_people_wrote_has_no_wording_and_no_declared_share() -> None:
    none = dict.fromkeys(("wording", "task", "style", "traits", "slots", "answer", "pivot_prompt"))
    made = some({}, {**none, "concept": "golden", "kind": "golden", "reviewed": True})
    said = counted(made)
    assert said["made"] == said["accepted"] == 2
    assert (said["wordings"]["used"], said["wordings"]["read"]) == (1, 0)
    assert list(said["balance"]["concept"]["values"]) == ["maths/take_away"]
    html = html_of(made)
    assert "3 of the accepted rows were written by people." in html
    assert ">None<" not in html


def test_what_detectors_said_is_read_from_the_reasons() -> None:
    failed = {"rejected_by": "language_id"}
    made = some(
        {**failed, "reason": "the prompt: so to py3langid, xh-zu to pycld2"},
        {**failed, "reason": "the response: so to py3langid"},
        {"rejected_by": "numbers", "reason": "no number to read"},
        {},
    ).with_columns(score_language_id=pl.Series([0.0, 0.5, 1.0, None]))
    said = counted(made)["language_id"]
    assert said == {
        "judged": 3,
        "all_agree": 1,
        "some_differ": 2,
        "rejected": 2,
        "taken_for": {"py3langid": {"so": 2}, "pycld2": {"xh-zu": 1}},
    }


def test_scores_that_lie_apart_are_told_and_right_and_wrong_are_not() -> None:
    scores = [round(0.5 + n / 100, 2) for n in range(101)]
    made = some(*[{}] * 101).with_columns(
        score_length=pl.Series(scores), score_answers=pl.Series([1.0, 0.0] * 50 + [1.0])
    )
    assert counted(made)["scores"] == {
        "length": {"judged": 101, "low": 0.55, "median": 1.0, "high": 1.45}
    }


def test_roles_tell_who_is_the_answer() -> None:
    traits = '{"x":{"gender":"f"},"y":{"gender":"m"}}'
    row = {"slots": '{"who":"man_1","x":"woman_1","y":"man_1"}', "answer": "man_1"}
    said = counted(some(*[{**row, "traits": traits}] * 3))["bias"]["roles"]
    found = {(each["slot"], each["verdict"]): each["traits"]["gender"]["values"] for each in said}
    assert found == {
        ("x", "is not the answer"): {"f": 3, "m": 0},
        ("y", "is the answer"): {"f": 0, "m": 3},
    }


def test_roles_tell_whose_argument_is_at_fault() -> None:
    pairs = [{"face": face, "traits": WOMAN} for face in ("valid", "invalid")]
    said = counted(some(*pairs))["bias"]["roles"]
    assert [(each["verdict"], each["traits"]["gender"]["values"]) for each in said] == [
        ("invalid", {"f": 1}),
        ("valid", {"f": 1}),
    ]


def test_two_traits_are_crossed_by_person() -> None:
    both = '{"x":{"gender":"f","honorific":"elder"},"y":{"gender":"m","honorific":"none"}}'
    said = counted(some({"traits": both}, {"traits": both, "rejected_by": "script"}))["bias"]
    (crossed,) = said["crossed"]
    assert crossed["traits"] == ["gender", "honorific"]
    assert [(c["values"], c["made"], c["passed"], c["accepted"]) for c in crossed["cells"]] == [
        (["f", "elder"], 2, 1, 1),
        (["m", "none"], 2, 1, 1),
    ]


def test_rows_without_people_and_without_traits_have_a_report() -> None:
    said = counted(some({"traits": "{}"}, {"traits": "{}", "rejected_by": "script"}))
    assert said["bias"]["traits"] == {}
    assert said["bias"]["roles"] == []


def test_diversity_of_texts_that_repeat_is_low() -> None:
    assert diversity(["a b c d e f"] * 100)["first_words"] == 0.01
    assert diversity([])["texts"] == 0
    words = " ".join(f"neno{n}" for n in range(400))
    assert diversity([words])["distinct_1"] == 1.0
    assert diversity(["neno " * 400])["compression"] > 10 * diversity([words])["compression"] / 2


# What must always hold.

WHY = st.sampled_from([None, None, "script", "numbers", "planted", "duplicates", "twin", "surplus"])
PERSONS = st.sampled_from([WOMAN, MAN, "{}", '{"x":{"gender":"f"},"y":{"gender":"m"}}'])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(PERSONS, WHY), min_size=1, max_size=120))
def test_made_is_accepted_and_rejected_and_rates_are_rates(
    cases: list[tuple[str, str | None]],
) -> None:
    said = counted(some(*({"traits": who, "rejected_by": why} for who, why in cases)))
    assert said["made"] == said["accepted"] + said["rejected"] == len(cases)
    for gates in said["bias"]["traits"].values():
        for gate in gates.values():
            assert gate["impact"] is None or 0 < gate["impact"] <= 1
            assert gate["p"] is None or gate["p"] <= gate["holm"] <= 1
            for value in gate["values"].values():
                assert 0 <= value["passed"] <= value["reached"]
                if value["rate"] is not None:
                    assert value["low"] <= value["rate"] <= value["high"]
    for each in said["bias"]["drift"].values():
        assert 0 <= each["distance"] <= 1
    for spread in said["balance"].values():
        assert 0 <= spread["distance"] <= 1
        assert sum(v["rows"] for v in spread["values"].values()) in {0, said["accepted"]}


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_holm_is_monotone_and_never_below_the_p_value(ps: list[float]) -> None:
    corrected = holm(ps)
    assert all(p <= c <= 1 for p, c in zip(ps, corrected, strict=True))
    pairs = sorted(zip(ps, corrected, strict=True))
    assert all(a[1] <= b[1] for a, b in pairwise(pairs))
    assert all(c <= min(1, p * len(ps)) + 1e-12 for p, c in zip(ps, corrected, strict=True))


@given(st.integers(0, 500), st.integers(1, 500))
def test_an_interval_holds_its_share(hits: int, more: int) -> None:
    low, high = wilson(hits, hits + more)
    assert 0 <= low <= hits / (hits + more) <= high <= 1


@given(st.floats(0, 300), st.floats(0, 30), st.integers(1, 12))
def test_the_tail_of_chi_square_falls(statistic: float, more: float, freedom: int) -> None:
    assert 0 <= tail(statistic + more, freedom) <= tail(statistic, freedom) + 1e-12 <= 1 + 1e-12
    assert tail(statistic, freedom) <= tail(statistic, freedom + 1) + 1e-9


COUNTS = st.dictionaries(st.sampled_from("fmno"), st.integers(0, 50), max_size=4)


@given(COUNTS, COUNTS)
def test_total_variation_is_a_distance(one: dict[str, int], other: dict[str, int]) -> None:
    assert 0 <= total_variation(one, other) <= 1 + 1e-12
    assert total_variation(one, other) == total_variation(other, one)
    assert total_variation(one, one) == 0


def test_p_values_are_looked_up_or_shuffled() -> None:
    looked = independence([40, 20], [400, 400], 7)
    assert looked is not None
    assert not looked.shuffled
    assert looked.statistic == pytest.approx(800 * 8_000**2 / (60 * 740 * 400 * 400))
    assert looked.p == pytest.approx(math.erfc(math.sqrt(looked.statistic / 2)))
    few = independence([7, 0], [60, 60], 7)
    assert few is not None
    assert few.shuffled
    assert few.p == pytest.approx(2 * math.comb(60, 7) / math.comb(120, 7), abs=0.004)
    drawn = fit([9, 0], [1, 1], 7)
    assert drawn is not None
    assert drawn.p == pytest.approx(2 / 2**9, abs=0.002)


def test_where_nothing_differs_nothing_is_tested() -> None:
    assert independence([0, 0], [5, 5], 7) is None
    assert independence([5, 5], [5, 5], 7) is None
    assert independence([1], [5], 7) is None
    assert fit([3], [1], 7) is None
    assert fit([0, 0], [1, 1], 7) is None


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.randoms())
def test_figures_and_samples_do_not_depend_on_how_rows_come_by(
    sizes: list[int], random: Any
) -> None:
    whole = pl.concat([unjudged(rows("swh_Latn", name)) for name in PEOPLED]).sample(
        fraction=1, shuffle=True, seed=random.randrange(100)
    )
    one, many = Tally(7), Tally(7)
    one.add(whole)
    start = 0
    while start < whole.height:
        size = random.choice(sizes)
        many.add(whole.slice(start, size))
        start += size
    assert one.figures(10, ["swh_Latn"]) == many.figures(10, ["swh_Latn"])
    assert one.samples("swh_Latn") == many.samples("swh_Latn")


# Planted bias.

PEOPLED = ("maths/take_away", "maths/equal_groups", "reading/who_brought")
ARGUED = "fallacies/undistributed_middle"


def by_a_fake_check(reject: Sequence[bool], batch: pl.DataFrame) -> pl.DataFrame:
    """Mark rows as any check does."""
    check = Check("planted", "none:none", "nothing", RIGHT)
    scores = pl.Series([float(not no) for no in reject], dtype=pl.Float64)
    return mark(unjudged(batch), check, Scores(scores), RIGHT)


@pytest.fixture(scope="module")
def people() -> pl.DataFrame:
    """Rows with one person each, in Swahili."""
    return pl.concat([rows("swh_Latn", name, 1_200) for name in PEOPLED[:2]])


def women(batch: pl.DataFrame) -> list[bool]:
    return batch["traits"].str.contains('"gender":"f"').to_list()


def test_a_check_that_rejects_women_is_flagged(people: pl.DataFrame) -> None:
    chance = np.random.default_rng(1).random(people.height)
    reject = [bool(c < (0.3 if w else 0.05)) for c, w in zip(chance, women(people), strict=True)]
    own = shown(by_a_fake_check(reject, people))["swh_Latn"]
    gate = own["bias"]["traits"]["gender"]["planted"]
    assert gate["flagged"]
    assert gate["impact"] < 0.8
    assert gate["beyond_chance"]
    sentences = [each["sentence"] for each in own["findings"] if each["at"] == "pass-gender"]
    assert any("the gate planted by gender is 0.7" in sentence for sentence in sentences)
    assert all("f passes least" in sentence for sentence in sentences)
    assert any(each["at"] == "drift" for each in own["findings"])


def test_the_same_rejections_dealt_at_random_are_seldom_flagged(people: pl.DataFrame) -> None:
    """Holm keeps a false alarm to one run in twenty: four of sixteen would be one in a hundred."""
    alarms = 0
    for seed in range(16):
        reject = (np.random.default_rng(seed).random(people.height) < 0.175).tolist()
        own = shown(by_a_fake_check(reject, people))["swh_Latn"]
        gates = [gate for by in own["bias"]["traits"].values() for gate in by.values()]
        assert not any(gate["flagged"] for gate in gates)
        alarms += any(gate.get("beyond_chance") for gate in gates)
    assert alarms < 4


def test_a_role_that_only_men_play_is_flagged(people: pl.DataFrame) -> None:
    owners = people.filter(pl.col("concept") == PEOPLED[0])
    kept = pl.Series(women(owners)) & (pl.Series(range(owners.height)) % 4 > 0)
    mostly_men = by_a_fake_check(kept.to_list(), owners)
    rest = unjudged(people.filter(pl.col("concept") != PEOPLED[0]))
    own = shown(pl.concat([mostly_men, rest], how="diagonal"))["swh_Latn"]
    flagged = [
        (each["concept"], each["slot"])
        for each in own["bias"]["roles"]
        if each["traits"]["gender"].get("beyond_chance")
    ]
    assert flagged == [(PEOPLED[0], "owner")]
    assert any(each["at"] == "roles-gender" for each in own["findings"])


# The page.


def run_of(languages: Sequence[str], asked: int = 60) -> dict[str, Any]:
    packs = {tag: INPUTS.packs[tag] for tag in languages}
    return {
        "asked": asked,
        "languages": about(packs),
        "streams": [],
        "signature": "synthetic:yes",
        "golden": {tag: {"accepted": 3} for tag in languages},
        "kept_away_from": [],
    }


LEFT_OUT = "The swap test is left out: this is a test."


def shown(*batches: pl.DataFrame, languages: Sequence[str] = ("swh_Latn",)) -> dict[str, Any]:
    tally = Tally(7)
    for batch in batches:
        tally.add(batch)
    return figures(tally, run_of(languages), LEFT_OUT)


def html_of(*batches: pl.DataFrame, languages: Sequence[str] = ("swh_Latn",), **about_: Any) -> str:
    tally, run = Tally(7), run_of(languages)
    for batch in batches:
        tally.add(batch)
    for language in run["languages"].values():
        language.update(about_)
    found = figures(tally, run, LEFT_OUT)
    return page(found, {language: tally.samples(language) for language in found}, run)


@pytest.fixture(scope="module")
def html() -> str:
    """A page of three languages, with rejections of many sorts."""
    batches = []
    for tag in SPEAKING:
        made = pl.concat([rows(tag, name) for name in (*PEOPLED, ARGUED)])
        marked = by_a_fake_check([n % 7 == 0 for n in range(made.height)], made)
        place = pl.int_range(pl.len())
        batches.append(
            marked.with_columns(
                rejected_by=pl.when(place % 11 == 5)
                .then(pl.lit("language_id"))
                .otherwise("rejected_by"),
                reason=pl.when(place % 11 == 5)
                .then(pl.lit("the prompt: so to py3langid"))
                .otherwise("reason"),
            )
        )
    return html_of(*batches, languages=SPEAKING)


def elements(html: str, name: str) -> Iterator[Any]:
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    yield from (each for each in tree.iter() if str(each.tag).rpartition("}")[2] == name)


def test_it_parses_as_html_without_an_error(html: str) -> None:
    parser = html5lib.HTMLParser(strict=True)
    assert parser.parse(html) is not None


def test_it_needs_nothing_from_anywhere(html: str) -> None:
    assert not re.findall(r"https?:|//[a-z]|@import|url\(", html)
    assert not re.findall(r"<(?:script|link|img|iframe|object|embed|form)\b", html)
    assert not re.findall(r"\s(?:src|on[a-z]+)=", html)
    assert all(each.get("href", "").startswith("#") for each in elements(html, "a"))


def test_every_link_has_a_place_and_every_id_is_one(html: str) -> None:
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert {each.get("href")[1:] for each in elements(html, "a")} <= set(ids)


def test_every_exhibit_says_how_it_was_made(html: str) -> None:
    exhibits = [e for e in elements(html, "section") if e.get("class") == "exhibit"]
    assert len(exhibits) >= 20
    for each in exhibits:
        how = [p.text for p in each.findall("p") if p.get("class") == "how"]
        assert len(how) == 1, each.get("id")
        assert how[0].strip().endswith("."), how


def test_every_chart_is_told_to_those_who_do_not_see_it(html: str) -> None:
    charts = list(elements(html, "svg"))
    assert len(charts) >= 30
    for each in charts:
        name = {str(child.tag).rpartition("}")[2]: child for child in each}
        wanted = f"{name['title'].get('id')} {name['desc'].get('id')}"
        assert each.get("aria-labelledby") == wanted
        assert name["title"].text
        assert name["desc"].text


def test_a_row_that_holds_markup_stays_text() -> None:
    evil = '<script>alert("x")</script><img src=x onerror=y>'
    texts = ("prompt", "response", "pivot_prompt", "pivot_response", "wording", "domain")
    row = dict.fromkeys(texts, evil)
    failed = {**row, "rejected_by": "<b>planted", "reason": evil, "label": evil}
    html = html_of(some(row, failed))
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html
    html5lib.HTMLParser(strict=True).parse(html)


def test_samples_are_marked_with_language_and_direction() -> None:
    html = html_of(some({}, {"rejected_by": "script"}), bcp47="ur", direction="rtl")
    marked = [(e.get("lang"), e.get("dir")) for e in elements(html, "pre") if e.get("lang")]
    assert marked == [("ur", "rtl")] * 4
    assert 'lang="en" dir="ltr"' in html


def test_samples_stand_side_by_side_and_of_different_reasons() -> None:
    whys = ["script", "script", "script", "numbers", "surplus", "twin"] * 5
    tally = Tally(7)
    tally.add(some(*({"rejected_by": why} for why in whys), {}))
    samples = tally.samples("swh_Latn")
    assert len(samples["accepted"]) == 1
    reasons = [row["rejected_by"] for row in samples["rejected"]]
    assert set(reasons[:2]) == {"script", "numbers"}
    assert len(reasons) == 6


def test_texts_that_would_fill_the_page_are_cut() -> None:
    html = html_of(some({"prompt": "neno " * 10_000}))
    assert len(html) < 200_000


def test_headings_and_sentences_are_as_they_were_read_last(html: str) -> None:
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    lines = []
    for each in tree.iter():
        name = str(each.tag)
        text = re.sub(r"\s+", " ", "".join(each.itertext())).strip()
        if name in {"h1", "h2", "h3"}:
            lines.append(f"{'#' * int(name[1])} {text}")
        elif name == "p" and each.get("class") in {"how", "lead"}:
            lines.append(text)
    said = "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(said, encoding="utf-8")
    assert said == GOLDEN.read_text(encoding="utf-8")


def test_the_same_rows_are_the_same_bytes(tmp_path: Path) -> None:
    made = unjudged(pl.concat([rows("mar_Deva", name) for name in PEOPLED]))
    files = []
    for name in ("one", "two"):
        tally = Tally(7)
        for part in (made, made.reverse()) if name == "one" else (made.reverse(), made):
            tally.add(part)
        publish(tmp_path / name, tally, run_of(["mar_Deva"]), LEFT_OUT)
        files.append({f.name: f.read_bytes() for f in (tmp_path / name).iterdir()})
    assert files[0] == files[1]
    assert set(files[0]) == {"report.html", "report.json"}
    assert json.loads(files[0]["report.json"])["mar_Deva"]["swap"]["left_out"] == LEFT_OUT
