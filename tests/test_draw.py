"""Drawing: none twice, the same whatever is drawn beside it, and within what a concept says."""

from __future__ import annotations

import operator

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyglot_synth.chance import choose, permute
from polyglot_synth.draw import Drawer
from polyglot_synth.sample import STYLES
from tests.common import INPUTS, LEXICONS, SEED, concept, up_to

CONCEPTS = list(INPUTS.concepts)
SMALL = 100_000
DRAWERS = {name: Drawer(INPUTS.concepts[name], LEXICONS, SEED) for name in CONCEPTS}


# ---- chance


@settings(max_examples=60, deadline=None)
@given(size=st.integers(1, 5_000), seed=st.integers(0, 2**63))
def test_permute_is_a_bijection(size: int, seed: int) -> None:
    assert sorted(permute(up_to(size), size, seed, "x").tolist()) == list(range(size))


@settings(max_examples=60, deadline=None)
@given(data=st.data(), size=st.integers(2, 2**62))
def test_permute_of_a_huge_range_sends_none_twice(data: st.DataObject, size: int) -> None:
    numbers = data.draw(st.lists(st.integers(0, size - 1), unique=True, max_size=30))
    sent = permute(np.array(numbers, dtype=np.int64), size, 7, "x").tolist()
    assert len(set(sent)) == len(numbers)
    assert all(0 <= value < size for value in sent)


def test_permute_mixes() -> None:
    sent = permute(up_to(10_000), 10_000, 7, "x")
    assert abs(np.corrcoef(up_to(10_000), sent)[0, 1]) < 0.05
    assert (sent != permute(up_to(10_000), 10_000, 8, "x")).mean() > 0.99
    assert (sent != permute(up_to(10_000), 10_000, 7, "y")).mean() > 0.99


WEIGHTS = [list(STYLES.values()), [1.0], [0.5, 0.5], [1, 2, 3, 4], [0, 1], [1 / 6] * 6]


@pytest.mark.parametrize("step", range(3))
@pytest.mark.parametrize("weights", WEIGHTS)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**63), start=st.integers(0, 2**50), height=st.integers(1, 3_000))
def test_any_run_of_numbers_comes_out_even(
    weights: list[float], step: int, seed: int, start: int, height: int
) -> None:
    chosen = choose(start + up_to(height), weights, seed, "x", step=step)
    shares = np.array(weights) / sum(weights)
    counts = np.bincount(chosen, minlength=len(weights))
    assert (abs(counts - height * shares) <= 6).all()


def test_choices_made_together_have_all_their_combinations() -> None:
    """Wording, digits and style of a row: no style may belong to some wordings only."""
    numbers, styles = up_to(20_000), list(STYLES.values())
    weights = [[1 / 6] * 6, [0.5, 0.5], styles]
    chosen = [choose(numbers, each, SEED, "x", step=step) for step, each in enumerate(weights)]
    met = pl.DataFrame(chosen, schema=["wording", "script", "style"])
    for row in met.group_by("wording", "script", "style").len().rows():
        share = styles[row[2]] / 12
        assert abs(row[3] - 20_000 * share) < 0.1 * 20_000 * share
    assert met.n_unique() == 36


@settings(max_examples=30, deadline=None)
@given(numbers=st.lists(st.integers(0, 2**60), min_size=1, max_size=20))
def test_the_choice_of_a_number_is_its_own(numbers: list[int]) -> None:
    weights = [0.5, 0.3, 0.2]
    together = choose(np.array(numbers, dtype=np.int64), weights, 7, "x").tolist()
    alone = [choose(np.array([n], dtype=np.int64), weights, 7, "x")[0] for n in numbers]
    assert together == alone


def test_chance_is_the_same_for_ever() -> None:
    """Golden values: another machine or another version must make the same rows."""
    permuted = [215, 679, 503, 664, 689, 522, 418, 592]
    assert permute(up_to(8), 1_000, 7, "x").tolist() == permuted
    chosen = [choose(up_to(12), [0.5, 0.3, 0.2], 7, "x", step=step).tolist() for step in range(3)]
    assert chosen == [
        [0, 1, 0, 1, 0, 0, 2, 0, 1, 0, 1, 2],
        [0, 0, 2, 1, 0, 0, 1, 0, 0, 2, 1, 0],
        [0, 1, 2, 0, 0, 1, 1, 0, 0, 0, 1, 2],
    ]


# ---- drawing


def frame(name: str, numbers: list[int] | np.ndarray) -> pl.DataFrame:
    return pl.DataFrame(DRAWERS[name].draw(np.asarray(numbers, dtype=np.int64)))


@pytest.mark.parametrize("name", [name for name in CONCEPTS if DRAWERS[name].capacity <= SMALL])
def test_no_fillers_twice_over_the_whole_capacity(name: str) -> None:
    capacity = DRAWERS[name].capacity
    assert frame(name, up_to(capacity)).n_unique() == capacity


@pytest.mark.parametrize("name", [name for name in CONCEPTS if DRAWERS[name].capacity > SMALL])
def test_no_fillers_twice_at_both_ends_of_a_large_capacity(name: str) -> None:
    capacity = DRAWERS[name].capacity
    numbers = np.concatenate([up_to(SMALL // 2), capacity - 1 - up_to(SMALL // 2)])
    assert frame(name, numbers).n_unique() == SMALL


@pytest.mark.parametrize("name", CONCEPTS)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_number_has_the_same_fillers_wherever_it_is_drawn(name: str, data: st.DataObject) -> None:
    last = DRAWERS[name].capacity - 1
    numbers = data.draw(st.lists(st.integers(0, last), min_size=1, max_size=8, unique=True))
    together = frame(name, numbers)
    assert pl.concat([frame(name, [number]) for number in numbers]).equals(together)
    start = max(0, numbers[0] - 5)
    assert frame(name, up_to(6) + start).row(numbers[0] - start) == together.row(0)
    anew = Drawer(concept(name), LEXICONS, SEED).draw(np.array(numbers, dtype=np.int64))
    assert pl.DataFrame(anew).equals(together)


@pytest.mark.parametrize("name", CONCEPTS)
def test_another_seed_draws_otherwise(name: str) -> None:
    other = pl.DataFrame(Drawer(concept(name), LEXICONS, SEED + 1).draw(up_to(200)))
    assert not other.equals(frame(name, up_to(200)))


@pytest.mark.parametrize("name", CONCEPTS)
def test_beyond_the_capacity_is_an_error_with_the_number(name: str) -> None:
    capacity = DRAWERS[name].capacity
    assert frame(name, [capacity - 1]).height == 1
    with pytest.raises(IndexError, match=f"has only {capacity:,} numbers"):
        frame(name, [0, capacity])


@pytest.mark.parametrize("name", CONCEPTS)
def test_nothing_may_be_drawn(name: str) -> None:
    assert frame(name, []).height == 0


@pytest.mark.parametrize("name", CONCEPTS)
def test_what_is_drawn_is_possible(name: str) -> None:
    possible, drawn = DRAWERS[name].possible(), frame(name, up_to(2_000))
    for slot in concept(name).slots:
        for each in slot.names:
            assert set(drawn[each]) <= possible[each]
    for each in concept(name).file.picks:
        assert set(drawn[each]) <= possible[each]


@pytest.mark.parametrize("name", CONCEPTS)
def test_every_filler_of_a_slot_comes_up(name: str) -> None:
    """Over enough numbers nothing that a slot can hold is left out."""
    possible = DRAWERS[name].possible()
    drawn = frame(name, up_to(min(10_000, DRAWERS[name].capacity)))
    for slot in concept(name).slots:
        for each in slot.names:
            assert len(set(drawn[each])) >= 0.95 * len(possible[each])


def test_one_never_sells_more_than_one_has() -> None:
    drawn = frame("maths/take_away", up_to(20_000))
    assert drawn.filter((pl.col("k") >= pl.col("n")) | (pl.col("k") < 1)).is_empty()
    assert drawn.filter(pl.col("left") != pl.col("n") - pl.col("k")).is_empty()


def test_times_stand_on_half_hours_of_the_day() -> None:
    drawn = frame("reading/when_is_it", up_to(20_000))
    assert set(drawn["start"]) == set(range(7 * 60, 18 * 60 + 31, 30))
    assert set(drawn["fee"]) == set(range(50, 501, 50))


@pytest.mark.parametrize(
    ("name", "slots"),
    [
        ("reading/who_brought", ["x", "y", "z"]),
        ("reading/who_brought", ["u", "v", "w"]),
        ("fallacies/illicit_major", ["a", "b", "c"]),
        ("fallacies/undistributed_middle", ["a", "b", "c"]),
        ("fallacies/affirming_the_consequent", ["p", "q"]),
    ],
)
def test_what_is_distinct_is_distinct(name: str, slots: list[str]) -> None:
    assert all(len(set(row)) == len(row) for row in frame(name, up_to(5_000)).select(slots).rows())


def test_who_and_what_are_picked_together() -> None:
    drawn = frame("reading/who_brought", up_to(3_000))
    places = []
    for row in drawn.iter_rows(named=True):
        place = [row["x"], row["y"], row["z"]].index(row["who"])
        assert row["what"] == [row["u"], row["v"], row["w"]][place]
        places.append(place)
    assert min(map(places.count, range(3))) > 900


def test_kin_chains_and_siblings_take_turns() -> None:
    ids, entries = LEXICONS.ids("noun"), LEXICONS.entries["noun"]
    above = {i: fields.get("is_a") for i, fields in entries.items()}
    drawn = frame("fallacies/undistributed_middle", up_to(4_000)).select("a", "b", "c")
    for number, row in enumerate(drawn.rows()):
        a, b, c = (ids[index] for index in row)
        kind, swapped = divmod(number % 6, 2)
        if swapped:
            a, b = b, a
        if kind == 2:  # siblings: none is the other
            assert above[a] == above[b] == above[c]
            assert not {a, b, c} & set(above.values())
        else:
            assert above[a] == b
            assert above[c] == (b if kind == 0 else a)


def test_expected_results_are_what_the_operation_says() -> None:
    """By brute force over the three prices, not by the concept's own table."""
    compare = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
    operations = list(LEXICONS.entries["operation"].values())
    for row in frame("code/prices", up_to(500)).iter_rows(named=True):
        fields = operations[row["op"]]
        prices = [row["k"] - 1, row["k"], row["k"] + 1]
        held = [price for price in prices if compare[fields["relation"]](price, row["k"])]
        assert row["expected"] == (sum(held) if fields["sums"] else len(held))
