"""A draft as a file: the identity pack's text with the drafted sections before its bounds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import regex

from polyglot_synth.drafted import Draft
from polyglot_synth.language import BOUNDS, PackFile, Wording

_PLAIN = regex.compile(r"\p{L}[\p{L}\p{M}\p{N} _.'’-]*(?<! )")
_SPECIAL = {"true", "false", "null"}
_HEAD = """\
# Drafted by {by} from {source}: from here to `draft:` all was translated by machine and lifted out
# of the translations. No speaker has read it. Mend what is wrong; what is missing stands in
# `left_out`, with the reason.
"""


def drafted_file(identity: Path, pack: PackFile, draft: Draft) -> str:
    """Write a whole pack file: who the language is, what was drafted, its bounds as they were."""
    text = identity.read_text(encoding="utf-8")
    start = BOUNDS.search(text)
    above, below = (text[: start.start()], text[start.start() :]) if start else (text, "")
    head = _HEAD.format(by=draft.by, source=draft.source)
    return f"{above.rstrip()}\n\n{head}{''.join(_sections(pack, draft))}\n{below}"


def _sections(pack: PackFile, draft: Draft) -> Iterator[str]:
    yield _block("paradigms", pack.paradigms)
    yield _block("opposites", pack.opposites)
    yield _block("features", pack.features)
    yield _block("agreement", pack.agreement)
    if pack.counts:
        yield f"counts: {_flow(pack.counts.model_dump(exclude_defaults=True))}\n"
    yield f"verdicts: {_flow(pack.verdicts)}\n"
    yield _block("styles", pack.styles)
    yield "\nwords:\n" if pack.words else ""
    for lexicon, entries in pack.words.items():
        yield f"  {lexicon}:\n"
        yield from (f"    {name}: {_flow(forms)}\n" for name, forms in entries.items())
    yield "\nwording:\n" if pack.wording else ""
    for concept, wordings in pack.wording.items():
        yield f"  {concept}:\n"
        yield from (line for wording in wordings for line in _wording(wording))
    yield "\n" + "".join(_draft(draft))


def _wording(wording: Wording) -> Iterator[str]:
    yield f"    - id: {wording.id}\n      task: {wording.task}\n"
    yield f"      prompt: {_quoted(wording.prompt)}\n"
    if wording.quote:
        yield f"      quote: {_quoted(wording.quote)}\n"
    yield "      responses:\n"
    for face, response in wording.responses.items():
        reason = f", reason: {_quoted(response.reason)}" if response.reason else ""
        yield f"        {face}: {{verdict: {_quoted(response.verdict)}{reason}}}\n"


def _draft(draft: Draft) -> Iterator[str]:
    yield "draft:\n"
    for name, value in draft.model_dump(exclude={"wordings", "left_out"}).items():
        yield f"  {name}: {_value(value)}\n"
    yield "  wordings:\n" if draft.wordings else "  wordings: {}\n"
    yield from (f"    {name}: {_quoted(said)}\n" for name, said in draft.wordings.items())
    yield "  left_out:\n" if draft.left_out else "  left_out: []\n"
    for left in draft.left_out:
        yield f"    - {{what: {_value(left.what)}, why: {_quoted(left.why)}}}\n"


def _block(name: str, section: Mapping[str, Any]) -> str:
    if not section:
        return ""
    lines = "".join(f"  {key}: {_value(value)}\n" for key, value in section.items())
    return f"{name}:\n{lines}"


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return _flow(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value not in _SPECIAL:
        return value
    return _quoted(value)


def _flow(values: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{_value(key)}: {_value(value)}" for key, value in values.items()) + "}"


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
