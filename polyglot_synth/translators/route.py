"""Ways from one language to another: straight, or by way of a third."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from polyglot_synth.translators.base import Translation, Translator

BRIDGES = ("por_Latn", "spa_Latn", "cat_Latn", "fra_Latn")  # what lies between many small pairs


@dataclass(frozen=True)
class Route:
    """Translators one after the other, each for its leg; itself a translator of one pair."""

    legs: tuple[tuple[Translator, str, str], ...]

    @property
    def name(self) -> str:
        """Name the translators in order."""
        return "+".join(leg.name for leg, _, _ in self.legs)

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


def routes(translators: Sequence[Translator], source: str, target: str) -> Iterator[Route]:
    """List the ways that are open here, straight ones first."""
    for leg in translators:
        if leg.supports(source, target):
            yield Route(((leg, source, target),))
    for bridge in BRIDGES:
        for first in (leg for leg in translators if leg.supports(source, bridge)):
            for second in (leg for leg in translators if leg.supports(bridge, target)):
                yield Route(((first, source, bridge), (second, bridge, target)))


def way_back(
    translators: Sequence[Translator], source: str, target: str, forth: AbstractSet[str]
) -> tuple[Route | None, bool]:
    """Find a way from `source` to `target` and tell whether it is independent of the way forth.

    Independent is what shares no data with it; only where there is none such, one that does.
    """
    found = list(routes(translators, source, target))
    apart = [route for route in found if not route.engines(source, target) & forth]
    return next(iter([*apart, *found]), None), bool(apart)
