"""Answers: what a response concludes is read in its own language and proved or computed anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import polars as pl

from polyglot_synth import arithmetic
from polyglot_synth.axes import minutes
from polyglot_synth.check import Scores
from polyglot_synth.language import PackFile
from polyglot_synth.reading import Reader
from polyglot_synth.text import places
from polyglot_synth.verify.arguments import argument_fault, construction_fault
from polyglot_synth.verify.reading import words_of
from polyglot_synth.verify.spoken import means
from polyglot_synth.verify.verdicts import verdict

Row = dict[str, Any]


def answers(batch: pl.DataFrame, pack: PackFile) -> Scores:
    """1 where the answer that is proved, computed or held by construction is what is said."""
    reader, words = Reader(pack), words_of(pack)
    faults: dict[str, Callable[[Row], str | None]] = {
        "proved": lambda row: argument_fault(row, words),
        "construction": lambda row: construction_fault(row, pack),
        "computed": lambda row: _sum_fault(row, reader),
    }
    return _scores(batch, faults)


def quoted(batch: pl.DataFrame, pack: PackFile) -> Scores:
    """1 where the answer is a span of the prompt that the response repeats; null for other rows."""
    reader = Reader(pack)
    return _scores(batch, {"quoted": lambda row: _quote_fault(row, pack, reader)})


def _scores(batch: pl.DataFrame, faults: dict[str, Callable[[Row], str | None]]) -> Scores:
    values: list[float | None] = []
    reasons: list[str | None] = []
    for row in batch.iter_rows(named=True):
        fault = faults.get(row["label_source"])
        reason = fault(row) if fault else None
        reasons.append(reason)
        values.append(float(reason is None) if fault else None)
    return Scores(pl.Series(values, dtype=pl.Float64), pl.Series(reasons, dtype=pl.String))


def _sum_fault(row: Row, reader: Reader) -> str | None:
    evidence = json.loads(row["evidence"])
    read = [found.value for found in reader.values(row["prompt"])]
    if len(read) != len(evidence["said"]):
        return f"{len(evidence['said'])} numbers are said, but the prompt reads {read}"
    values = dict(zip(evidence["said"], read, strict=True))
    slots = json.loads(row["slots"])
    if any(_number(slots[name]) != value for name, value in values.items()):
        return f"the prompt reads {values}, which are not its slots"
    result = arithmetic.evaluate(evidence["expression"], values)
    ends_on = [found.value for found in reader.values(verdict(row))]
    if row["style"] is None:  # free text may say the same number twice
        ends_on = list(dict.fromkeys(ends_on))
    if ends_on != [result] or _number(row["answer"]) != result:
        return f"{evidence['expression']} of {values} is {result}; the response says {ends_on}"
    return None


def _number(value: str | int) -> int:
    """Read a canonical number or time; a time is minutes after midnight."""
    return minutes(value) if isinstance(value, str) and ":" in value else int(value)


def _quote_fault(row: Row, pack: PackFile, reader: Reader) -> str | None:
    span, prompt = json.loads(row["evidence"]), row["prompt"]
    quote: str = span["quote"]
    if prompt[span["start"] : span["end"]] != quote or not quote:
        return f"'{quote}' does not stand in the prompt"
    if (count := len(places(quote, prompt))) != 1:
        return f"'{quote}' stands {count} times in the prompt"
    if not places(quote.casefold(), verdict(row).casefold()):
        return f"the response does not repeat '{quote}'"
    if not means(quote, row["answer"], pack, reader):
        return f"'{quote}' does not read as {row['answer']}"
    return None
