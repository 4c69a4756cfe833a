"""Answers to arguments that are put together: verdict and reason, by the question and the face."""

from __future__ import annotations

from collections.abc import Sequence

from polyglot_synth.arguments import Frame
from polyglot_synth.compose.cases import case_of
from polyglot_synth.compose.speech import Speech, fill
from polyglot_synth.concept import Argument, Response, read_argument
from polyglot_synth.text import capital


class Answers(Speech):
    """Answers the questions about one concept's argument."""

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
            return self.whole(self.says.answers.holds, argument)
        case = fill(self.about.case_reason, facts=self.facts(argument))
        return f"{self._why} {case}"

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
        case = fill(self.about.case, facts=self.facts(argument))
        return Response(verdict=case, reason=self.says.answers.case_why)

    def _mend(self, argument: Argument, face: str, said: Sequence[str]) -> Response:
        answers = self.says.answers
        if face == "valid":
            return Response(verdict=answers.nothing, reason=self._reason(argument, face))
        mended = read_argument(self.told.mends or "")
        rows = zip(mended.statements, argument.statements, said, strict=True)
        changed, was = next((now, text) for now, before, text in rows if now != before)
        was = was.rstrip(self.pack.ends)
        instead = fill(answers.instead, was=was, mended=self.say(changed))
        whole = self.whole(answers.mended_reason, mended)
        return Response(verdict=f"{instead} {whole}", reason=self._why)

    @property
    def _why(self) -> str:
        """Say what is wrong with the fallacy."""
        return self.about.why[self.concept.id]
