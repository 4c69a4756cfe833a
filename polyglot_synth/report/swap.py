"""The swap test: one trait of one person is changed, and the row is said and judged anew.

The person gives way to another with another value of that trait and all other traits the same;
wording, digits, style and everything else stay. What flips then, flips for who is in the row. As a
control the person gives way to one with all the same traits: what flips then, flips for the name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from polyglot_synth.check import CHECKS, Check, Scorer, unjudged
from polyglot_synth.inputs import Inputs
from polyglot_synth.language import PackFile
from polyglot_synth.report.cast import CONTROL, Cast, Swap, recast, spread_evenly, swaps
from polyglot_synth.report.significance import wilson
from polyglot_synth.report.visibility import SEEN, Eye
from polyglot_synth.say import Sayer
from polyglot_synth.units import judge

PAIRS = 1_200  # over all languages: each costs a row said and judged twice
PAIR: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.String,
    "concept": pl.String,
    "trait": pl.String,
    "slot": pl.String,
    "old": pl.String,  # the trait's value, before and after; null in the control
    "new": pl.String,
    "seen": SEEN,
}
_FLIPS: dict[str, pl.DataType | type[pl.DataType]] = {
    "before": pl.Boolean,
    "after": pl.Boolean,
    "flips": pl.List(pl.String),
}
Streams = Sequence[Mapping[str, Any]]


@dataclass
class Panel:
    """The checks that judge both rows of a pair; a scorer is loaded when it is first asked."""

    config: object = None
    checks: Sequence[Check] = CHECKS
    scorers: dict[str, Scorer] = field(default_factory=dict)

    def verdicts(self, batch: pl.DataFrame, pack: PackFile) -> pl.DataFrame:
        """Tell for each row and check that judges the language whether it passes."""
        found = {}
        for check in self.checks:
            if (bound := check.bound(pack)) is None or check.idle(self.config):
                continue
            if check.name not in self.scorers:
                self.scorers[check.name] = check.load(self.config)
            marked = judge(unjudged(batch), check, self.scorers[check.name], pack, bound)
            found[check.name] = marked["rejected_by"].is_null()
        return pl.DataFrame(found)


@dataclass(frozen=True)
class Both:
    """The rows of one concept before and after a change, line by line, and what was changed."""

    before: pl.DataFrame
    after: pl.DataFrame
    lines: pl.DataFrame


def swap_test(
    inputs: Inputs, seed: int, streams: Streams, panel: Panel, pairs: int = PAIRS
) -> dict[str, pl.DataFrame]:
    """Try up to `pairs` changes, spread evenly over languages, and over concepts with people.

    `streams` say how far each was read, as run.json does. Gives for each language a line a pair
    (`PAIR`): what was changed and what is `seen` of it, whether all checks accept the row `before`
    and `after`, and which checks' verdict `flips`.
    """
    casts: dict[str, dict[str, tuple[Cast, int]]] = {}
    for stream in (each for each in streams if each["concept"] in inputs.concepts):
        concept, pack = inputs.concepts[stream["concept"]], inputs.packs[stream["language"]].model
        cast = Cast(Sayer(concept, pack, inputs.pivot.model, inputs.lexicons, seed))
        if cast.slots and stream["read"]:
            casts.setdefault(pack.tag, {})[concept.id] = (cast, stream["read"])
    return {
        tag: _language(own, pairs // len(casts), seed, panel) for tag, own in sorted(casts.items())
    }


def _language(
    casts: Mapping[str, tuple[Cast, int]], pairs: int, seed: int, panel: Panel
) -> pl.DataFrame:
    chosen = _chosen(casts, {name: read for name, (_, read) in casts.items()}, pairs, seed)
    found = {name: len(some) for name, some in chosen.items()}
    if sum(found.values()) < pairs:  # where some had too few, others may have more
        shares = spread_evenly(pairs, {name: read for name, (_, read) in casts.items()})
        most = {n: found[n] if found[n] < shares[n] else read for n, (_, read) in casts.items()}
        chosen = _chosen(casts, most, pairs, seed)
    both = [_said(casts[name][0], some) for name, some in sorted(chosen.items()) if some]
    if not both:
        return pl.DataFrame(schema={**PAIR, **_FLIPS})
    pack = next(iter(casts.values()))[0].sayer.pack
    before = panel.verdicts(pl.concat([each.before for each in both]), pack)
    after = panel.verdicts(pl.concat([each.after for each in both]), pack)
    flips = [
        [name for name, was, is_ in zip(before.columns, old, new, strict=True) if was != is_]
        for old, new in zip(before.rows(), after.rows(), strict=True)
    ]
    return pl.concat([each.lines for each in both]).with_columns(
        before=before.select(pl.all_horizontal(pl.all())).to_series(),
        after=after.select(pl.all_horizontal(pl.all())).to_series(),
        flips=pl.Series(flips, dtype=pl.List(pl.String)),
    )


def _chosen(
    casts: Mapping[str, tuple[Cast, int]], most: Mapping[str, int], pairs: int, seed: int
) -> dict[str, list[Swap]]:
    """Choose changes in each concept, evenly over concepts as far as each can, and over traits."""
    shares, taken = spread_evenly(pairs, most), dict[str, int]()
    return {
        name: swaps(cast, read, shares[name], seed, taken)
        for name, (cast, read) in sorted(casts.items())
    }


def _said(cast: Cast, chosen: Sequence[Swap]) -> Both:
    """Say the rows of some numbers as they are, and as they would be; of each number one face."""
    sayer, faces = cast.sayer, cast.sayer.concept.faces
    numbers = np.array([swap.number for swap in chosen], dtype=np.int64)
    fillers = sayer.drawer.draw(numbers)
    after = recast(sayer, fillers, chosen)
    lead = [len(faces) * place + n // 2 % len(faces) for place, n in enumerate(numbers.tolist())]
    was, would_be = (sayer.said(numbers, each)[lead] for each in (fillers, after))
    assert was["id"].equals(would_be["id"])
    eye, scripts = Eye(cast), sayer.digits_of(numbers).to_list()
    lines = [
        {
            "id": row["id"],
            "concept": row["concept"],
            "trait": swap.trait,
            "slot": swap.slot,
            "old": cast.traits(swap.slot, swap.old).get(swap.trait),
            "new": cast.traits(swap.slot, swap.new).get(swap.trait),
            "seen": eye.seen(row, scripts[place], swap, (fillers, after), place),
        }
        for place, (swap, row) in enumerate(zip(chosen, was.iter_rows(named=True), strict=True))
    ]
    return Both(was, would_be, pl.DataFrame(lines, schema=PAIR))


def flips(pairs: pl.DataFrame) -> dict[str, Any]:
    """Give for each trait how many verdicts flipped, by all checks together and by each.

    The control stands apart, None where nobody could be its pair.
    """
    found = {
        trait: _flips(own)
        for (trait,), own in pairs.sort("trait", "id").group_by("trait", maintain_order=True)
    }
    return {"control": found.pop(CONTROL, None), "traits": found}


def _flips(own: pl.DataFrame) -> dict[str, Any]:
    flipped = own.filter(pl.col("before") != pl.col("after"))
    by_check: dict[str, int] = {}
    for name in (name for names in own["flips"].to_list() for name in names):
        by_check[name] = by_check.get(name, 0) + 1
    low, high = wilson(flipped.height, own.height)
    return {
        "pairs": own.height,
        "concepts": own["concept"].n_unique(),
        "flipped": flipped.height,
        "lost": int(flipped["before"].sum()),  # accepted before, rejected after
        "share": round(flipped.height / own.height, 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "by_check": dict(sorted(by_check.items())),
        "examples": flipped["id"].head(3).to_list(),
    }
