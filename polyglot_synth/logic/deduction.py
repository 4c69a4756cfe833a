"""Deductions: what follows from what by which rule, found round by round, written as steps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypedDict, TypeVar

Said = TypeVar("Said", bound=Hashable)

Step = TypedDict("Step", {"number": int, "statement": str, "rule": str, "from": list[int]})
"""A line of a proof, ready for JSON: ``from`` cites the numbers of the lines it rests on."""

PREMISE, ASSUMPTION, REITERATION = "premise", "assumption", "reiteration"
IMPORT = "existential import"
CONDITIONAL_PROOF, REDUCTIO = "conditional proof", "reductio ad absurdum"
DISCHARGING = frozenset({CONDITIONAL_PROOF, REDUCTIO})
"""Rules that end a supposition: the first line they cite is the assumption they discharge."""


@dataclass(frozen=True, eq=False)
class Deduction(Generic[Said]):
    """A statement, the rule that gives it, and the deductions it rests on."""

    said: Said
    rule: str
    grounds: tuple[Deduction[Said], ...] = ()


Known = dict[Said, Deduction[Said]]
Infer = Callable[[Collection[Said]], Iterator[tuple[Said, str, tuple[Said, ...]]]]


def take(premises: Iterable[Said]) -> Known[Said]:
    """Begin with premises."""
    return {said: Deduction(said, PREMISE) for said in premises}


def saturate(known: Known[Said], infer: Infer[Said], *, until: Said | None = None) -> Known[Said]:
    """Add what follows, round by round, so that what needs fewest rounds comes first."""
    known = dict(known)
    while until not in known:
        found: Known[Said] = {}
        for said, rule, grounds in infer(known):
            if said not in known and said not in found:
                found[said] = Deduction(said, rule, tuple(known[ground] for ground in grounds))
        if not found:
            break
        known |= found
    return known


def write(premises: list[str], last: Deduction[Said], spell: Callable[[Said], str]) -> list[Step]:
    """Write a deduction as numbered lines: all premises, then what it rests on, then itself."""
    if last.rule == PREMISE:
        last = Deduction(last.said, REITERATION, (last,))
    lines = [_line(number, text, PREMISE, []) for number, text in enumerate(premises, start=1)]
    spelled = {text: number for number, text in reversed([*enumerate(premises, start=1)])}
    numbers: dict[int, int] = {}
    for each in _in_order(last):
        if each.rule == PREMISE:
            numbers[id(each)] = spelled[spell(each.said)]
            continue
        cited = [numbers[id(ground)] for ground in each.grounds]
        lines.append(_line(len(lines) + 1, spell(each.said), each.rule, cited))
        numbers[id(each)] = len(lines)
    return lines


def _line(number: int, statement: str, rule: str, cited: list[int]) -> Step:
    return {"number": number, "statement": statement, "rule": rule, "from": cited}


def _in_order(last: Deduction[Said]) -> list[Deduction[Said]]:
    """List a deduction and all it rests on, grounds before what they support."""
    found: dict[int, Deduction[Said]] = {}
    waiting = [(last, False)]
    while waiting:
        each, supported = waiting.pop()
        if supported:
            found.setdefault(id(each), each)
        elif id(each) not in found:
            waiting.append((each, True))
            waiting.extend((ground, False) for ground in reversed(each.grounds))
    return list(found.values())
