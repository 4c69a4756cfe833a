"""Twins: a fallacy and its sound counterpart may not differ by a word that gives the label away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
import regex

from polyglot_synth.axes import Table
from polyglot_synth.chance import Numbers
from polyglot_synth.columns import Compiler
from polyglot_synth.concept import NOT, Concept
from polyglot_synth.draw import Drawer, Fillers
from polyglot_synth.language import PackFile
from polyglot_synth.wording import parse

_WORDS = regex.compile(r"[\p{L}\p{M}'-]+")
_PAIRS_COMPARED = 200
_FEW = 16
_MOST_ROWS = 20_000
_MOST_UNLIKE = 0.5  # share of twins that may differ in a word


class Twins:
    """Renders one concept's faces over all that its argument can be about.

    `sayable` lists what a slot can hold in the pack.
    """

    def __init__(
        self,
        concept: Concept,
        pack: PackFile,
        compiler: Compiler,
        sayable: Callable[[str], list[int]],
    ) -> None:
        self.concept, self.compiler, self.sayable = concept, compiler, sayable
        self.drawer = Drawer(concept, compiler.speaker.lexicons, 0, pack.money)
        self._drawn: dict[int, Fillers] = {}

    def problems(self, prompt: str, *, few: bool = False) -> Iterator[str]:
        """Say where two labels have one text, or a word tells them apart; of few rows or of all."""
        most = _FEW if few else _MOST_ROWS
        texts = {face: self._rendered(prompt, face, most) for face in self.concept.file.faces}
        first, *others = texts
        for other in others:
            if same := sorted(set(texts[first]) & set(texts[other])):
                yield f"the labels {first} and {other} have one text: {same[0][:80]}"
            elif told := telling_words(texts[first], texts[other]):
                yield (
                    f"the words tell {first} from {other}: '{told}' stands in one of them only; "
                    "say `given` and `concluded` in the same forms, equally often"
                )

    def _rendered(self, text: str, face: str, most: int) -> list[str]:
        if most not in self._drawn:
            self._drawn[most] = self._fillers(most)
        fillers, bind = self._drawn[most], self.concept.file.faces[face].bind
        if not fillers:
            return []
        fillers = fillers | {alias: fillers[slot] for alias, slot in bind.items()}
        return self.compiler.text(parse(text), fillers, self.concept.holds()).to_list()

    def _fillers(self, most: int) -> Fillers:
        """Draw what the faces are about, all else the same; empty where nothing is sayable."""
        faces = self.concept.file.faces.values()
        about = {slot.removeprefix(NOT) for face in faces for slot in face.bind.values()}
        axis = next(axis for axis in self.drawer.axes if about & set(axis.names))
        rows = np.concatenate([_spread(table, most) for table in axis.strata])
        for column, name in enumerate(axis.names):
            rows = rows[np.isin(rows[:, column], self.sayable(name))]
        if not len(rows):
            return {}
        fillers: Fillers = {
            name: np.full(len(rows), self.sayable(name)[0], dtype=np.int64)
            for name in self.drawer.possible()
        }
        fillers |= {name: rows[:, column] for column, name in enumerate(axis.names)}
        return self.drawer.completed(fillers)


def _spread(table: Table, most: int) -> Numbers:
    """Take rows of a table, all of them or some from end to end."""
    count = min(len(table), most)
    return table.take(np.linspace(0, len(table) - 1, count).astype(np.int64))


def telling_words(texts: list[str], twins: list[str]) -> str:
    """Give words that one twin has and the other has not, where most pairs differ so.

    Agreement may change a word here and there with the noun that takes a place; that is no leak.
    """
    differ = []
    step = -(-len(texts) // _PAIRS_COMPARED) or 1
    pairs = list(zip(texts[::step], twins[::step], strict=True))
    for text, twin in pairs:
        bags = [Counter(_WORDS.findall(each.casefold())) for each in (text, twin)]
        if odd := (bags[0] - bags[1]) + (bags[1] - bags[0]):
            differ.append(" ".join(sorted(odd)))
    return differ[0] if len(differ) > _MOST_UNLIKE * len(pairs) else ""
