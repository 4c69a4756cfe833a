"""Rules of inference: what one or two known formulas give at once, by the rule's usual name.

Rules that take statements apart apply always; those that build statements up (conjunction,
addition) give only what is asked for, or there would be no end. Modus tollens and the disjunctive
syllogism read ``p`` as the denial of ``~p``, without a double negation between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from polyglot_synth.logic.trees import Formula, joined, no, opposite, within

Inferred = tuple[Formula, str, tuple[Formula, ...]]
DUAL = {"&": "|", "|": "&"}


def inferences(known: Collection[Formula], asked: Iterable[Formula]) -> Iterator[Inferred]:
    """Give what follows from known formulas in one step: first what takes them apart."""
    for formula in known:
        yield from _with_another(formula, known)
    for formula in known:
        yield from _alone(formula)
    for formula in asked:
        if formula not in known:
            yield from _built(formula, known)


def _with_another(formula: Formula, known: Collection[Formula]) -> Iterator[Inferred]:
    if formula.sign == ">":
        left, right = formula.parts
        if left in known:
            yield right, "modus ponens", (formula, left)
        if opposite(right) in known:
            yield opposite(left), "modus tollens", (formula, opposite(right))
    if formula.sign == "|":
        for one, other in (formula.parts, formula.parts[::-1]):
            if opposite(one) in known:
                yield other, "disjunctive syllogism", (formula, opposite(one))
    if formula.sign == "~" and formula.parts[0].sign == "&":
        both = formula.parts[0].parts
        for one, other in (both, both[::-1]):
            if one in known:
                yield opposite(other), "conjunctive syllogism", (formula, one)


def _alone(formula: Formula) -> Iterator[Inferred]:
    sign, parts = formula
    if sign == "&":
        yield parts[0], "simplification", (formula,)
        yield parts[1], "simplification", (formula,)
    if sign == "=":
        yield joined(">", parts[0], parts[1]), "biconditional elimination", (formula,)
        yield joined(">", parts[1], parts[0]), "biconditional elimination", (formula,)
    if sign == "~":
        yield from _denial(formula, parts[0])


def _denial(formula: Formula, inner: Formula) -> Iterator[Inferred]:
    if inner.sign == "~":
        yield inner.parts[0], "double negation", (formula,)
    if inner.sign in DUAL:
        left, right = map(opposite, inner.parts)
        yield joined(DUAL[inner.sign], left, right), "De Morgan", (formula,)
    if inner.sign == ">":
        denied = joined("&", inner.parts[0], opposite(inner.parts[1]))
        yield denied, "material implication", (formula,)
    if inner.sign == "=":
        left, right = inner.parts
        yield joined("=", left, opposite(right)), "negated biconditional", (formula,)


def _built(formula: Formula, known: Collection[Formula]) -> Iterator[Inferred]:
    """Build what is asked for out of its known parts."""
    sign, parts = formula
    if sign == "&" and parts[0] in known and parts[1] in known:
        yield formula, "conjunction", parts
    if sign == "|":
        yield from ((formula, "addition", (part,)) for part in parts if part in known)
    if sign == "=":
        both = (joined(">", *parts), joined(">", *parts[::-1]))
        if all(each in known for each in both):
            yield formula, "biconditional introduction", both
    if sign == "~" and parts[0].sign == "~" and parts[0].parts[0] in known:
        yield formula, "double negation", parts[0].parts
    restated = _restated(formula)
    if restated and restated[0] in known:
        yield formula, restated[1], (restated[0],)
    yield from _unequal(formula, known)


def _restated(formula: Formula) -> tuple[Formula, str] | None:
    """Say a conditional or a denial with ``and`` or ``or`` before all else."""
    sign, parts = formula
    if sign == ">":
        return joined("|", opposite(parts[0]), parts[1]), "material implication"
    if sign == "~" and parts[0].sign in DUAL:
        left, right = map(opposite, parts[0].parts)
        return joined(DUAL[parts[0].sign], left, right), "De Morgan"
    if sign == "~" and parts[0].sign == ">":
        left, right = parts[0].parts
        return joined("&", left, opposite(right)), "material implication"
    return None


def _unequal(formula: Formula, known: Collection[Formula]) -> Iterator[Inferred]:
    if formula.sign == "~" and formula.parts[0].sign == "=":
        left, right = formula.parts[0].parts
        for pair in ((left, opposite(right)), (opposite(left), right)):
            if pair[0] in known and pair[1] in known:
                yield formula, "negated biconditional", pair


def askable(formulas: Iterable[Formula]) -> tuple[Formula, ...]:
    """List what may be worth building: all inside the formulas, denied or not, and restated."""
    found: dict[Formula, None] = {}
    for formula in (part for each in formulas for part in within(each)):
        for said in (formula, no(formula)):
            restated = _restated(said)
            found |= dict.fromkeys([restated[0], said] if restated else [said])
        if formula.sign == "=":
            there, back = joined(">", *formula.parts), joined(">", *formula.parts[::-1])
            found |= dict.fromkeys([there, back])
            found |= dict.fromkeys(
                each for s in (there, back) if (r := _restated(s)) for each in r[:1]
            )
    return tuple(formula for formula in found if formula.parts)
