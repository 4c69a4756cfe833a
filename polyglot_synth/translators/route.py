"""Ways from one language to another: straight, or by way of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice

from polyglot_synth.translators.base import Translation, Translator

BRIDGES = ("por_Latn", "spa_Latn", "cat_Latn", "fra_Latn")  # what lies between many small pairs
Leg = tuple[Translator, str, str]


@dataclass(frozen=True)
class Route:
    """Translators one after the other, each for its leg; itself a translator of one pair."""

    legs: tuple[Leg, ...]

    @property
    def name(self) -> str:
        """Name the translators in order."""
        return "+".join(leg.name for leg, _, _ in self.legs)

    @property
    def course(self) -> str:
        """Say who translates over which languages: two routes of one course can be compared."""
        tags = [self.legs[0][1], *(target for _, _, target in self.legs)]
        return f"{self.name} ({' to '.join(tags)})"

    @property
    def licence(self) -> str:
        """Give the licence of the least free leg."""
        order = ("clean", "noncommercial", "unclear", "restricted")
        return max((leg.licence for leg, _, _ in self.legs), key=order.index)

    def supports(self, source: str, target: str) -> bool:
        """Tell whether this is its pair and every leg is there."""
        ends = (self.legs[0][1], self.legs[-1][2])
        return (source, target) == ends and all(leg.supports(a, b) for leg, a, b in self.legs)

    def missing(self, source: str, target: str) -> str:
        """Say what the first leg lacks that lacks something."""
        del source, target
        return next((said for leg, a, b in self.legs if (said := leg.missing(a, b))), "")

    def revision(self, source: str, target: str) -> str:
        """Name the revisions of all legs."""
        del source, target
        return "+".join(leg.revision(a, b) for leg, a, b in self.legs)

    def engines(self, source: str, target: str) -> frozenset[str]:
        """Name the data behind all legs."""
        del source, target
        return frozenset[str]().union(*(leg.engines(a, b) for leg, a, b in self.legs))

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        """Translate leg by leg; marks of any leg are kept."""
        del source, target
        found = [Translation(text) for text in texts]
        for leg, a, b in self.legs:
            after = leg.translate([each.text for each in found], a, b)
            found = [
                Translation(new.text, old.marks + new.marks, new.units)
                for old, new in zip(found, after, strict=True)
            ]
        return found

    def close(self) -> None:
        """Close every leg."""
        for leg, _, _ in self.legs:
            leg.close()


def routes(
    translators: Sequence[Translator], source: str, target: str, *, most: int
) -> Iterator[Route]:
    """List the ways of at most so many legs that are open here, the shortest first."""
    begun: list[tuple[Leg, ...]] = [()]
    for _ in range(most):
        further = []
        for legs in begun:
            here = legs[-1][2] if legs else source
            seen = {source, *(leg[2] for leg in legs)}
            for leg in _legs(translators, here, target):
                yield Route((*legs, leg))
            for bridge in (each for each in BRIDGES if each not in seen and each != target):
                further += [(*legs, leg) for leg in _legs(translators, here, bridge)]
        begun = further


def _legs(translators: Sequence[Translator], source: str, target: str) -> Iterator[Leg]:
    return ((each, source, target) for each in translators if each.supports(source, target))


def ways_back(
    translators: Sequence[Translator], source: str, target: str, forth: AbstractSet[str]
) -> tuple[list[Route], bool]:
    """List the ways from `source` to `target`, and tell whether they are independent evidence.

    Independent of the way forth is what shares no data with it; only where there is none such, one
    that does is given.
    """
    found = list(routes(translators, source, target, most=2))
    apart = [route for route in found if not route.engines(source, target) & forth]
    return (apart, True) if apart else (found[:1], False)


def way_back(
    translators: Sequence[Translator], source: str, target: str, forth: AbstractSet[str]
) -> tuple[Route | None, bool]:
    """Give the first way back, if there is any, and whether it is independent."""
    found, independent = ways_back(translators, source, target, forth)
    return next(iter(found), None), independent


def other_ways(
    translators: Sequence[Translator], source: str, target: str, forth: AbstractSet[str]
) -> list[Route]:
    """List a few other ways, the shortest first, that share no data with the way forth."""
    every = routes(translators, source, target, most=3)
    apart = (route for route in every if not route.engines(source, target) & forth)
    return list(islice(apart, 2))
