"""Derivations: textbook proofs line by line, every mood, and damage that must be seen."""

import json
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyglot_synth.logic import MOODS, is_valid
from polyglot_synth.logic.derivation import (
    Step,
    check_derivation,
    derivation,
    derivation_faults,
)

TEXTBOOK = {  # form: the rules of its proof, behind the premises
    "p>q, p |- q": ["modus ponens"],
    "p>q, ~q |- ~p": ["modus tollens"],
    "p>q, q>r |- p>r": ["hypothetical syllogism"],
    "p>q, q>r, r>s |- p>s": ["hypothetical syllogism", "hypothetical syllogism"],
    "p>q, q>r, p |- r": ["modus ponens", "modus ponens"],
    "p>q, q>r |- ~r>~p": ["hypothetical syllogism", "contraposition"],
    "p|q, ~p |- q": ["disjunctive syllogism"],
    "p|q, ~q |- p": ["disjunctive syllogism"],
    "~(p&q), q |- ~p": ["conjunctive syllogism"],
    "p>q |- ~q > ~p": ["contraposition"],
    "p>~q, q |- ~p": ["modus tollens"],
    "p&q>r |- p>q>r": ["exportation"],
    "p&r>q, r, p |- q": ["conjunction", "modus ponens"],
    "p|r>q, p |- q": ["addition", "modus ponens"],
    "p>q&r, p |- q": ["modus ponens", "simplification"],
    "~p>q, ~p |- q": ["modus ponens"],
    "p, q |- q&p": ["conjunction"],
    "p, q |- p": ["reiteration"],
    "~(p|q) |- ~p&~q": ["De Morgan"],
    "~~p |- p": ["double negation"],
    "PiS, PaM |- PiM": ["existence of the subject", "subalternation"],
    "p>q, r>s, p|r |- q|s": ["constructive dilemma"],
    "p>q, r>s, ~q|~s |- ~p|~r": ["destructive dilemma"],
    "p>q |- p>p&q": ["assumption", "modus ponens", "conjunction", "conditional proof"],
    "p=q, p |- q": ["biconditional elimination", "modus ponens"],
    "p, ~p |- q": ["explosion"],
    "a<b, b<c |- a<c": ["transitivity"],
    "a < b, b~c |- a < c": ["substitution of what is tied"],
    "a<b |- ~b<a": ["asymmetry"],
    "~a<b, ~b<c |- ~a<c": ["negative transitivity"],
    "~a<b, ~b<a |- a~b": ["trichotomy"],
    "a<b, ~c<b |- a<c": ["all weak orderings"],
    "EyAx R |- AxEy R": ["one for all is one for each"],
    "AxAy R |- ExEy R": ["instantiation", "instantiation"],
    "AxEyR |- ExEyR": ["instantiation"],
    "parts F |- part F": ["instantiation"],
    "parts F > whole F, parts F |- whole F": ["modus ponens"],
    "whole F>parts F, whole F |- part F": ["modus ponens", "instantiation"],
    "whole F |- whole F": ["reiteration"],
    "SaP |- pas": ["contraposition"],
    "SeP |- Sap": ["obversion"],
    "SaP, MeP |- SeM": ["simple conversion", "Celarent"],
}
TRADITION = {  # mood: the rules that reduce it to the first figure
    "AAA-1": "Barbara",
    "EAE-1": "Celarent",
    "AII-1": "Darii",
    "EIO-1": "Ferio",
    "EAE-2": "simple conversion, Celarent",
    "AEE-2": "simple conversion, Celarent, simple conversion",
    "EIO-2": "simple conversion, Ferio",
    "AOO-2": "assumption, Barbara, reductio ad absurdum",
    "AII-3": "simple conversion, Darii",
    "IAI-3": "simple conversion, Darii, simple conversion",
    "EIO-3": "simple conversion, Ferio",
    "OAO-3": "assumption, Barbara, reductio ad absurdum",
    "AEE-4": "Celarent, simple conversion",
    "IAI-4": "Darii, simple conversion",
    "EIO-4": "simple conversion, simple conversion, Ferio",
}
BY_IMPORT = {
    "AAI-1": "existential import, subalternation, Darii",
    "EAO-1": "existential import, subalternation, Ferio",
    "EAO-2": "simple conversion, existential import, subalternation, Ferio",
    "AEO-2": "simple conversion, Celarent, simple conversion, existential import, subalternation",
    "AAI-3": "existential import, conversion per accidens, Darii",
    "EAO-3": "existential import, conversion per accidens, Ferio",
    "AAI-4": "Barbara, existential import, conversion per accidens",
    "AEO-4": "Celarent, simple conversion, existential import, subalternation",
    "EAO-4": "simple conversion, existential import, conversion per accidens, Ferio",
}


def rules(steps: list[Step]) -> list[str]:
    return [step["rule"] for step in steps if step["rule"] != "premise"]


@pytest.mark.parametrize(("form", "named"), TEXTBOOK.items())
def test_a_textbook_form_has_its_textbook_proof(form: str, named: list[str]) -> None:
    steps = derivation(form)
    assert rules(steps) == named
    assert list(derivation_faults(form, steps)) == []
    assert json.loads(json.dumps(steps)) == steps


@pytest.mark.parametrize(("mood", "named"), TRADITION.items())
def test_a_valid_mood_is_reduced_to_the_first_figure(mood: str, named: str) -> None:
    for existential_import in (False, True):
        steps = derivation(mood, existential_import=existential_import)
        assert ", ".join(rules(steps)) == named
        assert check_derivation(mood, steps, existential_import=existential_import)


@pytest.mark.parametrize(("mood", "named"), BY_IMPORT.items())
def test_import_is_a_line_of_the_proof(mood: str, named: str) -> None:
    steps = derivation(mood, existential_import=True)
    assert ", ".join(rules(steps)) == named
    assert check_derivation(mood, steps, existential_import=True)
    assert not check_derivation(mood, steps)


@pytest.mark.parametrize("existential_import", [False, True])
def test_just_the_valid_moods_have_derivations(*, existential_import: bool) -> None:
    derived = [m for m in MOODS if derivation(m, existential_import=existential_import)]
    valid = [m for m in MOODS if is_valid(m, existential_import=existential_import)]
    assert derived == valid


TREES = st.recursive(
    st.sampled_from("pqrs"),
    lambda parts: (
        st.builds("~({})".format, parts)
        | st.builds("({}){}({})".format, parts, st.sampled_from("&|>="), parts)
    ),
    max_leaves=5,
)


@given(st.lists(TREES, max_size=3), TREES)
@settings(deadline=None)
def test_every_valid_form_is_derived(premises: list[str], conclusion: str) -> None:
    form = f"{', '.join(premises)} |- {conclusion}"
    steps = derivation(form)
    assert bool(steps) is is_valid(form)
    assert not steps or check_derivation(form, steps)


CATEGORICAL = st.builds(
    "{}{}{}".format, st.sampled_from("SMPsmp"), st.sampled_from("aeio"), st.sampled_from("SMPsmp")
)


@given(st.sampled_from(["SaP", "MeP", "SiM"]), CATEGORICAL, CATEGORICAL, st.booleans())
@settings(deadline=None)
def test_every_valid_categorical_form_is_derived(
    first: str,
    second: str,
    conclusion: str,
    existential_import: bool,  # noqa: FBT001 - drawn
) -> None:
    form = f"{first}, {second} |- {conclusion}"
    steps = derivation(form, existential_import=existential_import)
    assert bool(steps) is is_valid(form, existential_import=existential_import)
    assert not steps or check_derivation(form, steps, existential_import=existential_import)


@pytest.mark.parametrize(
    "form",
    [
        "(p=q)=r |- p=(q=r)",
        "|- ((p>q)>p)>p",
        "|- (p>q)|(q>p)",
        "|- ~~(p>p)",
        "p|q, p|r, q|r |- p&q|p&r|q&r",
        "~" * 5000 + "p |- p",
        "a|b|c|d|e|f|g|h|i|j |- j|i|h|g|f|e|d|c|b|a",
    ],
)
def test_hard_and_long_forms_are_derived(form: str) -> None:
    assert check_derivation(form, derivation(form))


def damaged(form: str, line: int, **changes: object) -> list[Step]:
    steps = deepcopy(derivation(form))
    steps[line - 1].update(changes)  # type: ignore[typeddict-item]
    return steps


PEIRCE = "|- ((p>q)>p)>p"


@pytest.mark.parametrize(
    ("form", "steps"),
    {
        "cites too little": ("p>q, p |- q", damaged("p>q, p |- q", 3, **{"from": [1]})),
        "cites itself": ("p>q, p |- q", damaged("p>q, p |- q", 3, **{"from": [1, 3]})),
        "cites what is not there": ("p |- p|q", damaged("p |- p|q", 2, **{"from": [0]})),
        "another number": ("p |- p|q", damaged("p |- p|q", 2, number=3)),
        "no premise": ("p>q, p |- q", damaged("p>q, p |- q", 2, statement="q")),
        "another conclusion": ("p&q |- q", damaged("p&q |- q", 2, statement="p")),
        "what cannot be read": ("p&q |- q", damaged("p&q |- q", 2, statement="p q")),
        "a premise for a proof": ("p>q, p |- q", damaged("p>q, p |- q", 3, rule="premise")),
        "an assumption for a proof": (
            "p>q, p |- q",
            damaged("p>q, p |- q", 3, rule="assumption", **{"from": []}),
        ),
        "not discharged": (PEIRCE, damaged(PEIRCE, 7, rule="addition")),
        "discharges no assumption": (PEIRCE, damaged(PEIRCE, 7, **{"from": [6, 1]})),
        "rests on an assumption": ("p |- q>p", derivation("p, q |- p")),
        "a converse": ("AEE-2", damaged("AEE-2", 3, statement="MaS")),
        "reductio without its premise": ("AOO-2", damaged("AOO-2", 5, **{"from": [3, 4]})),
        "ends too early": ("AEE-2", derivation("AEE-2")[:-1]),
        "nothing": ("p |- p", []),
        "of another form": ("p>q, q |- p", derivation("p>q, p |- q")),
        "an order": ("a<b, b<c |- a<c", damaged("a<b, b<c |- a<c", 3, **{"from": [1]})),
    }.values(),
)
def test_damage_is_seen(form: str, steps: list[Step]) -> None:
    assert not check_derivation(form, steps)


@pytest.mark.parametrize(
    "line",
    [
        {"number": 2},
        {"number": 2, "statement": "p", "rule": "premise"},
        {"number": 2, "statement": "p", "rule": "premise", "from": None},
        {"number": 2, "statement": "p", "rule": "premise", "from": ["1"]},
        {"number": 2, "statement": "p", "rule": "premise", "from": [True]},
        {"number": 2, "statement": None, "rule": "premise", "from": []},
        {"number": 2, "statement": "p", "rule": ["premise"], "from": []},
        {"number": "2", "statement": "p", "rule": "premise", "from": []},
        "2 p premise []",
        [2, "p", "premise", []],
        None,
    ],
)
def test_a_line_that_is_no_step_is_said(line: object) -> None:
    steps: list[object] = [*derivation("p>q, p |- q")]
    steps[1] = line
    [fault] = derivation_faults("p>q, p |- q", steps)  # type: ignore[arg-type]
    assert fault == "Line 2 is no step: number, statement, rule and from, a list of numbers."


@pytest.mark.parametrize("form", [*TEXTBOOK, *TRADITION])
def test_no_cited_line_is_idle_in_textbook_proofs(form: str) -> None:
    """Without any one of the lines it cites, a step no longer follows."""
    steps = derivation(form)
    for step in steps:
        for cited in step["from"]:
            less = damaged(
                form, step["number"], **{"from": [n for n in step["from"] if n != cited]}
            )
            assert not check_derivation(form, less)
