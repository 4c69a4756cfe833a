"""Constraints: what a response to an instruction must keep is read out of the response."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from polyglot_synth import digits
from polyglot_synth.check import Scores
from polyglot_synth.language import PackFile
from polyglot_synth.reading import Reader
from polyglot_synth.verify.spoken import says

Row = dict[str, Any]


def constraints(batch: pl.DataFrame, pack: PackFile) -> Scores:
    """Share of the constraints that a response keeps; null for other rows."""
    reader = Reader(pack)
    found = [_verdict(row, pack, reader) for row in batch.iter_rows(named=True)]
    return Scores(
        pl.Series([share for share, _ in found], dtype=pl.Float64),
        pl.Series([reason for _, reason in found], dtype=pl.String),
    )


@dataclass(frozen=True)
class _Response:
    """A response with what it takes to judge it."""

    text: str
    slots: Mapping[str, Any]
    pack: PackFile
    reader: Reader

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    def line(self, number: int) -> str:
        return self.lines[number - 1] if number <= len(self.lines) else ""


def _verdict(row: Row, pack: PackFile, reader: Reader) -> tuple[float | None, str | None]:
    if row["kind"] != "instruction":
        return None, None
    asked = json.loads(row["evidence"])["constraints"]
    response = _Response(row["response"], json.loads(row["slots"]), pack, reader)
    faults = [fault for each in asked for fault in [_fault(each, response)] if fault]
    return 1 - len(faults) / max(len(asked), 1), "; ".join(faults) or None


def _fault(asked: dict[str, Any], response: _Response) -> str | None:
    name = next(name for name in _FAULTS if name in asked)
    return _FAULTS[name](asked, response)


def _lines(asked: dict[str, Any], response: _Response) -> str | None:
    count = len(response.lines)
    return None if count == asked["lines"] else f"{asked['lines']} lines are asked for, not {count}"


def _begins(asked: dict[str, Any], response: _Response) -> str | None:
    odd = [line for line in response.lines if not line.startswith(asked["begins"])]
    return f"the line '{odd[0]}' does not begin with '{asked['begins']}'" if odd else None


def _says(asked: dict[str, Any], response: _Response) -> str | None:
    line, value = response.line(asked["line"]), str(response.slots[asked["says"]])
    if says(line, value, response.pack, response.reader):
        return None
    return f"line {asked['line']} does not say {value}: '{line}'"


def _numbers(asked: dict[str, Any], response: _Response) -> str | None:
    wanted = [response.slots[name] for name in asked["numbers"]]
    read = [found.value for found in digits.read(response.text, sign=response.pack.group.sign)]
    return None if read == wanted else f"the numbers {wanted} are asked for, not {read}"


def _without(asked: dict[str, Any], response: _Response) -> str | None:
    there = [sign for sign in asked["without"] if sign in response.text]
    return f"'{there[0]}' was not to be there" if there else None


_FAULTS: dict[str, Callable[[dict[str, Any], _Response], str | None]] = {
    "lines": _lines,
    "begins": _begins,
    "says": _says,
    "numbers": _numbers,
    "without": _without,
}
