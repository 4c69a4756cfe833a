"""Checks: a scorer gives each row one number, bounds decide; verdicts are data.

A scorer is named ``module:function`` and takes a batch of one language and its pack. It gives a
score a row, null where it has nothing to judge, and may give its own reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import NamedTuple, cast

import polars as pl

from polyglot_synth.errors import Problem, nearest
from polyglot_synth.language import LanguagePack, PackFile
from polyglot_synth.measured import Bound
from polyglot_synth.sample import VERDICT, score_column


class Scores(NamedTuple):
    """One float a row, null where not judged; and a sentence a row where the scorer has one."""

    values: pl.Series
    reasons: pl.Series | None = None


Scorer = Callable[[pl.DataFrame, PackFile], Scores]
RIGHT = Bound(low=1.0, fitted_on="by definition: right or wrong")


@dataclass(frozen=True)
class Check:
    """A named scorer. `always`: its bound in every language; otherwise the pack gives one.

    `needs`: the columns it cannot do without; rows of ours have all. `against_pivot`: it compares
    with the English, so it judges no English. A `gate` judges anybody's text; the others verify
    what only rows of ours carry. `handed`: the settings of the run that its scorer is made with;
    where it is `idle_without` them, it has nothing to judge by unless one is given. An `optional`
    one judges only the languages whose pack gives it a bound.
    """

    name: str
    scorer: str
    measures: str
    always: Bound | None = None
    needs: tuple[str, ...] = ("prompt",)
    against_pivot: bool = False
    gate: bool = True
    handed: tuple[str, ...] = ()
    idle_without: bool = False
    optional: bool = False

    def idle(self, config: object) -> bool:
        """Whether a run gives it nothing to judge by: then all its scores are null."""
        return self.idle_without and not any(getattr(config, name, None) for name in self.handed)

    def bound(self, pack: PackFile) -> Bound | None:
        """Give the bound in force for a language; None where the check does not judge it."""
        if self.against_pivot and pack.tag == "eng_Latn":
            return None
        return self.always or pack.bounds.get(self.name)

    def load(self, config: object = None) -> Scorer:
        """Import the scorer; heavy libraries come with it, not before."""
        module, _, function = self.scorer.partition(":")
        scorer = getattr(import_module(module), function)
        if self.handed:
            scorer = scorer(**{name: getattr(config, name, None) for name in self.handed})
        return cast("Scorer", scorer)


_GATES = "polyglot_synth.gates"
_SURFACE = f"{_GATES}.surface"
_VERIFY = "polyglot_synth.verify"
_PIVOT = ("prompt", "pivot_prompt")
_SAID = ("prompt", "response", "kind")
_OURS = ("prompt", "response", "answer", "evidence", "slots")
_NONE = Bound(high=0.0, fitted_on="by definition: none may be there")
CHECKS = (
    Check("controls", f"{_GATES}.damage:controls", "no control characters", RIGHT),
    Check("normal_form", f"{_SURFACE}:normal_form", "Unicode's composed form", RIGHT, gate=False),
    Check("script", f"{_SURFACE}:script", "share of letters in the language's script"),
    Check("mojibake", f"{_GATES}.damage:mojibake", "signs of text read in a wrong encoding"),
    Check("markup", f"{_GATES}.damage:markup", "markup that the English has not", _NONE),
    Check("end_mark", f"{_SURFACE}:end_mark", "ending on an end mark", RIGHT, _SAID, gate=False),
    *(
        Check(name, f"{_SURFACE}:{name}", measures, needs=_PIVOT, against_pivot=True)
        for name, measures in (
            ("length", "length by the English, in letters"),
            ("cut", "the same where the end mark is lost"),
            ("copied", "share of words left in English"),
            ("repetition", "how much better it compresses than the English"),
        )
    ),
    Check(
        "language_id",
        f"{_GATES}.language_id:LanguageID",
        "share of trusted detectors that name the language",
        handed=("lid_model",),
    ),
    Check(
        "numbers",
        f"{_GATES}.numbers:numbers",
        "numbers and times as they were said, or as in the English",
        needs=_PIVOT,
    ),
    *(
        Check(
            name,
            scorer,
            measures,
            needs=_PIVOT,
            against_pivot=True,
            gate=False,
            handed=("probed",),
            idle_without=True,
            optional=True,
        )
        for name, scorer, measures in (
            (
                "round_trip",
                f"{_GATES}.round_trip:RoundTrip",
                "chrF of the wording against its English, brought back by another translator",
            ),
            (
                "meaning",
                f"{_GATES}.meaning:Meaning",
                "share of other English that is further from the wording than its own",
            ),
        )
    ),
    *(
        Check(name, f"{_VERIFY}.{scorer}", measures, RIGHT, _OURS, gate=False)
        for name, scorer, measures in (
            ("answers", "answers:answers", "the answer that is proved or computed"),
            ("quoted", "answers:quoted", "the answer as a span of the text"),
            ("programs", "executed:programs", "share of unit tests passed"),
            ("constraints", "constraints:constraints", "what an instruction asks for, kept"),
        )
    ),
    Check(
        "keep_away",
        "polyglot_synth.filters.keep_away:KeepAway",
        "characters in a row that stand in evaluation sets or golden text",
        _NONE,
        handed=("keep_away", "golden"),
        idle_without=True,
    ),
)


_FIT = "fit them: polyglot-synth languages calibrate TAG --reference DIR"


def missing_bounds(packs: Sequence[LanguagePack], checks: Sequence[Check]) -> list[Problem]:
    """Name every check that a pack gives no bounds for, and every bound that bounds nothing.

    No check passes by silence.
    """
    odd = [
        pack.problem(("bounds", name), sentence)
        for pack in packs
        for name, bound in pack.model.bounds.items()
        if (sentence := _odd(name, bound, checks))
    ]
    bare = [
        pack.problem(("bounds",), f"no bounds yet, so no row can be judged; {_FIT}")
        for pack in packs
        if not pack.model.bounds
    ]
    return [*odd, *bare] + [
        pack.problem(("bounds",), f"no bounds for the check {check.name} ({check.measures})")
        for pack in packs
        if pack.model.bounds
        for check in checks
        if check.bound(pack.model) is None
        and not check.optional
        and not (check.against_pivot and pack.model.tag == "eng_Latn")
    ]


def _odd(name: str, bound: Bound, checks: Sequence[Check]) -> str | None:
    names = [check.name for check in checks]
    if name not in names:
        return f"no check {name}; {nearest(name, names)}"
    if bound.low is None and bound.high is None:
        return "give low, high or both"
    if bound.low is not None and bound.high is not None and bound.low > bound.high:
        return f"low {bound.low:g} is above high {bound.high:g}, so no row would pass"
    return None


def mark(batch: pl.DataFrame, check: Check, scores: Scores, bound: Bound) -> pl.DataFrame:
    """Add the score and, where no check before has done so, the rejection and its reason.

    A score of NaN is inside no bounds. Rows stay, in order.
    """
    column = score_column(check.name)
    score = scores.values.cast(pl.Float64).round(4).alias(column)
    inside = pl.lit(value=True)
    if bound.low is not None:
        inside = inside & (pl.col(column) >= bound.low)
    if bound.high is not None:
        inside = inside & (pl.col(column) <= bound.high)
    fails = pl.col(column).is_not_null() & ~(inside & pl.col(column).is_not_nan())
    first = fails & pl.col("rejected_by").is_null()
    own = pl.Series("_own", scores.reasons if scores.reasons is not None else [None] * len(score))
    sentence = pl.coalesce(
        own.cast(pl.String).to_frame().to_series(), _sentence(check, column, bound)
    )
    return batch.with_columns(score).with_columns(
        rejected_by=pl.when(first).then(pl.lit(check.name)).otherwise("rejected_by"),
        reason=pl.when(first).then(sentence).otherwise("reason"),
    )


def _sentence(check: Check, column: str, bound: Bound) -> pl.Expr:
    low = "-" if bound.low is None else f"{bound.low:g}"
    high = "-" if bound.high is None else f"{bound.high:g}"
    return pl.format(
        "{}: {}, wanted {} to {}",
        pl.lit(check.measures),
        pl.col(column),
        pl.lit(low),
        pl.lit(high),
    )


def unjudged(batch: pl.DataFrame) -> pl.DataFrame:
    """Add the verdict's columns, empty: every row is accepted until a check rejects it."""
    empty = {name: pl.lit(None, dtype=dtype) for name, dtype in VERDICT.items()}
    return batch.with_columns(**empty)
