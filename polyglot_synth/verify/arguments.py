"""Arguments: a verdict, an error's name, a counter-example or a mended statement, judged anew.

The same code judges what we wrote and what anybody else answers: it reads the row's own words.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from polyglot_synth.concept import Statement
from polyglot_synth.language import PackFile
from polyglot_synth.logic import is_valid, refutes, statements
from polyglot_synth.logic.mends import is_mend as _is_mend
from polyglot_synth.verify.doubts import Taken
from polyglot_synth.verify.reading import Reading, Words
from polyglot_synth.verify.verdicts import Row, verdict, verdict_fault

NONE = "none"
_TRUTHS = {"true": True, "false": False}


def argument_fault(row: Row, words: Words) -> str | None:
    """Say what is wrong with a response to a proved argument; None where nothing is."""
    pack = words.pack
    evidence = json.loads(row["evidence"])
    valid = is_valid(evidence["form"], existential_import=evidence["existential_import"])
    match row["task"]:
        case "which":
            return _naming_fault(row, words, evidence, valid=valid)
        case "counter_example":
            return _case_fault(row, words, evidence, valid=valid)
        case "mend":
            return _mending_fault(row, words, evidence, valid=valid)
    return verdict_fault(row, pack, evidence["form"], holds=valid)


def construction_fault(row: Row, pack: PackFile) -> str | None:
    """Compare with what holds by construction; it was written so, nobody has proved it."""
    holds = json.loads(row["evidence"])["holds"]
    return verdict_fault(row, pack, f"the face {row['face']}", holds=holds)


def _naming_fault(
    row: Row, words: Words, evidence: Mapping[str, Any], *, valid: bool
) -> str | None:
    """Find a wrong name among those that were offered, or no name, or one that is denied."""
    assert words.pack.arguments is not None
    names = {error: str(words.pack.terms[error]["say"]) for error in evidence["options"]}
    names[NONE] = _bare(words.pack.arguments.answers.no_error)
    named = _named(verdict(row), names)
    expected = NONE if valid else row["concept"].rpartition("/")[2]
    if named != [expected] or row["answer"] != expected:
        return f"{evidence['form']} asks for {expected}; the response names {named}"
    whole = Taken(row["response"])  # a denial may stand on another line than the verdict
    whole.take(names[expected].casefold())
    return words.doubts.of(whole)


def _named(said: str, names: Mapping[str, str]) -> list[str]:
    """List what a text names; the longest that fit are said, for one name may hold another."""
    taken = Taken(said)
    longest = sorted(names, key=lambda error: -len(names[error]))
    found = {error for error in longest if taken.take(names[error].casefold())}
    return [error for error in names if error in found]


def _case_fault(row: Row, words: Words, evidence: Mapping[str, Any], *, valid: bool) -> str | None:
    """Find a case that does not refute the form, or one claimed where there is none."""
    assert words.pack.arguments is not None
    form, taken = evidence["form"], Taken(row["response"])
    denied = taken.take(_bare(words.pack.arguments.answers.no_case))
    if valid or denied or row["answer"] == NONE:
        fine = valid and denied and row["answer"] == NONE
        return words.doubts.of(taken) if fine else _none_fault(form, "counter-example", valid=valid)
    try:
        facts, doubt = Reading(row, words, evidence).facts(row["response"])
        told = _told(row["answer"], evidence["letters"])
    except ValueError as error:
        return str(error)
    return _refuting_fault(evidence, facts) or doubt or _refuting_fault(evidence, told)


def _told(answer: str, slots: Collection[str]) -> dict[str, bool]:
    """Read a canonical case, such as ``p: false, q: true``. Raises ValueError with a sentence."""
    pairs = [each.partition(": ")[::2] for each in answer.split(", ")]
    if any(slot not in slots or truth not in _TRUTHS for slot, truth in pairs):
        raise ValueError(f"the answer '{answer}' tells no case; write such as 'p: false, q: true'")
    return {slot: _TRUTHS[truth] for slot, truth in pairs}


def _refuting_fault(evidence: Mapping[str, Any], facts: Mapping[str, bool]) -> str | None:
    """Find that a case leaves the form standing, or leaves open what the form speaks of."""
    form = evidence["form"]
    model = _model(form, {evidence["letters"][slot]: truth for slot, truth in facts.items()})
    if not refutes(form, model, existential_import=evidence["existential_import"]):
        return f"{form} is not refuted by {model}"
    return None


def _model(form: str, truths: dict[str, bool]) -> Mapping[str, Any]:
    """Complete a model by what premises state of single letters, or make it one of a thing.

    Of a thing nothing is known but what is said of it.
    """
    if form[:1].isupper():
        return {"individuals": [truths]}
    premises, _ = statements(form)
    stated = {each.lstrip("~"): not each.startswith("~") for each in premises}
    return {letter: truth for letter, truth in stated.items() if len(letter) == 1} | truths


def _mending_fault(
    row: Row, words: Words, evidence: Mapping[str, Any], *, valid: bool
) -> str | None:
    """Find a change that is no mend, or one where nothing needs mending."""
    assert words.pack.arguments is not None
    form, taken = evidence["form"], Taken(row["response"])
    denied = taken.take(_bare(words.pack.arguments.answers.nothing))
    assume = evidence["existential_import"]
    if valid or denied or not is_mend(form, row["answer"], existential_import=assume):
        fine = valid and denied and row["answer"] == NONE
        return words.doubts.of(taken) if fine else _none_fault(form, "mend", valid=valid)
    said, doubt = Reading(row, words, evidence).statements(row["response"])
    changes = {each.over(evidence["letters"]): each for each in said}
    return _change_fault(form, changes, assume=assume) or doubt


def _change_fault(form: str, said: Mapping[str, Statement], *, assume: bool) -> str | None:
    """Find no change that mends, or a rule beside it that does not: one does not try them all."""
    premises, conclusion = statements(form)
    if not any(mends(form, text, existential_import=assume) for text in said):
        return f"{form} is not mended by any of {list(said)}"
    for text, statement in said.items():
        known = text in {*premises, conclusion} or len(statement.names) == 1
        if not (known or mends(form, text, existential_import=assume)):
            return f"{form} is not mended by {text}, which the response says too"
    return None


is_mend = lru_cache(maxsize=4096)(_is_mend)


@lru_cache(maxsize=4096)
def mends(form: str, statement: str, *, existential_import: bool = False) -> bool:
    """Tell whether a statement, in place of one premise, mends a form.

    It is written last: a form does not open on a term's complement, such as `pam`.

    >>> mends("p>q, q |- p", "q>p"), mends("p>q, q |- p", "p"), mends("p>q, q |- p", "p>q")
    (True, False, False)
    """
    premises, conclusion = statements(form)
    return any(
        is_mend(
            form,
            f"{', '.join([*premises[:place], *premises[place + 1 :], statement])} |- {conclusion}",
            existential_import=existential_import,
        )
        for place in range(len(premises))
    )


def _none_fault(form: str, what: str, *, valid: bool) -> str:
    if valid:
        return f"{form} is valid and has no {what}; answer and response do not both say so"
    return f"{form} is invalid; answer or response says that there is no {what}"


def _bare(sentence: str) -> str:
    """Write a set sentence as it is looked for, without its end mark."""
    return sentence.rstrip(".।").casefold()
