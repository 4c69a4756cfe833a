"""Saying: a concept's numbers become rows in a language, with what proves their labels."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from polyglot_synth import wording
from polyglot_synth.chance import Numbers, choose
from polyglot_synth.concept import CLOCK, NUMBER, Concept, Telling
from polyglot_synth.draw import Drawer, Fillers
from polyglot_synth.grammar import Speaker
from polyglot_synth.language import PackFile, Wording
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.logic import prove
from polyglot_synth.sample import SCHEMA, STYLES, row_ids
from polyglot_synth.wording import Compiler, Piece, capped, inline, parse

PIVOT = "eng_Latn"


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


@dataclass(frozen=True)
class Group:
    """Rows that share face, wording, digits and style; `places` are their rows in the batch."""

    face: str
    wording: Wording
    script: str
    style: str
    places: Numbers


class Sayer:
    """Says one concept in one language; keeps its tables between batches."""

    def __init__(
        self,
        concept: Concept,
        pack: PackFile,
        pivot: PackFile,
        lexicons: Lexicons,
        seed: int,
    ) -> None:
        self.concept, self.pack, self.pivot, self.lexicons = concept, pack, pivot, lexicons
        self.seed = seed
        self.drawer = Drawer(concept, lexicons, seed)
        self.holds = concept.holds()
        self.wordings = pack.wording.get(concept.id, [])
        self.compilers = {s: Compiler(Speaker(pack, lexicons, s)) for s in pack.digits}
        self.pivot_compiler = Compiler(Speaker(pivot, lexicons, "Latn"))

    def batch(self, numbers: Numbers) -> pl.DataFrame:
        """Make the rows of these numbers, face by face, with the schema of `sample`.

        Numbers whose fillers the pack has no words for are left out.
        """
        fillers = self.drawer.draw(numbers)
        fine = self._sayable(fillers)
        numbers, fillers = numbers[fine], {name: c[fine] for name, c in fillers.items()}
        if not len(numbers):
            return pl.DataFrame(schema=SCHEMA)
        frames = [self._rows(group, numbers, fillers) for group in self._groups(numbers)]
        return pl.concat(frames).sort("place").select(list(SCHEMA)).cast(SCHEMA)  # type: ignore[arg-type]

    def _sayable(self, fillers: Fillers) -> NDArray[np.bool_]:
        """Tell for each row whether the pack has words for all that it draws."""
        fine = np.ones(len(next(iter(fillers.values()))), dtype=np.bool_)
        for name, kind in self.holds.items():
            if name in fillers and kind in self.lexicons.entries:
                words = self.pack.words.get(kind, {})
                known = np.array([i in words for i in self.lexicons.ids(kind)])
                fine &= known[fillers[name]]
        return fine

    def digits_of(self, numbers: pl.Series) -> pl.Series:
        """Name the digit script of each number's rows."""
        return pl.Series(list(self.pack.digits)).gather(pl.Series(self._script(numbers.to_numpy())))

    def _script(self, numbers: Numbers) -> Numbers:
        shares = list(self.pack.digits.values())
        return choose(numbers, shares, self.seed, self.concept.id, self.pack.tag, "digits")

    def _choices(self, numbers: Numbers, face: str) -> tuple[Numbers, Numbers, Numbers]:
        """Choose wording, digits and style; every task has the same share, then every wording."""
        purpose = (self.concept.id, self.pack.tag)
        share = [1.0 / sum(o.task == said.task for o in self.wordings) for said in self.wordings]
        which = choose(numbers, share, self.seed, *purpose, "wording")
        script = self._script(numbers)
        style = choose(numbers, list(STYLES.values()), self.seed, *purpose, face, "style")
        return which, script, style

    def _groups(self, numbers: Numbers) -> Iterator[Group]:
        scripts, styles = list(self.pack.digits), list(STYLES)
        for face in self.concept.faces:
            which, script, style = self._choices(numbers, face)
            code = (which * len(scripts) + script) * len(styles) + style
            for value in np.unique(code).tolist():
                rest, style_index = divmod(value, len(styles))
                wording_index, script_index = divmod(rest, len(scripts))
                yield Group(
                    face,
                    self.wordings[wording_index],
                    scripts[script_index],
                    styles[style_index],
                    np.flatnonzero(code == value),
                )

    def _rows(self, group: Group, numbers: Numbers, fillers: Fillers) -> pl.DataFrame:
        here = {name: column[group.places] for name, column in fillers.items()}
        face = self.concept.file.faces.get(group.face)
        here |= {alias: here[slot] for alias, slot in (face.bind if face else {}).items()}
        telling = self.concept.file.pivot[group.wording.task]
        prompt, spoken = self._say(self.compilers[group.script], group.wording.prompt, here)
        numbers_here = pl.Series(numbers[group.places])
        frame = pl.DataFrame(
            {
                "place": group.places * len(self.concept.faces)
                + self.concept.faces.index(group.face),
                "id": row_ids(self.concept.id, group.face, numbers_here, self.pack.tag),
                "number": numbers_here,
                "domain": self._domain(here),
                "prompt": prompt,
                "response": self._respond(
                    self.compilers[group.script], self.pack, group, group.wording, here
                ),
                "answer": self._answer(group, here),
                "pivot_prompt": self._say(self.pivot_compiler, telling.prompt, here)[0],
                "pivot_response": self._respond(
                    self.pivot_compiler, self.pivot, group, telling, here
                ),
                "slots": self._slots(here),
                "spoken": spoken,
                "traits": self._traits(here),
                "evidence": self._evidence(group, here, prompt),
            }
        )
        return frame.with_columns(**self._constants(group))

    def _constants(self, group: Group) -> dict[str, pl.Expr]:
        file, pack = self.concept.file, self.pack
        values: dict[str, str | bool | int | None] = {
            "concept": self.concept.id,
            "face": group.face,
            "kind": file.kind,
            "task": group.wording.task,
            "style": group.style,
            "wording": group.wording.id,
            "label": self.concept.label(group.face),
            "label_source": file.label_source,
            "language": pack.tag,
            "variety": pack.variety,
            "register": pack.register_,
            "made_by": "pack",
            "reviewed": bool(group.wording.reviewed_by),
            "licence": "clean",
            "depth": 1,
        }
        return {name: pl.lit(value, dtype=SCHEMA[name]) for name, value in values.items()}

    def _say(
        self, compiler: Compiler, text: str, here: Mapping[str, Numbers]
    ) -> tuple[pl.Series, pl.Series]:
        return compiler.text(parse(text), here, self.holds)

    def _respond(
        self,
        compiler: Compiler,
        pack: PackFile,
        group: Group,
        telling: Telling,
        here: Mapping[str, Numbers],
    ) -> pl.Series:
        frame = style_of(pack, self.concept.file.kind, group.style)
        pieces = response_pieces(self.concept, frame, telling, group.face)
        return compiler.text(pieces, here, self.holds)[0]

    def _domain(self, here: Mapping[str, Numbers]) -> pl.Series:
        length = len(next(iter(here.values())))
        for slot in self.concept.slots:
            if slot.relation:
                relation = self.lexicons.relations[slot.relation]
                by_row = {
                    row[0]: name for row, name in zip(relation.rows, relation.domains, strict=True)
                }
                names = [by_row.get(i, "") for i in self.lexicons.ids(slot.lexicon)]
                return pl.Series(names).gather(pl.Series(here[slot.names[0]]))
        return pl.repeat(self.concept.file.domain or "", length, eager=True)

    def _canonical(self, name: str, here: Mapping[str, Numbers]) -> pl.Series:
        """Write a filler as canonical text: an id, a number, a time."""
        kind = self.holds[name]
        if kind in {NUMBER, CLOCK}:
            return wording.value_text(here[name], kind)
        return pl.Series(self.lexicons.ids(kind)).gather(pl.Series(here[name]))

    def _answer(self, group: Group, here: Mapping[str, Numbers]) -> pl.Series:
        file, length = self.concept.file, len(group.places)
        if file.kind == "fallacy":
            yes = (group.face == "valid") == (group.wording.task == "follows")
            return pl.repeat("yes" if yes else "no", length, eager=True)
        if file.program:
            return self.pivot_compiler.text(parse(file.program, raw=True), here, self.holds)[0]
        return self._canonical(str(file.answer), here)

    def _slots(self, here: Mapping[str, Numbers]) -> pl.Series:
        names = {name for slot in self.concept.slots for name in slot.names}
        names |= {*self.concept.file.picks, *self.concept.file.derived}
        parts = {}
        for name in sorted(names):
            quote = "" if self.holds[name] == NUMBER else '"'
            parts[name] = f'"{name}":{quote}' + self._canonical(name, here) + quote
        return _object(list(parts.values()), len(next(iter(here.values()))))

    def _traits(self, here: Mapping[str, Numbers]) -> pl.Series:
        parts = []
        for name in sorted({name for slot in self.concept.slots for name in slot.names}):
            entries = self.lexicons.entries.get(self.holds[name], {})
            if any("traits" in fields for fields in entries.values()):
                traits = [_json(fields.get("traits", {})) for fields in entries.values()]
                parts.append(f'"{name}":' + pl.Series(traits).gather(pl.Series(here[name])))
        return _object(parts, len(next(iter(here.values()))))

    def _evidence(self, group: Group, here: Mapping[str, Numbers], prompt: pl.Series) -> pl.Series:
        file, length = self.concept.file, len(group.places)
        if file.faces:
            face = file.faces[group.face]
            proof = prove(face.form, existential_import=file.existential_import)
            return pl.repeat(_json(dict(proof)), length, eager=True)
        if file.program:
            return self._program(here)
        if group.wording.quote:
            quotes = self._say(self.compilers[group.script], group.wording.quote, here)[0]
            return pl.Series(list(map(_span, quotes, prompt)))
        said = [piece.said for piece in parse(group.wording.prompt) if piece.said]
        computed = {"expression": file.derived[str(file.answer)], "said": said}
        return pl.repeat(_json(computed), length, eager=True)

    def _program(self, here: Mapping[str, Numbers]) -> pl.Series:
        texts = [(test.call, test.expected) for test in self.concept.file.tests]
        columns = [
            self.pivot_compiler.text(parse(text, raw=True), here, self.holds)[0].to_list()
            for pair in texts
            for text in pair
        ]
        rows = zip(*columns, strict=True)
        return pl.Series([_json({"tests": _pairs(row)}) for row in rows])


def _pairs(row: Sequence[str]) -> list[dict[str, str]]:
    return [
        {"call": call, "expected": expected}
        for call, expected in zip(row[::2], row[1::2], strict=True)
    ]


def _span(quote: str, prompt: str) -> str:
    start = prompt.find(quote)
    return _json({"quote": quote, "start": start, "end": start + len(quote)})


def _json(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _object(parts: list[pl.Series], length: int) -> pl.Series:
    if not parts:
        return pl.repeat("{}", length, eager=True)
    table = pl.DataFrame({f"{i}": part for i, part in enumerate(parts)})
    inside = pl.concat_str([pl.col(f"{i}") for i in range(len(parts))], separator=",")
    return table.select(pl.concat_str(pl.lit("{"), inside, pl.lit("}")).alias(""))[""]
