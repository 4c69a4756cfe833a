"""Saying: a concept's numbers become rows in a language, beside their English."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from polyglot_synth.argued import Argued
from polyglot_synth.chance import Numbers, choose
from polyglot_synth.columns import Compiler, Rows
from polyglot_synth.compose import english_of as english_of_composed
from polyglot_synth.concept import Concept, Telling
from polyglot_synth.draw import Drawer, Fillers
from polyglot_synth.facts import Facts, span
from polyglot_synth.grammar import Speaker
from polyglot_synth.language import Composed, PackFile, Wording
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.sample import SCHEMA, SPOKEN, STYLES, row_ids
from polyglot_synth.wording import Piece, capped, inline, parse

PIVOT = "eng_Latn"
_STYLES = list(STYLES)
_SPREAD = 20_000


def response_pieces(concept: Concept, style: str, telling: Telling, face: str) -> tuple[Piece, ...]:
    """Join verdict and reason as a pack's style says; a program is put where it is named."""
    response = telling.responses[face if face in telling.responses else "any"]
    parts = {"verdict": parse(response.verdict), "reason": parse(response.reason)}
    joined: list[Piece] = []
    for piece in parse(style):
        if piece.slots and piece.slots[0] in parts:
            part = parts[piece.slots[0]]
            joined.extend(capped(part) if piece.source.endswith("cap") else part)
        else:
            joined.append(piece)
    return inline(joined, "program", concept.file.program or "")


def style_of(pack: PackFile, kind: str, style: str) -> str:
    """Give the frame of a style: the kind's own, or the default."""
    return (pack.styles.get(kind) or pack.styles["default"])[style]


def sayable(
    fillers: Fillers, concept: Concept, pack: PackFile, lexicons: Lexicons
) -> NDArray[np.bool_]:
    """Tell for each row of fillers whether a pack has words for all that it draws."""
    fine = np.ones(len(next(iter(fillers.values()))), dtype=np.bool_)
    for name, kind in concept.holds().items():
        if name in fillers and kind in lexicons.entries:
            words = pack.words.get(kind, {})
            known = np.array([i in words for i in lexicons.ids(kind)])
            fine &= known[fillers[name] % len(known)]
    return fine


def sayable_share(drawer: Drawer, pack: PackFile) -> float:
    """Estimate which share of a concept's numbers a pack has words for, from a spread of them."""
    spread = np.linspace(0, drawer.capacity - 1, min(drawer.capacity, _SPREAD)).astype(np.int64)
    fine = sayable(drawer.draw(spread), drawer.concept, pack, drawer.lexicons)
    return float(fine.mean())


def english_of(wording: Wording, concept: Concept, pack: PackFile, pivot: PackFile) -> Telling:
    """Give the English that a wording says.

    One that was put together says what the pivot's statements say in its task's first frame. A
    drafted one says that from which it was translated: the wording of the same id in the pivot's
    pack. Any other says what the concept says in its task.
    """
    if isinstance(wording, Composed):
        return english_of_composed(wording, concept, pivot)
    if pack.draft and f"{concept.id}/{wording.id}" in pack.draft.wordings:
        for said in pivot.wording.get(concept.id, []):
            if said.id == wording.id:
                return said
    return concept.file.pivot[wording.task]


@dataclass(frozen=True)
class Choice:
    """What was chosen for each row of one face: indices into wordings, digit scripts, styles."""

    wording: Numbers
    script: Numbers
    style: Numbers


class Sayer:
    """Says one concept in one language; keeps its tables between batches."""

    def __init__(
        self, concept: Concept, pack: PackFile, pivot: PackFile, lexicons: Lexicons, seed: int
    ) -> None:
        self.concept, self.pack, self.pivot, self.lexicons = concept, pack, pivot, lexicons
        self.seed = seed
        self.drawer = Drawer(concept, lexicons, seed, pack.money)
        self.facts = Facts(concept, lexicons)
        self.argued = Argued(concept, pack, lexicons)
        self.holds = concept.holds()
        self.wordings = pack.said(concept.id)
        self.tasks = list(dict.fromkeys([*concept.file.pivot, *(w.task for w in self.wordings)]))
        self.tellings = [english_of(wording, concept, pack, pivot) for wording in self.wordings]
        self.scripts = list(pack.digits)
        self.compilers = {s: Compiler(Speaker(pack, lexicons, s)) for s in self.scripts}
        self.pivot_compiler = Compiler(Speaker(pivot, lexicons, "Latn"))

    def batch(self, numbers: Numbers) -> pl.DataFrame:
        """Make the rows of these numbers, face by face, with the schema of `sample`.

        Numbers whose fillers the pack has no words for are left out.
        """
        return self.said(numbers, self.drawer.draw(numbers))

    def said(self, numbers: Numbers, fillers: Fillers) -> pl.DataFrame:
        """Make the rows of these numbers with fillers that were drawn, or changed since."""
        fine = self.sayable(fillers)
        numbers = numbers[fine]
        if not len(numbers):
            return pl.DataFrame(schema=SCHEMA)
        rows = Rows({name: column[fine] for name, column in fillers.items()})
        shared = self._shared(rows, numbers)
        faces = [
            shared.with_columns(self._face(face, rows, numbers)) for face in self.concept.faces
        ]
        together = pl.concat(faces).sort("number", maintain_order=True)
        return together.select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())

    def first(self, count: int, most: int = 40_000) -> pl.DataFrame:
        """Make the rows of the first numbers that can be said, so many or nearly so many.

        Where the pack has few words, few numbers can be; `most` are looked at.
        """
        found: list[pl.DataFrame] = []
        stop, start, size = min(most, self.drawer.capacity), 0, 4 * count
        while start < stop and sum(each["number"].n_unique() for each in found) < count:
            end = min(start + size, stop)
            found.append(self.batch(np.arange(start, end, dtype=np.int64)))
            start, size = end, 10_000
        rows = pl.concat([pl.DataFrame(schema=SCHEMA), *found])
        numbers = rows["number"].unique(maintain_order=True).head(count)
        return rows.filter(pl.col("number").is_in(numbers.implode()))

    def digits_of(self, numbers: Numbers) -> pl.Series:
        """Name the digit script of each number's rows."""
        return _pick(self.scripts, self._script(numbers))

    def sayable(self, fillers: Fillers) -> NDArray[np.bool_]:
        """Tell for each row whether the pack has words for all that it draws."""
        return sayable(fillers, self.concept, self.pack, self.lexicons)

    def _script(self, numbers: Numbers) -> Numbers:
        shares = list(self.pack.digits.values())
        return choose(numbers, shares, self.seed, self.concept.id, self.pack.tag, "digits", step=1)

    def _choose(self, numbers: Numbers, face: str) -> Choice:
        """Choose wording, digits and style; every task has the same share, then every wording."""
        purpose = (self.concept.id, self.pack.tag)
        share = [1.0 / sum(o.task == said.task for o in self.wordings) for said in self.wordings]
        return Choice(
            choose(numbers, share, self.seed, *purpose, "wording"),
            self._script(numbers),
            choose(numbers, list(STYLES.values()), self.seed, *purpose, face, "style", step=2),
        )

    def _shared(self, rows: Rows, numbers: Numbers) -> pl.DataFrame:
        """Make the columns that all faces of a number share."""
        facts, height = self.facts, len(numbers)
        columns = {
            "number": pl.Series(numbers),
            "domain": facts.domain(rows, height),
            "slots": facts.slots(rows, height),
            "traits": facts.traits(rows, height),
        }
        constants = {
            "concept": self.concept.id,
            "kind": self.concept.file.kind,
            "label_source": self.concept.file.label_source,
            "language": self.pack.tag,
            "variety": self.pack.variety,
        }
        return pl.DataFrame(columns).with_columns(
            **{name: pl.lit(value, dtype=SCHEMA[name]) for name, value in constants.items()}
        )

    def _face(self, face: str, rows: Rows, numbers: Numbers) -> list[pl.Series]:
        """Make the columns that differ between faces."""
        if face in self.concept.file.faces:
            rows = rows.bound(self.concept.file.faces[face].bind)
        choice = self._choose(numbers, face)
        task_of = np.array([self.tasks.index(wording.task) for wording in self.wordings])
        task = task_of[choice.wording]
        ids = row_ids(self.concept.id, face, pl.Series(numbers), self.pack.tag)
        label = pl.repeat(self.concept.label(face), len(numbers), dtype=pl.String, eager=True)
        prompt, spoken = self._prompts(rows, choice)
        columns = {
            "id": ids,
            "face": pl.repeat(face, len(numbers), eager=True),
            "label": label,
            "task": _pick(self.tasks, task),
            "style": _pick(_STYLES, choice.style),
            "wording": _pick([wording.id for wording in self.wordings], choice.wording),
            "register": _pick(
                [w.register_ or self.pack.register_ for w in self.wordings], choice.wording
            ),
            "reviewed": _pick([bool(w.reviewed_by) for w in self.wordings], choice.wording),
            **self._makers(choice),
            "prompt": prompt,
            "spoken": spoken,
            "response": self._responses(rows, choice, face),
            "answer": self._answers(rows, choice.wording, face),
            "pivot_prompt": self._pivot_prompts(rows, choice.wording),
            "pivot_response": self._pivot_responses(rows, choice.wording, choice.style, face),
            "evidence": self._evidence(rows, choice, face, prompt),
        }
        return [column.alias(name) for name, column in columns.items()]

    def _makers(self, choice: Choice) -> dict[str, pl.Series]:
        """Say who made each row's wording; a drafted one has passed through a translator."""
        draft = self.pack.draft
        drafted = draft.wordings if draft else {}
        by = [f"{self.concept.id}/{wording.id}" in drafted for wording in self.wordings]
        maker, licence = (f"draft: {draft.by}", draft.licence) if draft else ("", "")
        return {
            "made_by": _pick([maker if machine else "pack" for machine in by], choice.wording),
            "licence": _pick([licence if machine else "clean" for machine in by], choice.wording),
            "depth": _pick([2 if machine else 1 for machine in by], choice.wording),
        }

    def _say(self, compiler: Compiler, text: str, rows: Rows) -> pl.Series:
        return compiler.text(parse(text), rows, self.holds)

    def _prompts(self, rows: Rows, choice: Choice) -> tuple[pl.Series, pl.Series]:
        texts, spoken = [], []
        for places, (which, script) in _groups(choice.wording, choice.script):
            compiler = self.compilers[self.scripts[script]]
            pieces, view = parse(self.wordings[which].prompt), rows.at(places)
            texts.append((places, compiler.text(pieces, view, self.holds)))
            spoken.append((places, compiler.spoken(pieces, view, self.holds)))
        return _together(texts, pl.String), _together(spoken, SPOKEN)

    def _responses(self, rows: Rows, choice: Choice, face: str) -> pl.Series:
        def say(view: Rows, which: int, script: int, style: int) -> pl.Series:
            frame = style_of(self.pack, self.concept.file.kind, _STYLES[style])
            pieces = response_pieces(self.concept, frame, self.wordings[which], face)
            return self.compilers[self.scripts[script]].text(pieces, view, self.holds)

        return _by_group(say, rows, choice.wording, choice.script, choice.style)

    def _pivot_prompts(self, rows: Rows, wording: Numbers) -> pl.Series:
        def say(view: Rows, which: int) -> pl.Series:
            return self._say(self.pivot_compiler, self.tellings[which].prompt, view)

        return _by_group(say, rows, self._telling(wording))

    def _pivot_responses(
        self, rows: Rows, wording: Numbers, style: Numbers, face: str
    ) -> pl.Series:
        def say(view: Rows, which: int, how: int) -> pl.Series:
            frame = style_of(self.pivot, self.concept.file.kind, _STYLES[how])
            pieces = response_pieces(self.concept, frame, self.tellings[which], face)
            return self.pivot_compiler.text(pieces, view, self.holds)

        return _by_group(say, rows, self._telling(wording), style)

    def _telling(self, wording: Numbers) -> Numbers:
        """Give for each wording the first that has the same English, so that it is said once."""
        first = [self.tellings.index(telling) for telling in self.tellings]
        return np.array(first)[wording]

    def _alike(self, key: Callable[[Wording], object], wording: Numbers) -> Numbers:
        """Give for each wording the first that has the same key."""
        keys = [key(said) for said in self.wordings]
        return np.array([keys.index(each) for each in keys])[wording]

    def _answers(self, rows: Rows, wording: Numbers, face: str) -> pl.Series:
        if face in self.concept.file.faces:
            return _pick([self.argued.answer(face, said) for said in self.wordings], wording)
        return self.facts.answer(rows, self.pivot_compiler)

    def _evidence(self, rows: Rows, choice: Choice, face: str, prompt: pl.Series) -> pl.Series:
        file = self.concept.file
        if file.faces:
            return self._proofs(rows, choice.wording, face)
        if file.program:
            return self.facts.unit_tests(rows, self.pivot_compiler)
        if file.constraints:
            return pl.repeat(self.facts.constraints(), len(prompt), eager=True)
        if file.label_source == "quoted":
            return pl.Series(list(map(span, self._quotes(rows, choice), prompt)), dtype=pl.String)
        computed = [self.facts.computation(wording.prompt) for wording in self.wordings]
        return _pick(computed, choice.wording)

    def _proofs(self, rows: Rows, wording: Numbers, face: str) -> pl.Series:
        def say(view: Rows, which: int) -> pl.Series:
            return self.argued.evidence(face, self.wordings[which], view)

        return _by_group(say, rows, self._alike(self.argued.key, wording))

    def _quotes(self, rows: Rows, choice: Choice) -> pl.Series:
        def say(view: Rows, which: int, script: int) -> pl.Series:
            compiler = self.compilers[self.scripts[script]]
            return self._say(compiler, self.wordings[which].quote or "", view)

        return _by_group(say, rows, choice.wording, choice.script)


def _pick(values: Sequence[str | bool | int], index: Numbers) -> pl.Series:
    return pl.Series(values).gather(pl.Series(index))


def _groups(*choices: Numbers) -> Iterator[tuple[Numbers, tuple[int, ...]]]:
    """Give the places of the rows that chose alike, and what they chose."""
    sizes = [int(choice.max()) + 1 for choice in choices]
    code = np.ravel_multi_index(choices, sizes)
    order = np.argsort(code, kind="stable")
    values, starts = np.unique(code[order], return_index=True)
    for value, places in zip(values, np.split(order, starts[1:]), strict=True):
        yield places, tuple(int(index) for index in np.unravel_index(value, sizes))


def _by_group(say: Callable[..., pl.Series], rows: Rows, *choices: Numbers) -> pl.Series:
    """Say each group of rows that chose alike, and put the texts in the rows' order."""
    groups = list(_groups(*choices))
    return _together([(here, say(rows.at(here), *chosen)) for here, chosen in groups], pl.String)


def _together(
    parts: Sequence[tuple[Numbers, pl.Series]], dtype: pl.DataType | type[pl.DataType]
) -> pl.Series:
    order = np.argsort(np.concatenate([places for places, _ in parts]))
    return pl.concat([part.cast(dtype) for _, part in parts]).gather(pl.Series(order))
