"""Argument forms that have a name: fallacies, and the valid forms that they are taken for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from polyglot_synth.logic.matching import key
from polyglot_synth.logic.moods import MOODS
from polyglot_synth.logic.rules import RULES, as_mood, broken_rules, edits, twins
from polyglot_synth.logic.search import family, is_valid


class NamedForm(NamedTuple):
    """A form and its name; ``twin`` is a form of the other verdict that looks like it."""

    name: str
    form: str
    valid: bool
    twin: str | None
    family: str
    english: str


PAIRS = (  # a fallacy and its form, a valid form that it is taken for and its name
    ("affirming_the_consequent", "p>q, q |- p", "p>q, p |- q", "modus_ponens"),
    ("affirming_the_consequent", "p&r>q, r, q |- p", "p&r>q, r, p |- q", "modus_ponens"),
    ("affirming_the_consequent", "p|r>q, q |- p", "p|r>q, p |- q", "modus_ponens"),
    ("affirming_the_consequent", "p>q&r, q |- p", "p>q&r, p |- q", "modus_ponens"),
    ("affirming_the_consequent", "~p>q, q |- ~p", "~p>q, ~p |- q", "modus_ponens"),
    ("affirming_the_consequent", "p>~q, ~q |- p", "p>~q, p |- ~q", "modus_ponens"),
    ("denying_the_antecedent", "p>q, ~p |- ~q", "p>q, ~q |- ~p", "modus_tollens"),
    ("denying_the_antecedent", "p&r>q, r, ~p |- ~q", "p&r>q, r, ~q |- ~p", "modus_tollens"),
    ("denying_the_antecedent", "p|r>q, ~p |- ~q", "p|r>q, ~q |- ~p", "modus_tollens"),
    ("denying_the_antecedent", "p>q&r, ~p |- ~q", "p>q&r, ~q |- ~p", "modus_tollens"),
    ("denying_the_antecedent", "~p>q, p |- ~q", "~p>q, ~q |- p", "modus_tollens"),
    ("denying_the_antecedent", "p>~q, ~p |- q", "p>~q, q |- ~p", "modus_tollens"),
    ("affirming_a_disjunct", "p|q, p |- ~q", "p|q, ~p |- q", "disjunctive_syllogism"),
    ("denying_a_conjunct", "~(p&q), ~p |- q", "~(p&q), p |- ~q", "conjunctive_syllogism"),
    ("commuting_a_conditional", "p>q |- q>p", "p>q |- ~q>~p", "contraposition"),
    ("improper_transposition", "p>q |- ~p>~q", "p>q |- ~q>~p", "contraposition"),
    ("necessary_for_sufficient", "~q>~p, q |- p", "~q>~p, p |- q", "necessary_condition"),
    ("chain_read_backwards", "p>q, q>r |- r>p", "p>q, q>r |- p>r", "hypothetical_syllogism"),
    ("chain_read_backwards", "p>q, q>r, r |- p", "p>q, q>r, p |- r", "hypothetical_syllogism"),
    ("chain_read_backwards", "p>q, q>r, ~p |- ~r", "p>q, q>r, ~r |- ~p", "hypothetical_syllogism"),
    ("chain_without_a_link", "p>q, r>q |- p>r", "p>q, q>r |- p>r", "hypothetical_syllogism"),
    ("chain_without_a_link", "p>q, p>r |- q>r", "p>q, q>r |- p>r", "hypothetical_syllogism"),
    ("illicit_conversion", "SaP |- PaS", "SiP |- PiS", "simple_conversion"),
    ("illicit_conversion", "SoP |- PoS", "SeP |- PeS", "simple_conversion"),
    ("illicit_contraposition", "SeP |- pes", "SaP |- pas", "categorical_contraposition"),
    ("illicit_contraposition", "SiP |- pis", "SoP |- pos", "categorical_contraposition"),
    ("illicit_inversion", "SaP |- sap", "SaP |- pas", "categorical_contraposition"),
    ("quantifier_shift", "AxEy R |- EyAx R", "EyAx R |- AxEy R", "quantifier_exchange"),
    ("reversed_order", "a<b |- b<a", "a<b |- ~b<a", "asymmetry"),
    ("order_without_a_link", "a<b, a<c |- b<c", "a<b, b<c |- a<c", "transitivity"),
    ("order_without_a_link", "a<c, b<c |- a<b", "a<b, b<c |- a<c", "transitivity"),
    ("order_without_a_link", "a<b, b<c, d<c |- a<d", "a<b, b<c, c<d |- a<d", "transitivity"),
    ("overlooked_tie", "~a<b |- b<a", "~a<b, ~a~b |- b<a", "trichotomy"),
    ("composition", "parts F |- whole F", "parts F > whole F, parts F |- whole F", "composed"),
    ("division", "whole F |- parts F", "whole F > parts F, whole F |- parts F", "divided"),
    ("hasty_generalization", "part F |- parts F", "parts F |- part F", "instantiation"),
)
ENGLISH = {  # where the common name is not the name itself
    "affirming_the_consequent": "affirming the consequent (converse error)",
    "denying_the_antecedent": "denying the antecedent (inverse error)",
    "affirming_a_disjunct": "affirming a disjunct (false exclusionary disjunct)",
    "commuting_a_conditional": "illicit commutation of a conditional (converse)",
    "improper_transposition": "improper transposition (inverse)",
    "necessary_for_sufficient": "taking a necessary condition for a sufficient one ('only if')",
    "chain_read_backwards": "reading a chain of conditionals backwards",
    "chain_without_a_link": "a chain of conditionals without a middle link",
    "quantifier_shift": "quantifier shift (every-some to some-every)",
    "reversed_order": "reversing a comparison",
    "order_without_a_link": "comparing by a third thing that does not lie between",
    "overlooked_tie": "overlooking a tie",
    "composition": "fallacy of composition",
    "division": "fallacy of division",
    "composed": "what each part has carries over to the whole",
    "divided": "what the whole has carries over to each part",
    "illicit_major": "illicit major (illicit process of the major term)",
    "illicit_minor": "illicit minor (illicit process of the minor term)",
}
TRADITIONAL = {
    "AAA-1": "Barbara",
    "EAE-1": "Celarent",
    "AII-1": "Darii",
    "EIO-1": "Ferio",
    "EAE-2": "Cesare",
    "AEE-2": "Camestres",
    "EIO-2": "Festino",
    "AOO-2": "Baroco",
    "AII-3": "Datisi",
    "IAI-3": "Disamis",
    "EIO-3": "Ferison",
    "OAO-3": "Bocardo",
    "AEE-4": "Calemes",
    "IAI-4": "Dimatis",
    "EIO-4": "Fresison",
}


def _rows() -> Iterator[NamedForm]:
    for fallacy, bad, good, name in PAIRS:
        yield _row(fallacy, bad, good, valid=False)
        yield _row(name, good, bad, valid=True)
    for mood in MOODS:
        if mood in TRADITIONAL:
            near = next(each for each in edits(mood) if len(broken_rules(each)) == 1)
            yield _row(TRADITIONAL[mood], mood, near, valid=True)
        elif len(broken := broken_rules(mood)) == 1:
            yield _row(broken[0], mood, next(iter(twins(mood)), None), valid=False)


def _row(name: str, form: str, twin: str | None, *, valid: bool) -> NamedForm:
    english = ENGLISH.get(name, name.replace("_", " "))
    return NamedForm(name, form, valid, twin, family(form).name, english)


CATALOGUE = tuple({row.form: row for row in _rows()}.values())
"""Every named form once: what is written in pairs, the valid moods and the 105 single fallacies."""

_FALLACIES = {key(row.form): row.name for row in CATALOGUE if not row.valid}
FALLACIES = frozenset(_FALLACIES.values()) | frozenset(RULES)
"""The names of fallacies; what bears another name is not asked whether its form is the name's."""


def faults(form: str) -> tuple[str, ...]:
    """Name the fallacies of a form: all rules that a mood breaks, written out or not.

    Of another form it is one, or none where the form is unknown; of a valid form it is none. Raises
    FormError.

    >>> faults("MoP, MaS |- SaP")
    ('illicit_minor', 'affirmative_conclusion_from_negative_premise')
    >>> faults("b, a>b |- a"), faults("p |- q")
    (('affirming_the_consequent',), ())
    """
    if is_valid(form):
        return ()
    if mood := as_mood(form):
        return broken_rules(mood)
    name = _FALLACIES.get(key(form))
    return (name,) if name else ()


def name_of(form: str) -> str | None:
    """Name the single fallacy of a form, or None: it is valid, unknown, or more than one.

    Letters, spaces, the order of premises and of what ``and`` or ``or`` joins are no matter. A mood
    has a name where it breaks just one rule. Raises FormError.

    >>> name_of("b, a>b |- a"), name_of("AAA-2"), name_of("PaM, SaM |- SaP")
    ('affirming_the_consequent', 'undistributed_middle', 'undistributed_middle')
    >>> name_of("p>q, p |- q"), name_of("AAE-1")
    (None, None)
    """
    found = faults(form)
    return found[0] if len(found) == 1 else None
