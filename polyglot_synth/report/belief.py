"""Belief: whether an argument's label can be told by what is true in the world alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from polyglot_synth.report.significance import coin, correct, said, wilson
from polyglot_synth.report.sums import LOT, with_lots

BELIEF = [
    *("language", "concept", "premises", "conclusion", "face"),
    "lead",  # whether the row is the one of its number's faces that tests look at
]
FACES = ("valid", "invalid")
VALUES = ("true", "false", "open")
CELLS = [(premises, conclusion) for premises in VALUES for conclusion in VALUES]
NEVER_VALID = ("true", "false")  # what is valid leads from the true to nothing false
COIN = 0.5
_STARTS = '"belief":{'
_OBJECT = r'"belief":(\{[^{}]*\})'
Counts = dict[tuple[str, str], dict[str, int]]  # rows by cell and face


def believed(rows: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Read from the evidence of accepted arguments what is true in the world: columns `BELIEF`.

    Tests want independent cases, and faces of a number share their words: so a lot makes one of
    them `lead`. Who leads must not hang on the number itself, as what a number draws may too.
    """
    has = pl.col("evidence").str.contains(_STARTS, literal=True).fill_null(value=False)
    told = rows.filter(pl.col("rejected_by").is_null(), has, pl.col("face").is_in(FACES))
    return (
        with_lots(told, seed, "concept", "language")
        .with_columns(said=pl.col("evidence").str.extract(_OBJECT))
        .with_columns(
            premises=_value("premises"),
            conclusion=_value("conclusion"),
            lead=(pl.col("face") == "valid") == (pl.col(LOT) % 2 == 0),
        )
        .select(BELIEF)
    )


def _value(name: str) -> pl.Expr:
    return pl.col("said").str.extract(rf'"{name}":\s*(true|false)').fill_null("open")


def belief(counted: pl.DataFrame, seed: int) -> dict[str, Any]:
    """Give the cells of premises and conclusion, and how well the best guess by cell does.

    `counted`: grouped counts with the columns `BELIEF`; nothing where no row tells. `either` is
    where logic leaves both labels open: all but `NEVER_VALID`. p-values are corrected together;
    flagged is what is beyond chance in the rows that tests look at, and above a coin in all rows.
    """
    if counted.is_empty():
        return {}
    found = {**_about(counted, seed), "by_concept": {}}
    for (concept,), own in counted.sort("concept").group_by("concept", maintain_order=True):
        found["by_concept"][concept] = _about(own, seed)
    told = [each for own in (found, *found["by_concept"].values()) for each in own["told"].values()]
    tests = correct(told)
    for each in told:
        each["flagged"] = bool(each.get("beyond_chance")) and each["low"] > COIN
    return {**found, "tests": tests}


def _about(counted: pl.DataFrame, seed: int) -> dict[str, Any]:
    whole, led = _counts(counted), _counts(counted.filter("lead"))
    either = [cell for cell in CELLS if cell != NEVER_VALID]
    return {
        "cells": [_cell(*cell, whole[cell]) for cell in CELLS],
        "told": {
            "all": _told(CELLS, whole, led, seed),
            "either": _told(either, whole, led, seed),
        },
    }


def _counts(counted: pl.DataFrame) -> Counts:
    found: Counts = {cell: dict.fromkeys(FACES, 0) for cell in CELLS}
    grouped = counted.group_by("premises", "conclusion", "face").agg(pl.col("rows").sum())
    for premises, conclusion, face, rows in grouped.iter_rows():
        found[premises, conclusion][face] = rows
    return found


def _cell(premises: str, conclusion: str, rows: Mapping[str, int]) -> dict[str, Any]:
    of = rows["valid"] + rows["invalid"]
    low, high = wilson(rows["valid"], of)
    return {
        "premises": premises,
        "conclusion": conclusion,
        **rows,
        "share_valid": round(rows["valid"] / of, 4) if of else None,
        "low": round(low, 4),
        "high": round(high, 4),
        "never_valid": (premises, conclusion) == NEVER_VALID,
    }


def _told(cells: list[tuple[str, str]], whole: Counts, led: Counts, seed: int) -> dict[str, Any]:
    """Tell how often the commoner label of each cell is right, and whether a coin does as well."""
    of = sum(sum(whole[cell].values()) for cell in cells)
    right = sum(max(whole[cell].values()) for cell in cells)
    low, high = wilson(right, of)
    tested = coin(
        [led[cell]["valid"] for cell in cells], [sum(led[cell].values()) for cell in cells], seed
    )
    return {
        "rows": of,
        "right": right,
        "accuracy": round(right / of, 4) if of else None,
        "low": round(low, 4),
        "high": round(high, 4),
        **said(tested),
    }
