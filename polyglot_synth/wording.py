"""The wording language: a small part of Jinja, read by Jinja's own parser.

A wording is literal text and ``{{ ... }}`` that names a slot's form and passes it through the six
filters of `grammar`; `columns` says it for a million rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from polyglot_synth.errors import nearest
from polyglot_synth.grammar import Entry, Speaker, Unsayable

FILTERS = ("agree", "of", "count", "num", "clock", "cap")


class WordingError(ValueError):
    """Text that is no wording, told in one sentence."""


@dataclass(frozen=True)
class Piece:
    """Literal text (no slots), or an expression over the slots that it names.

    `said` is the slot whose number or time the piece says aloud.
    """

    source: str
    slots: tuple[str, ...] = ()
    said: str | None = None
    counted: str | None = None


class Environment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, where a dot reads a form of the pack and never a Python attribute."""

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja's own signature
        """Read a form; nothing else has attributes."""
        if isinstance(obj, Entry):
            return obj.form(attribute)
        raise Unsayable(f"only a slot has forms, so .{attribute} says nothing here")


_GRAMMAR = Environment(undefined=StrictUndefined, keep_trailing_newline=True)
_GRAMMAR.filters = dict.fromkeys(FILTERS, str)


def environment(speaker: Speaker) -> Environment:
    """Make the Jinja environment that renders a wording plainly: the reference of what it says."""
    made = Environment(
        undefined=StrictUndefined, keep_trailing_newline=True, finalize=printable, autoescape=False
    )
    made.filters = speaker.filters
    return made


def printable(value: object) -> object:
    """Pass on what can stand in a text. Raises `Unsayable` for a slot without a form."""
    if isinstance(value, Entry):
        raise Unsayable(f"{{{{ {value.name} }}}} names no form; write such as {{{{ slot.name }}}}")
    return value


@cache
def parse(text: str, *, raw: bool = False) -> tuple[Piece, ...]:
    """Divide a wording into pieces. With `raw` (programs) a number may stand without a filter.

    Raises `WordingError` for anything that is no wording.
    """
    pieces: list[Piece] = []
    inside: list[str] | None = None
    for _, kind, value in _tokens(text):
        if kind == "data" and value:
            pieces.append(Piece(value))
        elif kind in {"variable_begin", "variable_end"} and value not in {"{{", "}}"}:
            raise WordingError(f"'{value.strip()}' eats the space beside it; write {{{{ and }}}}")
        elif kind == "variable_begin":
            inside = []
        elif kind == "variable_end" and inside is not None:
            pieces.append(_expression("".join(inside).strip(), raw=raw))
            inside = None
        elif inside is not None:
            inside.append(value)
        elif kind != "data":
            raise WordingError(_not_here(text, kind))
    if inside is not None:
        raise WordingError(f"{{{{ {''.join(inside).strip()} has no end; write }}}} after it")
    return tuple(pieces)


def _tokens(text: str) -> list[tuple[int, str, str]]:
    try:
        return list(_GRAMMAR.lex(text))
    except TemplateSyntaxError as error:
        raise WordingError(f"is no wording: {error.message}") from None


def _not_here(text: str, kind: str) -> str:
    if kind == "block_begin":
        word = text.split("{%", 1)[1].strip(" -+").split(maxsplit=1)
        if word and word[0].isidentifier():
            return (
                f"'{word[0]}' does not stand in a wording: a wording that needs it is two wordings"
            )
    return "only text and {{ slot.form }} stand in a wording"


def _expression(source: str, *, raw: bool) -> Piece:
    if not source:
        raise WordingError("{{ }} says nothing; write {{ slot.form }}")
    try:
        body = _GRAMMAR.parse("{{ " + source + " }}").body
    except TemplateSyntaxError as error:
        raise WordingError(f"{{{{ {source} }}}}: {error.message}") from None
    output = body[0] if body else None
    if not isinstance(output, nodes.Output) or len(output.nodes) != 1:
        raise WordingError(f"{{{{ {source} }}}} says nothing")
    slots: list[str] = []
    said, counted = _walk(output.nodes[0], slots, source)
    return Piece(source, tuple(dict.fromkeys(slots)), said if not raw else None, counted)


def _walk(node: nodes.Expr, slots: list[str], source: str) -> tuple[str | None, str | None]:
    match node:
        case nodes.Name(name=name):
            slots.append(name)
            return None, None
        case nodes.Getattr(node=nodes.Name(name=name)):
            slots.append(name)
            return None, None
        case nodes.Filter(node=nodes.Expr() as inner, name=name, args=args, kwargs=[]):
            return _walk_filter(inner, name, args, slots, source)
    raise WordingError(
        f"{{{{ {source} }}}}: only slot.form and the filters {', '.join(FILTERS)} stand here"
    )


def _walk_filter(
    inner: nodes.Expr, name: str, args: list[nodes.Expr], slots: list[str], source: str
) -> tuple[str | None, str | None]:
    if name not in FILTERS:
        raise WordingError(f"{{{{ {source} }}}}: no filter {name}; {nearest(name, FILTERS)}")
    said, counted = _walk(inner, slots, source)
    if not _fits(name, args):
        raise WordingError(f"{{{{ {source} }}}}: write {_USES[name]}")
    arguments = [_argument(arg, slots, source) for arg in args]
    if name in {"num", "clock"} and isinstance(inner, nodes.Name):
        return inner.name, counted
    if name == "count" and isinstance(inner, nodes.Name):
        return arguments[0], inner.name
    return said, counted


_USES = {
    "agree": "agree('table') or agree(slot)",
    "of": "of(n)",
    "count": "count(n) or count(n, 'words')",
    **{name: f"{name} without brackets" for name in ("num", "clock", "cap")},
}


def _fits(name: str, args: Sequence[nodes.Expr]) -> bool:
    """Tell whether a filter has the arguments that it takes."""
    match args:
        case [nodes.Const(value=str())]:
            return name == "agree"
        case [nodes.Name()]:
            return name in {"of", "count", "agree"}
        case [nodes.Name(), nodes.Const(value=str())]:
            return name in {"count", "of"}
        case [nodes.Name(), nodes.Const(value="words" | "digits"), nodes.Const(value=str())]:
            return name == "count"
    return not args and name in {"num", "clock", "cap"}


def _argument(node: nodes.Expr, slots: list[str], source: str) -> str:
    match node:
        case nodes.Name(name=name):
            slots.append(name)
            return name
        case nodes.Const(value=str() as value):
            return value
    raise WordingError(f"{{{{ {source} }}}}: a name or a quoted word stands in brackets")


def inline(pieces: Sequence[Piece], name: str, text: str) -> tuple[Piece, ...]:
    """Put the pieces of another text where a name stands, such as a program in a response."""
    inner = [replace(piece, said=None) for piece in parse(text, raw=True)]
    return tuple(p for piece in pieces for p in (inner if piece.slots == (name,) else [piece]))


def capped(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Begin with a capital: the filter ``cap`` over several pieces touches the first only."""
    if not pieces:
        return ()
    first, *rest = pieces
    source = f"{first.source} | cap" if first.slots else Speaker.cap(first.source)
    return (replace(first, source=source), *rest)
