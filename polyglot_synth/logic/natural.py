"""Natural deduction for propositional forms: named rules first, then suppositions.

What follows step by step is tried first, then a chain of conditionals, a dilemma, one or two rules
of replacement; then the conclusion is taken by its shape (a conditional by conditional proof), and
last by reductio, which supposes letters one after another until each supposition is refuted. The
last is complete: once every letter is settled, so is every formula. Only its size is bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import product

from polyglot_synth.logic.deduction import (
    ASSUMPTION,
    CONDITIONAL_PROOF,
    REDUCTIO,
    Deduction,
    Known,
    saturate,
    take,
)
from polyglot_synth.logic.inference import Inferred, askable, inferences
from polyglot_synth.logic.replacement import rewritings
from polyglot_synth.logic.trees import Formula, joined, no, opposite, within

Proved = Deduction[Formula]
Tactic = Callable[[Formula, Known[Formula]], Proved | None]
MOST_LETTERS = 8
MOST_SIGNS = 200
MOST_SUPPOSITIONS = 300


class Search:
    """A search for one proof: what may be built, and how many suppositions are left."""

    def __init__(self, premises: list[Formula], conclusion: Formula) -> None:
        parts = {part for each in (*premises, conclusion) for part in within(each)}
        self.letters = sorted(part for part in parts if not part.parts)
        self.asked = askable([*premises, conclusion])
        self.suppositions = MOST_SUPPOSITIONS

    def infer(self, known: Collection[Formula]) -> Iterator[Inferred]:
        """Give what follows in one step."""
        return inferences(known, self.asked)

    def prove(self, goal: Formula, known: Known[Formula]) -> Proved | None:
        """Prove a goal from what is known, or None where the search grows too large."""
        known = saturate(known, self.infer, until=goal)
        if goal in known:
            return known[goal]
        if pair := contradiction(known):
            return Deduction(goal, "explosion", pair)
        tactics: tuple[Tactic, ...] = (chain, dilemma, replaced, self._by_shape, self._by_reductio)
        return next((found for tactic in tactics if (found := tactic(goal, known))), None)

    def _by_shape(self, goal: Formula, known: Known[Formula]) -> Proved | None:
        match goal:
            case Formula("&", parts):
                return self._all(goal, parts, "conjunction", known)
            case Formula("=", (left, right)):
                both = (joined(">", left, right), joined(">", right, left))
                return self._all(goal, both, "biconditional introduction", known)
            case Formula(">", (left, right)) if self._may_suppose():
                supposed = Deduction(left, ASSUMPTION)
                proved = self.prove(right, {**known, left: supposed})
                return proved and Deduction(goal, CONDITIONAL_PROOF, _distinct(supposed, proved))
        return None

    def _all(
        self, goal: Formula, parts: tuple[Formula, ...], rule: str, known: Known[Formula]
    ) -> Proved | None:
        found = [proved for part in parts if (proved := self.prove(part, known))]
        return Deduction(goal, rule, tuple(found)) if len(found) == len(parts) else None

    def _by_reductio(self, goal: Formula, known: Known[Formula]) -> Proved | None:
        refuted = self._refuted(opposite(goal), known)
        if refuted and refuted.said != goal:
            return Deduction(goal, "double negation", (refuted,))
        return refuted

    def _refuted(self, supposed: Formula, known: Known[Formula]) -> Proved | None:
        """Prove the opposite of a supposition by the contradiction it leads to."""
        if not self._may_suppose():
            return None
        assumption = Deduction(supposed, ASSUMPTION)
        pair = self._contradict({**known, supposed: assumption})
        return pair and Deduction(opposite(supposed), REDUCTIO, _distinct(assumption, *pair))

    def _may_suppose(self) -> bool:
        self.suppositions -= 1
        return self.suppositions >= 0

    def _contradict(self, known: Known[Formula]) -> tuple[Proved, Proved] | None:
        """Lead what is known to a contradiction, letter after letter."""
        known = saturate(known, self._infer_until_contradiction)
        while not (pair := contradiction(known)):
            refuted = self._at_once(known) or self._by_letter(known)
            if refuted is None:
                return None
            known = saturate({**known, refuted.said: refuted}, self._infer_until_contradiction)
        return pair

    def _infer_until_contradiction(self, known: Collection[Formula]) -> Iterator[Inferred]:
        return iter(()) if any(no(each) in known for each in known) else self.infer(known)

    def _open(self, known: Known[Formula]) -> list[Formula]:
        return [each for each in self.letters if each not in known and no(each) not in known]

    def _at_once(self, known: Known[Formula]) -> Proved | None:
        """Refute a letter, or its denial, whose supposition contradicts itself step by step."""
        for letter in self._open(known):
            for supposed in (letter, no(letter)):
                assumption = Deduction(supposed, ASSUMPTION)
                given = {**known, supposed: assumption}
                if pair := contradiction(saturate(given, self._infer_until_contradiction)):
                    return Deduction(opposite(supposed), REDUCTIO, _distinct(assumption, *pair))
        return None

    def _by_letter(self, known: Known[Formula]) -> Proved | None:
        return next((self._refuted(letter, known) for letter in self._open(known)), None)


def _distinct(supposed: Proved, *found: Proved) -> tuple[Proved, ...]:
    return (supposed, *(each for each in found if each is not supposed))


def contradiction(known: Known[Formula]) -> tuple[Proved, Proved] | None:
    """Find a formula and its denial among what is known."""
    pairs = ((found, known.get(no(said))) for said, found in known.items())
    return next(((found, denied) for found, denied in pairs if denied), None)


def deduce(premises: list[Formula], conclusion: Formula) -> Proved | None:
    """Prove a valid form by named rules, or None where that would grow too large."""
    search = Search(premises, conclusion)
    small = sum(1 for each in (*premises, conclusion) for _ in within(each)) <= MOST_SIGNS
    if not small:
        return None
    search.suppositions *= len(search.letters) <= MOST_LETTERS
    return search.prove(conclusion, take(premises))


def chain(goal: Formula, known: Known[Formula]) -> Proved | None:
    """Join conditionals end to end: the hypothetical syllogism, contraposed where need be."""
    if goal.sign != ">":
        return None
    links = [found for said, found in known.items() if said.sign == ">"]
    if found := _path(goal, links):
        return found
    if found := _path(_turned(goal), links):
        return Deduction(goal, "contraposition", (found,))
    contraposed = [Deduction(_turned(link.said), "contraposition", (link,)) for link in links]
    return _path(goal, [*links, *contraposed])


def _turned(conditional: Formula) -> Formula:
    left, right = conditional.parts
    return joined(">", opposite(right), opposite(left))


def _path(goal: Formula, links: list[Proved]) -> Proved | None:
    """Find the shortest chain from the goal's antecedent to its consequent."""
    start, end = goal.parts
    paths: dict[Formula, list[Proved]] = {start: []}
    while end not in paths:
        reached = {
            link.said.parts[1]: [*paths[link.said.parts[0]], link]
            for link in reversed(links)
            if link.said.parts[0] in paths and link.said.parts[1] not in paths
        }
        if not reached:
            return None
        paths |= reached
    return _folded(paths[end]) if paths[end] else None


def _folded(links: list[Proved]) -> Proved:
    so_far = links[0]
    for link in links[1:]:
        said = joined(">", so_far.said.parts[0], link.said.parts[1])
        so_far = Deduction(said, "hypothetical syllogism", (so_far, link))
    return so_far


def dilemma(goal: Formula, known: Known[Formula]) -> Proved | None:
    """Go through the cases of a known disjunction, each with its conditional."""
    conditionals = [found for said, found in known.items() if said.sign == ">"]
    for cases in (found for said, found in known.items() if said.sign == "|"):
        for one, other in product(conditionals, repeat=2):
            named = _dilemma(goal, cases.said.parts, one.said.parts, other.said.parts)
            if named:
                return Deduction(goal, named, (one, other, cases))
    return None


def _dilemma(goal: Formula, cases: tuple[Formula, ...], *conditionals: tuple[Formula, ...]) -> str:
    (left, right), (other_left, other_right) = conditionals
    if cases == (left, other_left):
        ends = (right, other_right)
        reached = goal in ends and right == other_right
        return "constructive dilemma" if reached or goal == Formula("|", ends) else ""
    starts_denied = (opposite(left), opposite(other_left))
    ends_denied = (opposite(right), opposite(other_right))
    reached = cases == ends_denied and goal == Formula("|", starts_denied)
    return "destructive dilemma" if reached else ""


def replaced(goal: Formula, known: Known[Formula]) -> Proved | None:
    """Turn what is known into the goal by one or two rules of replacement."""
    near = {found: rule for rule, found in rewritings(goal)}
    for given in known.values():
        for rule, found in rewritings(given.said):
            if found == goal:
                return Deduction(goal, rule, (given,))
    for given in known.values():
        for rule, found in rewritings(given.said):
            if found in near:
                return Deduction(goal, near[found], (Deduction(found, rule, (given,)),))
    return None
