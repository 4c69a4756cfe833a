"""Instances: a few rows of fillers that the new language has words for, as unlike as can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from polyglot_synth.concept import NUMBER, Concept
from polyglot_synth.draft.places import NotLiftable
from polyglot_synth.draw import Drawer
from polyglot_synth.language import PackFile
from polyglot_synth.lexicon import Lexicons

INSTANCES = 24
_LOOKED_AT = 20_000
_FEWEST = 20  # of these: rarer rows are not worth looking for


@dataclass(frozen=True)
class Instance:
    """One row: what every name of a concept holds."""

    row: Mapping[str, int]


def instances(concept: Concept, target: PackFile, lexicons: Lexicons) -> list[Instance]:
    """Choose rows whose nouns are of every class and whose numbers are one and many, in turn.

    Rows take turns between the faces. Raises `NotLiftable` where a slot has no words, or rows few.
    """
    drawer = Drawer(concept, lexicons, 0, target.money)
    count = min(drawer.capacity, _LOOKED_AT)
    numbers = np.linspace(0, drawer.capacity - 1, count).astype(np.int64)
    fillers = drawer.draw(numbers)
    fine = np.ones(len(numbers), dtype=np.bool_)
    for name, kind in concept.holds().items():
        if name in fillers and kind in lexicons.entries:
            known = [i in target.words.get(kind, {}) for i in lexicons.ids(kind)]
            here = np.array(known)[fillers[name] % len(known)]
            if not here.any():
                raise NotLiftable(f"words.{kind} has nothing that the slot {name} can hold")
            fine &= here
    rows = [
        {name: int(column[n]) for name, column in fillers.items()} for n in np.flatnonzero(fine)
    ]
    if len(rows) < _FEWEST:
        raise NotLiftable(f"only {len(rows)} of {count:,} rows have words for all of their slots")
    return _faced(concept, _spread(rows, concept, target, lexicons))


def _spread(
    rows: list[dict[str, int]], concept: Concept, target: PackFile, lexicons: Lexicons
) -> list[dict[str, int]]:
    """Take rows of each kind in turn: by the classes of nouns, and whether one is meant."""
    kinds: dict[tuple[object, ...], list[dict[str, int]]] = defaultdict(list)
    holds = concept.holds()
    for row in rows:
        kinds[tuple(_kind(row[n], holds[n], target, lexicons) for n in row if n in holds)].append(
            row
        )
    chosen: list[dict[str, int]] = []
    turn = 0
    while len(chosen) < min(INSTANCES, len(rows)):
        for each in kinds.values():
            if turn < len(each) and len(chosen) < INSTANCES:
                chosen.append(each[(turn * 7919) % len(each)])
        turn += 1
    return chosen


def _kind(value: int, holds: str, target: PackFile, lexicons: Lexicons) -> object:
    if holds == NUMBER:
        return value == 1
    words = target.words.get(holds, {})
    ids = lexicons.ids(holds) if holds in lexicons.entries else []
    return words.get(ids[value % len(ids)], {}).get("class") if ids else None


def _faced(concept: Concept, rows: list[dict[str, int]]) -> list[Instance]:
    faces = [face.bind for face in concept.file.faces.values()] or [{}]
    return [
        Instance({**row, **{alias: row[slot] for alias, slot in faces[n % len(faces)].items()}})
        for n, row in enumerate(rows)
    ]
