"""The people in rows: one line for each person that a row draws, with traits, slot and verdict."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache

import polars as pl

PERSON = [
    "language",
    "concept",
    "slot",
    "person",  # the traits, as JSON with sorted keys
    "face",
    "asked",  # whether the row's answer is this person
    "lead",  # whether the row is the one of its number's faces that tests look at
    "chosen",  # whether the person is the one of its row that tests look at
    "rejected_by",
]
TRAIT = {"trait": pl.String, "value": pl.String}
_FOUND = {"traits": pl.String, "slot": pl.String, "person": pl.String, "place": pl.Int64}


def people(rows: pl.DataFrame) -> pl.DataFrame:
    """List the people of rows: the columns `PERSON` and ``row``, the row's place in the batch.

    Tests want independent cases: faces of a number share their people, and people of a row share
    its verdict. So of each number one face is `lead`, and of each row one person is `chosen`, by
    the number.
    """
    known = [each for traits in rows["traits"].drop_nulls().unique() for each in _people(traits)]
    table = pl.DataFrame(known, schema={**_FOUND, "of": pl.Int64}, orient="row")
    number = pl.col("number")
    said = pl.concat_str(pl.lit('"'), "slot", pl.lit('":"'), "answer", pl.lit('"'))
    needed = ["language", "concept", "face", "number", "traits", "slots", "answer", "rejected_by"]
    return (
        rows.select(needed)
        .with_row_index("row")
        .join(table, on="traits", how="inner", maintain_order="left_right")
        .with_columns(
            asked=pl.col("slots").str.contains(said, literal=True).fill_null(value=False),
            lead=(pl.col("face") == "only")
            | ((pl.col("face") == "valid") == (number // 2 % 2 == 0)),
            chosen=pl.col("place") == number // 4 % pl.col("of"),
        )
        .select("row", *PERSON)
    )


@lru_cache(maxsize=1 << 16)
def _people(traits: str) -> list[tuple[str, str, str, int, int]]:
    found = json.loads(traits)
    return [
        (traits, slot, json.dumps(own, sort_keys=True, ensure_ascii=False), place, len(found))
        for place, (slot, own) in enumerate(sorted(found.items()))
    ]


@lru_cache(maxsize=1 << 16)
def traits_of(person: str) -> dict[str, str]:
    """Read a person's traits from its JSON."""
    return {str(trait): str(value) for trait, value in json.loads(person).items()}


def by_trait(persons: pl.DataFrame) -> pl.DataFrame:
    """Give a line for each trait of each person, with columns ``trait`` and ``value``."""
    pairs = list(_pairs(persons["person"].unique()))
    table = pl.DataFrame(pairs, schema={"person": pl.String, **TRAIT}, orient="row")
    return persons.join(table.sort("person", "trait"), on="person", how="inner")


def _pairs(persons: pl.Series) -> Iterator[tuple[str, str, str]]:
    for person in persons:
        for trait, value in traits_of(person).items():
            yield person, trait, value
