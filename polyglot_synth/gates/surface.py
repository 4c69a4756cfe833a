"""What a text shows on its surface: script, length, end, copies, repetition, normal form.

Each scorer gives one float a row. Code (fenced and in backticks) is no language and is left out.
What is compared with the English is compared as a whole: prompt and response together where both
have their English beside them.
"""

from __future__ import annotations

import zlib

import polars as pl
import regex

from polyglot_synth.check import Scores
from polyglot_synth.language import PackFile

_CODE = r"(?s)```.*?```|`[^`\n]*`"
_WORD = r"[\p{L}\p{M}][\p{L}\p{M}'’ʼ\x{200c}\x{200d}-]*"
_SCRIPTED = r"[\p{L}--\p{sc=Zyyy}]"  # letters that belong to a script
_JUDGED_ALONE = 15  # letters; less may be one foreign name
_LETTER = r"[\p{L}\p{M}]"  # in many scripts a vowel is a mark
_CLOSING = r"[\p{Pe}\p{Pf}\p{Pi}\"'\s\x{200b}]*"  # may follow an end mark: in some, “ closes
_PIVOT_ENDS = rf"[.?!]{_CLOSING}$"


def prose(column: str) -> pl.Expr:
    """Give a text without its code; nothing where there is no text."""
    return pl.col(column).fill_null("").str.replace_all(_CODE, " ")


def score(batch: pl.DataFrame, expression: pl.Expr) -> Scores:
    """Score a batch by an expression of a float a row."""
    return Scores(batch.select(expression.alias("score"))["score"])


def _both() -> pl.Expr:
    return pl.concat_str(prose("prompt"), prose("response"), separator="\n")


def _beside(batch: pl.DataFrame) -> tuple[pl.Expr, pl.Expr]:
    """Give the text and its English; a response without English beside it is left out.

    So is that of a row of ours (it has `spoken`): each wording answers in its own way.
    """
    own, english = prose("prompt"), prose("pivot_prompt")
    if "response" not in batch.columns or "pivot_response" not in batch.columns:
        return own, english
    paired = pl.col("response").is_not_null() & pl.col("pivot_response").is_not_null()
    if "spoken" in batch.columns:
        paired = paired & pl.col("spoken").is_null()
    pairs = ((own, "response"), (english, "pivot_response"))
    both = [
        pl.concat_str(text, pl.when(paired).then(prose(more)).otherwise(pl.lit("")), separator="\n")
        for text, more in pairs
    ]
    return both[0], both[1]


def script(batch: pl.DataFrame, pack: PackFile) -> Scores:
    """Share of the letters that belong to the pack's script; null where there are none.

    Of prompt and response together, and of each that has 15 letters or more: the lowest.
    """
    shares = [_own_share(_both(), pack)]
    for column in ("prompt", "response"):
        share, letters = _own_share(prose(column), pack), prose(column).str.count_matches(_SCRIPTED)
        shares.append(pl.when(letters >= _JUDGED_ALONE).then(share))
    return score(batch, pl.min_horizontal(shares))


def _own_share(text: pl.Expr, pack: PackFile) -> pl.Expr:
    for word in pack.other_script:
        text = text.str.replace_all(word, " ", literal=True)
    letters = text.str.count_matches(_SCRIPTED)
    own = text.str.count_matches(rf"[\p{{L}}&&\p{{sc={pack.script}}}]")
    return pl.when(letters > 0).then(own / letters)


def length(batch: pl.DataFrame, pack: PackFile) -> Scores:  # noqa: ARG001 - a scorer's signature
    """Letters (with their marks) by letters of the English; signs and spaces do not count."""
    return score(batch, _ratio(batch))


def cut(batch: pl.DataFrame, pack: PackFile) -> Scores:
    """Length where the English ends on an end mark and the text does not; null elsewhere."""
    own, english = _beside(batch)
    lost = ~own.str.contains(_ends(pack)) & english.str.contains(_PIVOT_ENDS)
    return score(batch, pl.when(lost).then(_ratio(batch)))


def _ratio(batch: pl.DataFrame) -> pl.Expr:
    own, english = (text.str.count_matches(_LETTER) for text in _beside(batch))
    return pl.when(english > 0).then(own / english)


def end_mark(batch: pl.DataFrame, pack: PackFile) -> Scores:
    """1 where prompt and response end on an end mark; quotes, brackets and code may follow it.

    What an instruction asks for, such as a list, ends as it was asked to.
    """
    ends = rf"(?:{_ends(pack)}|```\s*$)"
    free = pl.col("kind") == "instruction"
    good = pl.col("prompt").str.contains(ends) & (free | pl.col("response").str.contains(ends))
    return score(batch, good.cast(pl.Float64))


def _ends(pack: PackFile) -> str:
    return rf"[{regex.escape(pack.ends)}]{_CLOSING}$"


def copied(batch: pl.DataFrame, pack: PackFile) -> Scores:  # noqa: ARG001
    """Share of the distinct words that stand in the English too."""
    own, english = (_distinct(text) for text in _beside(batch))
    shared = own.list.set_intersection(english).list.len()
    return score(batch, pl.when(own.list.len() > 0).then(shared / own.list.len()))


def repetition(batch: pl.DataFrame, pack: PackFile) -> Scores:  # noqa: ARG001
    """How many times better the text compresses than its English: a loop compresses well.

    Whisper (Radford et al. 2022) finds its loops by the same ratio; dividing by that of the English
    takes the script and the length out of it.
    """
    texts = batch.select(own=_beside(batch)[0], english=_beside(batch)[1])
    ratios = [
        _compression(own) / _compression(english) if english.strip() else None
        for own, english in texts.iter_rows()
    ]
    return Scores(pl.Series(ratios, dtype=pl.Float64))


def _compression(text: str) -> float:
    plain = " ".join(text.split()).encode()
    return (len(plain) + 1) / len(zlib.compress(plain, 9))


def normal_form(batch: pl.DataFrame, pack: PackFile) -> Scores:  # noqa: ARG001
    """1 where the text is composed (NFC)."""
    same = [pl.col(c) == pl.col(c).str.normalize("NFC") for c in ("prompt", "response")]
    return score(batch, (same[0] & same[1]).cast(pl.Float64))


def _distinct(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().str.extract_all(_WORD).list.unique(maintain_order=True)
