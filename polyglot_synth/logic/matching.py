"""Likeness of forms: the same whatever its letters are called and its premises' order is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import permutations, product
from string import ascii_lowercase

from polyglot_synth.logic.categorical import TERMS
from polyglot_synth.logic.moods import is_mood
from polyglot_synth.logic.notation import join
from polyglot_synth.logic.search import family, statements
from polyglot_synth.logic.trees import Formula, spell, tree

MOST_PREMISES = 4
MOST_SIGNS = 40


@cache
def key(form: str) -> str:
    """Give one text for all forms that are alike. Raises FormError.

    A term of a categorical form keeps its case: a small letter is a complement. Very long forms are
    like themselves alone.

    >>> key("b, a > b |- a") == key("p>q, q |- p"), key("p|q, p |- ~q") == key("q|p, p |- ~q")
    (True, True)
    >>> key("p>q, p |- q") == key("p>q, q |- p")
    False
    """
    premises, conclusion = statements(form)
    if is_mood(form) or len(premises) > MOST_PREMISES or len(form) > MOST_SIGNS:
        return form
    kind = family(form).name
    turned = _turned if kind == "propositional" else lambda text: ["".join(text.split())]
    ways = (
        (order, end)
        for given in product(*map(turned, premises))
        for order in permutations(given)
        for end in turned(conclusion)
    )
    return kind + " " + min(_renamed(join(order, end), kind) for order, end in ways)


def _turned(text: str) -> list[str]:
    return [spell(formula) for formula in _orders(tree(text))]


def _orders(formula: Formula) -> Iterator[Formula]:
    """Give a formula with what ``and``, ``or`` and ``iff`` join in every order."""
    for parts in product(*(list(_orders(part)) for part in formula.parts)):
        yield Formula(formula.sign, parts)
        if formula.sign in {"&", "|", "="}:
            yield Formula(formula.sign, parts[::-1])


def _renamed(text: str, kind: str) -> str:
    """Call the letters of a form by the order they appear in; a complement keeps its small letter.

    >>> _renamed("q, p>q |- p", "propositional"), _renamed("PaM |- maP", "categorical")
    ('a, b>a |- b', 'SaM |- maS')
    """
    symbols = _SYMBOLS[kind]
    found = text.upper() if kind == "categorical" else text
    names = dict(zip((s for s in dict.fromkeys(found) if s in symbols), symbols, strict=False))
    if kind == "categorical":
        names |= {old.lower(): new.lower() for old, new in names.items()}
    return "".join(names.get(sign, sign) for sign in text)


_SYMBOLS = {
    "propositional": ascii_lowercase,
    "order": ascii_lowercase,
    "quantifiers": "xy",
    "categorical": TERMS,
    "parts": "",
}
