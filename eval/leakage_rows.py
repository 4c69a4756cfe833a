"""Rows of one argument form in one language: whole, in part, and as question and length alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import regex
from leakage_apart import WAYS

from polyglot_synth.compose import with_composed
from polyglot_synth.concept import Concept
from polyglot_synth.config import RunConfig
from polyglot_synth.inputs import Inputs, load_inputs
from polyglot_synth.language import Composed, LanguagePack
from polyglot_synth.say import Sayer

LANGUAGES = ("eng_Latn", "swh_Latn", "mar_Deva")
PAIRS, LOOKED_AT = 10_000, 200_000
PARTS = {"premises": "{lines}", "conclusion": "{conclusion}"}  # what a frame then holds alone
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}'’]+|\S")


@cache
def inputs() -> Inputs:
    """Load all packs and concepts once a process."""
    return load_inputs(RunConfig(languages=list(LANGUAGES)))


def pack_of(tag: str) -> LanguagePack:
    """Give a pack with all that is put together; the pivot's is apart."""
    return inputs().packs.get(tag, inputs().pivot)


def partial(pack: LanguagePack, concept: Concept, part: str) -> LanguagePack:
    """Give a pack whose frames hold a part of the argument and nothing else."""
    arguments = pack.model.arguments
    assert arguments is not None
    frames = [frame.model_copy(update={"prompt": part}) for frame in arguments.frames]
    bare = {"arguments": arguments.model_copy(update={"frames": frames})}
    changed = replace(pack, model=pack.model.model_copy(update=bare))
    return with_composed(changed, {concept.id: concept})


def words(texts: pl.Series) -> list[str]:
    """Write texts as small words and signs, each set apart."""
    return [" ".join(_WORD.findall(text.lower())) for text in texts]


class Form:
    """One concept in one language: its rows, said whole and in part."""

    def __init__(self, name: str, tag: str) -> None:
        self.concept, self.pack = inputs().concepts[name], pack_of(tag)
        self.sayer = self.sayer_of(self.pack)
        self.put = {each.id for each in self.sayer.wordings if isinstance(each, Composed)}
        self.parts = {
            name: self.sayer_of(partial(self.pack, self.concept, text))
            for name, text in PARTS.items()
            if self.put
        }
        self._known: tuple[np.ndarray, pl.DataFrame] | None = None

    def sayer_of(self, pack: LanguagePack) -> Sayer:
        """Say the concept with a pack."""
        given = inputs()
        return Sayer(self.concept, pack.model, given.pivot.model, given.lexicons, 7)

    @property
    def main(self) -> list[str]:
        """The slots that the argument is about; those of its asides are not."""
        bound = {
            slot.removeprefix("not ")
            for face in self.concept.file.faces.values()
            for slot in face.bind.values()
        }
        axis = next(axis for axis in self.sayer.drawer.axes if bound & {*axis.names})
        return [name for name in axis.names if name not in self.concept.free]

    def family(self) -> np.ndarray:
        """Give each term the kind it is of; a kind that has others below it is its own."""
        kind = self.concept.holds()[self.main[0]]
        entries = self.sayer.lexicons.entries[kind]
        place = {name: number for number, name in enumerate(entries)}
        above = {str(fields["is_a"]) for fields in entries.values() if "is_a" in fields}
        own = [n if n in above else str(fields.get("is_a", n)) for n, fields in entries.items()]
        return np.array([place[name] for name in own])

    def rows(self, split: str, seed: int) -> pl.DataFrame:
        """Say pairs of both sides of a split; `row` names their lexicon row, whatever its order."""
        numbers = np.arange(min(LOOKED_AT, self.sayer.drawer.capacity), dtype=np.int64)
        fillers = self.sayer.drawer.draw(numbers)
        terms = np.sort(np.column_stack([fillers[name] for name in self.main]), axis=1)
        chance = np.random.default_rng([seed, *self.concept.id.encode()])
        sides = WAYS[split](terms, self.family(), chance)
        good = np.flatnonzero((sides >= 0) & self.sayer.sayable(fillers))[:PAIRS]
        keys = [" ".join(map(str, row)) for row in terms[good].tolist()]
        known = pl.DataFrame({"number": numbers[good], "row": keys, "test": sides[good] == 1})
        return self.said(numbers[good]).join(known, on="number", maintain_order="left")

    def said(self, numbers: np.ndarray) -> pl.DataFrame:
        """Say rows whole, in part, and as question and length; the last ones are remembered."""
        if self._known is None or not np.array_equal(numbers, self._known[0]):
            self._known = numbers, self._said(numbers)
        return self._known[1]

    def _said(self, numbers: np.ndarray) -> pl.DataFrame:
        batch = self.sayer.batch(numbers)
        batch = batch.select("number", "face", "task", "wording", "prompt")
        put = batch["wording"].is_in(self.put)
        for name in PARTS:
            said = self.parts[name].batch(numbers)["prompt"] if self.put else batch["prompt"]
            part = pl.Series(words(said)).set(~put, None)
            batch = batch.with_columns(part.alias(name))
        return batch.with_columns(prompt=pl.Series(words(batch["prompt"]))).with_columns(
            question=pl.format(
                "task={} wording={} characters={} words={}",
                "task",
                "wording",
                pl.Series(batch["prompt"]).str.len_chars(),
                pl.col("prompt").str.count_matches(" ", literal=True),
            )
        )
