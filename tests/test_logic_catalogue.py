"""Named forms and mends: the model search, z3 and the catalogue agree."""

from collections.abc import Callable

import pytest
import z3

from polyglot_synth.logic import MOODS, counter_model, is_valid, letters, statements
from polyglot_synth.logic.catalogue import CATALOGUE, faults, name_of
from polyglot_synth.logic.derivation import check_derivation, derivation
from polyglot_synth.logic.matching import key
from polyglot_synth.logic.mends import is_mend, is_trivial, mends
from polyglot_synth.logic.rules import broken_rules, twins
from polyglot_synth.logic.search import family
from polyglot_synth.logic.trees import Formula, tree

FORMS = list(dict.fromkeys([*(row.form for row in CATALOGUE), *MOODS]))
FALLACIES = [row for row in CATALOGUE if not row.valid]
PAIRED = [row for row in CATALOGUE if row.twin]

# z3 reads each family's statements


def propositional(text: str) -> z3.BoolRef:
    return built(tree(text))


def built(formula: Formula) -> z3.BoolRef:
    parts = list(map(built, formula.parts))
    joins: dict[str, Callable[..., z3.BoolRef]] = {
        "~": z3.Not,
        "&": z3.And,
        "|": z3.Or,
        ">": z3.Implies,
        "=": lambda left, right: left == right,
    }
    return joins[formula.sign](*parts) if parts else z3.Bool(formula.sign)


THING = z3.DeclareSort("Thing")
X, Y = z3.Consts("x y", THING)


def categorical(text: str) -> z3.BoolRef:
    subject, predicate = (
        falls if term.isupper() else z3.Not(falls)
        for term in (text[0], text[2])
        for falls in [z3.Function(term.upper(), THING, z3.BoolSort())(X)]
    )
    return {
        "a": z3.ForAll(X, z3.Implies(subject, predicate)),
        "e": z3.ForAll(X, z3.Not(z3.And(subject, predicate))),
        "i": z3.Exists(X, z3.And(subject, predicate)),
        "o": z3.Exists(X, z3.And(subject, z3.Not(predicate))),
    }[text[1]]


def order(text: str) -> z3.BoolRef:
    left, right = z3.Real(text[-3]), z3.Real(text[-1])
    said = left < right if text[-2] == "<" else left == right
    return z3.Not(said) if text[:-3] else said


def quantifiers(text: str) -> z3.BoolRef:
    said = z3.Function("R", THING, THING, z3.BoolSort())(X, Y)
    for sign, name in (text[2:4], text[:2]):
        said = (z3.ForAll if sign == "A" else z3.Exists)({"x": X, "y": Y}[name], said)
    return said


def parts(text: str) -> z3.BoolRef:
    """State of any number of parts what is said of a whole and its parts."""
    has, whole = z3.Function("F", THING, z3.BoolSort()), z3.Const("whole", THING)
    part = z3.Function("part", THING, z3.BoolSort())(X)
    said = {
        "whole F": has(whole),
        "parts F": z3.ForAll(X, z3.Implies(part, has(X))),
        "part F": z3.Exists(X, z3.And(part, has(X))),
    }
    return z3.Implies(*map(said.get, text.split(" > "))) if ">" in text else said[text]


READ = {
    "propositional": propositional,
    "categorical": categorical,
    "syllogistic": categorical,
    "order": order,
    "quantifiers": quantifiers,
    "parts": parts,
}


def z3_is_valid(form: str) -> bool:
    read = READ[family(form).name]
    premises, conclusion = statements(form)
    solver = z3.Solver()
    solver.add(*map(read, premises), z3.Not(read(conclusion)))
    if family(form).name == "parts":
        solver.add(z3.Exists(X, z3.Function("part", THING, z3.BoolSort())(X)))
    answer = solver.check()
    assert answer in (z3.sat, z3.unsat)
    return bool(answer == z3.unsat)


@pytest.mark.parametrize("form", FORMS)
def test_the_search_and_z3_agree(form: str) -> None:
    assert is_valid(form) is z3_is_valid(form)


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.form)
def test_a_row_says_what_the_search_says(row) -> None:
    assert row.valid is is_valid(row.form)
    assert row.family == family(row.form).name
    if row.valid:
        assert check_derivation(row.form, derivation(row.form))
        assert derivation(row.form)[-1]["rule"] not in {"truth table", "Venn diagram"}


@pytest.mark.parametrize("row", PAIRED, ids=lambda row: row.form)
def test_a_twin_has_the_other_verdict_and_the_same_letters(row) -> None:
    assert is_valid(row.twin) is not row.valid
    assert letters(row.twin) == letters(row.form)


@pytest.mark.parametrize("row", FALLACIES, ids=lambda row: row.form)
def test_a_fallacy_is_known_by_its_name(row) -> None:
    assert name_of(row.form) == row.name


def test_the_catalogue_is_counted() -> None:
    moods = [row for row in CATALOGUE if row.family == "syllogistic"]
    assert sum(row.valid for row in moods) == 15
    assert sum(not row.valid for row in moods) == 105
    assert sum(bool(row.twin) for row in moods if not row.valid) == 71
    assert len({key(row.form) for row in FALLACIES}) == len(FALLACIES)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("q, p>q |- p", "affirming_the_consequent"),
        ("x>y, y |- x", "affirming_the_consequent"),
        ("(x>y),y|-x", "affirming_the_consequent"),
        ("r&p>q, q, r |- p", "affirming_the_consequent"),
        ("b|a, b |- ~a", "affirming_a_disjunct"),
        ("~(q&p), ~q |- p", "denying_a_conjunct"),
        ("PaM |- MaP", "illicit_conversion"),
        ("AyEx R |- ExAy R", "quantifier_shift"),
        ("c<a, c<b |- b<a", "order_without_a_link"),
        ("SaM, PaM |- SaP", "undistributed_middle"),
        ("AEE-1", "illicit_major"),
        ("p>q, p |- q", None),
        ("AAA-1", None),
        ("AAE-1", None),  # breaks two rules
        ("p |- q", None),
        ("p>q, q |- r", None),
    ],
)
def test_a_fallacy_is_known_under_other_letters(form: str, name: str | None) -> None:
    assert name_of(form) == name


@pytest.mark.parametrize("mood", MOODS)
def test_a_written_syllogism_breaks_what_its_mood_breaks(mood: str) -> None:
    (major, minor), conclusion = statements(mood)
    written = f"{minor}, {major} |- {conclusion}"
    for named in ("SMP", "MSP", "PSM", "PMS"):
        form = written.translate(str.maketrans("SMP", named))
        assert faults(form) == faults(mood) == broken_rules(mood)
        assert name_of(form) == name_of(mood)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("p>q, q |- p", ("affirming_the_consequent",)),
        ("MoP, MaS |- SaP", ("illicit_minor", "affirmative_conclusion_from_negative_premise")),
        ("MaP, MaS, SiS |- SaP", ()),  # no syllogism
        ("Map, MaS |- Sap", ()),  # of complements
        ("p |- q", ()),
        ("AAA-1", ()),
    ],
)
def test_all_faults_of_a_form_are_named(form: str, expected: tuple[str, ...]) -> None:
    assert faults(form) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("p>q, q |- p", ("q>p, q |- p", "p=q, q |- p")),
        ("p|q, p |- ~q", ("~(p&q), p |- ~q",)),
        ("~(p&q), ~p |- q", ("p|q, ~p |- q",)),
        ("p>q |- q>p", ("p=q |- q>p",)),  # not q>p |- q>p
        ("p>q, q>r |- r>p", ()),
        ("AAA-2", ("AAA-1",)),
        ("AxEy R |- EyAx R", ("AxAy R |- EyAx R", "AyAx R |- EyAx R")),
        ("parts F |- whole F", ()),
    ],
)
def test_a_fallacy_is_mended_by_one_edit(form: str, expected: tuple[str, ...]) -> None:
    assert mends(form) == expected


MENDED = [form for form in FORMS if not is_valid(form) and mends(form)]


@pytest.mark.parametrize("form", MENDED)
def test_a_mend_is_valid_and_not_trivial(form: str) -> None:
    for mended in mends(form):
        assert is_valid(mended)
        assert z3_is_valid(mended)
        assert not is_trivial(mended)
        assert is_mend(form, mended)


@pytest.mark.parametrize("mood", [mood for mood in MOODS if len(broken_rules(mood)) == 1])
def test_a_moods_mends_are_its_twins(mood: str) -> None:
    assert mends(mood) == twins(mood)


@pytest.mark.parametrize(
    ("form", "mended", "is_one"),
    [
        ("p>q, q |- p", "q>p, q |- p", True),
        ("p>q, q |- p", "q, (q > p) |- p", True),
        ("p>q, q |- p", "p>q, ~q |- ~p", False),  # two statements
        ("p>q, q |- p", "p>q, p |- q", False),
        ("p>q, q |- p", "p>q, p |- p", False),  # the conclusion is a premise
        ("p>q, q |- p", "p>q, q |- ~~q", False),
        ("p>q, q |- p", "p>q, q |- p|~p", False),  # needs no premise
        ("p>q, q |- p", "~q, q |- p", False),  # premises contradict each other
        ("p>q, q |- p", "r>q, q |- p", False),  # another letter, and not valid
        ("p>q, q |- p", "r&p, q |- p", False),
        ("p>q, q |- p", "p>q, q |- p", False),
        ("p>q, q |- p", "p>q, q, q>p |- p", False),  # a premise more
        ("p>q, q |- p", "p>q, p&p |- p", False),  # one premise gives the conclusion alone
        ("p>q, q |- p", "p>q, p&q |- p", False),
        ("p>q, q |- p", "p>q, ~(~p|~q) |- p", False),
        ("p>q, q |- p", "p>q, q |- q&q", False),
        ("p>q, q |- p", "p>q, q |- p|q", False),
        ("AAA-2", "PaM, pas |- SaP", False),
        ("AAA-2", "PaM, Sep |- SaP", False),
        ("p>q, q |- p", "p>, q |- p", False),
        ("p>q, q |- p", "AAA-1", False),
        ("p>q |- ~p>~q", "p>q |- ~q>~p", True),
        ("AAA-2", "AAA-1", True),
        ("AAA-2", "MaP, SaM |- SaP", True),
        ("AAA-2", "EAE-2", False),
        ("a<b, a<c |- b<c", "b<a, a<c |- b<c", True),
        ("AxEy R |- EyAx R", "EyAx R |- EyAx R", False),
    ],
)
def test_a_written_mend_is_judged(form: str, mended: str, *, is_one: bool) -> None:
    assert is_mend(form, mended) is is_one


def test_import_mends_more() -> None:
    assert mends("AAA-3") == ("AAA-1",)
    assert mends("AAA-3", existential_import=True) == ("AAI-3", "AAA-1")
    assert is_mend("AAA-3", "AAI-3", existential_import=True)
    assert counter_model("AAI-3") is not None
