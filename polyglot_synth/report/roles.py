"""Roles: who stands where: whether the one who errs is a woman or a man, and who is asked for."""

from __future__ import annotations

from typing import Any

import polars as pl

from polyglot_synth.report.people import by_trait
from polyglot_synth.report.significance import fit, said, total_variation

ASKED, NOT_ASKED = "is the answer", "is not the answer"


def roles(persons: pl.DataFrame, seed: int) -> list[dict[str, Any]]:
    """Count the people of accepted rows by concept, slot and verdict, trait by trait.

    The verdict is the row's face (is what the person says valid?), or whether the person is what
    the row asks for. Expected is how the trait is spread over all people of rows made: within a
    slot and verdict each number has one person, so the cases are independent.
    """
    lines = by_trait(persons).with_columns(verdict=_verdict())
    expected = {
        trait: dict(own.group_by("value").agg(pl.col("rows").sum()).sort("value").iter_rows())
        for (trait,), own in lines.sort("trait").group_by("trait", maintain_order=True)
    }
    accepted = lines.filter(pl.col("rejected_by").is_null())
    key = ["concept", "slot", "verdict"]
    counted = accepted.group_by(*key, "trait", "value").agg(pl.col("rows").sum())
    found = []
    for (concept, slot, verdict), own in counted.sort(*key, "trait", "value").group_by(
        *key, maintain_order=True
    ):
        traits = {
            trait: _split(dict(some.select("value", "rows").iter_rows()), expected[trait], seed)
            for (trait,), some in own.group_by("trait", maintain_order=True)
        }
        found.append({"concept": concept, "slot": slot, "verdict": verdict, "traits": traits})
    return found


def _verdict() -> pl.Expr:
    """Name what the row says of the person; a concept that asks for a person says it of all."""
    asks = pl.col("asked").any().over("concept")
    return (
        pl.when(asks & pl.col("asked"))
        .then(pl.lit(ASKED))
        .when(asks)
        .then(pl.lit(NOT_ASKED))
        .otherwise("face")
    )


def _split(counts: dict[str, int], expected: dict[str, int], seed: int) -> dict[str, Any]:
    values = {value: counts.get(value, 0) for value in expected}
    tested = fit(list(values.values()), [float(rows) for rows in expected.values()], seed)
    return {
        "values": values,
        "distance": round(total_variation(values, expected), 4),
        **said(tested),
    }
