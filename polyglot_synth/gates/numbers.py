"""Numbers and times: each reads back as its value, and no other is there.

Rows of ours say what they hold (`spoken`), and are compared with that exactly. Anybody's text is
compared with its English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

import polars as pl

from polyglot_synth import digits, figures
from polyglot_synth.check import Scores
from polyglot_synth.figures import Figure
from polyglot_synth.gates.pairing import Leftovers, pair
from polyglot_synth.gates.surface import prose
from polyglot_synth.language import PackFile
from polyglot_synth.reading import Reader

_TEXTS = ("prompt", "response", "pivot_prompt", "pivot_response")
Verdict = tuple[float | None, str | None]


def numbers(batch: pl.DataFrame, pack: PackFile) -> Scores:
    """Score the numbers of each row, and say why where one is wrong.

    A row of ours: 1 where the prompt's numbers and times are exactly those of `spoken`, else 0.
    Others: 1 where each number of the English is there and no other; 0.5 where one is missing or
    one is extra; 0 where one is missing and another stands instead, or digits are of a script that
    the pack does not list. Null where there are no digits to compare, or no English.
    """
    reader = cache(lambda: Reader(pack))
    spoken = batch["spoken"].to_list() if "spoken" in batch.columns else [None] * batch.height
    free = _free(batch).iter_rows()
    verdicts = [
        _ours(prompt, said, reader()) if said is not None else _theirs(text, english, pack, reader)
        for prompt, said, (text, english) in zip(batch["prompt"], spoken, free, strict=True)
    ]
    return Scores(
        pl.Series([score for score, _ in verdicts], dtype=pl.Float64),
        pl.Series([reason for _, reason in verdicts], dtype=pl.String),
    )


def _free(batch: pl.DataFrame) -> pl.DataFrame:
    """Give text and English without code; null where neither has digits or there is no English.

    A response without English beside it is left out, and so is English without its response.
    """
    absent = [pl.lit(None).alias(name) for name in _TEXTS if name not in batch.columns]
    texts = batch.with_columns(absent).select(pl.col(_TEXTS).cast(pl.String))
    both = pl.col("response").is_not_null() & pl.col("pivot_response").is_not_null()
    text, english = (
        pl.when(both)
        .then(pl.concat_str(prose(prompt), prose(response), separator="\n"))
        .otherwise(prose(prompt))
        .alias(name)
        for prompt, response, name in (
            ("prompt", "response", "text"),
            ("pivot_prompt", "pivot_response", "english"),
        )
    )
    carries = pl.any_horizontal(pl.col("text", "english").str.contains(r"\p{N}"))
    found = texts.select(text, english)
    given = texts["prompt"].is_not_null() & texts["pivot_prompt"].is_not_null()
    return found.with_columns(pl.when(carries & given).then(pl.col("english")))


def _ours(prompt: str, spoken: Iterable[dict[str, str]], reader: Reader) -> Verdict:
    reason = fault(prompt, spoken, reader)
    return float(reason is None), reason


def _theirs(
    text: str | None, english: str | None, pack: PackFile, reader: Callable[[], Reader]
) -> Verdict:
    if text is None or english is None:
        return None, None
    if strange := figures.foreign(text, pack):
        return 0.0, f"the digits {strange[0]} are {strange[1]}, which the pack does not list"
    left = pair(text, english, pack, reader)
    if left is None:
        return None, None
    score = 1.0 if not (left.missing or left.extra) else 0.0 if _changed(left, english) else 0.5
    return score, _reason(left, text, english)


def _changed(left: Leftovers, english: str) -> bool:
    """Whether one number stands for another; one that the English says too is only repeated.

    Where a number is missing, digits that English words explain stand rather for it; where a new
    number stands and a number word of the English is not here, it stands rather for that.
    """
    if left.missing:
        return bool(left.extra or left.spelled)
    known = {each.values[0] for each in figures.read(english)} if left.unsaid else set()
    return any(known.isdisjoint(each.values) for each in left.extra) and bool(left.unsaid)


def _reason(left: Leftovers, text: str, english: str) -> str | None:
    said = []
    if left.missing:
        said.append(f"the English says {_said(english, left.missing)}, which is not here")
    if left.extra:
        said.append(f"says {_said(text, left.extra)}, which the English does not")
    return "; ".join(said) or None


def _said(text: str, found: Sequence[Figure]) -> str:
    return " and ".join(text[each.start : each.end] for each in found[:3])


def fault(prompt: str, spoken: Iterable[dict[str, str]], reader: Reader) -> str | None:
    """Say what is wrong with the numbers of a prompt; None where nothing is."""
    rest = prompt
    for said in sorted(spoken, key=lambda said: -len(said["surface"])):
        surface, value = said["surface"], said["value"]
        if not _reads_as(surface, value, reader):
            return f"'{surface}' does not read as {value}"
        if (place := _place(surface, rest, reader)) < 0:
            return f"{said['slot']} is {value}, but '{surface}' is not in the prompt"
        rest = rest[:place] + "\ue000" + rest[place + len(surface) :]
    if left := digits.read(rest, sign=reader.sign):
        return f"the prompt says {left[0].value}, which no slot holds"
    if len(scripts := digits.scripts_of(prompt)) > 1:
        return f"digits of several scripts stand together: {', '.join(sorted(scripts))}"
    return None


def _place(surface: str, text: str, reader: Reader) -> int:
    """Find where a text says this and no more: in words, *kumi na moja* does not say *kumi*."""
    if reader.number(surface) is None or digits.scripts_of(surface):
        return text.find(surface)
    starts = [f.start for f in reader.numbers(text) if text[f.start : f.end] == surface]
    return starts[0] if starts else -1


def _reads_as(surface: str, value: str, reader: Reader) -> bool:
    if ":" in value:
        return reader.time(surface) == value
    return reader.number(surface) == int(value)
