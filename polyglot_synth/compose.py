"""Putting wordings together: an argument's statements, in some order, in every frame of a pack.

A pack says a shape of statement in a few ways, and a frame once. Each frame holds each concept's
argument several times: in another order of premises, with other ways of saying them, with asides
that play no part, with longer premises. What is put together is a wording like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any, cast

from polyglot_synth.arguments import HOLE, About, Arguments, Frame
from polyglot_synth.concept import (
    Argument,
    Concept,
    Response,
    Statement,
    Telling,
    Told,
    read_argument,
)
from polyglot_synth.language import Composed, LanguagePack, PackFile, Plan
from polyglot_synth.logic import Assignment, Model, counter_model
from polyglot_synth.text import capital

ALIKE = "alike"
EACH = 3  # wordings of a concept in each frame
ASIDES = (1, 2, 1)  # how many asides each of them has
YES_NO = ("follows", "error")
_EXPRESSION = re.compile(r"\{\{.*?\}\}")
_PLACE = re.compile(r"(?<![.\w'])([xyz])(?![\w'])")


def with_composed(pack: LanguagePack, concepts: Mapping[str, Concept]) -> LanguagePack:
    """Add to a pack every wording that can be put together for these concepts."""
    model = pack.model
    wording = dict(model.wording)
    for name, concept in concepts.items():
        if made := composed(concept, model):
            own = [said for said in wording.get(name, []) if not isinstance(said, Composed)]
            wording[name] = [*own, *made]
    return replace(pack, model=model.model_copy(update={"wording": wording}))


def composed(concept: Concept, pack: PackFile) -> list[Composed]:
    """Put together the wordings of one concept; none where the pack lacks one of its shapes."""
    if concept.file.argument is None or pack.arguments is None or list(lacking(concept, pack)):
        return []
    composer = Composer(concept, pack)
    return [
        composer.wording(index, frame, turn)
        for index, frame in enumerate(pack.arguments.frames)
        if frame.out is None and composer.asks(frame.task)
        for turn in range(EACH)
    ]


def ids_of(frame: Frame) -> list[str]:
    """Name the wordings of a concept that stand in a frame, or would if it were not out."""
    return [f"{frame.id}_{turn + 1}" for turn in range(EACH)]


def lacking(concept: Concept, pack: PackFile) -> Iterator[str]:
    """Name what a pack with arguments lacks to put together those of a concept."""
    told = concept.file.argument
    if told is None or pack.arguments is None:
        return
    if (about := pack.arguments.about.get(told.about)) is None:
        yield f"statements about a {told.about}"
        return
    shapes = {shape_of(concept, each) for said in concept.arguments for each in said.statements}
    mended = read_argument(told.mends).statements if told.mends else ()
    shapes |= {"x", "~x", *(shape_of(concept, each) for each in mended)}
    yield from (f"a statement {shape}" for shape in sorted(shapes - about.statements.keys()))
    if concept.id not in about.why:
        yield f"why.{concept.id}"
    errors = [concept.id.rpartition("/")[2], *told.versus] if told.versus else []
    yield from (f"a term {error}" for error in errors if error not in pack.terms)
    if told.asides and not pack.arguments.asides:
        yield "asides"


def shape_of(concept: Concept, statement: Statement) -> str:
    """Give the shape to say a statement in: where faces bind several names, ``alike``.

    The names then change places between the faces, and must stand in the same form.
    """
    bound = {name for face in concept.file.faces.values() for name in face.bind}
    several = sum(name in bound for name in statement.names) > 1
    return f"{statement.shape} {ALIKE}" if several else statement.shape


@dataclass(frozen=True)
class Composer:
    """Puts the wordings of one concept together from what a pack says."""

    concept: Concept
    pack: PackFile

    @property
    def says(self) -> Arguments:
        """What the pack says of arguments."""
        assert self.pack.arguments is not None
        return self.pack.arguments

    @property
    def about(self) -> About:
        """How the pack says statements about what the concept speaks of."""
        return self.says.about[self.told.about]

    def asks(self, task: str) -> bool:
        """Tell whether the concept can be asked so."""
        told = self.concept.file.argument
        needs = {"mend": bool(told and told.mends), "which": bool(told and told.versus)}
        return needs.get(task, True)

    def wording(self, index: int, frame: Frame, turn: int) -> Composed:
        """Put one wording together: the frame's `turn`-th."""
        plan = self.plan(index, frame.task, turn)
        telling = self.telling(frame, plan, index + 2 * turn)
        return Composed(
            id=ids_of(frame)[turn],
            task=frame.task,
            prompt=telling.prompt,
            responses=telling.responses,
            register=frame.register_,
            reviewed_by=frame.reviewed_by,
            plan=plan,
            frame=("arguments", "frames", index),
        )

    @property
    def told(self) -> Told:
        """What the concept says of its argument."""
        assert self.concept.file.argument is not None
        return self.concept.file.argument

    def plan(self, index: int, task: str, turn: int) -> Plan:
        """Choose which way of the argument is said, with which asides, in which order."""
        ways = 1 if task == "mend" else len(self.concept.arguments)
        which = (index + turn) % ways
        names = self._free_asides(which)
        start = (index + turn) % len(names) if names else 0
        asides = (names[start:] + names[:start])[: ASIDES[turn]]
        count = len(self.concept.arguments[which].premises) + len(asides)
        orders = list(permutations(range(count)))
        order = orders[(5 * index + 7 * turn) % len(orders)]
        options = self._options(index + turn) if task == "which" else ()
        return Plan(which, order, tuple(asides), options)

    def _free_asides(self, which: int) -> list[str]:
        """List the asides that this way of the argument does not use itself."""
        used = self.concept.arguments[which].names
        return [name for name in self.told.asides if name not in used]

    def _options(self, turn: int) -> tuple[str, ...]:
        own = self.concept.id.rpartition("/")[2]
        names = [own, *self.told.versus]
        start = turn % len(names)
        return (*names[start:], *names[:start])

    def telling(self, frame: Frame, plan: Plan, ways: int) -> Telling:
        """Say a plan in a frame; `ways` chooses among the ways to say each statement."""
        argument = self.concept.arguments[plan.which]
        said = [
            self.say(each, self._ways(each, ways, place))
            for place, each in enumerate(argument.statements)
        ]
        responses = {f: self.response(frame, argument, f, said) for f in self.concept.faces}
        conclusion = said.pop()
        for place, name in enumerate(plan.asides):
            said.append(_put(_turn(self.says.asides, ways + place), (name,)))
        ordered = [said[place] for place in plan.order]
        prompt = _fill(
            frame.prompt,
            premises=" ".join(ordered),
            lines="\n".join(f"– {each}" for each in ordered),
            conclusion=conclusion,
            options="; ".join(self.name(error) for error in plan.options),
        )
        return Telling(prompt=prompt, responses=responses)

    def say(self, statement: Statement, ways: int = 0) -> str:
        """Say one statement, in one of the pack's ways."""
        shape = shape_of(self.concept, statement)
        return _put(_turn(self.about.statements[shape], ways), statement.names)

    def _ways(self, statement: Statement, turn: int, place: int) -> int:
        """Choose a way to say it; what faces bind is said in the same way throughout."""
        bound = {name for face in self.concept.file.faces.values() for name in face.bind}
        return turn if bound & {*statement.names} else turn + place

    def name(self, error: str) -> str:
        """Name an error as the language does."""
        return str(self.pack.terms[error]["say"])

    def response(
        self, frame: Frame, argument: Argument, face: str, said: Sequence[str]
    ) -> Response:
        """Answer a frame's question about one face, whose statements are `said` in the prompt."""
        match frame.task:
            case "which":
                return self._which(argument, face)
            case "counter_example":
                return self._counter_example(argument, face)
            case "mend":
                return self._mend(argument, face, said)
        return self._yes_or_no(frame, argument, face)

    def _yes_or_no(self, frame: Frame, argument: Argument, face: str) -> Response:
        yes = (face == "valid") == (frame.task == "follows")
        bare = self.pack.verdicts["yes" if yes else "no"] + "."
        told = frame.yes if yes else frame.no
        return Response(verdict=told or bare, reason=self._reason(argument, face))

    def _reason(self, argument: Argument, face: str) -> str:
        """Say why: the fault and a case that shows it, or what the conclusion follows from."""
        if face == "valid":
            return self._told(self.says.answers.holds, argument)
        case = _fill(self.about.case_reason, facts=self.facts(argument))
        return f"{self._why} {case}"

    def _told(self, text: str, argument: Argument) -> str:
        premises = " ".join(self.say(each) for each in argument.premises)
        return _fill(text, premises=premises, conclusion=self.say(argument.conclusion))

    def facts(self, argument: Argument) -> str:
        """Tell the counter-model of the fallacy as facts of its own story."""
        return " ".join(self.say(each) for each in case_of(self.concept, argument))

    def _which(self, argument: Argument, face: str) -> Response:
        own = capital(self.name(self.concept.id.rpartition("/")[2]))
        verdict = self.says.answers.no_error if face == "valid" else f"{own}."
        return Response(verdict=verdict, reason=self._reason(argument, face))

    def _counter_example(self, argument: Argument, face: str) -> Response:
        if face == "valid":
            return Response(verdict=self.says.answers.no_case, reason=self._reason(argument, face))
        case = _fill(self.about.case, facts=self.facts(argument))
        return Response(verdict=case, reason=self.says.answers.case_why)

    def _mend(self, argument: Argument, face: str, said: Sequence[str]) -> Response:
        answers = self.says.answers
        if face == "valid":
            return Response(verdict=answers.nothing, reason=self._reason(argument, face))
        mended = read_argument(self.told.mends or "")
        rows = zip(mended.statements, argument.statements, said, strict=True)
        changed, was = next((now, text) for now, before, text in rows if now != before)
        was = was.rstrip(self.pack.ends)
        instead = _fill(answers.instead, was=was, mended=self.say(changed))
        whole = self._told(answers.mended_reason, mended)
        return Response(verdict=f"{instead} {whole}", reason=self._why)

    @property
    def _why(self) -> str:
        """Say what is wrong with the fallacy."""
        return self.about.why[self.concept.id]


def case_of(concept: Concept, argument: Argument) -> Iterator[Statement]:
    """Give the facts of the first model that refutes the fallacy, each slot said once.

    A model of terms has one individual, of which the facts are told.
    """
    bind = concept.file.faces["invalid"].bind
    form, assume = argument.form(bind), concept.file.existential_import
    truths = one_case(counter_model(form, existential_import=assume))
    for slot, letter in argument.letters(bind).items():
        yield Statement("x" if truths[letter] else "~x", (slot,))


def one_case(model: Model | None) -> Assignment:
    """Give the truths of a model, or of the one individual that a model of terms has."""
    assert model is not None, "a fallacy has a counter-model"
    individuals: Any = model.get("individuals")
    return individuals[0] if individuals else cast("Assignment", model)


def english_of(wording: Composed, concept: Concept, pivot: PackFile) -> Telling:
    """Say in the pivot's language what a wording was put together to say."""
    composer = Composer(concept, pivot)
    frame = next(frame for frame in composer.says.said() if frame.task == wording.task)
    return composer.telling(frame, wording.plan, 0)


def _turn(ways: Sequence[str], number: int) -> str:
    return ways[number % len(ways)]


def _put(text: str, names: Sequence[str]) -> str:
    """Put names in the places x, y and z of a statement.

    >>> _put("Every time {{ x.now }}, {{ y.now }}.", ("p", "given"))
    'Every time {{ p.now }}, {{ given.now }}.'
    """
    place = dict(zip("xyz", names, strict=False))

    def inside(match: re.Match[str]) -> str:
        return _PLACE.sub(lambda m: place.get(m[0], m[0]), match[0])

    return _EXPRESSION.sub(inside, text)


def _fill(text: str, **holes: str) -> str:
    """Fill the holes of a frame; what stands in double braces is left as it is."""
    return HOLE.sub(lambda found: holes[found[1]], text)
