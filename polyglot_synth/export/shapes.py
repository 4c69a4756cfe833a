"""The shapes of an exported row: the columns that trainers read, and beside them where it is from.

`messages` and `preference` are conversational, as TRL and the chat templates of transformers name
it: in plain text TRL would put prompt and response side by side without so much as a space.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

_KEPT = ["id", "language", "licence", "label", "reviewed"]


def messages(rows: pl.DataFrame) -> pl.DataFrame:
    """Give one conversation a row: what the user asks, what the assistant answers."""
    both = pl.concat_list(_message("user", "prompt"), _message("assistant", "response"))
    return rows.select(both.alias("messages"), *_KEPT)


def preference(rows: pl.DataFrame) -> pl.DataFrame:
    """Give a prompt, the answer to choose, one to reject, and how that is known to be wrong."""
    return rows.select(
        pl.concat_list(_message("user", "prompt")).alias("prompt"),
        pl.concat_list(_message("assistant", "response")).alias("chosen"),
        pl.concat_list(_message("assistant", "rejected")).alias("rejected"),
        *_KEPT,
        "rejected_from",
        "rejected_why",
    )


def text(rows: pl.DataFrame) -> pl.DataFrame:
    """Give one text a row: the prompt, a blank line, the response; never one without the other."""
    return rows.select(pl.format("{}\n\n{}", "prompt", "response").alias("text"), *_KEPT)


def _message(role: str, column: str) -> pl.Expr:
    return pl.struct(pl.lit(role).alias("role"), pl.col(column).alias("content"))


SHAPES: Mapping[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "messages": messages,
    "preference": preference,
    "text": text,
}
