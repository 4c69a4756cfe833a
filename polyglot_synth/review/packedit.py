"""A verdict goes into a pack's file: a key beside an id, and no other byte changes."""

from __future__ import annotations

import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from polyglot_synth import write
from polyglot_synth.errors import Mendable
from polyglot_synth.language import LanguagePack, PackFile, load_pack
from polyglot_synth.review.judgeable import judgeable
from polyglot_synth.review.verdicts import Move
from polyglot_synth.yamlfile import Place

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # what YAML counts as the end of a line
_BOM = b"\xef\xbb\xbf"
_UNPRINTABLE = {"Cc", "Cn", "Co", "Cs"}


def adopt(pack: LanguagePack, moves: Sequence[Move]) -> None:
    """Write moves into the pack's file, whole or not at all.

    Raises `Mendable` where the file may not be written, or a wording must be edited by hand.
    """
    file = Path(pack.file).resolve()
    edited_ = edited(pack, moves)
    mode = file.stat().st_mode & 0o777
    if not mode & 0o222 or not os.access(file, os.W_OK):
        sentence = (
            "is read-only; make it writable, or copy it to a folder of your own and name that with "
            "--languages-dir"
        )
        raise Mendable.saying(sentence, file=pack.file)
    try:
        write.atomically(file, edited_)
        file.chmod(mode)
    except OSError as error:
        raise Mendable.saying(f"cannot be written: {error.strerror}", file=pack.file) from None


def edited(pack: LanguagePack, moves: Sequence[Move]) -> bytes:
    """Give the file's bytes with these moves in it, read again to see that nothing else changed."""
    raw = Path(pack.file).read_bytes()
    bom, text = raw[: len(_BOM) * raw.startswith(_BOM)], raw.decode("utf-8-sig")
    changes = [_change(pack, text, move) for move in moves]
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    content = bom + text.encode()
    if _read_again(pack, content) != _wanted(pack.model, moves):
        raise Mendable.saying(
            "cannot be edited by review, since a wording is written in an unusual way; write "
            "`reviewed_by: [...]` or `out: ...` below its id yourself",
            file=pack.file,
        )
    return content


def _read_again(pack: LanguagePack, content: bytes) -> dict[str, Any] | None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{pack.model.tag}.yaml"
        file.write_bytes(content)
        try:
            return load_pack(file).model.model_dump()
        except Mendable:
            return None


def _wanted(model: PackFile, moves: Sequence[Move]) -> dict[str, Any]:
    wanted, judged = model.model_dump(), judgeable(model)
    for move in moves:
        place: Any = wanted
        for part in judged[move.name].path:
            place = place[part]
        place.update([_key_and_value(move)])
    return wanted


def _key_and_value(move: Move) -> tuple[str, str | list[str]]:
    if move.out is not None:
        return "out", _printable(move.out)
    return "reviewed_by", [_printable(name) for name in move.reviewed_by]


def _printable(text: str) -> str:
    """Put a text on one line, without what YAML cannot hold."""
    plain = " ".join(text.split())
    return "".join(c for c in plain if unicodedata.category(c) not in _UNPRINTABLE)


def _change(pack: LanguagePack, text: str, move: Move) -> tuple[int, int, str]:
    """Say which part of the text a move replaces, and with what: an empty part, as a rule."""
    key, value = _key_and_value(move)
    said = json.dumps(value, ensure_ascii=False)
    path = judgeable(pack.model)[move.name].path
    starts = [0, *_line_starts(text)]
    if (*path, key) in pack.keys:
        start, end = (_offset(starts, at[*path, key]) for at in (pack.values, pack.ends))
        if start < end and text[start] not in "[{\"'" and "\n" in text[start:end]:
            end = start  # a list in block style: reading again will tell
        return start, end, said if text[start - 1 : start].isspace() else f" {said}"
    keys = sorted(place for known, place in pack.keys.items() if known[:-1] == path)
    here = pack.keys[*path, "id"]
    after = next((place for place in keys if place > here), here)
    start = _offset(starts, after)
    if text[_offset(starts, pack.values[path])] == "{":
        return start, start, f"{key}: {said}, "
    line_end = "\r\n" if "\r\n" in text else "\n"
    return start, start, f"{key}: {said}{line_end}{' ' * (after[1] - 1)}"


def _line_starts(text: str) -> Iterator[int]:
    """Give where each line but the first begins, as YAML counts lines."""
    return (found.end() for found in _BREAK.finditer(text))


def _offset(starts: Sequence[int], place: Place) -> int:
    return starts[place[0] - 1] + place[1] - 1
