"""Verifying anybody's answers to our questions: proved, computed, quoted or executed anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import polars as pl

from polyglot_synth.check import CHECKS, unjudged
from polyglot_synth.config import short_hash
from polyglot_synth.errors import Mendable
from polyglot_synth.language import LanguagePack
from polyglot_synth.sample import SCHEMA, VERDICT, score_column
from polyglot_synth.tables import Table
from polyglot_synth.units import judge

NEEDED = ("prompt", "response", "task", "label_source", "answer", "evidence", "slots", "concept")
_OPTIONAL = ("style", "face", "kind", "spoken")
_VERIFIERS = ("answers", "quoted", "programs", "constraints")
UNVERIFIED = "unverified"
_PLACE = "_place"
_LACK = pl.coalesce(
    pl.when(pl.col(name).is_null()).then(
        pl.lit(f"the row has no {name}, without which its answer cannot be verified")
    )
    for name in NEEDED
)
_SILENT = pl.format(
    "nothing verifies a label_source '{}' of the kind '{}'; what is verified is proved, computed, "
    "quoted, construction, and executed of the kinds code and instruction",
    "label_source",
    pl.col("kind").fill_null(""),
)
_UNREAD = pl.lit(
    "evidence, slots and answer of the row do not fit each other as this tool has them"
)


class Verified:
    """What verifies a response by what its row says of the question.

    The file has the columns of rows that we made, with anybody's text in `response`. Where there is
    no `style` the response is read as free text. Raises `Mendable` for columns that are missing.
    """

    name = "verify"
    lid_model: str | None = None

    def __init__(self, pack: LanguagePack, table: Table, columns: Mapping[str, str]) -> None:
        _refuse_lacking({*table.columns, *columns})
        self._pack = pack.model
        running = [check for check in CHECKS if check.name in _VERIFIERS]
        self._checks = {check: check.load() for check in running}
        self.scores = [score_column(check.name) for check in running]
        self.keep_away: list[str] = []
        self.signature = f"checks:{len(running)}@{short_hash([c.name for c in running])}"

    def __call__(self, texts: pl.DataFrame) -> pl.DataFrame:
        """Judge each response by what proves its row's label."""
        rows = unjudged(_completed(texts)).with_row_index(_PLACE).with_columns(reason=_LACK)
        whole = self._judged(rows.filter(pl.col("reason").is_null()))
        lacking = rows.filter(pl.col("reason").is_not_null()).with_columns(
            *(pl.lit(None, dtype=pl.Float64).alias(name) for name in self.scores),
            rejected_by=pl.lit(UNVERIFIED),
        )
        wanted = (_PLACE, *self.scores, *VERDICT)
        both = pl.concat([whole.select(wanted), lacking.select(wanted)])
        return both.sort(_PLACE).drop(_PLACE)

    def _judged(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Judge rows that have all that is needed; reject those that no check has judged."""
        for check, scorer in self._checks.items():
            bound = check.bound(self._pack)
            assert bound is not None
            batch = judge(batch, check, scorer, self._pack, bound)
        unread = pl.col("rejected_by") == "error"
        silent = pl.all_horizontal(pl.col(name).is_null() for name in self.scores) & ~(
            unread.fill_null(value=False)
        )
        return batch.with_columns(
            rejected_by=pl.when(silent).then(pl.lit(UNVERIFIED)).otherwise("rejected_by"),
            reason=pl.when(silent).then(_SILENT).when(unread).then(_UNREAD).otherwise("reason"),
        )

    def record(self) -> dict[str, Any]:
        """Name what verifies."""
        return {
            "checks": {check.name: {"measures": check.measures} for check in self._checks},
            "left_out": {},
        }


def _refuse_lacking(there: Collection[str]) -> None:
    lacking = [name for name in NEEDED if name not in there]
    if lacking:
        raise Mendable.saying(
            f"no column {lacking[0]}: give rows that this tool made, with the answers to be "
            "verified in the column response"
        )


def _completed(texts: pl.DataFrame) -> pl.DataFrame:
    """Add the columns that verifying can do without, empty."""
    empty = [pl.lit(None, dtype=SCHEMA[n]).alias(n) for n in _OPTIONAL if n not in texts.columns]
    return texts.with_columns(empty)
