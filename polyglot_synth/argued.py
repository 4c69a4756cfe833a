"""What a row carries of its argument: the form, its proof, the story of it, and what one believes.

The story tells the counter-model in the row's own words. Belief says whether premises and
conclusion are true in the world, as far as the lexicons know: who judges an argument by that judges
wrongly, and the report counts how often each comes with each label.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from polyglot_synth.chance import Numbers
from polyglot_synth.columns import Rows
from polyglot_synth.compose import case_of
from polyglot_synth.concept import NOT, Argument, Concept, Statement, read_argument
from polyglot_synth.facts import as_json
from polyglot_synth.language import Composed, PackFile, Wording
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.logic import prove
from polyglot_synth.logic.derivation import derivation

Truth = NDArray[np.int8]
TRUE, FALSE, OPEN = 1, 0, -1  # in the world, as far as the lexicons know
_JSON = {TRUE: "true", FALSE: "false", OPEN: "null"}
NONE = "none"  # the answer where there is no error, no case, nothing to mend


class Beliefs(NamedTuple):
    """Whether a row's premises, taken together, and its conclusion are true in the world."""

    premises: Truth
    conclusion: Truth


class Argued:
    """Writes the evidence and the answers of one concept's arguments in one language."""

    def __init__(self, concept: Concept, pack: PackFile, lexicons: Lexicons) -> None:
        self.concept, self.pack, self.lexicons = concept, pack, lexicons
        self._proofs: dict[tuple[str, int], dict[str, Any]] = {}

    def key(self, wording: Wording) -> object:
        """Give what the evidence of a row depends on, beside its face and fillers."""
        plan = wording.plan if isinstance(wording, Composed) else None
        return (plan.which, plan.asides, plan.options) if plan else None

    def evidence(self, face: str, wording: Wording, rows: Rows) -> pl.Series:
        """Write for each row, as JSON, why its label is right."""
        which = which_way(wording)
        parts = {name: as_json(value) for name, value in self._proof(face, which).items()}
        if isinstance(wording, Composed) and wording.plan.options:
            parts["options"] = as_json(wording.plan.options)
        if not self.concept.arguments:
            return _written(parts, {}, rows.height)
        bind, argument = self.concept.file.faces[face].bind, self.concept.arguments[which]
        parts |= self._about(argument, bind, wording)
        columns = {"belief": _belief(self.beliefs(argument, bind, rows))}
        if face == "invalid" and self._surfaces is not None:
            columns["story"] = self._story(argument, rows)
        return _written(parts, columns, rows.height)

    def answer(self, face: str, wording: Wording) -> str:
        """Give the canonical answer to a wording's question about a face."""
        if wording.task in {"which", "counter_example", "mend"} and face == "valid":
            return NONE
        match wording.task:
            case "which":
                return self.concept.id.rpartition("/")[2]
            case "counter_example":
                facts = case_of(self.concept, self.concept.arguments[which_way(wording)])
                return ", ".join(f"{each.names[0]}: {as_json(each.shape == 'x')}" for each in facts)
            case "mend":
                told = self.concept.file.argument
                assert told is not None
                return read_argument(told.mends or "").form(self.concept.file.faces[face].bind)
        return "yes" if (face == "valid") == (wording.task != "error") else "no"

    def _proof(self, face: str, which: int) -> dict[str, Any]:
        """Prove the form of a face, said in one of its ways, or refute it."""
        if (face, which) not in self._proofs:
            stated, form = self.concept.file.faces[face], self.concept.form(face, which)
            if form is None:
                self._proofs[face, which] = {"because": stated.because, "holds": face == "valid"}
            else:
                assume = self.concept.file.existential_import
                proof = dict(prove(form, existential_import=assume))
                if proof["valid"]:
                    del proof["counter_model"]
                    proof["derivation"] = derivation(form, existential_import=assume)
                self._proofs[face, which] = proof
        return self._proofs[face, which]

    def _about(
        self, argument: Argument, bind: Mapping[str, str], wording: Wording
    ) -> dict[str, str]:
        told = self.concept.file.argument
        assert told is not None
        asides = wording.plan.asides if isinstance(wording, Composed) else ()
        return {
            "about": as_json(told.about),
            "asides": as_json(asides),
            "letters": as_json(argument.letters(bind)),
        }

    @cached_property
    def _surfaces(self) -> pl.Series | None:
        """The pack's words for each entry that arguments speak of, as JSON texts."""
        told, says = self.concept.file.argument, self.pack.arguments
        if told is None or says is None or told.about not in says.about:
            return None
        words, form = self.pack.words.get(told.about, {}), says.about[told.about].states
        ids = self.lexicons.ids(told.about)
        return pl.Series([as_json(words.get(each, {}).get(form, each)) for each in ids])

    def _story(self, argument: Argument, rows: Rows) -> pl.Series:
        """Tell the counter-model: what is so and what is not, in the row's own words."""
        assert self._surfaces is not None
        parts: list[pl.Series | pl.Expr] = []
        for fact in case_of(self.concept, argument):
            said = self._surfaces.gather(pl.Series(rows[fact.names[0]]))
            parts.append("[" + said + f",{as_json(fact.shape == 'x')}]")
        table = pl.DataFrame({f"{place}": part for place, part in enumerate(parts)})
        return table.select(text="[" + pl.concat_str(pl.all(), separator=",") + "]")["text"]

    def beliefs(self, argument: Argument, bind: Mapping[str, str], rows: Rows) -> Beliefs:
        """Tell of each row whether its premises and its conclusion are true in the world.

        Premises are false where one of them is, true where one is and the others are open.
        """
        said = [self._truth(each, bind, rows) for each in argument.statements]
        premises = np.stack(said[:-1])
        all_open = (premises == OPEN).all(axis=0)
        together = np.where((premises == FALSE).any(axis=0), FALSE, TRUE)
        return Beliefs(np.where(all_open, OPEN, together).astype(np.int8), said[-1])

    def _truth(self, statement: Statement, bind: Mapping[str, str], rows: Rows) -> Truth:
        slots = [bind.get(name, name) for name in statement.names]
        known = _WORLD.get(statement.shape)
        if known is None or any(slot.startswith(NOT) for slot in slots):
            return np.full(rows.height, OPEN, dtype=np.int8)
        return known(self, rows[slots[0]], rows[slots[-1]])

    def brings_about(self, cause: Numbers, effect: Numbers) -> Truth:
        """Tell whether one clause really brings another about."""
        return _looked_up(self._rules, cause, effect)

    def includes(self, part: Numbers, whole: Numbers) -> Truth:
        """Tell whether all of one kind are of another."""
        return _looked_up(self._kinds, part, whole)

    def excludes(self, one: Numbers, other: Numbers) -> Truth:
        """Tell whether nothing of one kind is of another."""
        sides = np.stack([self.includes(one, other), self.includes(other, one)])
        none = np.where((sides == FALSE).all(axis=0), TRUE, OPEN)
        return np.where((sides == TRUE).any(axis=0), FALSE, none).astype(np.int8)

    def only(self, one: Numbers, other: Numbers) -> Truth:
        """Tell whether only things of one kind are of another."""
        return self.includes(other, one)

    @property
    def _lexicon(self) -> str:
        assert self.concept.file.argument is not None
        return self.concept.file.argument.about

    @cached_property
    def _rules(self) -> NDArray[np.int8]:
        """What relations say of every pair: that the first brings the second about, or does not."""
        place = {each: number for number, each in enumerate(self.lexicons.ids(self._lexicon))}
        table = np.full((len(place), len(place)), OPEN, dtype=np.int8)
        for holds in (False, True):
            for relation in self.lexicons.relations.values():
                if relation.lexicon == self._lexicon and relation.holds == holds:
                    for cause, effect in relation.rules:
                        table[place[cause], place[effect]] = TRUE if holds else FALSE
                        if not holds:  # what has nothing to do with another is no cause of it
                            table[place[effect], place[cause]] = FALSE
        return table

    @cached_property
    def _kinds(self) -> NDArray[np.int8]:
        """Which kind is one of which other, by way of `is_a`; open where `is_a` does not tell.

        Kinds that have kinds below them may overlap (birds, animals); those that have none do not.
        """
        entries = self.lexicons.entries[self._lexicon]
        place = {each: number for number, each in enumerate(entries)}
        above = {fields.get("is_a") for fields in entries.values()}
        leaf = np.array([name not in above for name in entries])
        table = np.where(leaf[:, None] & leaf[None, :], FALSE, OPEN).astype(np.int8)
        for name in entries:
            for higher in self._above(name):
                table[place[higher], place[name]] = FALSE
                table[place[name], place[higher]] = TRUE
            table[place[name], place[name]] = TRUE
        return table

    def _above(self, name: str) -> Iterator[str]:
        """Walk up from a kind to the widest."""
        entries = self.lexicons.entries[self._lexicon]
        while (higher := entries[name].get("is_a")) is not None:
            yield (name := str(higher))


# What is known of the first and the last name of a statement. A rule with a further condition
# holds where it holds without.
_WORLD: dict[str, Callable[[Argued, Numbers, Numbers], Truth]] = {
    "x>y": Argued.brings_about,
    "x&y>z": Argued.brings_about,
    "x only-if y": Argued.brings_about,
    "x all y": Argued.includes,
    "x no y": Argued.excludes,
    "x only y": Argued.only,
}


def which_way(wording: Wording) -> int:
    """Say in which of its ways a wording says the argument of its concept."""
    return wording.plan.which if isinstance(wording, Composed) else 0


def _looked_up(table: NDArray[np.int8], first: Numbers, second: Numbers) -> Truth:
    size = len(table)
    found: Truth = table[first % size, second % size]
    return found


def _belief(beliefs: Beliefs) -> pl.Series:
    """Write beliefs as JSON."""
    codes = pl.DataFrame({"premises": beliefs.premises, "conclusion": beliefs.conclusion})
    said = pl.all().replace_strict(_JSON, return_dtype=pl.String)
    parts = [
        pl.lit('{"conclusion":'),
        "conclusion",
        pl.lit(',"premises":'),
        "premises",
        pl.lit("}"),
    ]
    return codes.select(said).select(text=pl.concat_str(parts))["text"]


def _written(parts: Mapping[str, str], columns: Mapping[str, pl.Series], height: int) -> pl.Series:
    """Write constant and varying parts as JSON objects with sorted keys."""
    pieces: list[pl.Expr] = []
    for place, name in enumerate(sorted([*parts, *columns])):
        start = "{" if place == 0 else ","
        pieces.append(pl.lit(f'{start}"{name}":'))
        pieces.append(pl.lit(parts[name]) if name in parts else pl.col(name))
    table = pl.DataFrame(dict(columns) or {"": pl.repeat("", height, eager=True)})
    text = pl.concat_str([*pieces, pl.lit("}")])
    said = table.select(text=text)["text"]
    return said if len(said) == height else pl.repeat(said[0], height, eager=True)
