"""Arguments: a verdict, an error's name, a counter-example or a mended statement, judged anew.

The same code judges what we wrote and what anybody else answers: it reads the row's own words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from polyglot_synth.concept import Statement
from polyglot_synth.language import PackFile
from polyglot_synth.logic import is_valid, refutes, statements
from polyglot_synth.logic.mends import is_mend as _is_mend
from polyglot_synth.verify.reading import Reading, Words
from polyglot_synth.verify.verdicts import Row, verdict, verdict_fault

NONE = "none"


def argument_fault(row: Row, words: Words) -> str | None:
    """Say what is wrong with a response to a proved argument; None where nothing is."""
    pack = words.pack
    evidence = json.loads(row["evidence"])
    valid = is_valid(evidence["form"], existential_import=evidence["existential_import"])
    match row["task"]:
        case "which":
            return _naming_fault(row, pack, evidence, valid=valid)
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
    row: Row, pack: PackFile, evidence: Mapping[str, Any], *, valid: bool
) -> str | None:
    """Find a wrong name among those that were offered, or no name."""
    said = verdict(row).casefold()
    names = {error: str(pack.terms[error]["say"]) for error in evidence["options"]}
    if pack.arguments is not None:
        names[NONE] = pack.arguments.answers.no_error.rstrip(".")
    named = [error for error, name in names.items() if name.casefold() in said]
    expected = NONE if valid else row["concept"].rpartition("/")[2]
    if named != [expected] or row["answer"] != expected:
        return f"{evidence['form']} asks for {expected}; the response names {named}"
    return None


def _case_fault(row: Row, words: Words, evidence: Mapping[str, Any], *, valid: bool) -> str | None:
    """Find a case that does not refute the form, or one claimed where there is none."""
    assert words.pack.arguments is not None
    form, denied = evidence["form"], _says(row, words.pack.arguments.answers.no_case)
    if valid or denied or row["answer"] == NONE:
        fine = valid and denied and row["answer"] == NONE
        return None if fine else _none_fault(form, "counter-example", valid=valid)
    reading = Reading(row, words, evidence)
    try:
        facts = reading.facts(row["response"])
    except ValueError as error:
        return str(error)
    model = _model(form, {evidence["letters"][slot]: truth for slot, truth in facts.items()})
    if not refutes(form, model, existential_import=evidence["existential_import"]):
        return f"{form} is not refuted by {model}"
    return None


def _model(form: str, truths: dict[str, bool]) -> Mapping[str, Any]:
    """Complete a model by what premises state of single letters, or make it one of a thing."""
    if form[:1].isupper():
        return {"individuals": [{"S": False, "M": False, "P": False} | truths]}
    premises, _ = statements(form)
    stated = {each.lstrip("~"): not each.startswith("~") for each in premises}
    return {letter: truth for letter, truth in stated.items() if len(letter) == 1} | truths


def _mending_fault(
    row: Row, words: Words, evidence: Mapping[str, Any], *, valid: bool
) -> str | None:
    """Find a change that is no mend, or one where nothing needs mending."""
    assert words.pack.arguments is not None
    form, denied = evidence["form"], _says(row, words.pack.arguments.answers.nothing)
    assume = evidence["existential_import"]
    if valid or denied or not is_mend(form, row["answer"], existential_import=assume):
        fine = valid and denied and row["answer"] == NONE
        return None if fine else _none_fault(form, "mend", valid=valid)
    said = Reading(row, words, evidence).statements(row["response"])
    changes = {each.over(evidence["letters"]): each for each in said}
    return _change_fault(form, changes, assume=assume)


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


def _says(row: Row, text: str) -> bool:
    """Tell whether a response says a set sentence, end mark and case apart."""
    found: bool = text.rstrip(".").casefold() in row["response"].casefold()
    return found
