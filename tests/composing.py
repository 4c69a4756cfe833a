"""What tests of arguments share: every composed wording of every pack, said in rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import regex
import yaml

from polyglot_synth.arguments import Arguments
from polyglot_synth.chance import Numbers
from polyglot_synth.concept import Told
from polyglot_synth.language import Composed
from polyglot_synth.sample import STYLES
from polyglot_synth.say import Choice, Sayer
from tests.common import INPUTS, LEXICONS, SAID, SEED, Row, concept, pack, sayer

LIFE: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("data").joinpath("arguments.yaml").read_text(encoding="utf-8")
)
ARGUED = [(tag, name) for tag, name in SAID if concept(name).file.argument is not None]
TURNS = 2  # rows of each wording
LOOKED_AT = 2_000


@cache
def composed(tag: str, name: str) -> dict[str, Composed]:
    said = pack(tag).said(name)
    return {wording.id: wording for wording in said if isinstance(wording, Composed)}


class InTurn(Sayer):
    """Says every wording equally often, in all styles; twins are in different ones."""

    def _choose(self, numbers: Numbers, face: str) -> Choice:
        place, several = np.arange(len(numbers)), len(self.wordings)
        style = place + place // 3 + place // several + (face == "valid")
        return Choice(place % several, self._script(numbers), style % len(STYLES))


@cache
def numbers_of(name: str) -> Numbers:
    """List the first numbers that every pack can say."""
    tags = [tag for tag, said in ARGUED if said == name]
    fine = np.ones(LOOKED_AT, dtype=np.bool_)
    for tag in tags:
        fillers = sayer(tag, name).drawer.draw(np.arange(LOOKED_AT))
        fine &= sayer(tag, name).sayable(fillers)
    most = max(len(composed(tag, name)) for tag in tags)
    return np.flatnonzero(fine)[: TURNS * most].astype(np.int64)


@cache
def in_turn(tag: str, name: str) -> pl.DataFrame:
    """Rows of every composed wording of a concept, both faces."""
    model = pack(tag)
    only = model.model_copy(update={"wording": {name: [*composed(tag, name).values()]}})
    turner = InTurn(concept(name), only, INPUTS.pivot.model, LEXICONS, SEED)
    return turner.batch(numbers_of(name)[: TURNS * len(composed(tag, name))])


def made(tag: str, name: str, **wanted: str) -> Iterator[Row]:
    return in_turn(tag, name).filter(**wanted).iter_rows(named=True)


def wording_of(row: Row) -> Composed:
    return composed(row["language"], row["concept"])[row["wording"]]


def evidence(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(row["evidence"])
    return found


def slots(row: Row) -> dict[str, str]:
    found: dict[str, str] = json.loads(row["slots"])
    return found


def twins(tag: str, name: str) -> list[tuple[Row, Row]]:
    """Pair the rows of a number: the fallacy, then the sound argument."""
    faces = (made(tag, name, face=face) for face in ("invalid", "valid"))
    pairs = list(zip(*faces, strict=True))
    assert pairs
    assert all(one["number"] == other["number"] for one, other in pairs)
    return pairs


def told_of(name: str) -> Told:
    """Give what a concept says of its argument."""
    found = concept(name).file.argument
    assert found is not None
    return found


def says_of(tag: str) -> Arguments:
    """Give what a pack says of arguments."""
    found = pack(tag).arguments
    assert found is not None
    return found


def put(way: str, names: tuple[str, ...]) -> str:
    """Put names in the places of a statement; written apart from what is tested."""
    place = dict(zip("xyz", names, strict=False))
    return regex.sub(
        r"(\{\{ |agree\()([xyz])(?=[ .)])", lambda m: m[1] + place.get(m[2], m[2]), way
    )
