"""Mends: valid forms one edit away from an invalid one, and whether a written form is one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from polyglot_synth.logic.moods import is_mood
from polyglot_synth.logic.notation import FormError, every, join
from polyglot_synth.logic.quantifiers import PREFIXES
from polyglot_synth.logic.rules import twins
from polyglot_synth.logic.search import family, is_valid, letters, stands, statements
from polyglot_synth.logic.trees import MOST_NESTED, Formula, joined, no, spell, tree


def mends(form: str, *, existential_import: bool = False) -> tuple[str, ...]:
    """Give the valid forms one edit away, none of them trivial. Raises FormError.

    An edit changes one statement. A premise's two sides change places, or it takes another
    connective over the same sides (``>``, ``|``, not both, ``=``); a comparison or a quantified
    premise is turned round likewise. A mood's edits are those of `rules.edits`, and a categorical
    form that is written out has the same.

    >>> mends("p>q, q |- p")
    ('q>p, q |- p', 'p=q, q |- p')
    >>> mends("p|q, p |- ~q")
    ('~(p&q), p |- ~q',)
    >>> mends("AAA-2"), mends("a<b, a<c |- b<c")
    (('AAA-1',), ('b<a, a<c |- b<c', 'a~b, a<c |- b<c'))
    """
    near = twins(form, existential_import=existential_import) if is_mood(form) else _edits(form)
    return tuple(each for each in near if _is_sound(each, existential_import=existential_import))


def is_mend(form: str, mended: str, *, existential_import: bool = False) -> bool:
    """Tell whether a written form is one statement away from another, valid and not trivial.

    It has as many premises, in any order, and no other letters. What cannot be read is no mend;
    raises FormError where ``form`` itself cannot be read.

    >>> is_mend("p>q, q |- p", "q, q > p |- p"), is_mend("p>q, q |- p", "p>q, p |- q")
    (True, False)
    >>> is_mend("p>q, q |- p", "p>q, q |- q"), is_mend("p>q, q |- p", "p>q, p& |- p")
    (False, False)
    """
    symbols, before = letters(form), statements(form)
    try:
        near = set(letters(mended)) <= set(symbols) and _one_apart(before, statements(mended))
        return near and _is_sound(mended, existential_import=existential_import)
    except FormError:
        return False


def _one_apart(before: tuple[list[str], str], after: tuple[list[str], str]) -> bool:
    """Tell whether just one statement differs; the order of premises is no matter."""
    (premises, conclusion), (others, another) = before, after
    gone = Counter(map(_plain, premises)) - Counter(map(_plain, others))
    changed = gone.total() + (_plain(conclusion) != _plain(another))
    return len(premises) == len(others) and changed == 1


def _plain(statement: str) -> str:
    """Write a statement without needless signs and double negations, to be compared."""
    bare = "".join(statement.split())
    if len(bare) > MOST_NESTED:
        return bare
    try:
        return spell(_undoubled(tree(bare)))
    except FormError:
        return bare  # of another family


def _undoubled(formula: Formula) -> Formula:
    if formula.sign == "~" and formula.parts[0].sign == "~":
        return _undoubled(formula.parts[0].parts[0])
    return Formula(formula.sign, tuple(map(_undoubled, formula.parts)))


def _is_sound(form: str, *, existential_import: bool) -> bool:
    return is_valid(form, existential_import=existential_import) and not is_trivial(form)


def is_trivial(form: str) -> bool:
    """Tell whether a form proves nothing.

    Its conclusion is among its premises or needs none, one of several premises gives it alone, or
    its premises contradict each other.

    >>> [is_trivial(form) for form in ("p, q |- ~~p", "p |- q|~q", "p, ~p |- q", "p>q, p |- q")]
    [True, True, True, False]
    >>> [is_trivial(form) for form in ("p>q, p&q |- p", "p>q |- ~q>~p", "PaM, pas |- SaP", "AAA-1")]
    [True, False, True, False]
    """
    premises, conclusion = statements(form)
    argument = family(form).argument(form)
    empty = not stands(argument) or argument.conclusion == every(argument.models)
    alone = [not premise & ~argument.conclusion for premise in argument.premises]
    one_does = len(premises) > 1 and any(alone)
    return empty or one_does or _plain(conclusion) in map(_plain, premises)


def _edits(form: str) -> Iterator[str]:
    premises, conclusion = statements(form)
    recast = _RECAST[family(form).name]
    for place, premise in enumerate(premises):
        for other in recast(premise):
            yield join([*premises[:place], other, *premises[place + 1 :]], conclusion)
    if family(form).inhabited:
        for other in _lettered(conclusion):
            yield join(premises, other)


def _reconnected(premise: str) -> Iterator[str]:
    """Join the two sides of a premise otherwise."""
    formula = tree(premise)
    if len(sides := _sides(formula)) == 2:  # noqa: PLR2004 - a connective has two sides
        left, right = sides
        others = (
            joined(">", right, left),
            joined(">", left, right),
            joined("|", left, right),
            no(joined("&", left, right)),
            joined("=", left, right),
        )
        yield from (spell(other) for other in others if other != formula)


def _sides(formula: Formula) -> tuple[Formula, ...]:
    """Give the sides of a connective, or of the ``and`` that a formula denies."""
    if formula.sign == "~":
        return formula.parts[0].parts if formula.parts[0].sign == "&" else ()
    return formula.parts


def _recategorised(premise: str) -> Iterator[str]:
    yield premise[2] + premise[1] + premise[0]
    yield from _lettered(premise)


def _lettered(statement: str) -> Iterator[str]:
    yield from (statement[0] + letter + statement[2] for letter in "aeio" if letter != statement[1])


def _reordered(premise: str) -> Iterator[str]:
    bare = "".join(premise.split())
    denied, left, sign, right = bare[:-3], bare[-3], bare[-2], bare[-1]
    if sign == "<":
        yield f"{denied}{right}<{left}"
    yield f"{denied}{left}{'~' if sign == '<' else '<'}{right}"


def _requantified(premise: str) -> Iterator[str]:
    yield from (f"{prefix} R" for prefix in PREFIXES if prefix != premise[:4])


_RECAST: dict[str, Callable[[str], Iterator[str]]] = {
    "propositional": _reconnected,
    "categorical": _recategorised,
    "order": _reordered,
    "quantifiers": _requantified,
    "parts": lambda _: iter(()),
}
