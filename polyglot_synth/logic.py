"""Argument forms, decided by looking at every model for one that refutes them.

A propositional form is written ``p>q, q |- p``: premises, ``|-``, conclusion. Its signs, from the
tightest to the loosest: ``~`` not, ``&`` and, ``|`` or, ``>`` if-then, ``=`` iff. Equal signs group
to the right, so ``p>q>r`` is ``p>(q>r)``. Spaces are free, and no premises at all ask whether the
conclusion is a tautology.

A syllogism is written ``AAA-2``: the letters of the major premise, the minor premise and the
conclusion (A all, E no, I some, O some-not), then the figure, which places the middle term M beside
the minor term S and the major term P; the conclusion is always S-P:

    ========  =====  =====  =====  =====
    figure    1      2      3      4
    ========  =====  =====  =====  =====
    major     M-P    P-M    M-P    P-M
    minor     S-M    S-M    M-S    M-S
    ========  =====  =====  =====  =====

A categorical argument of any length is written out over the same three terms, in the letters of the
textbooks: ``SaP, MeP |- SeM`` is all S are P, no M is P, so no S is M (``a`` all, ``e`` no, ``i``
some, ``o`` some-not); ``SaP |- PaS`` is a conversion. A small letter is the term's complement:
``SaP |- pas``, what is no P is no S, is a contraposition.

All kinds have finitely many models, so the search is a proof. A statement's truth in all of them
is one integer, whose bit k tells whether it is true in model k: connectives become bit operations,
and even 26 letters are decided in a second and a few hundred megabytes.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import combinations, product, zip_longest
from string import ascii_lowercase
from typing import NamedTuple, TypeAlias, TypedDict

Truths: TypeAlias = int
"""Bit k tells whether a statement is true in model k."""

Assignment: TypeAlias = dict[str, bool]
Model: TypeAlias = Assignment | dict[str, list[Assignment]]
"""``{"p": False, "q": True}``, or ``{"individuals": [{"S": True, "M": True, "P": False}]}``."""

LETTERS = frozenset(ascii_lowercase)
STRENGTH = {"(": 0, "=": 1, ">": 2, "|": 3, "&": 4, "~": 5}
ENDS = frozenset({",", "|-", ""})  # what may follow a formula; "" is the end of the form
SIGNS = LETTERS | STRENGTH.keys() | ENDS | {")"}
OPENERS = LETTERS | {"~", "("}  # what stands where an operand is due
CONNECTIVES: dict[str, Callable[[Truths, Truths, Truths], Truths]] = {
    "&": lambda left, right, _: left & right,
    "|": lambda left, right, _: left | right,
    ">": lambda left, right, every: (every ^ left) | right,
    "=": lambda left, right, every: every ^ left ^ right,
}

TERMS = "SMP"
FIGURES = {"1": ("MP", "SM"), "2": ("PM", "SM"), "3": ("MP", "MS"), "4": ("PM", "MS")}
MOOD_LETTER = ("AEIO", "a mood letter (A, E, I or O)")
SYLLOGISM = (MOOD_LETTER, MOOD_LETTER, MOOD_LETTER, ("-", "'-'"), ("1234", "a figure (1 to 4)"))
REGIONS = tuple(product((True, False), repeat=len(TERMS)))
UNIVERSES = tuple(
    universe for size in range(len(REGIONS) + 1) for universe in combinations(REGIONS, size)
)


class FormError(ValueError):
    """A form that cannot be read: one sentence that names the character, counted from 1."""


class Proof(TypedDict):
    """What a row carries as evidence, ready for JSON.

    ``models_searched`` counts models up to and with the refuting one; of a valid form, all.
    """

    form: str
    existential_import: bool
    valid: bool
    counter_model: Model | None
    models_searched: int


class Token(NamedTuple):
    """A sign and the character it starts at, counted from 1; the sign of the form's end is ''."""

    sign: str
    character: int


class Argument(NamedTuple):
    """Premises and conclusion as truths in ``models`` models."""

    premises: tuple[Truths, ...]
    conclusion: Truths
    models: int


def counter_model(form: str, *, existential_import: bool = False) -> Model | None:
    """Give the first model with true premises and a false conclusion, or None: the form is valid.

    Propositional models are ordered like binary numbers, letters in alphabetical order, false
    before true. A syllogism's model names the inhabited Venn regions by one individual each,
    fewest first; with ``existential_import`` all three terms must be inhabited. The empty universe
    is among them: it settles nothing that one individual outside all terms would not. Propositional
    forms have no terms, so for them ``existential_import`` changes nothing.

    Raises FormError.

    >>> counter_model("p>q, q |- p")
    {'p': False, 'q': True}
    >>> counter_model("AAA-2")
    {'individuals': [{'S': True, 'M': True, 'P': False}]}
    >>> counter_model("AAI-1")  # all unicorns are horned: nothing says there is one
    {'individuals': []}
    >>> counter_model("AAI-1", existential_import=True) is None
    True
    >>> counter_model("SaP |- PaS")
    {'individuals': [{'S': False, 'M': True, 'P': True}]}
    >>> counter_model("SaP |- pas") is None
    True
    >>> counter_model("p~q|-q")
    Traceback (most recent call last):
    polyglot_synth.logic.FormError: At character 2 of 'p~q|-q' stands '~' where an operator is due.
    """
    number = _first_refuting(form, existential_import)
    return None if number is None else _model(form, number)


def is_valid(form: str, *, existential_import: bool = False) -> bool:
    """Tell whether the conclusion is true in every model of the premises.

    Raises FormError.

    >>> is_valid("p>q, p |- q"), is_valid("p>q, ~p |- ~q"), is_valid("EIO-1")
    (True, False, True)
    """
    return _first_refuting(form, existential_import) is None


def prove(form: str, *, existential_import: bool = False) -> Proof:
    """Give the evidence for a verdict: the model that refutes the form, or how many do not.

    Raises FormError.

    >>> prove("p|q, ~p |- q")["models_searched"]
    4
    >>> prove("IEO-4")["counter_model"]
    {'individuals': [{'S': False, 'M': True, 'P': True}]}
    """
    number = _first_refuting(form, existential_import)
    return {
        "form": form,
        "existential_import": existential_import,
        "valid": number is None,
        "counter_model": None if number is None else _model(form, number),
        "models_searched": _model_count(form) if number is None else number + 1,
    }


@cache
def _first_refuting(form: str, existential_import: bool) -> int | None:  # noqa: FBT001 - cache key
    """Give the number of the first model that refutes the form: the lowest bit left standing."""
    if _is_syllogism(form):
        argument = _syllogism(form, existential_import=existential_import)
    elif _is_categorical(form):
        argument = _written_out(form, existential_import=existential_import)
    else:
        argument = _propositional(form)
    refuting = _every(argument.models) ^ argument.conclusion
    for premise in argument.premises:
        refuting &= premise
    return (refuting & -refuting).bit_length() - 1 if refuting else None


def _model(form: str, number: int) -> Model:
    """Write model ``number`` of the form out, anew each time: what is cached must not be shared."""
    if _has_terms(form):
        return {
            "individuals": [dict(zip(TERMS, region, strict=True)) for region in UNIVERSES[number]]
        }
    letters = _letters(form)
    return {
        letter: bool(number >> place & 1)
        for place, letter in zip(reversed(range(len(letters))), letters, strict=True)
    }


def _model_count(form: str) -> int:
    """Count the models of a form: Venn diagrams with 8 regions, or lines of a truth table."""
    return len(UNIVERSES) if _has_terms(form) else 1 << len(_letters(form))


def _every(models: int) -> Truths:
    """Give the truths of what is true in every model."""
    return (1 << models) - 1


def _refusal(form: str, token: Token, due: str) -> FormError:
    """Say what stands where something else is due."""
    found = f"stands {token.sign!r}" if token.sign else "the form ends"
    return FormError(f"At character {token.character} of {form!r} {found} where {due} is due.")


# Syllogisms


def _has_terms(form: str) -> bool:
    """Tell statements about terms from those about letters."""
    return _is_syllogism(form) or _is_categorical(form)


def _is_syllogism(form: str) -> bool:
    """Tell the notations apart: a form without ``|-`` that opens on a capital is a syllogism."""
    return "|-" not in form and form.strip()[:1].isupper()


def _is_categorical(form: str) -> bool:
    """Tell the notations apart: what opens on a term and a small mood letter is written out."""
    opening = form.strip()[:2]
    return "|-" in form and opening[:1] in {*TERMS} and opening[1:] in {*MOOD_LETTER[0].lower()}


def _check_syllogism(form: str) -> None:
    """Raise FormError at the first character that is not a mood's or figure's."""
    end = ("", "the end of the form")
    signs = zip_longest(form, SYLLOGISM)
    for character, (sign, place) in enumerate(signs, start=1):
        allowed, due = place or end
        if sign is None or sign not in allowed:
            raise _refusal(form, Token(sign or "", character), due)


def _syllogism(form: str, *, existential_import: bool) -> Argument:
    """Read a mood and figure; existential import is three more premises: some S is S, and so on."""
    _check_syllogism(form)
    layout = (*FIGURES[form[-1]], "SP")
    major, minor, conclusion = map(_categorical, form[:3], layout)
    inhabited = _inhabited(existential_import=existential_import)
    return Argument((major, minor, *inhabited), conclusion, len(UNIVERSES))


def _inhabited(*, existential_import: bool) -> list[Truths]:
    return [_categorical("I", 2 * term) for term in TERMS if existential_import]


def _written_out(form: str, *, existential_import: bool) -> Argument:
    """Read a categorical argument that is written out, such as ``SaP |- PaS``."""
    before, _, after = form.partition("|-")
    *premises, conclusion = [
        _statement(form, text) for text in [*filter(str.strip, before.split(",")), after]
    ]
    inhabited = _inhabited(existential_import=existential_import)
    return Argument((*premises, *inhabited), conclusion, len(UNIVERSES))


def _statement(form: str, text: str) -> Truths:
    """Read one statement. Raises FormError where it is none.

    >>> _statement("SaP |- PaS", " PaS ") == _categorical("A", "PS")
    True
    """
    match list(text.strip()):
        case [subject, letter, predicate] if {subject.upper(), predicate.upper()} <= set(
            TERMS
        ) and letter in MOOD_LETTER[0].lower():
            return _categorical(letter.upper(), subject + predicate)
    raise FormError(
        f"In {form!r} stands {text.strip()!r} where a statement such as SaP is due: two of the "
        "terms S, M and P, or s, m and p, with a, e, i or o between them."
    )


@cache
def _categorical(letter: str, terms: str) -> Truths:
    """Give the truths of a categorical statement, such as A of "SP": all S are P.

    >>> _categorical("A", "SP") & _categorical("O", "SP")  # contradictories
    0
    """
    subject, predicate = terms[0], terms[1]
    return _truths(_holds(letter, subject, predicate, universe) for universe in UNIVERSES)


def _falls_under(individual: tuple[bool, ...], term: str) -> bool:
    """Tell whether an individual falls under a term, or for a small letter its complement."""
    return individual[TERMS.index(term.upper())] is term.isupper()


def _holds(letter: str, subject: str, predicate: str, universe: Iterable[tuple[bool, ...]]) -> bool:
    """Tell whether a categorical statement is true in a universe.

    E and I look for a subject with the predicate, A and O for one without it; I and O say that
    there is one, A and E that there is none.
    """
    found = any(
        _falls_under(one, subject) and _falls_under(one, predicate) is (letter in "EI")
        for one in universe
    )
    return found is (letter in "IO")


def _truths(verdicts: Iterable[bool]) -> Truths:
    """Pack verdicts, the first into the lowest bit.

    >>> _truths([True, False, True])
    5
    """
    return sum(verdict << number for number, verdict in enumerate(verdicts))


# Propositional forms


def _propositional(form: str) -> Argument:
    """Read premises and conclusion and give their truths over the form's truth table."""
    formulas = [_postfix(formula) for formula in _formulas(form)]
    models = _model_count(form)
    columns = {
        letter: _letter_truths(models >> place, models)
        for place, letter in enumerate(_letters(form), start=1)
    }
    every = _every(models)
    *premises, conclusion = (_formula_truths(formula, columns, every) for formula in formulas)
    return Argument(tuple(premises), conclusion, models)


def _letters(form: str) -> tuple[str, ...]:
    """List the letters of a propositional form in alphabetical order."""
    return tuple(sorted(LETTERS.intersection(form)))


def _letter_truths(run: int, models: int) -> Truths:
    """Give a letter's column of the truth table: ``run`` times false, ``run`` times true, again.

    The column is doubled, not added up, so that a long table costs few steps.

    >>> [bin(_letter_truths(run, models=8)) for run in (4, 2, 1)]
    ['0b11110000', '0b11001100', '0b10101010']
    """
    truths, width = _every(run) << run, 2 * run
    while width < models:
        truths |= truths << width
        width *= 2
    return truths


def _formula_truths(postfix: Sequence[str], columns: dict[str, Truths], every: Truths) -> Truths:
    """Give the truths of a formula in postfix order from the columns of its letters.

    >>> bin(_formula_truths(["p", "q", ">"], {"p": 0b1100, "q": 0b1010}, every=0b1111))
    '0b1011'
    """
    stack: list[Truths] = []
    for sign in postfix:
        if sign in columns:
            stack.append(columns[sign])
        elif sign == "~":
            stack.append(every ^ stack.pop())
        else:
            right, left = stack.pop(), stack.pop()
            stack.append(CONNECTIVES[sign](left, right, every))
    return stack.pop()


def _postfix(signs: Iterable[str]) -> list[str]:
    """Order a well-formed formula by what is worked out first (Dijkstra's shunting yard, 1961).

    No recursion: a thousand parentheses are read like one.

    >>> " ".join(_postfix("p>~q&r"))
    'p q ~ r & >'
    """
    output: list[str] = []
    waiting: list[str] = []
    for sign in ("(", *signs, ")"):
        if sign in LETTERS:
            output.append(sign)
            continue
        while sign not in OPENERS and STRENGTH[waiting[-1]] > STRENGTH.get(sign, 0):
            output.append(waiting.pop())
        if sign == ")":
            waiting.pop()
        else:
            waiting.append(sign)
    return output


def _formulas(form: str) -> list[list[str]]:
    """Give the premises and, last, the conclusion, each as checked signs.

    Raises FormError.

    >>> _formulas("p|q, ~p |- q")
    [['p', '|', 'q'], ['~', 'p'], ['q']]
    """
    formulas = _divide(_tokens(form))
    _check_ends(form, [formula[-1] for formula in formulas])
    if formulas[0][0].sign == "|-":
        del formulas[0]
    for formula in formulas:
        _check_order(form, formula)
        _check_parentheses(form, formula)
    return [[token.sign for token in formula[:-1]] for formula in formulas]


def _tokens(form: str) -> list[Token]:
    """Split a form into signs, the form's end last.

    "|-" is always one sign: no formula can hold "|" before "-", because "-" means nothing alone.

    >>> [token.sign for token in _tokens("p|q|-q")]
    ['p', '|', 'q', '|-', 'q', '']
    """
    tokens: list[Token] = []
    for character, sign in enumerate(form, start=1):
        if sign == "-" and form[character - 2 : character] == "|-":
            tokens[-1] = Token("|-", character - 1)
        elif sign in SIGNS:
            tokens.append(Token(sign, character))
        elif not sign.isspace():
            raise _refusal(form, Token(sign, character), "one of a-z ~ & | > = ( ) , |-")
    return [*tokens, Token("", len(form) + 1)]


def _divide(tokens: Iterable[Token]) -> list[list[Token]]:
    """Divide tokens into formulas, each with the sign that ends it."""
    formulas: list[list[Token]] = [[]]
    for token in tokens:
        formulas[-1].append(token)
        if token.sign in ENDS:
            formulas.append([])
    return formulas[:-1]


def _check_ends(form: str, ends: Sequence[Token]) -> None:
    """Raise FormError unless there is one "|-" and one conclusion behind it."""
    signs = [end.sign for end in ends]
    if "|-" not in signs:
        raise _refusal(form, ends[-1], "'|-' before a conclusion")
    after = ends[signs.index("|-") + 1]
    if after.sign:
        raise _refusal(form, after, "the end of the one conclusion")


def _check_order(form: str, formula: Iterable[Token]) -> None:
    """Raise FormError unless operands and operators take turns."""
    operand_due = True
    for token in formula:
        if (token.sign in OPENERS) is not operand_due:
            due = "a letter, '~' or '('" if operand_due else "an operator"
            raise _refusal(form, token, due)
        operand_due = token.sign in STRENGTH


def _check_parentheses(form: str, formula: Sequence[Token]) -> None:
    """Raise FormError unless every parenthesis has its partner."""
    opened: list[Token] = []
    for token in formula:
        if token.sign == "(":
            opened.append(token)
        elif token.sign == ")":
            if not opened:
                raise _refusal(form, token, "an operator or the end of the formula")
            opened.pop()
    if opened:
        due = f"the ')' for the '(' at character {opened[-1].character}"
        raise _refusal(form, formula[-1], due)
