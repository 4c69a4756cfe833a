"""Balance: how accepted rows are spread against what was declared, and how many share a wording."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import polars as pl

from polyglot_synth.report.significance import total_variation
from polyglot_synth.sample import STYLES

DIMENSIONS = ("kind", "concept", "domain", "label", "task", "style")
MANY = 2_000  # rows of one wording from which on a model learns the wording


def balance(made: pl.DataFrame) -> dict[str, Any]:
    """Give accepted rows, share and declared share by each dimension, and how far apart they are.

    `made`: grouped counts of all rows, so that what was never accepted is missed; golden rows have
    no wording and are left out. Declared is:
    every concept alike, and within a concept all that it has alike; styles as
    `sample.STYLES` says. `distance` is the total variation distance.
    """
    worded = made.filter(pl.col("wording").is_not_null())
    return {name: _dimension(worded, name) for name in DIMENSIONS}


def _dimension(made: pl.DataFrame, name: str) -> dict[str, Any]:
    named = made.filter(pl.col(name).is_not_null())
    rows = named.filter(pl.col("rejected_by").is_null())
    counted = dict(rows.group_by(name).agg(pl.col("rows").sum()).sort(name).iter_rows())
    target = STYLES if name == "style" and named.height else declared(named, name)
    total = sum(counted.values())
    return {
        "values": {
            value: {
                "rows": counted.get(value, 0),
                "share": round(counted.get(value, 0) / max(total, 1), 4),
                "declared": round(target.get(value, 0.0), 4),
            }
            for value in sorted({*counted, *target})
        },
        "distance": round(total_variation(counted, target), 4),
    }


def declared(rows: pl.DataFrame, name: str) -> Mapping[str, float]:
    """Give each value its share where concepts, and values within one, are alike."""
    pairs = rows.select(of="concept", value=name).drop_nulls("value").unique().sort("of", "value")
    known: dict[str, list[str]] = {}
    for concept, value in pairs.iter_rows():
        known.setdefault(concept, []).append(value)
    shares: dict[str, Fraction] = {}
    for values in known.values():
        for value in values:
            share = Fraction(1, len(known) * len(values))
            shares[value] = shares.get(value, Fraction()) + share
    return {value: float(share) for value, share in sorted(shares.items())}


def wordings(accepted: pl.DataFrame) -> dict[str, Any]:
    """Give how many wordings were used and read by a speaker, and how many rows share one."""
    each = (
        accepted.drop_nulls("wording")
        .group_by("concept", "wording")
        .agg(pl.col("rows").sum(), pl.col("reviewed").any())
        .sort("rows", "concept", "wording", descending=[True, False, False])
    )
    names = [
        f"{concept}/{wording}" for concept, wording in each.select("concept", "wording").rows()
    ]
    counted = dict(zip(names, each["rows"].to_list(), strict=True))
    sizes = sorted(counted.values())
    return {
        "used": len(counted),
        "read": int(each["reviewed"].sum()),
        "fewest": sizes[0] if sizes else 0,
        "median": sizes[len(sizes) // 2] if sizes else 0,
        "most": sizes[-1] if sizes else 0,
        "above": {name: rows for name, rows in counted.items() if rows > MANY},
        "top": dict(list(counted.items())[:5]),
    }
