"""Propositional formulas: signs are read, their order checked, what binds tighter comes first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from string import ascii_lowercase

from polyglot_synth.logic.notation import Token, refusal

LETTERS = frozenset(ascii_lowercase)
STRENGTH = {"(": 0, "=": 1, ">": 2, "|": 3, "&": 4, "~": 5}
ENDS = frozenset({",", "|-", ""})  # what may follow a formula; "" is the end of the form
SIGNS = LETTERS | STRENGTH.keys() | ENDS | {")"}
OPENERS = LETTERS | {"~", "("}  # what stands where an operand is due


def formulas(form: str) -> list[list[str]]:
    """Give the premises and, last, the conclusion, each as checked signs.

    Raises FormError.

    >>> formulas("p|q, ~p |- q")
    [['p', '|', 'q'], ['~', 'p'], ['q']]
    """
    formulas = _divide(tokens(form))
    _check_ends(form, [formula[-1] for formula in formulas])
    if formulas[0][0].sign == "|-":
        del formulas[0]
    for formula in formulas:
        _check_order(form, formula)
        _check_parentheses(form, formula)
    return [[token.sign for token in formula[:-1]] for formula in formulas]


def postfix(signs: Iterable[str]) -> list[str]:
    """Order a well-formed formula by what is worked out first (Dijkstra's shunting yard, 1961).

    No recursion: a thousand parentheses are read like one.

    >>> " ".join(postfix("p>~q&r"))
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


def tokens(form: str) -> list[Token]:
    """Split a form into signs, the form's end last.

    "|-" is always one sign: no formula can hold "|" before "-", because "-" means nothing alone.

    >>> [token.sign for token in tokens("p|q|-q")]
    ['p', '|', 'q', '|-', 'q', '']
    """
    tokens: list[Token] = []
    for character, sign in enumerate(form, start=1):
        if sign == "-" and form[character - 2 : character] == "|-":
            tokens[-1] = Token("|-", character - 1)
        elif sign in SIGNS:
            tokens.append(Token(sign, character))
        elif not sign.isspace():
            raise refusal(form, Token(sign, character), "one of a-z ~ & | > = ( ) , |-")
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
        raise refusal(form, ends[-1], "'|-' before a conclusion")
    after = ends[signs.index("|-") + 1]
    if after.sign:
        raise refusal(form, after, "the end of the one conclusion")


def _check_order(form: str, formula: Iterable[Token]) -> None:
    """Raise FormError unless operands and operators take turns."""
    operand_due = True
    for token in formula:
        if (token.sign in OPENERS) is not operand_due:
            due = "a letter, '~' or '('" if operand_due else "an operator"
            raise refusal(form, token, due)
        operand_due = token.sign in STRENGTH


def _check_parentheses(form: str, formula: Sequence[Token]) -> None:
    """Raise FormError unless every parenthesis has its partner."""
    opened: list[Token] = []
    for token in formula:
        if token.sign == "(":
            opened.append(token)
        elif token.sign == ")":
            if not opened:
                raise refusal(form, token, "an operator or the end of the formula")
            opened.pop()
    if opened:
        due = f"the ')' for the '(' at character {opened[-1].character}"
        raise refusal(form, formula[-1], due)
