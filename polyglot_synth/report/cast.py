"""Casting: who can stand in for whom in a row, so that one trait changes and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from polyglot_synth.chance import lots, permute
from polyglot_synth.draw import Fillers
from polyglot_synth.say import Sayer

CONTROL = "another name"  # nobody's trait changes: what flips here, flips for the name
_LOOKED_AT = 32  # numbers looked at for each change wanted: a pack may lack words for most
Traits = Mapping[str, str]


@dataclass(frozen=True, order=True)
class Swap:
    """One change: in this number's row the person of a slot (an index) becomes another."""

    number: int
    slot: str
    trait: str
    old: int
    new: int


class Cast:
    """The people of one concept in one language: those whom the pack has words for."""

    def __init__(self, sayer: Sayer) -> None:
        self.sayer = sayer
        self._known: dict[tuple[str, int, str], list[int]] = {}

    @cached_property
    def slots(self) -> dict[str, list[int]]:
        """List the slots that hold a person, and who can stand there."""
        lexicons, words = self.sayer.lexicons, self.sayer.pack.words
        found: dict[str, list[int]] = {}
        for slot in self.sayer.concept.slots:
            if slot.how not in {"entry", "distinct"} or slot.lexicon not in lexicons.entries:
                continue
            entries = lexicons.entries[slot.lexicon]
            fit = set(lexicons.ids(slot.lexicon, slot.tag)) & {*words.get(slot.lexicon, {})}
            people = [
                place
                for place, (name, fields) in enumerate(entries.items())
                if name in fit and fields.get("traits")
            ]
            found |= dict.fromkeys(slot.names, people) if people else {}
        return found

    def traits(self, slot: str, person: int) -> Traits:
        """Give a person's traits."""
        return self._traits[self.sayer.holds[slot]][person]

    @cached_property
    def _traits(self) -> dict[str, list[Traits]]:
        entries = self.sayer.lexicons.entries
        return {
            kind: [fields.get("traits") or {} for fields in entries[kind].values()]
            for kind in sorted({self.sayer.holds[slot] for slot in self.slots})
        }

    def others(self, slot: str, person: int, trait: str) -> list[int]:
        """List who differs from a person by the value of one trait alone; by none as control."""
        key, wanted = (slot, person, trait), set() if trait == CONTROL else {trait}
        if key not in self._known:
            own = self.traits(slot, person)
            self._known[key] = [
                other
                for other in self.slots[slot]
                if (theirs := self.traits(slot, other)).keys() == own.keys()
                and {name for name in own if own[name] != theirs[name]} == wanted
                and other != person
            ]
        return self._known[key]


def swaps(
    cast: Cast, read: int, most: int, seed: int, taken: dict[str, int] | None = None
) -> list[Swap]:
    """Choose up to `most` changes among the numbers below `read`, in order of number.

    As many of each trait, and of the control, together with those `taken` before; each number is
    taken once; which, whose and into whom is chosen by seed.
    """
    taken = {} if taken is None else taken
    sayer = cast.sayer
    purpose = ("swap", sayer.concept.id, sayer.pack.tag)
    looked = np.arange(min(read, most * _LOOKED_AT), dtype=np.int64)
    numbers = permute(looked, read, seed, *purpose)
    fillers = sayer.drawer.draw(numbers)
    fine, lot = sayer.sayable(fillers), lots(numbers, seed, *purpose).tolist()
    found: list[Swap] = []
    for place in np.flatnonzero(fine).tolist():
        if len(found) == most:
            break
        here = {slot: int(fillers[slot][place]) for slot in cast.slots}
        if swap := _swap(cast, int(numbers[place]), here, lot[place], taken):
            taken[swap.trait] = taken.get(swap.trait, 0) + 1
            found.append(swap)
    return sorted(found)


def _swap(
    cast: Cast, number: int, here: Mapping[str, int], lot: int, taken: Mapping[str, int]
) -> Swap | None:
    """Change the trait that was changed least so far, of the person whom the lot names."""
    slots, present = sorted(here), set(here.values())
    slot, lot = slots[lot % len(slots)], lot // len(slots)
    traits = [*cast.traits(slot, here[slot]), CONTROL]
    for trait in sorted(traits, key=lambda name: (taken.get(name, 0), name)):
        others = [each for each in cast.others(slot, here[slot], trait) if each not in present]
        if others:
            return Swap(number, slot, trait, here[slot], others[lot % len(others)])
    return None


def recast(sayer: Sayer, fillers: Fillers, changes: Sequence[Swap]) -> Fillers:
    """Put the other people in, and compute anew what follows from them."""
    drawn = {name for axis in sayer.drawer.axes for name in axis.names}
    after = {name: column.copy() for name, column in fillers.items() if name in drawn}
    for place, swap in enumerate(changes):
        after[swap.slot][place] = swap.new
    return sayer.drawer.filled(after)


def spread_evenly(total: int, most: Mapping[str, int]) -> dict[str, int]:
    """Share a total evenly, nobody getting more than their most; remainders in name order.

    >>> spread_evenly(10, {"a": 2, "b": 9, "c": 9})
    {'a': 2, 'b': 4, 'c': 4}
    """
    given, left = {}, total
    for done, name in enumerate(sorted(most, key=lambda each: (most[each], each))):
        sharing = len(most) - done
        given[name] = min(most[name], -(-left // sharing))
        left -= given[name]
    return {name: given[name] for name in most}
