"""The bounds of a pack, and what they reject of human text that they were not fitted on."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from polyglot_synth.calibrate.fitters import fitted_bound
from polyglot_synth.calibrate.reference import Reference, split
from polyglot_synth.check import CHECKS, Check, Scores, mark, unjudged
from polyglot_synth.language import PackFile
from polyglot_synth.measured import Bound
from polyglot_synth.sample import score_column


@dataclass(frozen=True)
class Fit:
    """The bounds of a pack, with the shares of held-out human text that they reject.

    `rejected`: by check; `together`: by any but `numbers`, which is counted apart among the
    `with_numbers` passages that it judges; `openings`: of `opened` first words of lines, by the
    checks that need no English.
    """

    reference: str
    bounds: dict[str, Bound]
    fitted: int
    held_out: int
    rejected: dict[str, float]
    together: float
    with_numbers: int
    opened: int
    openings: float

    def sentence(self) -> str:
        """Say what all bounds together reject."""
        numbers = f"{self.rejected.get('numbers', 0):.2%} of the {self.with_numbers:,} with numbers"
        return (
            f"Together they reject {self.together:.2%} of {self.held_out:,} passages held out"
            + (f" (numbers apart: {numbers})" if self.with_numbers else "")
            + f" and {self.openings:.2%} of {self.opened:,} openings of six words."
        )


def fit_bounds(pack: PackFile, reference: Reference, lid_model: str | None) -> Fit:
    """Fit every gate that judges this language on half of the reference's documents."""
    gates = [check for check in CHECKS if check.gate and _judges(check, pack)]
    fitted, held_out = split(_scored(reference.passages(pack.tag), gates, pack, lid_model))
    bounds = {
        check.name: fitted_bound(check.name, fitted, pack)
        for check in gates
        if check.always is None
    }
    rejected = {
        check.name: _lost(held_out, check.name, check.always or bounds[check.name])
        for check in gates
    }
    bounds = _noted(
        bounds, rejected, f"{fitted.height:,} passages of 1-5 lines of {reference.name}"
    )
    final = pack.model_copy(update={"bounds": bounds})
    others = [check for check in gates if check.name != "numbers"]
    opened = split(reference.openings(pack.tag))[1]
    return Fit(
        reference=reference.name,
        bounds=bounds,
        fitted=fitted.height,
        held_out=held_out.height,
        rejected=rejected,
        together=_share(_any(held_out, others, final)),
        with_numbers=held_out[score_column("numbers")].count() if "numbers" in rejected else 0,
        opened=opened.height,
        openings=_share(_any_of_openings(opened, gates, final, lid_model)),
    )


def _noted(bounds: dict[str, Bound], rejected: dict[str, float], fitted: str) -> dict[str, Bound]:
    """Write beside each bound what it was fitted on and what it then rejects."""
    noted = {
        name: Bound(
            low=bound.low,
            high=bound.high,
            fitted_on=f"{fitted}; {rejected[name]:.2%} of the held out rejected",
        )
        for name, bound in bounds.items()
    }
    # English is compared with no English; of rows of ours it still says what it is told to.
    return {"numbers": Bound(low=1.0, fitted_on="by definition: right or wrong")} | noted


def _judges(check: Check, pack: PackFile) -> bool:
    return pack.tag != "eng_Latn" or "pivot_prompt" not in check.needs


def _scored(
    batch: pl.DataFrame, gates: list[Check], pack: PackFile, lid_model: str | None
) -> pl.DataFrame:
    """Add the score of each gate."""
    found = {check.name: check.load(_Settings(lid_model))(batch, pack).values for check in gates}
    return batch.with_columns(**{score_column(name): values for name, values in found.items()})


@dataclass(frozen=True)
class _Settings:
    lid_model: str | None


def _outside(batch: pl.DataFrame, name: str, bound: Bound) -> pl.Series:
    """Tell which rows a bound rejects; null where the check does not judge."""
    check = next(check for check in CHECKS if check.name == name)
    scores = batch[score_column(name)]
    marked = mark(unjudged(batch), check, Scores(scores), bound)["rejected_by"].is_not_null()
    return pl.select(pl.when(scores.is_not_null()).then(marked)).to_series()


def _any(batch: pl.DataFrame, gates: list[Check], pack: PackFile) -> pl.Series:
    found = {
        check.name: _outside(batch, check.name, bound).fill_null(value=False)
        for check in gates
        if (bound := check.bound(pack)) is not None
    }
    return pl.DataFrame(found).select(pl.any_horizontal(pl.all())).to_series()


def _any_of_openings(
    opened: pl.DataFrame, gates: list[Check], pack: PackFile, lid_model: str | None
) -> pl.Series:
    alone = [check for check in gates if "pivot_prompt" not in check.needs]
    return _any(_scored(opened, alone, pack, lid_model), alone, pack)


def _lost(batch: pl.DataFrame, name: str, bound: Bound) -> float:
    """Give the share of passages that a bound rejects; `numbers` among those it judges."""
    outside = _outside(batch, name, bound)
    return _share(outside if name == "numbers" else outside.fill_null(value=False))


def _share(outside: pl.Series) -> float:
    return float(outside.mean() or 0)  # type: ignore[arg-type]  # a share of booleans
