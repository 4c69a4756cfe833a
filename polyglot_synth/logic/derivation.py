"""Derivations: every valid form proved line by line, and every line checked by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from polyglot_synth.logic.comparing import compare
from polyglot_synth.logic.deduction import (
    ASSUMPTION,
    DISCHARGING,
    IMPORT,
    PREMISE,
    Deduction,
    Step,
    take,
    write,
)
from polyglot_synth.logic.natural import deduce
from polyglot_synth.logic.notation import Family, FormError, join
from polyglot_synth.logic.propositional import PROPOSITIONAL
from polyglot_synth.logic.reduction import reduce
from polyglot_synth.logic.search import FAMILIES, family, is_valid, stands, statements
from polyglot_synth.logic.trees import MOST_NESTED, Formula, spell, tree

TRUTH_TABLE = "truth table"
__all__ = ["Step", "check_derivation", "derivation", "derivation_faults"]


def derivation(form: str, *, existential_import: bool = False) -> list[Step]:
    """Prove a valid form line by line; of an invalid form there is no derivation: an empty list.

    Premises come first. An assumption opens a supposition, and the conditional proof or reductio
    that closes it cites it first. Raises FormError.

    >>> for step in derivation("p>q, ~q |- ~p"):
    ...     print(step["number"], step["statement"], step["rule"], step["from"])
    1 p>q premise []
    2 ~q premise []
    3 ~p modus tollens [1, 2]
    >>> [step["rule"] for step in derivation("AOO-2")]  # Baroco
    ['premise', 'premise', 'assumption', 'Barbara', 'reductio ad absurdum']
    """
    premises, conclusion = statements(form)
    if not is_valid(form, existential_import=existential_import):
        return []
    if family(form) is PROPOSITIONAL:
        return _propositional(premises, conclusion)
    bare = _BARE.get(family(form).name, _squeezed)
    premises, conclusion = [*map(bare, premises)], bare(conclusion)
    if family(form).inhabited:
        found = reduce(premises, conclusion, existential_import=existential_import)
    else:
        found = compare(family(form).name, premises, conclusion)
    return write(premises, found, str)


def _propositional(premises: list[str], conclusion: str) -> list[Step]:
    """Prove by named rules, or by the truth table where that would grow too large."""
    if max(map(len, [*premises, conclusion])) > MOST_NESTED:
        return _by_table(premises, conclusion)
    trees = [tree(text) for text in premises]
    found = deduce(trees, tree(conclusion))
    if found is None:
        return _by_table(premises, conclusion)
    written = {tree(conclusion): conclusion, **dict(zip(trees, premises, strict=True))}

    def as_written(formula: Formula) -> str:
        return written.get(formula, spell(formula))

    return write(premises, found, as_written)


def _by_table(premises: list[str], conclusion: str) -> list[Step]:
    grounds = tuple(take(dict.fromkeys(premises)).values())
    return write(premises, Deduction(conclusion, TRUTH_TABLE, grounds), str)


def check_derivation(form: str, steps: Sequence[Step], *, existential_import: bool = False) -> bool:
    """Tell whether steps, whoever wrote them, derive a form: no line has a fault.

    Raises FormError where the form cannot be read.
    """
    return not any(derivation_faults(form, steps, existential_import=existential_import))


def derivation_faults(
    form: str, steps: Sequence[Step], *, existential_import: bool = False
) -> Iterator[str]:
    """Say of each line what is wrong with it.

    Premises stand in the form; every other line follows from the lines it cites and from nothing
    else, decided by a search through all their models; suppositions are discharged; the last line
    is the conclusion. Whether a rule bears its right name is not asked.

    >>> steps = derivation("p>q, p |- q")
    >>> steps[2]["from"] = [1]
    >>> list(derivation_faults("p>q, p |- q", steps))
    ["Line 3, 'q', does not follow from lines [1]."]
    """
    premises, conclusion = statements(form)
    resting: list[set[int]] = []  # the suppositions that each line rests on
    for number, step in enumerate(steps, start=1):
        if not _is_step(step):
            yield f"Line {number} is no step: number, statement, rule and from, a list of numbers."
            return
        if step["number"] != number or not all(0 < cited < number for cited in step["from"]):
            yield f"Line {number} is numbered or cites otherwise than by lines before it."
            return
        resting.append(_rests_on(step, resting))
        if not _sound(step, steps, family(form), premises, existential_import=existential_import):
            said, cited = step["statement"], step["from"]
            yield f"Line {number}, {said!r}, does not follow from lines {cited}."
    if not steps or _squeezed(steps[-1]["statement"]) != _squeezed(conclusion):
        yield f"The last line is not the conclusion, {conclusion!r}."
    elif resting[-1]:
        yield f"The last line still rests on what was supposed on lines {sorted(resting[-1])}."


def _is_step(step: object) -> bool:
    """Tell whether a line, whoever wrote it, has all that a step has."""
    if not isinstance(step, dict) or not isinstance(cited := step.get("from"), list):
        return False
    numbers = [step.get("number"), *cited]
    texts = [step.get("statement"), step.get("rule")]
    return all(type(each) is int for each in numbers) and all(isinstance(t, str) for t in texts)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _rests_on(step: Step, resting: list[set[int]]) -> set[int]:
    if step["rule"] == ASSUMPTION:
        return {step["number"]}
    gathered = {supposed for cited in step["from"] for supposed in resting[cited - 1]}
    return gathered - {*step["from"][:1]} if step["rule"] in DISCHARGING else gathered


def _sound(
    step: Step,
    steps: Sequence[Step],
    kind: Family,
    premises: list[str],
    *,
    existential_import: bool,
) -> bool:
    """Tell whether a line may stand where it does."""
    if step["rule"] == PREMISE:
        return _squeezed(step["statement"]) in map(_squeezed, premises) and not step["from"]
    cited = [steps[number - 1] for number in step["from"]]
    try:
        if step["rule"] == ASSUMPTION:
            return not cited and _follows(kind, [step["statement"]], step["statement"])
        if step["rule"] == IMPORT and not cited and existential_import:
            return step["statement"] in {f"{term}i{term}" for term in "SMP"}
        discharges = step["rule"] in DISCHARGING
        if discharges and (not cited or cited[0]["rule"] != ASSUMPTION):
            return False
        said = [each["statement"] for each in cited]
        return _follows(kind, said, step["statement"], discharges=discharges)
    except FormError:
        return False


def _follows(kind: Family, cited: list[str], said: str, *, discharges: bool = False) -> bool:
    """Tell whether a statement is true wherever what it cites is, and nothing else is given.

    A line that discharges cites its supposition first: it follows from "if that, then the rest".
    """
    reader = next(each for each in FAMILIES if each.name == _WRITTEN_OUT.get(kind.name, kind.name))
    argument = reader.argument(join(cited, said))
    given = stands(argument)
    if discharges:
        given |= ~argument.premises[0]
    return not given & ~argument.conclusion & (1 << argument.models) - 1


_WRITTEN_OUT = {"syllogistic": "categorical"}
_BARE: dict[str, Callable[[str], str]] = {  # with spaces only between words
    "quantifiers": lambda text: f"{_squeezed(text)[:4]} R",
    "parts": lambda text: " ".join(text.replace(">", " > ").split()),
}
