"""The shape of a concept's file: one YAML file of ``templates``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from polyglot_synth.yamlfile import Model

NOT = "not "  # before a slot in `bind`: what it says, denied


class Face(Model):
    """One of two arguments in the same words; `bind` gives its names for the concept's slots.

    A proved face has a `form`; one that holds by construction says `because` of what. A name may be
    bound to a slot denied (``not q``): then its forms are those that the pack sets against them.
    """

    name: str
    form: str | None = None
    because: str | None = None
    bind: dict[str, str]


class Response(Model):
    """What is answered: a verdict and the reason for it; a style of the pack joins them."""

    verdict: str
    reason: str = ""


class Telling(Model):
    """A prompt with its responses by face (``any`` where there is one face)."""

    prompt: str
    responses: dict[str, Response]
    quote: str | None = None


class UnitTest(Model):
    """A call of the program and the value that it must give, as Python text."""

    call: str
    expected: str


class Constraint(Model):
    """What a response to an instruction must keep; each is one of these.

    `lines`: it has so many. `begins`: every line begins so. `line` with `says`: that line says what
    the slot holds, in any of its forms. `numbers`: these and no others in digits, in this order.
    `without`: these signs are nowhere.
    """

    lines: int | None = None
    begins: str | None = None
    line: int | None = None
    says: str | None = None
    numbers: list[str] | None = None
    without: str | None = None

    def asked(self) -> dict[str, Any]:
        """Give what is set."""
        return self.model_dump(exclude_none=True)


class Told(Model):
    """The argument of a concept's faces, from which packs put whole wordings together.

    `about`: the lexicon of its statements. `says`: the argument over slots and bound names, and
    others of the same error, such as with a longer premise. `mends`: the first with one statement
    changed, so that the fallacy's conclusion follows. `asides`: slots that play no part in it.
    `setting`: slots that only such wordings use. `versus`: other errors that it is not.
    """

    about: str
    says: Annotated[list[str], Field(min_length=1)]
    mends: str | None = None
    asides: list[str] = []
    setting: list[str] = []
    versus: list[str] = []


class ConceptFile(Model):
    """Typed slots, what follows from them, how the label is known, and the English pivot."""

    format: Literal[1]
    about: str
    kind: Literal["fallacy", "maths", "reading", "code", "instruction"]
    label_source: Literal["proved", "construction", "computed", "quoted", "executed"]
    domain: str | None = None
    existential_import: bool = False
    slots: dict[str, str]
    picks: dict[str, list[str]] = {}
    derived: dict[str, str] = {}
    faces: dict[str, Face] = {}
    answer: str | None = None
    program: str | None = None
    tests: list[UnitTest] = []
    constraints: list[Constraint] = []
    argument: Told | None = None
    pivot: dict[str, Telling] = {}
