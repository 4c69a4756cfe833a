"""The audit: whether a gate lets some people's rows through more often than others'.

Nothing here knows which traits there are: they are what the rows carry.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import polars as pl

from polyglot_synth.report.people import by_trait, traits_of
from polyglot_synth.report.rejections import order
from polyglot_synth.report.roles import roles
from polyglot_synth.report.significance import (
    correct,
    independence,
    said,
    total_variation,
    wilson,
)

ALL = "all checks"
FOUR_FIFTHS = 0.8  # the rule of the Uniform Guidelines on Employee Selection Procedures, 1978
FEWEST = 30  # rows of a value below which its rate tells nothing
_NOT_BY_CHECKS = {"duplicates", "twin", "surplus"}
Counts = dict[str | None, int]  # rows by what rejected them
ByValue = dict[str, Counts]


def bias(traits: pl.DataFrame, persons: pl.DataFrame, seed: int) -> dict[str, Any]:
    """Give the audit of a language.

    `traits`: rows by trait, value and `rejected_by`, each row once a value. `persons`: grouped
    counts with the columns of `people.PERSON`. The tests of pass rates are corrected together, and
    so are those of roles: they are two questions.
    """
    one = by_trait(persons.filter("lead", "chosen"))
    found: dict[str, Any] = {
        "traits": {
            name: _trait(_table(traits, name), _table(one, name), seed)
            for name in sorted(set(traits["trait"]))
        },
        "roles": roles(persons, seed),
        "crossed": _crossed(persons),
        "drift": drift(persons),
    }
    rates = [gate for gates in found["traits"].values() for gate in gates.values()]
    splits = [split for role in found["roles"] for split in role["traits"].values()]
    return {**found, "tests": {"pass_rates": correct(rates), "roles": correct(splits)}}


def _table(rows: pl.DataFrame, trait: str) -> ByValue:
    """Count rows by value of a trait and what rejected them."""
    own = rows.filter(pl.col("trait") == trait)
    found: ByValue = {}
    grouped = own.group_by("value", "rejected_by").agg(pl.col("rows").sum())
    for value, rejected_by, rows_ in grouped.sort("value", "rejected_by").iter_rows():
        found.setdefault(value, {})[rejected_by] = rows_
    return found


def _trait(rows: ByValue, one: ByValue, seed: int) -> dict[str, Any]:
    gates = order(
        {name for counts in rows.values() for name in counts if name} - {"twin", "surplus"}
    )
    return {gate: _gate(gate, rows, one, seed) for gate in [ALL, *gates]}


def _gate(gate: str, rows: ByValue, one: ByValue, seed: int) -> dict[str, Any]:
    """Give pass rates through one gate by value, their disparate impact, and a test."""
    values = {}
    for value, counts in rows.items():
        reached, passed = through(gate, counts)
        low, high = wilson(passed, reached)
        rate = passed / reached if reached else None
        values[value] = {
            "reached": reached,
            "passed": passed,
            "rate": rate if rate is None else round(rate, 4),
            "low": round(low, 4),
            "high": round(high, 4),
        }
    tested = [through(gate, counts) for counts in one.values()]
    hits, of = [reached - passed for reached, passed in tested], [reached for reached, _ in tested]
    found = independence(hits, of, seed) if sum(of) else None
    return {"values": values, **impact(values), **said(found)}


def through(gate: str, counts: Mapping[str | None, int]) -> tuple[int, int]:
    """Count the rows that came as far as a gate, and those that it let through.

    Rows that fell at an earlier gate have not come so far. What fell by no check of its own (twin,
    surplus, duplicates) passed every check; twins are not judged again by duplicates.
    """
    checks = [name for name in order({n for n in counts if n}) if name not in _NOT_BY_CHECKS]
    if gate == ALL:
        before, here = [], checks
    elif gate == "duplicates":
        before, here = [*checks, "twin"], [gate]
    else:
        whole = order({*checks, gate})
        before, here = whole[: whole.index(gate)], [gate]
    reached = sum(counts.values()) - sum(counts.get(name, 0) for name in before)
    return reached, reached - sum(counts.get(name, 0) for name in here)


def impact(values: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Give the disparate impact: the lowest pass rate by the highest; flagged under 0.8.

    Values with fewer than 30 rows are shown, and left out of it; None where fewer than two are
    left, or nothing passes.

    >>> impact({"f": {"rate": 0.6, "reached": 50}, "m": {"rate": 0.9, "reached": 50}})
    {'impact': 0.6667, 'flagged': True}
    """
    rates = {v: said["rate"] for v, said in values.items() if said["reached"] >= FEWEST}
    if len(rates) < 2 or not max(rates.values()):  # noqa: PLR2004 - a ratio takes two
        return {"impact": None, "flagged": False}
    ratio = min(rates.values()) / max(rates.values())
    return {"impact": round(ratio, 4), "flagged": ratio < FOUR_FIFTHS}


def drift(persons: pl.DataFrame) -> dict[str, Any]:
    """Give how each trait is spread over the people of rows made and accepted, and the distance."""
    lines = by_trait(persons)
    found = {}
    for trait in sorted(set(lines["trait"])):
        own = lines.filter(pl.col("trait") == trait)
        made, accepted = (
            dict(rows.group_by("value").agg(pl.col("rows").sum()).sort("value").iter_rows())
            for rows in (own, own.filter(pl.col("rejected_by").is_null()))
        )
        found[trait] = {
            "made": made,
            "accepted": {value: accepted.get(value, 0) for value in made},
            "distance": round(total_variation(made, accepted), 4),
        }
    return found


def _crossed(persons: pl.DataFrame) -> list[dict[str, Any]]:
    """Cross every two traits: rows and pass rates of people by both."""
    grouped = persons.group_by("person", "rejected_by").agg(pl.col("rows").sum())
    cells: dict[tuple[str, str], dict[tuple[str, str], Counts]] = {}
    for person, rejected_by, rows in grouped.sort("person", "rejected_by").iter_rows():
        own = traits_of(person)
        for pair in combinations(sorted(own), 2):
            table = cells.setdefault(pair, {})
            counts = table.setdefault((own[pair[0]], own[pair[1]]), {})
            counts[rejected_by] = counts.get(rejected_by, 0) + rows
    return [
        {"traits": list(pair), "cells": [_cell(key, table[key]) for key in sorted(table)]}
        for pair, table in sorted(cells.items())
    ]


def _cell(values: tuple[str, str], counts: Counts) -> dict[str, Any]:
    made, passed = through(ALL, counts)
    low, high = wilson(passed, made)
    return {
        "values": list(values),
        "made": made,
        "passed": passed,
        "accepted": counts.get(None, 0),
        "rate": round(passed / made, 4),
        "low": round(low, 4),
        "high": round(high, 4),
    }
