"""Numbers and times: each reads back as its value, and no other is there."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from polyglot_synth import digits
from polyglot_synth.check import Scores
from polyglot_synth.language import PackFile
from polyglot_synth.reading import Reader


def numbers(batch: pl.DataFrame, pack: PackFile) -> Scores:
    """1 where the prompt's numbers and times are exactly those of `spoken`; else 0 and why."""
    reader = Reader(pack)
    reasons = [
        fault(prompt, spoken, reader)
        for prompt, spoken in zip(batch["prompt"], batch["spoken"].to_list(), strict=True)
    ]
    return Scores(
        pl.Series([float(reason is None) for reason in reasons], dtype=pl.Float64),
        pl.Series(reasons, dtype=pl.String),
    )


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
