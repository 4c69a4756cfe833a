"""Fallacies of chance, worked out in exact fractions: base rate, conjunction, gambler, Simpson.

A chance is a fraction from 0 to 1 without a unit; ``Fraction(1, 4)`` is 25 per cent. What is no
chance is refused with a ValueError.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import NamedTuple


def _check(*chances: Fraction) -> None:
    for chance in chances:
        if not 0 <= chance <= 1:
            raise ValueError(f"{chance} is no chance: it is not from 0 to 1.")


# Base rate


def posterior(prior: Fraction, hit_rate: Fraction, false_alarm_rate: Fraction) -> Fraction:
    """Give the chance that a case is real when the alarm rings, by Bayes' theorem.

    ``prior`` is the base rate, the share of real cases; ``hit_rate`` the share of real cases in
    which the alarm rings; ``false_alarm_rate`` the share of others in which it rings. An alarm that
    never rings tells nothing: ValueError.

    >>> posterior(Fraction(1, 100), Fraction(9, 10), Fraction(1, 10))  # not 9/10
    Fraction(1, 12)
    """
    _check(prior, hit_rate, false_alarm_rate)
    rings = alarm_rate(prior, hit_rate, false_alarm_rate)
    if not rings:
        raise ValueError("The alarm never rings, so nothing follows from its ringing.")
    return prior * hit_rate / rings


def alarm_rate(prior: Fraction, hit_rate: Fraction, false_alarm_rate: Fraction) -> Fraction:
    """Give the share of all cases in which the alarm rings, by the law of total probability.

    >>> alarm_rate(Fraction(1, 100), Fraction(9, 10), Fraction(1, 10))
    Fraction(27, 250)
    """
    _check(prior, hit_rate, false_alarm_rate)
    return prior * hit_rate + (1 - prior) * false_alarm_rate


class Cases(NamedTuple):
    """Natural frequencies: how many of so many cases are real or not, with the alarm or without."""

    hits: Fraction
    misses: Fraction
    false_alarms: Fraction
    quiet: Fraction


def frequencies(
    cases: int, prior: Fraction, hit_rate: Fraction, false_alarm_rate: Fraction
) -> Cases:
    """Count out what is to be expected of a number of cases.

    >>> counted = frequencies(1000, Fraction(1, 100), Fraction(9, 10), Fraction(1, 10))
    >>> [int(count) for count in counted]
    [9, 1, 99, 891]
    """
    _check(prior, hit_rate, false_alarm_rate)
    real, other = cases * prior, cases * (1 - prior)
    hits, false_alarms = real * hit_rate, other * false_alarm_rate
    return Cases(hits, real - hits, false_alarms, other - false_alarms)


# Conjunction


def conjunction_bounds(one: Fraction, other: Fraction) -> tuple[Fraction, Fraction]:
    """Give the least and the greatest chance that two things both happen (Frechet's bounds).

    >>> conjunction_bounds(Fraction(3, 5), Fraction(7, 10))
    (Fraction(3, 10), Fraction(3, 5))
    """
    _check(one, other)
    return max(Fraction(0), one + other - 1), min(one, other)


def is_possible(one: Fraction, other: Fraction, both: Fraction) -> bool:
    """Tell whether two things can have these chances, and both together that one.

    The conjunction fallacy is a ``both`` above one of the two.

    >>> is_possible(Fraction(1, 10), Fraction(9, 10), both=Fraction(1, 5))
    False
    """
    _check(both)
    least, greatest = conjunction_bounds(one, other)
    return least <= both <= greatest


# Gambler


def next_chance(chance: Fraction, before: Sequence[bool]) -> Fraction:
    """Give the chance of success in the next of independent draws, whatever came ``before``.

    It is worked out, not assumed: the chance of what came before and a success, out of the chance
    of what came before. What could not have come before is refused.

    >>> next_chance(Fraction(1, 2), [True] * 5)
    Fraction(1, 2)
    """
    past = sequence_chance(chance, before)
    if not past:
        raise ValueError("What is said to have come before has no chance of having come.")
    return sequence_chance(chance, [*before, True]) / past


def sequence_chance(chance: Fraction, draws: Sequence[bool]) -> Fraction:
    """Give the chance that independent draws come just so, in this order.

    >>> sequence_chance(Fraction(1, 2), [True] * 5)  # no less than any other order
    Fraction(1, 32)
    """
    _check(chance)
    found = Fraction(1)
    for success in draws:
        found *= chance if success else 1 - chance
    return found


def run_chance(chance: Fraction, length: int, draws: int) -> Fraction:
    """Give the chance of at least one run of ``length`` successes among independent draws.

    >>> run_chance(Fraction(1, 2), 3, draws=3), run_chance(Fraction(1, 2), 3, draws=10)
    (Fraction(1, 8), Fraction(65, 128))
    """
    _check(chance)
    if not length:
        return Fraction(1)
    running = [Fraction(1), *[Fraction(0)] * (length - 1)]  # the chance of a run so long by now
    reached = Fraction(0)
    for _ in range(draws):
        reached += chance * running[-1]
        running = [(1 - chance) * sum(running), *(chance * each for each in running[:-1])]
    return reached


# Simpson


class Tally(NamedTuple):
    """How many of so many cases succeeded."""

    successes: int
    cases: int

    @property
    def rate(self) -> Fraction:
        """Give the share of successes. Of no cases there is none: ZeroDivisionError."""
        return Fraction(self.successes, self.cases)


class Group(NamedTuple):
    """Two ways of doing a thing, tallied in one group: a table of two by two counts."""

    one: Tally
    other: Tally


def pooled(groups: Sequence[Group]) -> Group:
    """Add the groups up, without regard to which case stood in which group.

    >>> pooled([Group(Tally(1, 1), Tally(3, 4)), Group(Tally(1, 4), Tally(0, 1))])
    Group(one=Tally(successes=2, cases=5), other=Tally(successes=3, cases=5))
    """
    totals = [
        Tally(sum(tally.successes for tally in tallies), sum(tally.cases for tally in tallies))
        for tallies in zip(*groups, strict=True)
    ]
    return Group(*totals)


def leans(group: Group) -> int:
    """Tell which way succeeds more often: 1 the one, -1 the other, 0 both alike.

    >>> leans(Group(Tally(1, 2), Tally(2, 5)))
    1
    """
    difference = group.one.rate - group.other.rate
    return (difference > 0) - (difference < 0)


def reverses(groups: Sequence[Group]) -> bool:
    """Tell whether one way does better in every group and worse when they are pooled (Simpson).

    >>> reverses([Group(Tally(1, 1), Tally(3, 4)), Group(Tally(1, 4), Tally(0, 1))])
    True
    """
    within = {leans(group) for group in groups}
    return (
        len(within) == 1 and 0 not in within and leans(pooled(groups)) in {-each for each in within}
    )


def smallest_reversal(most_cases: int) -> tuple[Group, Group] | None:
    """Find the two groups of fewest cases that reverse, with at most so many cases in all.

    The one way does better in both groups; of equally small tables the first in the order of their
    counts is given. None if there is none.

    >>> found = smallest_reversal(9)
    >>> sum(tally.cases for group in found for tally in group)
    9
    >>> smallest_reversal(8) is None
    True
    """
    return next((table for total in range(4, most_cases + 1) for table in _reversals(total)), None)


def _reversals(total: int) -> Iterator[tuple[Group, Group]]:
    for a, b, c in product(range(1, total - 2), repeat=3):
        if (d := total - a - b - c) >= 1:
            yield from (table for table in _tables(a, b, c, d) if reverses(table))


def _tables(*cases: int) -> Iterator[tuple[Group, Group]]:
    """Fill four tallies of given cases with successes so that the one way does better."""
    for successes in product(*(range(count + 1) for count in cases)):
        first, second, third, fourth = map(Tally, successes, cases)
        groups = Group(first, second), Group(third, fourth)
        if all(leans(group) > 0 for group in groups):
            yield groups
