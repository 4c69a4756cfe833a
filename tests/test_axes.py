"""Axes: distinct choices worked out row by row, prices in steps of a currency, kinds both ways."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyglot_synth.axes import Distinct, Table, axes_of, entry_tables
from polyglot_synth.concept import Concept, Slot
from polyglot_synth.draw import Drawer
from tests.common import INPUTS, LEXICONS, SEED, up_to

PRICED = [
    name for name, concept in INPUTS.concepts.items() if any(slot.money for slot in concept.slots)
]
DENYING = [
    name
    for name, concept in INPUTS.concepts.items()
    if any("not " in slot for face in concept.file.faces.values() for slot in face.bind.values())
]


@given(choices=st.lists(st.integers(0, 500), unique=True, min_size=1, max_size=7), data=st.data())
def test_distinct_choices_are_the_permutations_in_order(
    choices: list[int], data: st.DataObject
) -> None:
    width = data.draw(st.integers(1, len(choices)))
    table = Distinct(np.array(choices, dtype=np.int64), width)
    rows = [tuple(row) for row in table.take(up_to(len(table))).tolist()]
    assert rows == list(permutations(choices, width))
    assert all(table.holds(row) for row in rows)


@given(place=st.integers(0, 215 * 214 * 213 * 212 - 1))
def test_a_table_of_a_hundred_millions_gives_any_row_at_once(place: int) -> None:
    row = Distinct(up_to(215), 4).take(np.array([place]))[0].tolist()
    assert len(set(row)) == 4
    assert all(0 <= choice < 215 for choice in row)


@pytest.mark.parametrize("row", [(1, 1), (1, 9), (1,)])
def test_what_is_not_distinct_or_not_there_does_not_stand_in_it(row: tuple[int, ...]) -> None:
    assert not Distinct(np.array([1, 2, 3]), 2).holds(row)


def money_names(concept: Concept) -> set[str]:
    return {name for slot in concept.slots if slot.money for name in slot.names}


@pytest.mark.parametrize("name", PRICED)
def test_prices_differ_between_languages_by_the_step_alone(name: str) -> None:
    """Number n means the same fillers everywhere: a price is so many steps of the currency."""
    concept = INPUTS.concepts[name]
    one, fifty = (Drawer(concept, LEXICONS, SEED, money=money) for money in (1, 50))
    assert one.capacity == fifty.capacity
    drawn = up_to(min(200, one.capacity))
    rupees, shillings = one.draw(drawn), fifty.draw(drawn)
    priced = money_names(concept)
    assert priced
    for slot in concept.drawn:
        factor = 50 if slot in priced else 1
        assert (shillings[slot] == factor * rupees[slot]).all()


@pytest.mark.parametrize("name", PRICED)
def test_change_and_rests_of_money_are_never_negative(name: str) -> None:
    concept = INPUTS.concepts[name]
    for money in (1, 50):
        drawer = Drawer(concept, LEXICONS, SEED, money=money)
        fillers = drawer.draw(up_to(min(2_000, drawer.capacity)))
        for derived in {"change", "left", "total", "share"} & concept.file.derived.keys():
            least = 0 if "%" in concept.file.derived[derived] else 1  # a division may leave nothing
            assert (fillers[derived] >= least).all()


@pytest.mark.parametrize("name", DENYING)
def test_what_is_denied_is_another_filler_of_the_same_entry(name: str) -> None:
    drawer = Drawer(INPUTS.concepts[name], LEXICONS, SEED)
    fillers = drawer.draw(up_to(50))
    assert drawer.denied
    for denied, (slot, size) in drawer.denied.items():
        assert (fillers[denied] == fillers[slot] + size).all()
        assert (fillers[denied] % size == fillers[slot]).all()


def test_kinds_stand_both_ways_and_beside_each_other_in_turn() -> None:
    """Two of three premises are false, so a false premise tells no label."""
    concept = INPUTS.concepts["fallacies/illicit_conversion"]
    fillers = Drawer(concept, LEXICONS, SEED).draw(up_to(42))
    ids = LEXICONS.ids("noun")
    above = {name: fields.get("is_a") for name, fields in LEXICONS.entries["noun"].items()}
    pairs = [(ids[a], ids[b]) for a, b in zip(fillers["a"], fillers["b"], strict=True)]
    assert all(above[a] == b for a, b in pairs[::3])
    assert all(above[b] == a for a, b in pairs[1::3])
    assert all(above[a] == above[b] and a != b for a, b in pairs[2::3])


SWAPPED = [
    ("fallacies/undistributed_middle", ("a", "b"), "abc"),
    ("fallacies/illicit_minor", ("a", "c"), "abc"),
    ("fallacies/reversed_chain", ("p", "r"), "pqr"),
    ("fallacies/affirming_the_consequent", ("p", "q"), "pq"),
]


@pytest.mark.parametrize(("name", "swapped", "names"), SWAPPED)
def test_what_is_swapped_plays_either_part(name: str, swapped: tuple[str, str], names: str) -> None:
    """Every stratum comes twice: as it is written, and with the two names exchanged."""
    axis = next(
        each for each in axes_of(INPUTS.concepts[name], LEXICONS, 1) if each.names == (*names,)
    )
    one, other = (axis.names.index(each) for each in swapped)
    for plain, exchanged in zip(axis.strata[::2], axis.strata[1::2], strict=True):
        rows, turned = (table.take(up_to(len(table))).tolist() for table in (plain, exchanged))
        for row, turn in zip(rows, turned, strict=True):
            row[one], row[other] = row[other], row[one]
            assert row == turn


@pytest.mark.parametrize("name", sorted(INPUTS.concepts))
def test_no_row_stands_in_two_strata(name: str) -> None:
    """Else two numbers would have the same fillers."""
    for axis in axes_of(INPUTS.concepts[name], LEXICONS, 1):
        if len(axis.strata) > 1:
            rows = [tuple(r) for t in axis.strata for r in t.take(up_to(len(t))).tolist()]
            assert len(rows) == len(set(rows))


@pytest.mark.parametrize(("name", "swapped", "names"), SWAPPED)
def test_nothing_is_lost_where_two_names_are_swapped(
    name: str, swapped: tuple[str, str], names: str
) -> None:
    concept = INPUTS.concepts[name]
    slot = next(slot for slot in concept.slots if slot.names == (*names,))
    plain = replace(slot, swapped=())
    wanted, found = set(), set()
    for rows, each in ((wanted, plain), (found, slot)):
        for table in axis_of(each):
            rows |= {tuple(row) for row in table.take(up_to(len(table))).tolist()}
    one, other = (names.index(each) for each in swapped)
    for row in list(wanted):
        turned = list(row)
        turned[one], turned[other] = row[other], row[one]
        wanted.add(tuple(turned))
    assert found == wanted


def axis_of(slot: Slot) -> list[Table]:
    return [*entry_tables(slot, LEXICONS)]
