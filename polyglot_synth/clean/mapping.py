"""Which columns of a file are our prompt, response and their English."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from polyglot_synth.errors import Mendable, nearest
from polyglot_synth.tables import Table

OURS = ("prompt", "response", "pivot_prompt", "pivot_response")
_LISTED = 12
_USUAL = {  # how such columns are called elsewhere, for the --map that is offered
    "prompt": ("prompt", "instruction", "question", "inputs", "input", "query", "text", "target"),
    "response": ("response", "output", "outputs", "answer", "completion", "targets", "reply"),
    "pivot_prompt": ("pivot_prompt", "source", "english", "original", "instruction_en"),
}


def parse_map(text: str) -> dict[str, str]:
    """Read ``ours=theirs,ours=theirs``; names of theirs may hold commas and spaces.

    >>> parse_map("prompt=instruction,response=output")
    {'prompt': 'instruction', 'response': 'output'}
    """
    found: dict[str, str] = {}
    for pair in re.split(r",(?=[^,=]*=)", text):
        ours, is_, theirs = pair.partition("=")
        ours = ours.strip()
        if not is_ or not theirs:
            raise Mendable.saying(f"--map {text}: write ours=theirs, such as prompt=instruction")
        if ours not in OURS:
            raise Mendable.saying(f"--map: we have no column {ours}; {nearest(ours, OURS)}")
        if ours in found:
            raise Mendable.saying(f"--map names {ours} twice")
        found[ours] = theirs
    return found


def choose(table: Table, given: Mapping[str, str], replaced: Collection[str]) -> dict[str, str]:
    """Give the file's column for each of ours: what `given` says, else the one of our name.

    Raises `Mendable` for columns that are not there, hold no text, are used twice, or are
    `replaced` by columns of ours.
    """
    taken = set(given.values())
    ours = {name: name for name in OURS if name in table.columns and name not in taken}
    found = {name: (ours | dict(given))[name] for name in OURS if name in (ours | dict(given))}
    for name, theirs in found.items():
        _usable(table, name, theirs)
        if theirs in replaced:
            raise Mendable.saying(
                f"{name} is read from {theirs}, which a column of ours replaces; rename it first"
            )
        if list(found.values()).count(theirs) > 1:
            twice = " and ".join(n for n, column in found.items() if column == theirs)
            raise Mendable.saying(f"--map reads {twice} from the same column {theirs}")
    if "prompt" not in found:
        raise Mendable.saying(_no_prompt(table), file=table.file)
    return found


def _usable(table: Table, name: str, theirs: str) -> None:
    if theirs not in table.columns:
        hint = nearest(theirs, table.columns)
        raise Mendable.saying(f"--map {name}={theirs}: the file has no column {theirs}; {hint}")
    if not (column := table.columns[theirs]).is_text:
        raise Mendable.saying(
            f"{name} is read from the column {theirs}, which holds no text but {column.holds}"
        )


def _no_prompt(table: Table) -> str:
    names = ", ".join([*table.columns][:_LISTED])
    more = f" ... ({len(table.columns):,} in all)" if len(table.columns) > _LISTED else ""
    sentence = f"has no column prompt; it has {names or 'no columns'}{more}"
    offered = _offer(table)
    return f"{sentence}; say which is which, such as --map {offered}" if offered else sentence


def _offer(table: Table) -> str:
    """Write a --map that would be taken: by usual names, else the first text columns."""
    texts = [name for name, column in table.columns.items() if column.is_text]
    found: dict[str, str] = {}
    for ours, usual in _USUAL.items():
        folded = {name.casefold(): name for name in texts if name not in found.values()}
        if name := next((folded[each] for each in usual if each in folded), None):
            found[ours] = name
    if "prompt" not in found:
        rest = [name for name in texts if name not in found.values()]
        found = {"prompt": rest[0], **found} if rest else {}
    pairs = ",".join(f"{ours}={theirs}" for ours, theirs in found.items())
    return f"'{pairs}'" if re.search(r"[^\w=,.-]", pairs) else pairs
