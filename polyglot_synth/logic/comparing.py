"""Proofs in the smaller families: comparisons, two quantifiers, a whole and its parts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from polyglot_synth.logic.deduction import Deduction, saturate, take

Inferred = tuple[str, str, tuple[str, ...]]
SEARCH = {
    "order": "all weak orderings",
    "quantifiers": "all small relations",
    "parts": "all cases",
}


def compare(family: str, premises: list[str], conclusion: str) -> Deduction[str]:
    """Prove a valid form step by step, or where no steps reach it by the search of all models."""
    known = take(premises)
    closed = saturate(known, _INFER[family], until=conclusion)
    searched = Deduction(conclusion, SEARCH[family], tuple(known.values()))
    return closed.get(conclusion, searched)


def _order(known: Collection[str]) -> Iterator[Inferred]:
    for said in known:
        yield from _restated(said)
        for other in known:
            if _denied(said) and _denied(other):
                yield from _both_denied(said, other)
            elif not _denied(said) and not _denied(other):
                yield from _linked(said, other)


def _denied(said: str) -> str:
    return said[:-3]


def _restated(said: str) -> Iterator[Inferred]:
    """Turn one comparison round."""
    left, sign, right = said[-3], said[-2], said[-1]
    if sign == "~":
        yield f"{_denied(said)}{right}~{left}", "symmetry of ties", (said,)
    if _denied(said):
        return
    if sign == "<":
        yield f"~{right}<{left}", "asymmetry", (said,)
        yield f"~{left}~{right}", "what is before is not tied", (said,)
    else:
        yield f"~{left}<{right}", "what is tied is not before", (said,)


def _linked(said: str, other: str) -> Iterator[Inferred]:
    """Join two comparisons end to end."""
    signs = said[-2] + other[-2]
    if said[-1] == other[-3]:
        rule = "transitivity" if signs in {"<<", "~~"} else "substitution of what is tied"
        sign = "<" if "<" in signs else "~"
        yield f"{said[-3]}{sign}{other[-1]}", rule, (said, other)


def _both_denied(said: str, other: str) -> Iterator[Inferred]:
    """Put two denials together: of "before", "tied" and "after" one is left."""
    left, right, signs = said[-3], said[-1], said[-2] + other[-2]
    if signs == "<<" and (other[-3], other[-1]) == (right, left):
        yield f"{left}~{right}", "trichotomy", (said, other)
    elif signs == "<<" and other[-3] == right:
        yield f"~{left}<{other[-1]}", "negative transitivity", (said, other)
    elif signs == "<~" and {left, right} == {other[-3], other[-1]}:
        yield f"{right}<{left}", "trichotomy", (said, other)


def _quantifiers(known: Collection[str]) -> Iterator[Inferred]:
    for said in known:
        outer, inner = said[0], said[2]
        turned = f"{said[2:4]}{said[:2]} R"
        if outer == inner:
            yield turned, "quantifiers of one kind change places", (said,)
        if outer + inner == "EA":
            yield turned, "one for all is one for each", (said,)
        if outer == "A":
            yield f"E{said[1:]}", "instantiation", (said,)
        if inner == "A":
            yield f"{said[:2]}E{said[3:]}", "instantiation", (said,)


def _parts_of_wholes(known: Collection[str]) -> Iterator[Inferred]:
    if "parts F" in known:
        yield "part F", "instantiation", ("parts F",)
    for said in known:
        left, _, right = said.partition(" > ")
        if right and left in known:
            yield right, "modus ponens", (said, left)


_INFER: dict[str, Callable[[Collection[str]], Iterator[Inferred]]] = {
    "order": _order,
    "quantifiers": _quantifiers,
    "parts": _parts_of_wholes,
}
