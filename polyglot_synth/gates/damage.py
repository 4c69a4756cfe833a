"""What machines do to a text: control characters, mojibake, markup left in.

Each scorer gives one float a row. Code (fenced and in backticks) is left out, as in `surface`.
"""

from __future__ import annotations

import polars as pl
import regex
from ftfy.badness import badness

from polyglot_synth.check import Scores
from polyglot_synth.gates.surface import prose, score
from polyglot_synth.language import PackFile

# Cc but for tab, line feed and carriage return; U+FFFD; and the marks that turn the direction of a
# whole run (UAX #9). The joiners U+200C and U+200D and the marks U+200E, U+200F are letters' kin.
CONTROLS = (
    r"[\x{0}-\x{8}\x{b}\x{c}\x{e}-\x{1f}\x{7f}-\x{9f}\x{fffd}\x{202a}-\x{202e}\x{2066}-\x{2069}]"
)
# HTML and XML tags, character references, and the placeholders of translation tools and templates.
_MARKUP = (
    r"</?[a-zA-Z][^<>\n]{0,200}>|&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});"
    r"|\{\{[^{}\n]{0,80}\}\}|\{%[^\n]{0,80}?%\}|\{\d*\}|%\d?\$?[sd]\b|⟦[^⟧\n]{0,20}⟧|\[/?[A-Z_]{2,}\d*\]"
)

# What ftfy takes for French and a dash: ɗ, ɓ and their like (UTF-8 begins with C3 to DF) read as
# Windows-1252, such as É—, before a small letter.
_HOOKED = regex.compile(r"[À-ß][€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œ]\p{Ll}")


def controls(batch: pl.DataFrame, pack: PackFile) -> Scores:  # noqa: ARG001 - a scorer's signature
    """1 where no control character and no override of the direction stands in the text."""
    text = pl.concat_str("prompt", pl.col("response").fill_null(""), separator="\n")
    found = text.str.extract(f"({CONTROLS})")
    scores = score(batch, found.is_null().cast(pl.Float64)).values
    reasons = [
        f"holds U+{ord(letter):04X}" if letter else None
        for letter in batch.select(found.alias("found"))["found"]
    ]
    return Scores(scores, pl.Series(reasons, dtype=pl.String))


def mojibake(batch: pl.DataFrame, pack: PackFile) -> Scores:  # noqa: ARG001
    """Pieces that look like text read in another encoding than it was written in (by ftfy)."""
    texts = batch.select(
        pl.concat_str(prose("prompt"), prose("response"), separator="\n").alias("text")
    )["text"]
    # What is all ASCII cannot be such a text, and most rows of many languages are.
    counts = [0.0 if text.isascii() else float(_signs(text)) for text in texts]
    return Scores(pl.Series(counts, dtype=pl.Float64))


def _signs(text: str) -> int:
    return badness(text) + len(_HOOKED.findall(text))


def markup(batch: pl.DataFrame, pack: PackFile) -> Scores:  # noqa: ARG001
    """Tags, character references and placeholders that the English does not have."""
    extra = pl.lit(0)
    for own, english in (("prompt", "pivot_prompt"), ("response", "pivot_response")):
        more = _pieces(own) - (_pieces(english) if english in batch.columns else pl.lit(0))
        extra = extra + pl.max_horizontal(more.cast(pl.Int64), pl.lit(0))
    return score(batch, extra.cast(pl.Float64))


def _pieces(column: str) -> pl.Expr:
    return prose(column).str.count_matches(_MARKUP).cast(pl.Int64)
