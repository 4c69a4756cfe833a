"""How each bound is fitted: a little outside of what half of the human text shows."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import regex

from polyglot_synth.check import CHECKS
from polyglot_synth.language import PackFile
from polyglot_synth.measured import Bound
from polyglot_synth.sample import score_column

LOST = 0.0005  # of human passages, on each side of each bound
MARGIN = 0.02  # beyond that quantile, of the script: the tail is seen only once
LEAST_SCRIPT = 0.1  # of the letters; a text in another script has none
CUT_LOST = 0.002  # of human passages that a bound of `cut` may lose
CUT_CAUGHT = 0.95  # of passages cut in half that it is set to catch, where that loses no more
NUMBERS_LOST = 0.01  # of human passages with numbers: above, one number more or less is borne
# Beyond the quantile: names that stay in English come in bursts, and ratios of compression vary.
_MARGINS = {"mojibake": 0.0, "length": 0.03, "copied": 0.05, "repetition": 0.1}


def fitted_bound(name: str, fitted: pl.DataFrame, pack: PackFile) -> Bound:
    """Fit the bound of a check on human passages that hold their scores and texts."""
    return _FITTERS.get(name, _quantiles)(name, fitted, pack)


def _quantiles(name: str, fitted: pl.DataFrame, pack: PackFile) -> Bound:  # noqa: ARG001
    scores, margin = fitted[score_column(name)].drop_nulls(), _MARGINS[name]
    low = round(float(scores.quantile(LOST) or 0) - margin, 2)
    high = round(float(scores.quantile(1 - LOST) or 0) + margin, 2)
    return Bound(low=low if name == "length" else None, high=high, fitted_on="")


def _script(name: str, fitted: pl.DataFrame, pack: PackFile) -> Bound:  # noqa: ARG001
    """Bear twice the foreign letters that were seen: names stay in another script in bursts."""
    lowest = float(fitted[score_column(name)].drop_nulls().quantile(LOST) or 0)
    return Bound(low=round(max(LEAST_SCRIPT, lowest - max(MARGIN, 1 - lowest)), 2), fitted_on="")


def _all_of_them(name: str, fitted: pl.DataFrame, pack: PackFile) -> Bound:  # noqa: ARG001
    """All that are trusted must name it: their own margins are what is fitted."""
    return Bound(low=1.0, fitted_on="")


def _numbers(name: str, fitted: pl.DataFrame, pack: PackFile) -> Bound:  # noqa: ARG001
    """Bear a number more or less where translators do that often; never a changed one."""
    judged = fitted[score_column(name)].drop_nulls()
    strict = float((judged < 1).mean() or 0) <= NUMBERS_LOST  # type: ignore[arg-type]
    return Bound(low=1.0 if strict else 0.5, fitted_on="")


def _cut(name: str, fitted: pl.DataFrame, pack: PackFile) -> Bound:
    """Set it so that halves are caught, as far as hardly any human text is."""
    length = next(check for check in CHECKS if check.name == name).load()
    halves = fitted.with_columns(prompt=fitted["prompt"].map_elements(half, pl.String))
    caught = length(halves, pack).values.drop_nulls().quantile(CUT_CAUGHT)
    human = fitted[score_column(name)].drop_nulls().sort().to_list()
    lost = human[int(CUT_LOST * fitted.height) :]
    low = min([float(caught or 0), *(ratio - MARGIN for ratio in lost[:1])])
    return Bound(low=round(low, 2), fitted_on="")


def half(text: str) -> str:
    """Give the first half of a text, as people count characters."""
    letters = regex.findall(r"\X", text)
    return "".join(letters[: len(letters) // 2])


_FITTERS: dict[str, Callable[[str, pl.DataFrame, PackFile], Bound]] = {
    "script": _script,
    "cut": _cut,
    "language_id": _all_of_them,
    "numbers": _numbers,
}
