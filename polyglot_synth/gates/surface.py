"""What a text shows on its surface: script, length, end, copies, repetition, normal form.

Each scorer gives one float a row. Code (fenced and in backticks) is no language and is left out.
"""

from __future__ import annotations

import polars as pl
import regex

from polyglot_synth.check import Scores
from polyglot_synth.language import PackFile

_CODE = r"(?s)```.*?```|`[^`\n]*`"
_WORD = r"[\p{L}\p{M}][\p{L}\p{M}'\x{200c}\x{200d}-]*"


def prose(column: str) -> pl.Expr:
    """Give a text without its code."""
    return pl.col(column).str.replace_all(_CODE, " ")


def _both() -> pl.Expr:
    return pl.concat_str(prose("prompt"), prose("response"), separator="\n")


def _score(batch: pl.DataFrame, expression: pl.Expr) -> Scores:
    return Scores(batch.select(expression.alias("score"))["score"])


def script(batch: pl.DataFrame, pack: PackFile) -> Scores:
    """Share of the letters that belong to the pack's script; null where there are none."""
    text = _both()
    for word in pack.other_script:
        text = text.str.replace_all(word, " ", literal=True)
    letters = text.str.count_matches(r"[\p{L}--\p{sc=Zyyy}]")
    own = text.str.count_matches(rf"[\p{{L}}&&\p{{sc={pack.script}}}]")
    return _score(batch, pl.when(letters > 0).then(own / letters))


def length(batch: pl.DataFrame, pack: PackFile) -> Scores:  # noqa: ARG001 - a scorer's signature
    """Letters of the prompt by letters of its English; signs and spaces do not count."""
    own = prose("prompt").str.count_matches(r"\p{L}")
    english = prose("pivot_prompt").str.count_matches(r"\p{L}")
    return _score(batch, pl.when(english > 0).then(own / english))


def end_mark(batch: pl.DataFrame, pack: PackFile) -> Scores:
    """1 where prompt and response end on an end mark; quotes, brackets and code may follow it."""
    marks = regex.escape(pack.ends)
    ends = rf"(?:[{marks}][\p{{Pe}}\p{{Pf}}\"'”’)\s]*|```\s*)$"
    good = pl.col("prompt").str.contains(ends) & pl.col("response").str.contains(ends)
    return _score(batch, good.cast(pl.Float64))


def copied(batch: pl.DataFrame, pack: PackFile) -> Scores:  # noqa: ARG001
    """Share of the prompt's distinct words that stand in its English too."""
    own, english = _words("prompt"), _words("pivot_prompt")
    shared = own.list.set_intersection(english).list.len()
    return _score(batch, pl.when(own.list.len() > 0).then(shared / own.list.len()))


def repetition(batch: pl.DataFrame, pack: PackFile) -> Scores:  # noqa: ARG001
    """How much more of the prompt is words said before than of its English; 0 is alike."""
    return _score(batch, _repeated("prompt") - _repeated("pivot_prompt"))


def normal_form(batch: pl.DataFrame, pack: PackFile) -> Scores:  # noqa: ARG001
    """1 where the text is composed (NFC)."""
    same = [pl.col(c) == pl.col(c).str.normalize("NFC") for c in ("prompt", "response")]
    return _score(batch, (same[0] & same[1]).cast(pl.Float64))


def _all_words(column: str) -> pl.Expr:
    return prose(column).str.to_lowercase().str.extract_all(_WORD)


def _words(column: str) -> pl.Expr:
    return _all_words(column).list.unique(maintain_order=True)


def _repeated(column: str) -> pl.Expr:
    words = _all_words(column).list.len()
    return pl.when(words > 0).then(1 - _words(column).list.len() / words)
