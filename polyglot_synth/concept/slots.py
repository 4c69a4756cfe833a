"""Slots: how the fillers of a concept are drawn, as its file writes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from polyglot_synth import arithmetic
from polyglot_synth.errors import nearest
from polyglot_synth.lexicon import Lexicons

NUMBER, CLOCK, TEXT = "number", "clock", "text"  # what a slot holds when it is no lexicon's entry
MONEY = "money"  # in arithmetic: how much of the language's currency one step of a price is


@dataclass(frozen=True)
class Slot:
    """Names drawn together: `how` from `lexicon` (rows of `relations`), or a range of numbers.

    Rows of several relations are drawn in turn; where two names are `swapped`, each table also with
    these exchanged. A range of `money` counts in steps, which each pack turns into its currency.
    """

    names: tuple[str, ...]
    how: str
    lexicon: str
    tag: str | None = None
    relations: tuple[str, ...] = ()
    swapped: tuple[str, ...] = ()
    bounds: tuple[str, str, int] = ("", "", 1)
    money: bool = False

    @property
    def is_range(self) -> bool:
        """Whether it holds numbers or times."""
        return self.lexicon in {NUMBER, CLOCK}

    @property
    def exchanged(self) -> list[int]:
        """The places of its names in a row, the two swapped ones exchanged."""
        turned = dict(zip(self.swapped, self.swapped[::-1], strict=True))
        return [self.names.index(turned.get(name, name)) for name in self.names]


_RANGE = re.compile(
    r"^(?P<distinct>distinct )?(?:(?P<unit>clock|money) )?"
    r"(?P<low>[^./]+)\.\.(?P<high>[^./]+)(?:/(?P<step>\d+))?$"
)
_TIME = re.compile(r"^(?:[01]\d|2[0-3]):[0-5]\d$")
_ENTRY = re.compile(
    r"^(?:(?P<how>rows|taxonomy|kinds|distinct) )?(?P<lexicon>\w+)(?::(?P<tag>\w+))?"
    r"(?P<others>(?: \| \w+)*)(?: swapping (?P<swapped>\w+ \w+))?$"
)
_NAMES = {"entry": 1, "taxonomy": 3, "kinds": 2}


def read_slot(names: str, spec: str, lexicons: Lexicons) -> Slot:
    """Read one slot.

    Raises ``ValueError`` with a sentence where it cannot be filled.
    """
    each = tuple(part.strip() for part in names.split(","))
    if match := _RANGE.match(spec):
        how = "distinct" if match["distinct"] else "range"
        bounds = (match["low"], match["high"], int(match["step"] or 1))
        kind = CLOCK if match["unit"] == CLOCK else NUMBER
        return Slot(each, how, kind, bounds=bounds, money=match["unit"] == MONEY)
    if not (match := _ENTRY.match(spec)):
        raise ValueError(f"'{spec}' is no slot; write such as person, noun:goods or 2..60")
    how, lexicon, tag = match["how"] or "entry", match["lexicon"], match["tag"]
    others = tuple(match["others"].split(" | ")[1:])
    if others and how != "rows":
        raise ValueError(f"'{spec}' is no slot; only rows are drawn from several")
    swapped = _swapped(each, how, (match["swapped"] or "").split())
    for name in (lexicon, *others):
        _check_entries(each, how, name, tag, lexicons)
    if how == "rows":
        relations = (lexicon, *others)
        of = _one_lexicon(relations, lexicons)
        return Slot(each, how, of, relations=relations, swapped=swapped)
    return Slot(each, how, lexicon, tag, swapped=swapped)


def _swapped(names: tuple[str, ...], how: str, swapped: Sequence[str]) -> tuple[str, ...]:
    if swapped and how not in {"rows", "taxonomy"}:
        raise ValueError("only rows and a taxonomy swap two names; here chance orders them")
    if odd := [name for name in swapped if name not in names]:
        raise ValueError(f"the slot has no {odd[0]} to swap; {nearest(odd[0], names)}")
    if swapped and len({*swapped}) < len(swapped):
        raise ValueError(f"swapping {swapped[0]} with itself changes nothing; name two")
    return tuple(swapped)


def _one_lexicon(relations: Sequence[str], lexicons: Lexicons) -> str:
    found = list(dict.fromkeys(lexicons.relations[name].lexicon for name in relations))
    if len(found) > 1:
        raise ValueError(f"rows of {found[0]} and of {found[1]} do not fill one slot")
    return found[0]


def _check_entries(
    names: tuple[str, ...], how: str, lexicon: str, tag: str | None, lexicons: Lexicons
) -> None:
    known = lexicons.relations if how == "rows" else lexicons.entries
    if lexicon not in known:
        raise ValueError(f"no lexicon {lexicon} fills this slot; {nearest(lexicon, known)}")
    if how != "rows" and not lexicons.ids(lexicon, tag):
        raise ValueError(
            f"no entry of lexicon {lexicon} carries the tag {tag}"
            if tag
            else f"lexicon {lexicon} has no entries"
        )
    if how == "rows":
        wanted = len(lexicons.relations[lexicon].rows[0])
    else:
        wanted = _NAMES.get(how, len(names))
    if len(names) != wanted:
        raise ValueError(f"'{how} {lexicon}' fills {wanted} names, not {len(names)}")


def check_range(slot: Slot, before: Sequence[Slot]) -> None:
    """Raise ``ValueError`` where a range cannot be worked out from the slots above it."""
    if not slot.is_range:
        return
    low, high, step = slot.bounds
    if len(slot.names) != 1 and slot.how != "distinct":
        raise ValueError(f"a range fills one name, not {len(slot.names)}")
    if not step:
        raise ValueError("a step is 1 or more")
    if slot.lexicon == CLOCK:
        if odd := [time for time in (low, high) if not _TIME.match(time)]:
            raise ValueError(f"'{odd[0]}' is no time of day; write such as 09:30")
        return
    ranges = [each for each in before if each.how == "range" and slot.how == "range"]
    known = {each.names[0] for each in ranges if each.lexicon == NUMBER}
    for bound in (low, high):
        if unknown := sorted(arithmetic.names_in(bound) - known):
            raise ValueError(
                f"no number {unknown[0]} before this slot; {nearest(unknown[0], known)}"
            )
