"""The composer: which statements, in what order, with what asides, in which frame."""

from __future__ import annotations

from itertools import permutations

from polyglot_synth.arguments import Frame
from polyglot_synth.compose.answers import Answers
from polyglot_synth.compose.speech import Speech, fill, in_turn, put
from polyglot_synth.concept import Statement, Telling
from polyglot_synth.language import Composed, Plan

EACH = 3  # wordings of a concept in each frame
ASIDES = (1, 2, 1)  # how many asides each of them has


def ids_of(frame: Frame) -> list[str]:
    """Name the wordings of a concept that stand in a frame, or would if it were not out."""
    return [f"{frame.id}_{turn + 1}" for turn in range(EACH)]


class Composer(Speech):
    """Puts the wordings of one concept together from what a pack says."""

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
        answers = Answers(self.concept, self.pack)
        responses = {f: answers.response(frame, argument, f, said) for f in self.concept.faces}
        conclusion = said.pop()
        for place, name in enumerate(plan.asides):
            said.append(put(in_turn(self.says.asides, ways + place), (name,)))
        ordered = [said[place] for place in plan.order]
        prompt = fill(
            frame.prompt,
            premises=" ".join(ordered),
            lines="\n".join(f"– {each}" for each in ordered),
            conclusion=conclusion,
            options="; ".join(self.name(error) for error in plan.options),
        )
        return Telling(prompt=prompt, responses=responses)

    def _ways(self, statement: Statement, turn: int, place: int) -> int:
        """Choose a way to say it; what faces bind is said in the same way throughout."""
        return turn if self.concept.bound & {*statement.names} else turn + place
