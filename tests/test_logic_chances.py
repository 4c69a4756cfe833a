"""Chances against counting: every outcome, every urn, every small table."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from polyglot_synth.logic.chances import (
    Group,
    Tally,
    alarm_rate,
    conjunction_bounds,
    frequencies,
    is_possible,
    leans,
    next_chance,
    pooled,
    posterior,
    reverses,
    run_chance,
    sequence_chance,
    smallest_reversal,
)

CHANCES = st.fractions(0, 1, max_denominator=20)


@given(CHANCES, CHANCES, CHANCES)
def test_bayes_counts_out(prior: Fraction, hit: Fraction, false_alarm: Fraction) -> None:
    assume(alarm_rate(prior, hit, false_alarm))
    counted = frequencies(20**3, prior, hit, false_alarm)
    assert sum(counted) == 20**3
    rings = counted.hits + counted.false_alarms
    assert posterior(prior, hit, false_alarm) == counted.hits / rings


@pytest.mark.parametrize(
    ("prior", "hit", "false_alarm", "expected"),
    [
        (Fraction(1, 100), Fraction(9, 10), Fraction(1, 10), Fraction(1, 12)),
        (Fraction(1, 1000), Fraction(1), Fraction(1, 20), Fraction(20, 1019)),
        (Fraction(15, 100), Fraction(4, 5), Fraction(1, 5), Fraction(12, 29)),
        (Fraction(1, 2), Fraction(4, 5), Fraction(1, 5), Fraction(4, 5)),
    ],
)
def test_base_rates_of_the_literature(
    prior: Fraction, hit: Fraction, false_alarm: Fraction, expected: Fraction
) -> None:
    assert posterior(prior, hit, false_alarm) == expected


@given(st.integers(1, 12), st.data())
def test_a_conjunction_is_possible_where_an_urn_shows_it(balls: int, data: st.DataObject) -> None:
    one, other, both = (data.draw(st.integers(0, balls)) for _ in range(3))
    shown = both <= one and both <= other and one + other - both <= balls
    chances = [Fraction(count, balls) for count in (one, other, both)]
    assert is_possible(*chances) is shown
    least, greatest = conjunction_bounds(*chances[:2])
    assert least <= greatest <= min(chances[:2])


@given(CHANCES, st.integers(0, 4), st.integers(0, 6))
def test_runs_are_what_counting_all_sequences_gives(p: Fraction, length: int, draws: int) -> None:
    run = "1" * length
    found = sum(
        sequence_chance(p, draw)
        for draw in product((False, True), repeat=draws)
        if run in "".join("01"[success] for success in draw)
    )
    assert run_chance(p, length, draws) == found


@given(CHANCES, st.lists(st.booleans(), max_size=6))
def test_the_past_changes_nothing(chance: Fraction, before: list[bool]) -> None:
    assume(sequence_chance(chance, before))
    assert next_chance(chance, before) == chance


def test_what_cannot_be_is_refused() -> None:
    half = Fraction(1, 2)
    with pytest.raises(ValueError, match="3/2 is no chance"):
        posterior(Fraction(3, 2), half, half)
    with pytest.raises(ValueError, match="never rings"):
        posterior(half, Fraction(0), Fraction(0))
    with pytest.raises(ValueError, match="no chance of having come"):
        next_chance(Fraction(0), [True])


def test_the_textbook_table_reverses() -> None:
    """The counts of Charig and others, 1986."""
    small = Group(Tally(81, 87), Tally(234, 270))
    large = Group(Tally(192, 263), Tally(55, 80))
    assert (leans(small), leans(large), leans(pooled([small, large]))) == (1, 1, -1)
    assert reverses([small, large])
    assert not reverses([small])


def test_no_smaller_table_reverses() -> None:
    found = smallest_reversal(9)
    assert found is not None
    assert reverses(found)
    assert sum(tally.cases for group in found for tally in group) == 9
    assert smallest_reversal(8) is None


def test_no_reversal_where_the_groups_are_mixed_alike() -> None:
    """Both ways have the same share of each group: then pooling cannot reverse."""
    for a, b, c, d in product(range(4), repeat=4):
        groups = [Group(Tally(a, 3), Tally(b, 3)), Group(Tally(c, 3), Tally(d, 3))]
        assert not reverses(groups)
