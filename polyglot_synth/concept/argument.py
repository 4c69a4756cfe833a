"""Arguments as a concept says them: statements over its slots, apart from any language.

``p>q, given |- concluded`` are two premises and a conclusion about slots and the names that faces
bind. Signs between clauses are those of `logic`, and ``only-if``; between nouns stand ``all``,
``no``, ``some``, ``some-not`` and ``only`` (only a are b: all b are a). What a statement says apart
from its names is its shape: ``p>q`` has the shape ``x>y``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from string import ascii_lowercase

from polyglot_synth.concept.file import NOT
from polyglot_synth.logic import FormError
from polyglot_synth.logic.categorical import TERMS

MOODS = {"all": "a", "no": "e", "some": "i", "some-not": "o"}
ONLY, ONLY_IF = "only", "only-if"
_NAME = re.compile(r"[a-z_][a-z_0-9]*")
_LETTERS = "xyz"
_RELATED = 2  # kinds that a conclusion is about
_WORDED = re.compile(r"^([a-z_]\w*) (all|no|some|some-not|only|only-if) ([a-z_]\w*)$")


@dataclass(frozen=True)
class Statement:
    """One statement: its shape over x, y, z, and the names that stand for them."""

    shape: str
    names: tuple[str, ...]

    @property
    def word(self) -> str | None:
        """The word between its two names, where it is not a sign."""
        match = _WORDED.match(self.shape)
        return match[2] if match else None

    def over(self, letters: Mapping[str, str]) -> str:
        """Write the statement in the notation of `logic`, with these letters for its names.

        >>> read_statement("p & r > q").over({"p": "p", "r": "r", "q": "~q"})
        'p&r>~q'
        """
        said = [letters[name] for name in self.names]
        if word := self.word:
            if word == ONLY_IF:
                return f"{said[0]}>{said[1]}"
            if word == ONLY:  # only x are y: all y are x
                return f"{said[1]}a{said[0]}"
            return said[0] + MOODS[word] + said[1]
        placed = dict(zip(_LETTERS, said, strict=False))
        text = re.sub(r"[xyz]", lambda m: placed[m[0]], self.shape)
        return text.replace("~~", "")


def read_statement(text: str) -> Statement:
    """Read one statement.

    >>> read_statement("p>q"), read_statement("a all given").shape
    (Statement(shape='x>y', names=('p', 'q')), 'x all y')
    """
    text = " ".join(text.split())
    if match := _WORDED.match(text):
        return Statement(f"x {match[2]} y", (match[1], match[3]))
    names = tuple(dict.fromkeys(_NAME.findall(text)))
    if not names:
        raise ValueError(f"'{text}' is no statement; write such as p>q or a all b")
    if len(names) > len(_LETTERS):
        sentence = f"is over {len(names)} names, and no statement is over more than {len(_LETTERS)}"
        raise ValueError(f"'{text}' {sentence}; write such as p&r>q or a all b")
    place = dict(zip(names, _LETTERS, strict=False))
    shape = _NAME.sub(lambda m: place[m[0]], text).replace(" ", "")
    return Statement(shape, names)


@dataclass(frozen=True)
class Argument:
    """Premises and a conclusion over names."""

    premises: tuple[Statement, ...]
    conclusion: Statement

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The premises, then the conclusion."""
        return (*self.premises, self.conclusion)

    @property
    def names(self) -> tuple[str, ...]:
        """All names, in order of first appearance."""
        return tuple(dict.fromkeys(name for each in self.statements for name in each.names))

    @property
    def about_terms(self) -> bool:
        """Whether it speaks of things of a kind, not of clauses."""
        return any(each.word not in {None, ONLY_IF} for each in self.statements)

    def slots(self, bind: Mapping[str, str]) -> tuple[str, ...]:
        """Name the slots that it is about on a face, in order of first appearance."""
        said = (bind.get(name, name).removeprefix(NOT) for name in self.names)
        return tuple(dict.fromkeys(said))

    def letters(self, bind: Mapping[str, str]) -> dict[str, str]:
        """Give each slot its letter in the form: S, M, P for terms, else a small letter.

        A slot that is a letter keeps it, so that the form reads like the concept.
        """
        slots = self.slots(bind)
        if self.about_terms:
            return self._terms(bind, slots)
        free = iter(letter for letter in "rstuvw" + ascii_lowercase if letter not in slots)
        return {slot: slot if len(slot) == 1 else next(free) for slot in slots}

    def _terms(self, bind: Mapping[str, str], slots: Sequence[str]) -> dict[str, str]:
        """Name the minor term S, the major P and what is left M; of two the first is S."""
        said = [bind.get(name, name) for name in self.conclusion.names]
        if len({*said}) != _RELATED:
            raise FormError("the conclusion is not about two kinds; write such as a all b")
        if len(slots) > len(TERMS):
            kinds = ", ".join(slots)
            raise FormError(f"it is about the kinds {kinds}; write it about {len(TERMS)} at most")
        if self.conclusion.word == ONLY:
            said.reverse()
        minor, major = slots if len(slots) == _RELATED else said
        return {slot: {minor: "S", major: "P"}.get(slot, "M") for slot in slots}

    def form(self, bind: Mapping[str, str]) -> str:
        """Write the form that the argument has on a face.

        >>> read_argument("p>q, given |- concluded").form({"given": "q", "concluded": "p"})
        'p>q, q |- p'
        >>> read_argument("a all b, c all given |- c all concluded").form(
        ...     {"given": "b", "concluded": "a"}
        ... )
        'PaM, SaM |- SaP'
        >>> read_argument("b only a, given all concluded |- c all b").form(
        ...     {"given": "a", "concluded": "c"}
        ... )
        'MaP, MaS |- SaP'
        """
        letters = self.letters(bind)
        signs = {name: _sign(bind.get(name, name), letters) for name in self.names}
        said = [each.over(signs) for each in self.statements]
        return f"{', '.join(said[:-1])} |- {said[-1]}"


def _sign(slot: str, letters: Mapping[str, str]) -> str:
    denied = "~" if slot.startswith(NOT) else ""
    return denied + letters[slot.removeprefix(NOT)]


def read_argument(text: str) -> Argument:
    """Read premises and a conclusion. Raises ``ValueError`` with a sentence."""
    before, found, after = text.partition("|-")
    if not found:
        raise ValueError(f"'{text}' has no conclusion; write such as p>q, given |- concluded")
    premises = tuple(read_statement(part) for part in before.split(",") if part.strip())
    return Argument(premises, read_statement(after))
