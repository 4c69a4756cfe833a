"""How a pack says the statements of one concept's argument."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from polyglot_synth.arguments import HOLE, About, Arguments
from polyglot_synth.concept import Argument, Concept, Statement, Told
from polyglot_synth.language import PackFile

ALIKE = "alike"
_EXPRESSION = re.compile(r"\{\{.*?\}\}")
_PLACE = re.compile(r"(?<![.\w'])([xyz])(?![\w'])")


def shape_of(concept: Concept, statement: Statement) -> str:
    """Give the shape to say a statement in: where faces bind several names, ``alike``.

    The names then change places between the faces, and must stand in the same form.
    """
    several = sum(name in concept.bound for name in statement.names) > 1
    return f"{statement.shape} {ALIKE}" if several else statement.shape


@dataclass(frozen=True)
class Speech:
    """What a pack has to say a concept's argument."""

    concept: Concept
    pack: PackFile

    @property
    def says(self) -> Arguments:
        """What the pack says of arguments."""
        assert self.pack.arguments is not None
        return self.pack.arguments

    @property
    def about(self) -> About:
        """How the pack says statements about what the concept speaks of."""
        return self.says.about[self.told.about]

    @property
    def told(self) -> Told:
        """What the concept says of its argument."""
        assert self.concept.file.argument is not None
        return self.concept.file.argument

    def say(self, statement: Statement, ways: int = 0) -> str:
        """Say one statement, in one of the pack's ways."""
        shape = shape_of(self.concept, statement)
        return put(in_turn(self.about.statements[shape], ways), statement.names)

    def whole(self, text: str, argument: Argument) -> str:
        """Tell an argument in a text that has places for it, each statement in its first way."""
        premises = " ".join(self.say(each) for each in argument.premises)
        return fill(text, premises=premises, conclusion=self.say(argument.conclusion))

    def name(self, error: str) -> str:
        """Name an error as the language does."""
        return str(self.pack.terms[error]["say"])


def in_turn(ways: Sequence[str], number: int) -> str:
    """Give one of several ways by a number; after the last comes the first."""
    return ways[number % len(ways)]


def put(text: str, names: Sequence[str]) -> str:
    """Put names in the places x, y and z of a statement.

    >>> put("Every time {{ x.now }}, {{ y.now }}.", ("p", "given"))
    'Every time {{ p.now }}, {{ given.now }}.'
    """
    place = dict(zip("xyz", names, strict=False))

    def inside(match: re.Match[str]) -> str:
        return _PLACE.sub(lambda m: place.get(m[0], m[0]), match[0])

    return _EXPRESSION.sub(inside, text)


def fill(text: str, **holes: str) -> str:
    """Fill the holes of a frame; what stands in double braces is left as it is."""
    return HOLE.sub(lambda found: holes[found[1]], text)
