"""What is said of a row: that it cannot be judged, what the gates say, or that it says it again.

Each judge takes the texts of readable rows and gives a frame as high: its scores, `rejected_by`
and `reason`.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

import polars as pl

from polyglot_synth.check import CHECKS, Check, missing_bounds, unjudged
from polyglot_synth.config import RunConfig, listings, short_hash
from polyglot_synth.errors import Mendable
from polyglot_synth.filters.near import Seen
from polyglot_synth.gates.detectors import versions
from polyglot_synth.gates.language_id import detectors_of
from polyglot_synth.language import LanguagePack
from polyglot_synth.sample import SCHEMA, VERDICT, score_column
from polyglot_synth.tables import ROW, UNSEEN, Batch, Table
from polyglot_synth.units import judge

UNREADABLE = "unreadable"
DUPLICATES = "duplicates"
LONGEST_TEXT = 100_000  # characters; a longer text is not judged
_WHAT = {"pivot_prompt": "the English", "response": "the answer", "spoken": "its numbers as said"}


class Judge(Protocol):
    """One way to clean: the gates, or the filter of duplicates."""

    name: str
    scores: list[str]
    signature: str
    lid_model: str | None
    keep_away: list[str]

    def __call__(self, texts: pl.DataFrame) -> pl.DataFrame:
        """Give scores and verdict of readable rows, in order."""

    def record(self) -> dict[str, Any]:
        """Say for report.json what is judged, by which bounds, and what is left out and why."""


def texts_of(batch: Batch, columns: Mapping[str, str], language: str) -> pl.DataFrame:
    """Give a batch as scorers take it: our columns under our names; null where the file has none.

    Texts are judged composed (NFC), as those that bounds were fitted on; in the file they stay as
    they are. A file of our own brings its further columns, such as `spoken`.
    """
    own = batch.own
    further = [name for name in ours_further(own.schema) if name not in columns]
    null = pl.lit(None, dtype=pl.String)
    texts = {
        name: pl.col(columns[name]).cast(pl.String).str.normalize("NFC")
        if name in columns
        else null
        for name in ("prompt", "response", "pivot_prompt", "pivot_response")
    }
    found = own.select(*further, **texts)
    return found.with_columns(batch.marks[ROW], language=pl.lit(language))


def ours_further(schema: Mapping[str, Any]) -> list[str]:
    """List the columns that a file shares with the rows we make, by name and type."""
    ours = set(SCHEMA) - {"prompt", "response", "pivot_prompt", "pivot_response", "language"}
    return [name for name, dtype in schema.items() if name in ours and dtype == SCHEMA[name]]


def faults(texts: pl.DataFrame, columns: Collection[str]) -> pl.Series:
    """Say why a row cannot be judged; null where it can."""
    prompt = pl.col("prompt")
    found = [
        pl.when(prompt.is_null()).then(pl.lit("the prompt is null")),
        pl.when(prompt.str.strip_chars() == "").then(pl.lit("the prompt is empty")),
    ]
    for name in columns:
        size = pl.col(name).str.len_chars()
        sentence = f"{name} has {{}} characters; a text above {LONGEST_TEXT} is not judged"
        found.append(pl.when(size > LONGEST_TEXT).then(pl.format(sentence, size)))
        sign = pl.col(name).str.extract(f"({UNSEEN})")
        said = sign.map_elements(_said, return_dtype=pl.String)
        found.append(pl.when(sign.is_not_null()).then(pl.format(f"{name} holds {{}}", said)))
    return texts.select(pl.coalesce(found).alias("fault"))["fault"]


def _said(sign: str) -> str:
    name = unicodedata.name(sign, "")
    turns = f"{name}, which turns the direction of what follows" if name else "a control character"
    return f"U+{ord(sign):04X} ({turns})"


class Gates:
    """Every gate whose columns are there.

    Raises `Mendable` where the pack gives no bounds for one of them.
    """

    name = "gate"

    def __init__(
        self,
        pack: LanguagePack,
        table: Table,
        columns: Collection[str],
        lid_model: str | None,
        keep_away: Sequence[str] = (),
    ) -> None:
        self._pack, self.lid_model = pack.model, lid_model
        config = RunConfig(
            languages=[pack.model.tag], lid_model=lid_model, keep_away=list(keep_away)
        )
        types = {name: column.dtype for name, column in table.columns.items()}
        self.left_out = dict(_left_out(pack, {*columns, *ours_further(types)}, config))
        running = [check for check in CHECKS if check.gate and check.name not in self.left_out]
        if problems := _without_bounds(pack, running):
            raise Mendable(problems)
        self._checks = {check: check.load(config) for check in running}
        detectors_of(self._pack, lid_model)  # refuses a model that cannot serve, before all else
        self.scores = [score_column(check.name) for check in running]
        self.keep_away = listings(config.keep_away)
        asked = [[check.name for check in running], versions(lid_model), *self.keep_away]
        self.signature = f"checks:{len(running)}@{short_hash(asked)}"

    def __call__(self, texts: pl.DataFrame) -> pl.DataFrame:
        """Ask every gate; the first that rejects a row names the reason."""
        batch = unjudged(texts)
        for check, scorer in self._checks.items():
            bound = check.bound(self._pack)
            assert bound is not None
            batch = judge(batch, check, scorer, self._pack, bound)
        return batch.select(*self.scores, *VERDICT)

    def record(self) -> dict[str, Any]:
        """Name the checks with what they measure and their bounds, and those left out."""
        bounds = {check: check.bound(self._pack) for check in self._checks}
        return {
            "checks": {
                check.name: {"measures": check.measures, **(bound.model_dump() if bound else {})}
                for check, bound in bounds.items()
            },
            "left_out": self.left_out,
        }


def _left_out(
    pack: LanguagePack, there: Collection[str], config: RunConfig
) -> Iterator[tuple[str, str]]:
    for check in CHECKS:
        missing = [name for name in check.needs if name not in there]
        said = [f"{name} ({_WHAT[name]})" if name in _WHAT else name for name in missing]
        if check.gate and missing:
            yield check.name, f"for want of {' and '.join(said)}"
        elif check.gate and check.against_pivot and pack.model.tag == "eng_Latn":
            yield check.name, "as English is not compared with itself"
        elif check.gate and check.idle(config):
            yield check.name, "for want of lists of texts (--keep-away)"


def _without_bounds(pack: LanguagePack, running: list[Check]) -> list[Any]:
    """Name what is wrong with the bounds that are needed; those of other checks do not matter."""
    everything = missing_bounds([pack], CHECKS)
    return [problem for problem in missing_bounds([pack], running) if problem in everything]


class Duplicates:
    """The filter of exact and near duplicates among prompts, in the order of the file."""

    name = "filter"
    scores = [score_column(DUPLICATES)]
    lid_model: str | None = None

    def __init__(self, near: float) -> None:
        self._near, self._seen, self.keep_away = near, Seen(near), list[str]()
        self._rows = array("q")
        self.signature = f"duplicates:{near:g}"

    def __call__(self, texts: pl.DataFrame) -> pl.DataFrame:
        """Reject each row whose prompt an earlier row says, in the same words or nearly."""
        self._rows.extend(texts[ROW])
        found = self._seen.add(texts["prompt"], pl.repeat(True, texts.height, eager=True))
        reasons = [
            self._reason(*row) if row[0] else None
            for row in found.select("repeats", "of", "likeness").iter_rows()
        ]
        return found.select(
            pl.when("repeats").then(pl.col("likeness").round(4)).alias(self.scores[0]),
            pl.when("repeats").then(pl.lit(DUPLICATES)).alias("rejected_by"),
            pl.Series("reason", reasons, dtype=pl.String),
        )

    def _reason(self, _: bool, of: int, likeness: float) -> str:  # noqa: FBT001
        if likeness >= 1:
            return f"row {self._rows[of]} says the same"
        return f"like row {self._rows[of]}: Jaccard {likeness:.2f} of character 5-grams"

    def record(self) -> dict[str, Any]:
        """Say from which likeness on rows are near."""
        measures = "likeness to an earlier prompt, as Jaccard of character 5-grams"
        check = {"measures": measures, "near": self._near, "judged": len(self._rows)}
        return {"checks": {DUPLICATES: check}, "left_out": {}}
