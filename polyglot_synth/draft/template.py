"""Writing a skeleton down as the template of a wording."""

from __future__ import annotations

from collections.abc import Sequence

from polyglot_synth.draft.places import Place
from polyglot_synth.draft.skeleton import Part
from polyglot_synth.draft.tables import Tables
from polyglot_synth.text import capital

_ENDS = frozenset(".?!")


def template(parts: Sequence[Part], wanted: Sequence[Place], tables: Tables) -> str:
    """Write a skeleton as a wording; sentences begin with capitals."""
    text, starts = "", True
    for n, part in enumerate(parts):
        said = _said(part, wanted, tables, capital_=starts or part.capital)
        follows = _counts(parts, wanted, n)
        if follows is not None and text.endswith(follows):
            text = text.removesuffix(follows)
            said, joined = _count(part, wanted), True
        else:
            joined = False
        text += (" " if part.spaced and text and not joined else "") + said
        starts = part.word in _ENDS if part.word not in {'"', "“", "(", "«"} else starts
    return text


def _said(part: Part, wanted: Sequence[Place], tables: Tables, *, capital_: bool) -> str:
    if part.place is not None:
        place = wanted[part.place]
        if place.is_number:
            return f"{{{{ {place.slot} | num }}}}"
        capped = " | cap" if capital_ else ""
        return f"{{{{ {_noun(place, part.form)}{capped} }}}}"
    if part.agreeing:
        place = wanted[part.agreeing.place]
        noun = _noun(place, "" if place.counted_by else place.form)
        return f"{{{{ {noun} | agree('{tables.name(part.agreeing)}') }}}}"
    return capital(part.word) if capital_ else part.word


def _noun(place: Place, form: str) -> str:
    if not place.counted_by:
        return f"{place.slot}.{form}"
    return f"{place.slot} | of({place.counted_by}{_case(form)})"


def _counts(parts: Sequence[Part], wanted: Sequence[Place], n: int) -> str | None:
    """Give the number that stands just before a noun that it counts."""
    part = parts[n]
    if part.place is None or n == 0 or parts[n - 1].place is None:
        return None
    noun, number = wanted[part.place], wanted[parts[n - 1].place or 0]
    if not noun.counted_by or not number.is_number or noun.counted_by != number.slot:
        return None
    return f"{{{{ {number.slot} | num }}}}"


def _count(part: Part, wanted: Sequence[Place]) -> str:
    place = wanted[part.place or 0]
    return f"{{{{ {place.slot} | count({place.counted_by}{_case(part.form)}) }}}}"


def _case(name: str) -> str:
    """Write a case as the argument of a filter; the plain one is not named."""
    return f", '{name}'" if name else ""
