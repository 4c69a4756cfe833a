"""Belief in the report: its cells against counts by hand, what logic forbids, planted imbalance."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import html5lib
import numpy as np
import polars as pl
import pytest

from polyglot_synth.check import unjudged
from polyglot_synth.report.significance import coin
from tests.common import INPUTS, SPEAKING, rows
from tests.test_report import counted, html_of, shown, some

PROVED = sorted(name for name, each in INPUTS.concepts.items() if each.arguments)
NAMES = {True: "true", False: "false", None: "open"}
SAYS = {"true": "true", "false": "false", "open": "null"}
Cell = tuple[str, str]
IMPOSSIBLE: Cell = ("true", "false")


def argued(cell: Cell, face: str, number: int, **more: Any) -> dict[str, Any]:
    """A row of an argument, of which the world says what a cell says."""
    belief = f'"belief":{{"conclusion":{SAYS[cell[1]]},"premises":{SAYS[cell[0]]}}}'
    evidence = f'{{"about":"kind",{belief},"story":[["x \\"belief\\":{{",true]],"valid":true}}'
    told = {"concept": "fallacies/one", "kind": "fallacy", "traits": "{}", "number": number}
    return {**told, "face": face, "evidence": evidence, **more}


def many(shares: Mapping[Cell, tuple[int, int]], **more: Any) -> list[dict[str, Any]]:
    """So many valid and invalid rows in each cell, each of a number of its own."""
    faces = [
        (cell, face)
        for cell, counts in shares.items()
        for face, times in zip(("valid", "invalid"), counts, strict=True)
        for _ in range(times)
    ]
    return [argued(cell, face, number, **more) for number, (cell, face) in enumerate(faces)]


def cells(said: Mapping[str, Any]) -> dict[tuple[str, str, str], int]:
    return {
        (cell["premises"], cell["conclusion"], face): cell[face]
        for cell in said["cells"]
        for face in ("valid", "invalid")
        if cell[face]
    }


def by_hand(made: pl.DataFrame) -> dict[tuple[str, str, str], int]:
    """Count row by row, as nobody should."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in made.iter_rows(named=True):
        evidence = json.loads(row["evidence"]) if row["evidence"] else {}
        if row["rejected_by"] is None and "belief" in evidence:
            belief = evidence["belief"]
            found[NAMES[belief["premises"]], NAMES[belief["conclusion"]], row["face"]] += 1
    return dict(found)


@pytest.fixture(scope="module")
def made() -> pl.DataFrame:
    """Rows of every proved argument, and some others; one in seven is rejected."""
    batches = [rows("swh_Latn", name, 60) for name in (*PROVED, "maths/take_away")]
    why = pl.when(pl.int_range(pl.len()) % 7 == 3).then(pl.lit("script"))
    return unjudged(pl.concat(batches)).with_columns(rejected_by=why)


def test_cells_are_those_counted_by_hand(made: pl.DataFrame) -> None:
    said = counted(made)["belief"]
    assert len(cells(said)) > 8
    assert cells(said) == by_hand(made)
    for concept, own in said["by_concept"].items():
        assert cells(own) == by_hand(made.filter(pl.col("concept") == concept))
    assert [*said["by_concept"]] == sorted(set(made["concept"]) - {"maths/take_away"})


def test_cells_do_not_depend_on_how_rows_come_by(made: pl.DataFrame) -> None:
    parts = [made.slice(start, 37) for start in range(0, made.height, 37)]
    assert counted(*reversed(parts))["belief"] == counted(made)["belief"]


@pytest.mark.parametrize("tag", SPEAKING)
def test_no_valid_argument_leads_from_the_true_to_the_false(tag: str) -> None:
    found = by_hand(unjudged(pl.concat([rows(tag, name, 60) for name in PROVED])))
    assert found[(*IMPOSSIBLE, "invalid")] > 0
    assert (*IMPOSSIBLE, "valid") not in found


def test_rows_that_do_not_tell_show_nothing() -> None:
    other = {"evidence": '{"because":"","holds":true}', "face": "valid"}
    plain = some({}, other, argued(("true", "true"), "valid", 3, rejected_by="script"))
    assert counted(plain)["belief"] == {}
    assert 'id="belief"' not in html_of(plain)
    said = some(*many({("true", "true"): (1, 0)}))
    two = html_of(said, languages=("eng_Latn", "swh_Latn"))
    assert panels(two) == ["swh_Latn"]


def panels(html: str) -> list[str]:
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    (exhibit,) = [each for each in tree.iter("section") if each.get("id") == "belief"]
    return ["".join(each.itertext()).split()[-1] for each in exhibit.iter("h4")]


# The flag.

ALL: list[Cell] = [*product(SAYS, SAYS)]
EVEN = {cell: (150, 150) for cell in ALL if cell != IMPOSSIBLE}


def sentences(own: Mapping[str, Any]) -> list[str]:
    return [each["sentence"] for each in own["findings"] if each["at"] == "belief"]


def test_even_cells_are_not_flagged() -> None:
    own = shown(some(*many(EVEN)))["swh_Latn"]
    told = own["belief"]["told"]
    assert told["all"] == told["either"]
    assert (told["all"]["rows"], told["all"]["accuracy"]) == (2_400, 0.5)
    assert not told["all"]["flagged"]
    assert not sentences(own)


def test_what_logic_decides_is_told_and_is_no_fault() -> None:
    own = shown(some(*many({**EVEN, IMPOSSIBLE: (0, 600)})))["swh_Latn"]
    told = own["belief"]["told"]
    assert (told["all"]["accuracy"], told["all"]["flagged"]) == (0.6, True)
    assert (told["either"]["accuracy"], told["either"]["flagged"]) == (0.5, False)
    assert not sentences(own)


def test_labels_that_follow_belief_are_flagged() -> None:
    planted = {**EVEN, ("true", "true"): (240, 60), ("false", "false"): (60, 240)}
    own = shown(some(*many(planted)))["swh_Latn"]
    told = own["belief"]["told"]["either"]
    assert told["right"] == 6 * 150 + 2 * 240
    assert told["flagged"]
    (sentence,) = sentences(own)
    assert "is right of 57.5% of 2,400 arguments" in sentence
    assert "premises true with conclusion true: 240 valid, 60 invalid" in sentence


def test_a_concept_that_belief_gives_away_is_flagged_alone() -> None:
    other = {"concept": "fallacies/other"}
    told = {("true", "true"): (60, 0), ("false", "true"): (0, 60)}
    said = counted(some(*many(EVEN), *many(told, **other)))["belief"]["by_concept"]
    assert said["fallacies/other"]["told"]["either"]["accuracy"] == 1
    assert [name for name, own in said.items() if own["told"]["either"]["flagged"]] == [
        "fallacies/other"
    ]


def test_labels_dealt_at_random_are_seldom_flagged() -> None:
    alarms = 0
    for seed in range(20):
        random = np.random.default_rng(seed)
        dealt = {cell: (heads := int(random.binomial(40, 0.5)), 40 - heads) for cell in ALL}
        alarms += counted(some(*many(dealt)))["belief"]["told"]["all"]["flagged"]
    assert alarms < 4


def test_what_logic_forbids_is_named_where_lexicons_say_it() -> None:
    own = shown(some(*many({**EVEN, IMPOSSIBLE: (2, 5)})))["swh_Latn"]
    (sentence,) = sentences(own)
    assert "which logic forbids: 2;" in sentence


def test_a_coin_thrown_is_a_coin_computed() -> None:
    assert coin([0, 0], [0, 0], 7) is None
    few = coin([9, 0], [9, 0], 7)
    assert few is not None
    assert (few.statistic, few.shuffled) == (1.0, True)
    assert few.p == pytest.approx(2 / 2**9, abs=0.002)
    even = coin([5, 5], [10, 10], 7)
    assert even is not None
    assert even.p == 1


# The page.


def table(html: str) -> Sequence[Sequence[str]]:
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    (exhibit,) = [each for each in tree.iter("section") if each.get("id") == "belief"]
    body = next(exhibit.iter("tbody"))
    return [["".join(cell.itertext()) for cell in row] for row in body.iter("tr")]


def test_the_page_shows_each_cell_and_the_one_that_logic_keeps_empty() -> None:
    html = html_of(some(*many({**EVEN, IMPOSSIBLE: (0, 600), ("open", "open"): (0, 0)})))
    rows_ = {(row[0], row[1]): [cell.strip() for cell in row[2:]] for row in table(html)}
    assert len(rows_) == 9
    assert rows_[IMPOSSIBLE] == ["none, by logic", "600", "-"]
    assert rows_["open", "open"] == ["0", "0", "-"]
    assert rows_["true", "true"] == ["150", "150", "44% to 56%"]
    assert re.search(r"premises true, conclusion false: never valid", html)
    assert "Belief tells labels better than a coin: no." in html
