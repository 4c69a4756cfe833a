"""Answers to reject: what another row answers, where it can be shown to be wrong for this one.

An argument's is its twin's: the same story, the same question, the other verdict. Over all pairs
each response is chosen once and rejected once, so neither length nor style tells them apart.
Elsewhere it is what another row of the same wording answers:

* computed: another number for the same things (a response may name a unit: of other things another
  number might be right after all);
* quoted: another answer, that nowhere says the span which answers here;
* executed: a program of the same name, that was run and gave another value than a unit test wants.

A row for which there is none, or whose label has no such proof, is left out: so are instructions,
whose constraints are not read again here.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Hashable, Iterator
from typing import Any, NamedTuple

import polars as pl

from polyglot_synth.verify.programs import Program, Test, code_block, run_programs

Row = dict[str, Any]
_NEEDED = [
    *("id", "concept", "face", "number", "task", "wording", "label_source", "language"),
    *("prompt", "response", "answer", "slots", "traits", "evidence"),
]
_TRIES = 8  # how many rows of a group are looked at for each
_TIME = re.compile(r"\d\d:\d\d")
_GAVE = re.compile(" gave .*, expected ")
_FUNCTION = re.compile(r"^def (\w+)\(", re.MULTILINE)


class Rejected(NamedTuple):
    """A response that is wrong for a row: of which row it is, and how that is known."""

    response: str
    source: str
    why: str


def with_rejected(rows: pl.DataFrame) -> pl.DataFrame:
    """Give the rows that have an answer to reject: `rejected`, `rejected_from`, `rejected_why`."""
    found = _failing(list(_found(rows.select(_NEEDED).to_dicts())))
    columns = {"rejected": 0, "rejected_from": 1, "rejected_why": 2}
    return rows.with_columns(
        pl.Series(name, [each and each[place] for each in found], dtype=pl.String)
        for name, place in columns.items()
    ).filter(pl.col("rejected").is_not_null())


def _found(rows: list[Row]) -> Iterator[tuple[Row, Rejected | None]]:
    groups: dict[Hashable, list[Row]] = defaultdict(list)
    place = []
    for row in rows:
        group = groups[_group(row)]
        place.append(len(group))
        group.append(row)
    for row, here in zip(rows, place, strict=True):
        group = groups[_group(row)]
        others = (group[(here + step) % len(group)] for step in range(1, min(_TRIES, len(group))))
        yield row, next((said for other in others if (said := _wrong(row, other))), None)


def _group(row: Row) -> Hashable:
    """Name the rows among which one to reject is looked for."""
    same = (row["language"], row["concept"], row["task"], row["wording"], row["label_source"])
    if row["face"] != "only":
        return (*same, row["number"])
    if row["label_source"] == "computed":
        return (*same, _things(row))
    if row["label_source"] == "executed":
        return (*same, *_FUNCTION.findall(row["answer"] or ""))
    return same


def _things(row: Row) -> tuple[tuple[str, str], ...]:
    """List what a row is about apart from people, numbers and times."""
    people = json.loads(row["traits"] or "{}")
    slots = json.loads(row["slots"] or "{}").items()
    return tuple(
        (name, value)
        for name, value in slots
        if isinstance(value, str) and name not in people and not _TIME.fullmatch(value)
    )


def _wrong(row: Row, other: Row) -> Rejected | None:
    """Tell whether another row's response is wrong here, as far as that shows without running."""
    if row["answer"] is None or other["answer"] is None or row["answer"] == other["answer"]:
        return None
    if why := _why(row, other):
        return Rejected(other["response"], other["id"], why)
    return None


def _why(row: Row, other: Row) -> str | None:
    ours, theirs = row["answer"], other["answer"]
    match row["label_source"]:
        case "proved" | "construction" if {row["face"], other["face"]} == {"valid", "invalid"}:
            return (
                f"the response to its twin: it answers {theirs}, and here {ours} is right by "
                f"{'proof' if row['label_source'] == 'proved' else 'construction'}"
            )
        case "computed":
            return f"the response to other numbers: it ends on {theirs}, and computed is {ours}"
        case "quoted" if not _says(other["response"], row):
            return "the response to another text of this wording: it does not say the span quoted"
        case "executed" if _tests(row):
            return "another program of this name was run against this row's tests: "
    return None


def _says(response: str, row: Row) -> bool:
    """Tell whether a response says the span of a row's prompt that answers it."""
    quote: str = json.loads(row["evidence"])["quote"]
    return quote.casefold() in response.casefold()


def _failing(found: list[tuple[Row, Rejected | None]]) -> list[Rejected | None]:
    """Run what is to be rejected as a program; keep what gives a value that is wrong."""
    programs = {
        row["id"]: Program(code_block(said.response) or "", _tests(row))
        for row, said in found
        if said and row["label_source"] == "executed"
    }
    distinct = list(dict.fromkeys(programs.values()))
    reasons = [outcome.reason for outcome in run_programs(distinct)] if distinct else []
    told = dict(zip(distinct, reasons, strict=True))
    return [
        _told(said, told[programs[row["id"]]]) if said and row["id"] in programs else said
        for row, said in found
    ]


def _told(said: Rejected, reason: str | None) -> Rejected | None:
    """Add what the run showed; one that passed, crashed or took too long shows nothing."""
    return said._replace(why=said.why + reason) if reason and _GAVE.search(reason) else None


def _tests(row: Row) -> tuple[Test, ...]:
    return tuple(Test(**test) for test in json.loads(row["evidence"]).get("tests", []))
