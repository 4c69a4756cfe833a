"""The swap test and what is seen in it: pairs that differ by one trait, verdicts that flip."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from polyglot_synth.check import RIGHT, Check, Scores, unjudged
from polyglot_synth.language import PackFile
from polyglot_synth.report.cast import CONTROL, Cast, recast, spread_evenly, swaps
from polyglot_synth.report.swap import Panel, flips, swap_test
from polyglot_synth.report.visibility import OUTSIDE, visibility
from polyglot_synth.say import PIVOT
from tests.common import INPUTS, LEXICONS, SAID, SPEAKING, sayer

READ = 20_000


def peopled() -> list[tuple[str, str]]:
    """List the streams whose rows hold people."""
    return [(tag, name) for tag, name in SAID if Cast(sayer(tag, name)).slots]


STREAMS = [{"concept": name, "language": tag, "read": READ} for tag, name in SAID]


def panel(reads: Any) -> Panel:
    """A panel of one check, which passes rows whose prompt a function passes."""

    def scorer(batch: pl.DataFrame, _: PackFile) -> Scores:
        return Scores(pl.Series([float(reads(prompt)) for prompt in batch["prompt"]]))

    check = Check("planted", "none:none", "what it reads", RIGHT)
    return Panel(None, (check,), {"planted": scorer})


@cache
def tried() -> dict[str, pl.DataFrame]:
    """Pairs of all languages, judged by a check that passes everything."""
    return swap_test(INPUTS, 7, STREAMS, panel(lambda _: True))


def test_there_are_pairs_enough_spread_over_languages_concepts_and_traits() -> None:
    pairs = pl.concat(tried().values())
    changed = pairs.filter(pl.col("trait") != CONTROL)
    assert 600 <= changed.height <= pairs.height <= 1_200
    assert pairs["id"].is_unique().all()
    for tag, own in tried().items():
        by_concept = Counter(own["concept"])
        known = {name for one, name in peopled() if one == tag}
        if tag != PIVOT:  # other packs may lack words for some
            assert set(by_concept) <= known
            continue
        assert set(by_concept) == known
        assert max(by_concept.values()) - min(by_concept.values()) <= 1, by_concept
        by_trait = Counter(own["trait"])
        assert max(by_trait.values()) < 1.5 * min(by_trait.values()), by_trait


def test_a_check_that_reads_nobody_flips_nothing() -> None:
    for own in tried().values():
        assert own["before"].all()
        for said in flips(own)["traits"].values():
            assert said["flipped"] == 0
            assert said["low"] == 0 < said["high"] < 0.1


def test_a_check_that_reads_a_title_flips_for_it_and_for_nothing_else() -> None:
    found = swap_test(INPUTS, 7, STREAMS, panel(lambda prompt: "Teacher" not in prompt))
    said = flips(found["eng_Latn"])
    flipped = {trait: each["flipped"] for trait, each in said["traits"].items()}
    assert flipped.pop("honorific") > 10
    assert set(flipped.values()) == {0}
    assert said["control"]["flipped"] == 0
    assert said["traits"]["honorific"]["by_check"] == {
        "planted": said["traits"]["honorific"]["flipped"]
    }
    teachers = found["eng_Latn"].filter(pl.col("before") != pl.col("after"))
    assert all("teacher" in {row["old"], row["new"]} for row in teachers.iter_rows(named=True))


def test_a_check_that_reads_names_flips_in_the_control_too() -> None:
    found = swap_test(INPUTS, 7, STREAMS, panel(lambda prompt: len(prompt) % 2))
    assert all(flips(own)["control"]["flipped"] > 10 for own in found.values())


def test_a_change_of_gender_that_a_check_reads_is_said_to_be_by_gender() -> None:
    women = {
        entry["name"]
        for name, entry in INPUTS.packs["swh_Latn"].model.words["person"].items()
        if LEXICONS.entries["person"][name]["traits"]["gender"] == "f"
    }
    named = regex.compile("|".join(rf"\b{regex.escape(name)}\b" for name in sorted(women)))
    alone = [each for each in STREAMS if each["concept"] == "maths/take_away"]
    found = swap_test(INPUTS, 7, alone, panel(lambda prompt: not named.search(prompt)))
    said = flips(found["swh_Latn"])
    assert said["traits"]["gender"]["share"] == 1
    assert said["control"]["flipped"] == 0


@pytest.mark.parametrize(("tag", "name"), peopled(), ids="/".join)
def test_one_trait_changes_and_nothing_else(tag: str, name: str) -> None:
    """Both rows of a pair have one number and style; their people differ as the line says."""
    here = sayer(tag, name)
    cast = Cast(here)
    chosen = swaps(cast, READ, 40, 7)
    assert [swap.number for swap in chosen] == sorted({swap.number for swap in chosen})
    numbers = np.array([swap.number for swap in chosen])
    fillers = here.drawer.draw(numbers)
    before, after = (here.said(numbers, each) for each in (fillers, recast(here, fillers, chosen)))
    assert before.equals(here.batch(numbers))
    same = ["id", "face", "label", "task", "style", "wording", "kind", "label_source"]
    assert before.select(same).equals(after.select(same))
    by_number = {swap.number: swap for swap in chosen}
    for old, new in zip(before.iter_rows(named=True), after.iter_rows(named=True), strict=True):
        swap = by_number[old["number"]]
        was, is_ = json.loads(old["traits"]), json.loads(new["traits"])
        changed = {
            (slot, trait)
            for slot in was
            for trait in was[slot]
            if was[slot][trait] != is_[slot][trait]
        }
        assert changed == (set() if swap.trait == CONTROL else {(swap.slot, swap.trait)})
        slots = json.loads(old["slots"]), json.loads(new["slots"])
        assert slots[0][swap.slot] != slots[1][swap.slot]
        people = [slots[1][slot] for slot in was]
        assert len(set(people)) == len(people)


@pytest.mark.parametrize("tag", SPEAKING)
def test_rows_of_ours_pass_before_and_after(tag: str) -> None:
    """All checks, on a few pairs of each concept."""
    streams = [each for each in STREAMS if each["language"] == tag]
    own = swap_test(INPUTS, 7, streams, Panel(), pairs=60)[tag]
    assert own.height >= 50 or tag != PIVOT  # other packs may lack words for some
    assert own["before"].mean() > 0.95
    assert all((row["before"] == row["after"]) or row["flips"] for row in own.iter_rows(named=True))


def test_the_same_seed_tries_the_same_pairs() -> None:
    again = swap_test(INPUTS, 7, STREAMS, panel(lambda _: True), pairs=90)
    assert all(
        again[tag].equals(own)
        for tag, own in swap_test(INPUTS, 7, STREAMS, panel(lambda _: True), pairs=90).items()
    )
    other = swap_test(INPUTS, 8, STREAMS, panel(lambda _: True), pairs=90)
    assert not again["eng_Latn"]["id"].equals(other["eng_Latn"]["id"])


@given(st.integers(0, 200), st.dictionaries(st.text(max_size=3), st.integers(0, 60), max_size=8))
def test_a_total_is_spread_evenly(total: int, most: dict[str, int]) -> None:
    given_ = spread_evenly(total, most)
    assert sum(given_.values()) == min(total, sum(most.values()))
    assert all(given_[name] <= most[name] for name in most)
    below = [given_[name] for name in most if given_[name] < most[name]]
    assert not below or max(given_.values()) - min(below) <= 1


# Visibility.


def test_swahili_shows_gender_nowhere_but_in_names_and_titles() -> None:
    said = visibility(tried()["swh_Latn"])["gender"]
    assert said["outside"] == 0
    assert said["words"] == {}


def test_marathi_shows_gender_in_verbs_and_pronouns() -> None:
    said = visibility(tried()["mar_Deva"])["gender"]
    assert said["places"]["verb"] > 3
    assert said["places"]["pronoun"] > 0
    kinds = {table: word["kind"] for table, word in said["words"].items()}
    assert kinds["says"] == "verb"
    assert "pronoun" in kinds.values()
    assert said["low"] <= said["share"] <= said["high"]
    assert said["outside"] + said["places"]["name at most"] <= said["pairs"]


def test_english_shows_gender_in_pronouns_and_honorifics_in_titles() -> None:
    said = visibility(tried()["eng_Latn"])
    assert said["gender"]["places"]["pronoun"] > 0
    assert said["gender"]["places"]["verb"] == 0
    assert said["honorific"]["places"]["title"] > 0.9 * said["honorific"]["pairs"]
    assert said["honorific"]["outside"] == 0


def test_english_shows_region_in_the_town_that_somebody_is_from_and_gender_does_not() -> None:
    said = visibility(tried()["eng_Latn"])
    assert said["region"]["places"]["noun"] > 0
    assert said["region"]["words"]["from"]["kind"] == "noun"
    assert "from" not in said["gender"]["words"]


def test_the_control_shows_nothing_outside_the_name() -> None:
    for own in tried().values():
        control = own.filter(pl.col("trait") == CONTROL)
        seen = [each["place"] for seen in control["seen"] for each in seen]
        assert not set(seen) & set(OUTSIDE)
        assert CONTROL not in visibility(own)


_WORD = regex.compile(r"[\p{L}\p{M}'\u200c\u200d]+")


def forms(tag: str, kind: str, person: int) -> set[str]:
    """All words of a person's forms."""
    entry = INPUTS.packs[tag].model.words[kind][LEXICONS.ids(kind)[person]]
    return {word for text in entry.values() for word in _WORD.findall(str(text).casefold())}


def words_of(row: dict[str, Any]) -> set[str]:
    return set(_WORD.findall(f"{row['prompt']} {row['response']}".casefold()))


@pytest.mark.parametrize(("tag", "name"), peopled(), ids="/".join)
def test_what_is_seen_is_what_differs(tag: str, name: str) -> None:
    """The texts are compared word by word here, and piece by piece there."""
    here, stream = sayer(tag, name), {"concept": name, "language": tag, "read": READ}
    seen = swap_test(INPUTS, 7, [stream], panel(lambda _: True), 40)[tag]
    chosen = swaps(Cast(here), READ, 40, 7)
    numbers = np.array([swap.number for swap in chosen])
    fillers = here.drawer.draw(numbers)
    before, after = (
        {row["id"]: row for row in here.said(numbers, each).iter_rows(named=True)}
        for each in (fillers, recast(here, fillers, chosen))
    )
    by_number = {swap.number: swap for swap in chosen}
    for line in seen.iter_rows(named=True):
        old, new = before[line["id"]], after[line["id"]]
        swap = by_number[old["number"]]
        kind = here.holds[swap.slot]
        names = tuple(forms(tag, kind, swap.old) | forms(tag, kind, swap.new))
        differs = {w for w in words_of(old) ^ words_of(new) if not w.startswith(names)}
        outside = {each["place"] for each in line["seen"]} & set(OUTSIDE)
        assert not differs or outside, (differs, line["id"])


def test_unjudged_rows_have_no_verdict_to_flip() -> None:
    def scorer(_: pl.DataFrame, __: PackFile) -> Scores:
        return Scores(pl.Series([None, 0.0, 1.0], dtype=pl.Float64))

    silent = Panel(None, (Check("silent", "none:none", "", RIGHT),), {"silent": scorer})
    batch = unjudged(sayer("eng_Latn", "maths/take_away").batch(np.arange(3)))
    said = silent.verdicts(batch, INPUTS.packs["eng_Latn"].model)
    assert said["silent"].to_list() == [True, False, True]
