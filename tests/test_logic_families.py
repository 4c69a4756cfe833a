"""Comparisons, two quantifiers, wholes and parts: textbook verdicts, z3, models by anybody."""

from contextlib import suppress
from itertools import pairwise, product
from typing import Any

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from polyglot_synth.logic import (
    MOODS,
    FormError,
    ModelError,
    counter_model,
    holds,
    is_valid,
    letters,
    prove,
    refutes,
    statements,
)
from polyglot_synth.logic.quantifiers import PREFIXES, related, relations

VALID = [
    "a<b, b<c |- a<c",
    "a<b, b~c |- a<c",
    "~a<b, ~b<a |- a~b",
    "a<b |- ~b<a",
    "|- ~a<a",
    "a<b, b<c, c<d, d<e, e<f |- a<f",
    "EyAx R |- AxEy R",
    "ExAy R |- AyEx R",
    "AxAy R |- AyAx R",
    "AxAy R |- ExEy R",
    "parts F |- part F",
    "whole F > parts F, whole F |- part F",
]
INVALID: dict[str, tuple[dict[str, Any], int]] = {  # form: its first counter-model, its number
    "a<b |- b<a": ({"a": 0, "b": 1}, 1),
    "a<b, a<c |- b<c": ({"a": 0, "b": 2, "c": 1}, 2),
    "a<c, b<c |- a<b": ({"a": 1, "b": 0, "c": 2}, 3),
    "~a<b |- b<a": ({"a": 0, "b": 0}, 3),
    "AxEy R |- EyAx R": ({"domain": [1, 2], "pairs": [[1, 1], [2, 2]]}, 10),
    "AxEy R |- AyEx R": ({"domain": [1, 2], "pairs": [[1, 1], [2, 1]]}, 9),
    "ExEy R |- AxEy R": ({"domain": [1, 2], "pairs": [[1, 1]]}, 4),
    "parts F |- whole F": ({"whole": False, "parts": [True, True]}, 4),
    "whole F |- parts F": ({"whole": True, "parts": [False, False]}, 5),
    "part F |- parts F": ({"whole": False, "parts": [False, True]}, 2),
}


@pytest.mark.parametrize("form", VALID)
def test_a_valid_form_is_proved(form: str) -> None:
    assert prove(form)["valid"]


@pytest.mark.parametrize(("form", "found"), INVALID.items(), ids=INVALID)
def test_a_fallacy_has_its_first_counter_model(form: str, found: tuple[Any, int]) -> None:
    proof = prove(form)
    assert (proof["counter_model"], proof["models_searched"]) == found
    assert refutes(form, found[0])


COMPARISONS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "~"]),
    st.sampled_from("abcd"),
    st.sampled_from("<~"),
    st.sampled_from("abcd"),
)


def z3_comparison(text: str) -> z3.BoolRef:
    left, right = z3.Real(text[-3]), z3.Real(text[-1])
    said = left < right if text[-2] == "<" else left == right
    return z3.Not(said) if len(text) > 3 else said


@given(st.lists(COMPARISONS, max_size=4), COMPARISONS)
@settings(deadline=None)
def test_comparisons_agree_with_z3_on_real_numbers(premises: list[str], conclusion: str) -> None:
    form = f"{', '.join(['a<b', *premises])} |- {conclusion}"
    given_truths = map(z3_comparison, ["a<b", *premises])
    assert is_valid(form) is z3_valid(given_truths, z3_comparison(conclusion))


def z3_valid(premises: Any, conclusion: z3.BoolRef) -> bool:
    solver = z3.Solver()
    solver.add(*premises, z3.Not(conclusion))
    answer = solver.check()
    assert answer in (z3.sat, z3.unsat)
    return bool(answer == z3.unsat)


def z3_prefix(text: str) -> z3.BoolRef:
    thing = z3.DeclareSort("Thing")
    variables = {"x": z3.Const("x", thing), "y": z3.Const("y", thing)}
    relation = z3.Function("R", thing, thing, z3.BoolSort())
    said = relation(variables["x"], variables["y"])
    for quantifier, name in ((text[2], text[3]), (text[0], text[1])):
        bind = z3.ForAll if quantifier == "A" else z3.Exists
        said = bind(variables[name], said)
    return said


@pytest.mark.parametrize(("first", "second"), list(product(PREFIXES, repeat=2)))
def test_quantifiers_agree_with_z3(first: str, second: str) -> None:
    for conclusion in PREFIXES:
        form = f"{first} R, {second} R |- {conclusion} R"
        said = z3_valid([z3_prefix(first), z3_prefix(second)], z3_prefix(conclusion))
        assert is_valid(form) is said


def test_a_fourth_thing_shows_nothing_new() -> None:
    """What can be true together is so among three things; among two something is missing."""

    def together(size: int) -> set[tuple[bool, ...]]:
        models = relations(size)
        return {tuple(related(prefix, model) for prefix in PREFIXES) for model in models}

    assert together(2) < together(3)
    four = {tuple(related(p, model) for p in PREFIXES) for model in relations_of_four()}
    assert four == together(3)


def relations_of_four() -> Any:
    """List all relations on four things up to the order of rows: those with rows in order."""
    rows = [
        frozenset(y for y, taken in zip(range(1, 5), bits, strict=True) if taken)
        for bits in product((False, True), repeat=4)
    ]
    kind = type(relations(1)[0])
    for chosen in product(range(16), repeat=4):
        if all(one <= other for one, other in pairwise(chosen)):
            pairs = {(x, y) for x, row in enumerate(chosen, start=1) for y in rows[row]}
            yield kind(4, frozenset(pairs))


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("p>q,q|-p", (["p>q", "q"], "p")),
        ("|- p | ~p", ([], "p | ~p")),
        ("AAA-4", (["PaM", "MaS"], "SaP")),
        ("SaP |- pas", (["SaP"], "pas")),
        ("a<b, b ~ c |- a<c", (["a<b", "b ~ c"], "a<c")),
        ("AxEy R |- EyAx R", (["AxEy R"], "EyAx R")),
        ("parts F > whole F, parts F |- whole F", (["parts F > whole F", "parts F"], "whole F")),
    ],
)
def test_statements_are_as_written(form: str, written: tuple[list[str], str]) -> None:
    assert statements(form) == written


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("q>p |- p", "pq"),
        ("EIO-3", "SMP"),
        ("SaP |- pas", "SP"),
        ("c<b |- b<c", "bc"),
        ("AxEy R |- EyAx R", "R"),
        ("parts F |- whole F", "F"),
    ],
)
def test_letters_are_what_a_model_interprets(form: str, expected: str) -> None:
    assert letters(form) == tuple(expected)


REFUTED = [
    (form, assume)
    for form in (*INVALID, *MOODS, "p>q, q |- p", "SaP |- PaS", "p |- q")
    for assume in (False, True)
    if not is_valid(form, existential_import=assume)
]


@pytest.mark.parametrize(("form", "assume"), REFUTED)
def test_a_counter_model_refutes(form: str, *, assume: bool) -> None:
    model = counter_model(form, existential_import=assume)
    assert model is not None
    assert refutes(form, model, existential_import=assume)
    premises, conclusion = statements(form)
    assert [holds(text, model) for text in premises] == [True] * len(premises)
    assert not holds(conclusion, model)


def test_of_the_moods_241_are_refuted_and_232_with_import() -> None:
    moods = [assume for form, assume in REFUTED if form in MOODS]
    assert (moods.count(False), moods.count(True)) == (241, 232)


ONLY_S = {"S": True, "M": False, "P": False}


@pytest.mark.parametrize(
    ("form", "model"),
    [
        ("p>q, q |- p", {"p": True, "q": True}),  # the conclusion is true
        ("p>q, q |- p", {"p": False, "q": False}),  # a premise is false
        ("p>q, q |- p", {"q": True}),
        ("p>q, q |- p", {"p": 0, "q": 1}),
        ("p>q, q |- p", {}),
        ("AAA-2", {"individuals": [ONLY_S]}),
        ("AAA-2", {"individuals": [{"S": True, "M": True}]}),
        ("AAA-2", {"individuals": "SM"}),
        ("AAA-2", {"individuals": [None]}),
        ("a<b |- b<a", {"a": 0}),
        ("a<b |- b<a", {"a": False, "b": True}),
        ("AxEy R |- EyAx R", {"domain": [], "pairs": []}),
        ("AxEy R |- EyAx R", {"domain": [1, 2], "pairs": [[1, 3]]}),
        ("AxEy R |- EyAx R", {"domain": [1, 2], "pairs": [1, 2]}),
        ("parts F |- whole F", {"whole": False, "parts": []}),
        ("parts F |- whole F", {"whole": False, "parts": [True, False]}),
        ("parts F |- whole F", {"parts": [True]}),
    ],
)
def test_another_model_refutes_nothing(form: str, model: dict[str, Any]) -> None:
    assert not refutes(form, model)


@pytest.mark.parametrize(
    ("form", "model"),
    [
        ("a<b, a<c |- b<c", {"a": 10, "b": 70, "c": 30}),
        ("AxEy R |- EyAx R", {"domain": ["Asha", "Juma"], "pairs": [["Asha", "Juma"]] * 2}),
        ("parts F |- whole F", {"whole": False, "parts": [True] * 5}),
        ("p>q, q |- p", {"p": False, "q": True, "r": True}),
        ("SaP |- PaS", {"individuals": [{"S": False, "P": True}, {"S": True, "P": True}]}),
    ],
)
def test_a_model_may_be_larger_and_have_other_names(form: str, model: dict[str, Any]) -> None:
    if "domain" in model:
        model = {**model, "pairs": [["Asha", "Juma"], ["Juma", "Asha"]]}
    assert refutes(form, model)


def test_import_asks_for_inhabited_terms() -> None:
    assert refutes("AAI-1", {"individuals": []})
    assert not refutes("AAI-1", {"individuals": []}, existential_import=True)


def test_what_a_model_leaves_open_is_said() -> None:
    with pytest.raises(ModelError, match="whether 'q' is true or false"):
        holds("p>q", {"p": True})


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ("a<b, b |- a<c", "stands 'b' where a statement such as a<b"),
        ("a<b, b=c |- a<c", "stands 'b=c' where a statement such as a<b"),
        ("a<b", "no single '|-'"),
        ("a<b |-", "stands '' where a statement such as a<b"),
        ("a<b, c<d, e<f |- a<g", "stand 7 letters where at most 6"),
        ("AxAx R |- EyAx R", "stands 'AxAx R' where a statement such as AxEy R"),
        ("AxEy R |- EyAx S", "stands 'EyAx S' where a statement such as AxEy R"),
        ("AxEy R |- AxEy R |- AxEy R", "no single '|-'"),
        ("parts F |- whole G", "stands 'whole G' where a statement such as 'parts F'"),
        ("parts F", "no single '|-'"),
    ],
)
def test_bad_text_is_refused_with_one_sentence(form: str, problem: str) -> None:
    for ask in (counter_model, is_valid, prove, statements, letters):
        with pytest.raises(FormError) as refusal:
            ask(form)
        assert problem in str(refusal.value)
        assert str(refusal.value).endswith(".")


@given(st.text(alphabet="abxyAERF<~>,|- partswhole"))
def test_any_text_is_decided_or_refused(text: str) -> None:
    with suppress(FormError):
        assert is_valid(text) is (counter_model(text) is None)
