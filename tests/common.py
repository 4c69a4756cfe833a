"""What tests share: the shipped packs and concepts, read once, and rows made of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import regex

from polyglot_synth.chance import Numbers
from polyglot_synth.check import CHECKS, Check, Scores, mark, unjudged
from polyglot_synth.concept import Concept
from polyglot_synth.config import RunConfig
from polyglot_synth.inputs import load_inputs
from polyglot_synth.language import PackFile, pack_files
from polyglot_synth.sample import SCHEMA
from polyglot_synth.say import PIVOT, Sayer

Row = dict[str, Any]

SEED = RunConfig().seed
TAGS = sorted(pack_files(RunConfig().language_folders()))
INPUTS = load_inputs(RunConfig(languages=TAGS))
LEXICONS = INPUTS.lexicons
SAID = [(tag, name) for tag in TAGS for name in INPUTS.sayable(tag)]
SPEAKING = sorted({tag for tag, _ in SAID})
TRANSLATED = [tag for tag in SPEAKING if tag != PIVOT]

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}'\u200c\u200d-]+")


def pack(tag: str) -> PackFile:
    return INPUTS.packs[tag].model


def concept(name: str) -> Concept:
    return INPUTS.concepts[name]


@cache
def sayer(tag: str, name: str) -> Sayer:
    return Sayer(concept(name), pack(tag), INPUTS.pivot.model, LEXICONS, SEED)


def up_to(stop: int) -> Numbers:
    return np.arange(stop, dtype=np.int64)


@cache
def rows(tag: str, name: str, stop: int = 40) -> pl.DataFrame:
    """Rows of the first numbers of a stream."""
    return sayer(tag, name).batch(up_to(stop))


def fillers(tag: str, name: str, slots: str) -> dict[str, str | int]:
    """Read a row's slots as every language has them: prices in steps, nothing computed."""
    file, step = concept(name).file, pack(tag).money
    priced = {each for slot in concept(name).slots if slot.money for each in slot.names}
    priced |= {pick for pick, options in file.picks.items() if priced.issuperset(options)}
    return {
        slot: value // step if slot in priced else value
        for slot, value in json.loads(slots).items()
        if slot not in file.derived
    }


def check(name: str) -> Check:
    return next(check for check in CHECKS if check.name == name)


def scored(batch: pl.DataFrame, name: str, tag: str) -> Scores:
    return check(name).load()(batch, pack(tag))


def judged(batch: pl.DataFrame, name: str, tag: str) -> pl.DataFrame:
    """Mark a batch by one check, with the bounds of its pack."""
    bound = check(name).bound(pack(tag))
    assert bound is not None
    return mark(unjudged(batch), check(name), scored(batch, name, tag), bound)


def faults(made: Sequence[Row], name: str, tag: str) -> list[str | None]:
    """Say for each row why a check rejects it; None where it does not."""
    assert made
    marked = judged(pl.DataFrame(made, schema=SCHEMA, orient="row"), name, tag)
    assert marked["rejected_by"].is_null().equals(marked["reason"].is_null())
    return marked["reason"].to_list()


def words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def unbent(said: list[str], tag: str) -> list[str]:
    """Sort the words of a text, without those that agree with others."""
    return sorted(word for word in said if word not in agreeing(tag))


@cache
def agreeing(tag: str) -> set[str]:
    """List the words of a pack's agreement tables, and the articles of English."""
    tables = pack(tag).agreement.values()
    cells = [cell for table in tables for key, cell in table.items() if key != "over" and cell]
    articles = {"a", "an"} if tag == PIVOT else set()
    return articles | {word for cell in cells for word in words(cell)}
