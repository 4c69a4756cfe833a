"""Executed rows: a response's program is taken out as written and run against its tests."""

from __future__ import annotations

import json

import polars as pl

from polyglot_synth.check import Scores
from polyglot_synth.language import PackFile
from polyglot_synth.verify.programs import Outcome, Program, Test, code_block, run_programs


def programs(batch: pl.DataFrame, pack: PackFile) -> Scores:  # noqa: ARG001 - a scorer's signature
    """Share of the unit tests that the response's program passes; null for other rows.

    One program stands in many rows; each program with its tests is run once a batch.
    """
    wanted = [_program(row) for row in batch.iter_rows(named=True)]
    distinct = list(dict.fromkeys(program for program in wanted if program))
    outcomes = dict(zip(distinct, run_programs(distinct), strict=True)) if distinct else {}
    found = [outcomes[program] if program else None for program in wanted]
    return Scores(
        pl.Series([_share(outcome) for outcome in found], dtype=pl.Float64),
        pl.Series([outcome and outcome.reason for outcome in found], dtype=pl.String),
    )


def _program(row: dict[str, str]) -> Program | None:
    if row["label_source"] != "executed" or row["kind"] != "code":
        return None
    tests = json.loads(row["evidence"])["tests"]
    # A response without code is a program without a name, and fails every test.
    return Program(code_block(row["response"]) or "", tuple(Test(**test) for test in tests))


def _share(outcome: Outcome | None) -> float | None:
    return None if outcome is None else outcome.passed / max(outcome.of, 1)
