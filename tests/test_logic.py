"""Argument forms: textbook verdicts, all 256 moods, z3 as a second opinion, refusals."""

import json
import pickle
from collections.abc import Iterable
from itertools import combinations, pairwise, product

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from polyglot_synth.logic import FormError, counter_model, is_valid, prove

Tree = str | tuple["Tree", ...]

VALID = {
    "modus ponens": "p>q, p |- q",
    "modus tollens": "p>q, ~q |- ~p",
    "hypothetical syllogism": "p>q, q>r |- p>r",
    "disjunctive syllogism": "p|q, ~p |- q",
    "constructive dilemma": "p>q, r>s, p|r |- q|s",
    "destructive dilemma": "p>q, r>s, ~q|~s |- ~p|~r",
    "simplification": "p&q |- p",
    "conjunction": "p, q |- p&q",
    "addition": "p |- p|q",
    "contraposition": "p>q |- ~q>~p",
    "exportation": "p&q>r |- p>q>r",
    "De Morgan": "~(p&q) |- ~p|~q",
    "iff, forwards": "p=q, p |- q",
    "explosion": "p, ~p |- q",
    "excluded middle, from no premises": "|- p|~p",
    "Peirce's law": "|- ((p>q)>p)>p",
    "repetition, without spaces": "p|-p",
    "or before the turnstile": "p|q|-q|p",
}

INVALID = {
    "affirming the consequent": ("p>q, q |- p", {"p": False, "q": True}),
    "denying the antecedent": ("p>q, ~p |- ~q", {"p": False, "q": True}),
    "affirming a disjunct": ("p|q, p |- ~q", {"p": True, "q": True}),
    "denying a conjunct": ("~(p&q), ~p |- q", {"p": False, "q": False}),
    "commuting a conditional": ("p>q |- q>p", {"p": False, "q": True}),
    "improper transposition": ("p>q |- ~p>~q", {"p": False, "q": True}),
    "half of an iff": ("p>q |- p=q", {"p": False, "q": True}),
    "wrong grouping": ("p>(q>r) |- (p>q)>r", {"p": False, "q": False, "r": False}),
    "keys in alphabetical order": ("z |- a", {"a": False, "z": True}),
}

UNCONDITIONALLY_VALID = {
    *("AAA-1", "EAE-1", "AII-1", "EIO-1"),  # Barbara, Celarent, Darii, Ferio
    *("EAE-2", "AEE-2", "EIO-2", "AOO-2"),  # Cesare, Camestres, Festino, Baroco
    *("AII-3", "IAI-3", "EIO-3", "OAO-3"),  # Datisi, Disamis, Ferison, Bocardo
    *("AEE-4", "IAI-4", "EIO-4"),  # Calemes, Dimatis, Fresison
}
VALID_BY_IMPORT = {
    *("AAI-1", "EAO-1"),  # Barbari, Celaront
    *("EAO-2", "AEO-2"),  # Cesaro, Camestros
    *("AAI-3", "EAO-3"),  # Darapti, Felapton
    *("AAI-4", "AEO-4", "EAO-4"),  # Bamalip, Calemos, Fesapo
}
MOODS = [f"{''.join(mood)}-{figure}" for mood in product("AEIO", repeat=3) for figure in "1234"]


@pytest.mark.parametrize("form", VALID.values(), ids=VALID)
def test_a_valid_form_has_no_counter_model(form: str) -> None:
    assert is_valid(form)
    assert counter_model(form) is None


@pytest.mark.parametrize(("form", "model"), INVALID.values(), ids=INVALID)
def test_a_fallacy_has_its_first_counter_model(form: str, model: dict[str, bool]) -> None:
    assert not is_valid(form)
    found = counter_model(form)
    assert found == model
    assert list(found) == sorted(model)


@pytest.mark.parametrize(
    ("bare", "grouped"),
    [
        ("~p&q", "(~p)&q"),
        ("p|q&r", "p|(q&r)"),
        ("p&q|r", "(p&q)|r"),
        ("p>q|r", "p>(q|r)"),
        ("p>q>r", "p>(q>r)"),
        ("p=q>r", "p=(q>r)"),
        ("p>q=r", "(p>q)=r"),
    ],
)
def test_signs_bind_as_documented(bare: str, grouped: str) -> None:
    assert is_valid(f"|- ({bare}) = ({grouped})")


def test_long_forms_are_decided() -> None:
    alphabet = "abcdefghijklmnopqrst"
    chain = ", ".join(f"{left}>{right}" for left, right in pairwise(alphabet))
    assert prove(f"{chain} |- a>t")["models_searched"] == 2**20
    assert counter_model(f"{chain} |- t>a") == {**dict.fromkeys(alphabet, False), "t": True}
    assert is_valid("(" * 5000 + "p" + ")" * 5000 + " |- " + "~" * 5000 + "p")


def test_the_valid_moods_are_the_traditional_ones() -> None:
    assert {mood for mood in MOODS if is_valid(mood)} == UNCONDITIONALLY_VALID
    with_import = {mood for mood in MOODS if is_valid(mood, existential_import=True)}
    assert with_import == UNCONDITIONALLY_VALID | VALID_BY_IMPORT
    assert (len(MOODS), len(UNCONDITIONALLY_VALID), len(with_import)) == (256, 15, 24)


@pytest.mark.parametrize(
    ("form", "individuals", "individuals_with_import"),
    [
        ("AAA-2", ["SM"], ["SMP", "SM"]),  # undistributed middle
        ("IEO-4", ["MP"], ["SP", "MP"]),  # illicit major
        ("AAA-3", ["S"], ["SMP", "S"]),  # illicit minor
        ("EEE-1", ["SP"], ["SP", "M"]),  # exclusive premises
        ("AAI-1", [], None),  # existential fallacy
    ],
)
def test_fallacies_have_the_smallest_counter_models(
    form: str, individuals: list[str], individuals_with_import: list[str] | None
) -> None:
    assert counter_model(form) == universe(individuals)
    assert counter_model(form, existential_import=True) == universe(individuals_with_import)


def universe(individuals: list[str] | None) -> dict[str, list[dict[str, bool]]] | None:
    """Write a universe out from the terms that each individual falls under."""
    if individuals is None:
        return None
    return {"individuals": [{term: term in one for term in "SMP"} for one in individuals]}


def test_import_means_nothing_to_propositional_forms() -> None:
    assert counter_model("p>q, q |- p", existential_import=True) == {"p": False, "q": True}


def test_evidence_is_json_and_counts_models() -> None:
    evidence = prove("p>q, q |- p")
    assert json.loads(json.dumps(evidence)) == {
        "form": "p>q, q |- p",
        "existential_import": False,
        "valid": False,
        "counter_model": {"p": False, "q": True},
        "models_searched": 2,
    }
    assert prove("AAA-1", existential_import=True) == {
        "form": "AAA-1",
        "existential_import": True,
        "valid": True,
        "counter_model": None,
        "models_searched": 256,
    }


def test_what_a_caller_changes_does_not_come_back() -> None:
    counter_model("AAA-2")["individuals"].clear()
    counter_model("p |- q")["p"] = False
    assert counter_model("AAA-2") == {"individuals": [{"S": True, "M": True, "P": False}]}
    assert counter_model("p |- q") == {"p": True, "q": False}


# Refusals

OPERAND = "a letter, '~' or '('"


@pytest.mark.parametrize(
    ("form", "character", "problem"),
    [
        ("", 1, "the form ends where '|-' before a conclusion is due"),
        ("p>q, q", 7, "the form ends where '|-' before a conclusion is due"),
        ("p |-", 5, f"the form ends where {OPERAND} is due"),
        ("p>>q |- p", 3, f"stands '>' where {OPERAND} is due"),
        ("p> |- p", 4, f"stands '|-' where {OPERAND} is due"),
        ("p, |- p", 4, f"stands '|-' where {OPERAND} is due"),
        (", p |- p", 1, f"stands ',' where {OPERAND} is due"),
        ("p~q |- p", 2, "stands '~' where an operator is due"),
        ("p q |- p", 3, "stands 'q' where an operator is due"),
        ("() |- p", 2, f"stands ')' where {OPERAND} is due"),
        ("p) |- p", 2, "stands ')' where an operator or the end of the formula is due"),
        ("(p, q |- p", 3, "stands ',' where the ')' for the '(' at character 1 is due"),
        ("p |- (p|(q)", 12, "the form ends where the ')' for the '(' at character 6 is due"),
        ("p |- q |- r", 8, "stands '|-' where the end of the one conclusion is due"),
        ("p |- q, r", 7, "stands ',' where the end of the one conclusion is due"),
        ("p->q |- q", 2, "stands '-' where one of a-z ~ & | > = ( ) , |- is due"),
        ("p | - q", 5, "stands '-' where one of a-z ~ & | > = ( ) , |- is due"),
        ("P |- p", 1, "stands 'P' where one of a-z ~ & | > = ( ) , |- is due"),
        ("p→q |- q", 2, "stands '→' where one of a-z ~ & | > = ( ) , |- is due"),
        ("AAU-1", 3, "stands 'U' where a mood letter (A, E, I or O) is due"),
        ("Barbara", 1, "stands 'B' where a mood letter (A, E, I or O) is due"),
        ("AA", 3, "the form ends where a mood letter (A, E, I or O) is due"),
        ("AAA1", 4, "stands '1' where '-' is due"),
        ("AAA-", 5, "the form ends where a figure (1 to 4) is due"),
        ("AAA-5", 5, "stands '5' where a figure (1 to 4) is due"),
        ("AAA-11", 6, "stands '1' where the end of the form is due"),
        (" AAA-1", 1, "stands ' ' where a mood letter (A, E, I or O) is due"),
    ],
)
def test_a_bad_form_is_refused_at_its_character(form: str, character: int, problem: str) -> None:
    sentence = f"At character {character} of {form!r} {problem}."
    for decide in (counter_model, is_valid, prove):
        with pytest.raises(FormError) as refusal:
            decide(form)
        assert str(refusal.value) == sentence
    assert str(pickle.loads(pickle.dumps(refusal.value))) == sentence


@given(st.text(alphabet="pqr~&|>=(), -AEIO123"))
def test_any_text_is_decided_or_refused(text: str) -> None:
    try:
        assert is_valid(text) is (counter_model(text) is None)
    except FormError as refusal:
        assert str(refusal).startswith("At character ")  # noqa: PT017 - most texts are refused


# A second opinion: Python on propositional models, sets on syllogistic ones, z3 on verdicts

TREES = st.recursive(
    st.sampled_from("pqrs"),
    lambda parts: st.tuples(st.just("~"), parts) | st.tuples(st.sampled_from("&|>="), parts, parts),
    max_leaves=6,
)
ARGUMENTS = st.tuples(st.lists(TREES, max_size=3), TREES)
PYTHON = str.maketrans({"~": " not ", "&": " and ", "|": " or ", ">": "<=", "=": "=="})
Z3 = {
    "~": z3.Not,
    "&": z3.And,
    "|": z3.Or,
    ">": z3.Implies,
    "=": lambda left, right: left == right,
}


def full(tree: Tree) -> str:
    """Write a tree with every parenthesis."""
    if isinstance(tree, str):
        return tree
    sign, *parts = tree
    written = [full(part) for part in parts]
    return f"({sign}{written[0]})" if sign == "~" else f"({sign.join(written)})"


def spare(tree: Tree, outside: int = 0) -> str:
    """Write a tree with as few parentheses as a loosest sign ``outside`` allows."""
    if isinstance(tree, str):
        return tree
    sign, *parts = tree
    strength = "=>|&~".index(sign)
    if sign == "~":
        return f"~{spare(parts[0], strength)}"
    text = f"{spare(parts[0], strength + 1)} {sign} {spare(parts[1], strength)}"
    return f"({text})" if strength < outside else text


def formula(tree: Tree) -> z3.BoolRef:
    """Build a tree in z3."""
    if isinstance(tree, str):
        return z3.Bool(tree)
    sign, *parts = tree
    return Z3[sign](*map(formula, parts))


def refutable(premises: Iterable[z3.BoolRef], conclusion: z3.BoolRef) -> bool:
    """Ask z3 for a counter-model; "unknown" is no answer."""
    solver = z3.Solver()
    solver.add(*premises, z3.Not(conclusion))
    answer = solver.check()
    assert answer in (z3.sat, z3.unsat)
    return bool(answer == z3.sat)


def refutes(model: dict[str, bool], premises: list[Tree], conclusion: Tree) -> bool:
    """Let Python work out whether the premises are true and the conclusion false."""
    *given_truths, concluded = (
        eval(full(tree).translate(PYTHON), {}, model) for tree in (*premises, conclusion)
    )
    return all(given_truths) and not concluded


@given(ARGUMENTS)
@settings(deadline=None)
def test_propositional_verdicts_agree_with_python_and_z3(argument: tuple[list[Tree], Tree]) -> None:
    premises, conclusion = argument
    form = f"{','.join(map(full, premises))}|-{full(conclusion)}"
    evidence = prove(form)
    letters = sorted(set("pqrs").intersection(form))
    models = [
        dict(zip(letters, values, strict=True))
        for values in product((False, True), repeat=len(letters))
    ]
    refuting = [model for model in models if refutes(model, premises, conclusion)]
    assert evidence["counter_model"] == (refuting[0] if refuting else None)
    assert evidence["models_searched"] == (
        models.index(refuting[0]) + 1 if refuting else len(models)
    )
    assert evidence["valid"] is not refutable(map(formula, premises), formula(conclusion))


@given(ARGUMENTS)
def test_parentheses_that_say_nothing_change_nothing(argument: tuple[list[Tree], Tree]) -> None:
    premises, conclusion = argument
    bare = f"{', '.join(map(spare, premises))} |- {spare(conclusion)}"
    assert counter_model(bare) == counter_model(
        f"{','.join(map(full, premises))}|-{full(conclusion)}"
    )


FIGURES = {"1": "MP SM SP", "2": "PM SM SP", "3": "MP MS SP", "4": "PM MS SP"}
SETS = {
    "A": lambda subject, predicate: subject <= predicate,
    "E": lambda subject, predicate: not subject & predicate,
    "I": lambda subject, predicate: bool(subject & predicate),
    "O": lambda subject, predicate: bool(subject - predicate),
}


def refutes_mood(individuals: list[dict[str, bool]], mood: str) -> bool:
    """Let sets of individuals work out whether premises are true and the conclusion false."""
    extension = {
        term: {number for number, one in enumerate(individuals) if one[term]} for term in "SMP"
    }
    major, minor, conclusion = (
        SETS[letter](extension[subject], extension[predicate])
        for letter, (subject, predicate) in zip(mood, FIGURES[mood[-1]].split(), strict=False)
    )
    return major and minor and not conclusion


def first_refuting(mood: str, *, existential_import: bool) -> list[dict[str, bool]] | None:
    """Find the first of the smallest universes that refute a mood, trying all 256."""
    regions = [dict(zip("SMP", region, strict=True)) for region in product((True, False), repeat=3)]
    universes = (list(some) for size in range(9) for some in combinations(regions, size))
    return next(
        (
            individuals
            for individuals in universes
            if refutes_mood(individuals, mood)
            and not (existential_import and has_empty_term(individuals))
        ),
        None,
    )


def has_empty_term(individuals: list[dict[str, bool]]) -> bool:
    """Tell whether nobody falls under one of the terms."""
    return not all(any(one[term] for one in individuals) for term in "SMP")


def z3_statement(letter: str, terms: str) -> z3.BoolRef:
    """State a categorical statement with uninterpreted predicates over an uninterpreted sort."""
    sort = z3.DeclareSort("Thing")
    one = z3.Const("one", sort)
    subject, predicate = (z3.Function(term, sort, z3.BoolSort())(one) for term in terms)
    return {
        "A": z3.ForAll(one, z3.Implies(subject, predicate)),
        "E": z3.ForAll(one, z3.Not(z3.And(subject, predicate))),
        "I": z3.Exists(one, z3.And(subject, predicate)),
        "O": z3.Exists(one, z3.And(subject, z3.Not(predicate))),
    }[letter]


@pytest.mark.parametrize("existential_import", [False, True])
@pytest.mark.parametrize("mood", MOODS)
def test_moods_agree_with_sets_and_z3(mood: str, *, existential_import: bool) -> None:
    model = counter_model(mood, existential_import=existential_import)
    first = first_refuting(mood, existential_import=existential_import)
    assert model == (None if first is None else {"individuals": first})
    major, minor, conclusion = map(z3_statement, mood[:3], FIGURES[mood[-1]].split())
    inhabited = [z3_statement("I", 2 * term) for term in "SMP" if existential_import]
    assert (model is not None) is refutable([major, minor, *inhabited], conclusion)


def written_out(mood: str) -> str:
    """Write a mood and figure out, such as ``MaP, SaM |- SaP``."""
    pairs = zip(FIGURES[mood[-1]].split(), mood[:3].lower(), strict=True)
    *premises, conclusion = [terms[0] + letter + terms[1] for terms, letter in pairs]
    return f"{', '.join(premises)} |- {conclusion}"


@pytest.mark.parametrize("existential_import", [False, True])
@pytest.mark.parametrize("mood", MOODS)
def test_moods_are_the_same_written_out(mood: str, *, existential_import: bool) -> None:
    written = counter_model(written_out(mood), existential_import=existential_import)
    assert written == counter_model(mood, existential_import=existential_import)


@pytest.mark.parametrize(
    ("form", "valid"),
    [
        ("SaP |- PaS", False),
        ("SeP |- PeS", True),
        ("SiP |- PiS", True),
        ("SoP |- PoS", False),
        ("SaP |- pas", True),  # contraposition: only P are S
        ("SaP |- sap", False),  # the inverse says what the converse says
        ("SeP |- Sap", True),  # obversion
        ("SoP |- Sip", True),
    ],
)
def test_immediate_inferences(form: str, *, valid: bool) -> None:
    assert is_valid(form) is valid


@pytest.mark.parametrize("letter", "aeio")
@pytest.mark.parametrize("terms", ["SP", "Sp", "sP", "sp", "MM", "Mm"])
def test_complements_are_negated_predicates(letter: str, terms: str) -> None:
    """Two statements say the same where each follows from the other, by z3 too."""
    obverse = {"a": "e", "e": "a", "i": "o", "o": "i"}[letter]
    subject, predicate = terms
    said, also = subject + letter + predicate, subject + obverse + predicate.swapcase()
    if said[0].isupper():  # a form opens on a term, not on its complement
        assert is_valid(f"{said} |- {also}")
        assert is_valid(f"{also} |- {said}")


@pytest.mark.parametrize("form", ["SaX |- PaS", "SaP |- PaSS", "SaP |-", "SaP, |- Pa"])
def test_a_bad_statement_is_named(form: str) -> None:
    with pytest.raises(FormError, match="where a statement such as SaP is due"):
        is_valid(form)
