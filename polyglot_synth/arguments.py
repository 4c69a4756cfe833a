"""How a language says arguments: statements by their shape, and the frames that they stand in.

A pack says each shape once, in a few ways, and each frame once; every argument form is put
together from these (see `compose`).
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from polyglot_synth.yamlfile import Model

FRAMES = "arguments"  # what a frame's name begins with, where wordings are named by their concept
HOLE = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")


def _holes(*names: str, needs: str = "") -> AfterValidator:
    """Let a text have these holes, such as {facts}, and no others."""
    known = " or ".join(f"{{{name}}}" for name in names)

    def check(text: str) -> str:
        found = HOLE.findall(text)
        if unknown := [name for name in found if name not in names]:
            raise ValueError(f"{{{unknown[0]}}} means nothing here; write {known}")
        if needs and needs not in found:
            raise ValueError(f"{{{needs}}} is missing; write {known}")
        return text

    return AfterValidator(check)


def _lettered(text: str) -> str:
    if not re.search(r"\w", text):
        raise ValueError("a word must stand here, such as not")
    return text


_Word = Annotated[str, AfterValidator(_lettered)]


class Frame(Model):
    """A prompt with holes: ``{premises}`` in running text or ``{lines}``, and ``{conclusion}``.

    ``{options}`` names the errors that a question of the task `which` asks about. `yes` and `no`
    are the verdicts where they are more than the pack's bare words.

    `reviewed_by`: the speakers who called every text of it fine. `out`: why a speaker would never
    say it so; it is kept, and nothing is put together in it.
    """

    id: str
    task: str
    prompt: Annotated[str, _holes("premises", "lines", "conclusion", "options", needs="conclusion")]
    yes: str | None = None
    no: str | None = None
    register_: Annotated[str | None, Field(alias="register")] = None
    reviewed_by: list[str] | None = None
    out: str | None = None


class Answers(Model):
    """What is answered to arguments, whatever their form.

    `case_why`: what a counter-example does, told before it or after it. `no_case`: there is none.
    `instead`: what to say instead of what, and `mended_reason` the whole of it. `nothing`: it needs
    no mending. `no_error`: it makes none of the errors named. `holds`: why an argument holds.
    """

    case_why: str
    no_case: str
    instead: Annotated[str, _holes("was", "mended", needs="mended")]
    mended_reason: Annotated[str, _holes("premises", "conclusion", needs="conclusion")]
    nothing: str
    no_error: str
    holds: Annotated[str, _holes("premises", "conclusion", needs="conclusion")]


class About(Model):
    """How statements about the entries of one lexicon are said.

    `states`: the form of an entry that says it is so. `statements`: by shape, a few ways each, with
    the slots ``x``, ``y``, ``z``; after ``alike`` those that say x and y in the same form. `case`
    tells of something that may be the case, as an answer that stands alone; `case_reason` does so
    as a reason. `why`: by concept, what is wrong with its
    fallacy, in words that fit every order of premises.
    """

    states: str
    statements: dict[str, Annotated[list[str], Field(min_length=1)]]
    case: Annotated[str, _holes("facts", needs="facts")]
    case_reason: Annotated[str, _holes("facts", needs="facts")]
    why: dict[str, str] = {}


class Arguments(Model):
    """How a language argues: frames, what is answered, and statements by lexicon.

    `asides`: sentences about a clause ``x`` that play no part in the argument. `denies`: words and
    phrases that deny, a hyphen for the rest of a word; a statement beside one is not taken as said.
    `because`: words that begin a reason, which may deny what it likes.
    """

    frames: Annotated[list[Frame], Field(min_length=1)]
    asides: list[str] = []
    denies: Annotated[list[_Word], Field(min_length=1)]
    because: list[_Word] = []
    answers: Answers
    about: Annotated[dict[str, About], Field(min_length=1)]

    def said(self) -> list[Frame]:
        """List the frames that may be used: all that no speaker has put out."""
        return [frame for frame in self.frames if frame.out is None]
