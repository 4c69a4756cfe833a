"""Verdicts: the part of a response that says yes or no, and what it says there."""

from __future__ import annotations

from typing import Any

import regex

from polyglot_synth.language import PackFile

Row = dict[str, Any]
_ASKED = ("follows", "supports", "error")
_SENTENCE = regex.compile(r"^.*?[.?!।](?=\s|$)", regex.DOTALL)


def verdict(row: Row) -> str:
    """Give the part of a response that holds its verdict: the last line, or the first sentence.

    Of a response that was not framed by us (no `style`) both are given.
    """
    response: str = row["response"]
    last = response.rstrip().rsplit("\n", 1)[-1]
    if row["style"] == "reason_first":
        return last
    match = _SENTENCE.match(response)
    first = match.group() if match else response
    return f"{first}\n{last}" if row["style"] is None and last != first else first


def heard(said: str, pack: PackFile) -> list[str]:
    """List the verdicts that a text begins with, line by line.

    After a verdict only a word that stands alone is another: "No further premise is needed." is
    none.
    """
    found = list[str]()
    for line in said.splitlines():
        words = pack.verdicts.items()
        found += [name for name, word in words if _has_word(line, word, alone=bool(found))]
    return [name for name in pack.verdicts if name in found]


def _has_word(text: str, word: str, *, alone: bool) -> bool:
    """Tell whether a text begins with a word, or an answer's label and then the word."""
    after = r"\s*(?:[^\s\p{L}\p{M}]|$)" if alone else r"(?![\p{L}\p{M}])"
    pattern = rf"^(?:[^:]*:\s*)?{regex.escape(word)}{after}"
    return regex.search(pattern, text, regex.IGNORECASE) is not None


def verdict_fault(row: Row, pack: PackFile, what: str, *, holds: bool) -> str | None:
    """Say what is wrong with a verdict on something that `holds` or not; None where nothing is."""
    if row["task"] not in _ASKED:
        return f"nothing verifies a task '{row['task']}'"
    expected = "yes" if holds == (row["task"] != "error") else "no"
    said = verdict(row)
    if heard(said, pack) != [expected] or row["answer"] != expected:
        return f"{what} asks for {expected}; the response says '{said}'"
    return None
