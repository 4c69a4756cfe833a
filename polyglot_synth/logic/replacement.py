"""Rules of replacement: two ways to say the same, for a whole statement or a part of it."""

from __future__ import annotations

from collections.abc import Iterator

from polyglot_synth.logic.trees import Formula, joined, no, opposite

DUAL = {"&": "|", "|": "&"}
Rewritten = tuple[str, Formula]


def rewritings(formula: Formula) -> Iterator[Rewritten]:
    """Give everything that one rule, applied once and anywhere, makes of a formula.

    >>> from polyglot_synth.logic.trees import spell, tree
    >>> [(rule, spell(found)) for rule, found in rewritings(tree("p>q"))][:3]
    [('double negation', '~~(p>q)'), ('contraposition', '~q>~p'), ('material implication', '~p|q')]
    """
    yield from _as_a_whole(formula)
    for place, part in enumerate(formula.parts):
        for rule, found in rewritings(part):
            parts = (*formula.parts[:place], found, *formula.parts[place + 1 :])
            yield rule, Formula(formula.sign, parts)


def _as_a_whole(formula: Formula) -> Iterator[Rewritten]:
    yield "double negation", no(no(formula))
    if formula.sign == "~":
        yield from _denied(formula.parts[0])
    elif formula.sign in DUAL:
        yield from _and_or(formula)
        yield from _regrouped(formula)
    elif formula.sign == ">":
        yield from _conditional(*formula.parts)
    elif formula.sign == "=":
        yield from _biconditional(*formula.parts)


def _denied(inner: Formula) -> Iterator[Rewritten]:
    if inner.sign == "~":
        yield "double negation", inner.parts[0]
    if inner.sign in DUAL:
        left, right = map(opposite, inner.parts)
        yield "De Morgan", joined(DUAL[inner.sign], left, right)
    if inner.sign == ">":
        yield "material implication", joined("&", inner.parts[0], opposite(inner.parts[1]))


def _and_or(formula: Formula) -> Iterator[Rewritten]:
    sign, (left, right) = formula
    yield "commutation", joined(sign, right, left)
    yield "De Morgan", no(joined(DUAL[sign], opposite(left), opposite(right)))
    if left == right:
        yield "tautology", left
    if sign == "|":
        yield "material implication", joined(">", opposite(left), right)
    else:
        yield "material implication", no(joined(">", left, opposite(right)))
    if sign == "&" and left.sign == right.sign == ">" and left.parts == right.parts[::-1]:
        yield "material equivalence", joined("=", *left.parts)


def _regrouped(formula: Formula) -> Iterator[Rewritten]:
    sign, (left, right) = formula
    if left.sign == sign:
        yield "association", joined(sign, left.parts[0], joined(sign, left.parts[1], right))
    if right.sign == sign:
        yield "association", joined(sign, joined(sign, left, right.parts[0]), right.parts[1])
    if right.sign == DUAL[sign]:
        first, second = (joined(sign, left, part) for part in right.parts)
        yield "distribution", joined(DUAL[sign], first, second)
    if left.sign == right.sign == DUAL[sign] and left.parts[0] == right.parts[0]:
        together = joined(sign, left.parts[1], right.parts[1])
        yield "distribution", joined(DUAL[sign], left.parts[0], together)


def _conditional(left: Formula, right: Formula) -> Iterator[Rewritten]:
    yield "contraposition", joined(">", opposite(right), opposite(left))
    yield "material implication", joined("|", opposite(left), right)
    if right.sign == ">":
        first = joined("&", left, right.parts[0])
        yield "exportation", joined(">", first, right.parts[1])
    if left.sign == "&":
        yield "exportation", joined(">", left.parts[0], joined(">", left.parts[1], right))


def _biconditional(left: Formula, right: Formula) -> Iterator[Rewritten]:
    yield "commutation", joined("=", right, left)
    there, back = joined(">", left, right), joined(">", right, left)
    yield "material equivalence", joined("&", there, back)
