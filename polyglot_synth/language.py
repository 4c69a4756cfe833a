"""Language packs: one YAML file says all that is known of a language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, field_validator

from polyglot_synth.arguments import FRAMES, Arguments
from polyglot_synth.concept import Telling
from polyglot_synth.drafted import Draft
from polyglot_synth.errors import Mendable, nearest
from polyglot_synth.measured import Bound, Neighbour, Trust
from polyglot_synth.numerals import Clock, Counts, Grouping, Numerals
from polyglot_synth.sheetwords import Review
from polyglot_synth.yamlfile import Model, Source, load

# Where the part of a pack's file begins that `calibrate` rewrites, with our comment above it.
BOUNDS = re.compile(
    r"^(?:# Fitted on human[^\n]*\n(?:# ?this file[^\n]*\n)?)?bounds:", re.MULTILINE
)
Features = dict[str, str]
Cell = str | dict[str, str | None]


class Origin(Model):
    """Where the pack's words come from; `reviewed_by` has no default: somebody must say null."""

    source: str
    licence: str
    reviewed_by: list[str] | None


class Wording(Telling):
    """A prompt and its responses in this language, by an id that stays.

    `reviewed_by`: the speakers who called it fine. `out`: why a speaker would never say it so; it
    is kept, and never drawn. `plain`: written to be translated, short and without idiom; drafts are
    made from these.
    """

    id: str
    task: str
    plain: bool = False
    register_: Annotated[str | None, Field(alias="register")] = None
    reviewed_by: list[str] | None = None
    out: str | None = None

    def read_as(self, concept: str) -> str:
        """Name what speakers read and judge as one: this wording of a concept."""
        return f"{concept}/{self.id}"


class Plan(NamedTuple):
    """How a wording was put together: which way of its argument, in what order, with what asides.

    `order` lists premises by their place in the argument, and after them the asides.
    """

    which: int
    order: tuple[int, ...]
    asides: tuple[str, ...]
    options: tuple[str, ...] = ()


class Composed(Wording):
    """A wording that was put together; `frame` is the place in its pack that it stands in.

    Its id is the frame's with a number. All that are put together in a frame are read as one.
    """

    plan: Plan
    frame: tuple[str | int, ...]

    def read_as(self, concept: str) -> str:  # noqa: ARG002 - one frame for all concepts
        """Name the frame, which is judged for all wordings that stand in it."""
        return f"{FRAMES}/{self.id.rpartition('_')[0]}"


class Example(Model):
    """A row written out: the wording must render to exactly this."""

    wording: str
    slots: dict[str, Any]
    label: str | None = None
    digits: str | None = None
    says: str
    verdict_first: str | None = None
    reason_first: str | None = None
    label_only: str | None = None
    spoken: dict[str, dict[str, str]] = {}


class Never(Model):
    """What must not appear, a sentence that it catches, and why."""

    pattern: str
    catches: str
    why: str


class Carriers(Model):
    """Sentences that show a lexicon's forms in use, for drafts in other languages.

    ``{}`` is where a form stands. `forms`: two or more sentences for each form. `cases`: by the
    name of a case the same, where another language may have a form of its own. `agree`: sentences
    in which other words may agree with the entry. `also`: sentences that say the same of another
    subject, by a pattern of a form. `names`: forms that are names, and stay as they are.
    """

    forms: dict[str, list[str]] = {}
    cases: dict[str, dict[str, list[str]]] = {}
    agree: dict[str, str] = {}
    also: list[dict[str, str]] = []
    names: list[str] = []


class Variety(Model):
    """Another variety of the language: only the forms that it says otherwise, and its own money."""

    money: Annotated[int, Field(ge=1)] | None = None
    words: Annotated[dict[str, dict[str, dict[str, Any]]], Field(min_length=1)]


class PackFile(Model):
    """One file of ``languages``, named by its tag. See languages/README.md.

    `existence`: what says that there is something. `opposites`: by lexicon, which form denies
    which. `money`: how much of the currency one step of a concept's prices is, so that a mango
    costs 30 rupees and 1,500 shillings.
    `labels`: what detectors call the language, where that is neither its tag nor its BCP 47 code.
    `confusable`: languages whose human text passes the language ID of this one, by share.
    `arguments`: how whole arguments are put together. `carriers`: what drafts in other languages
    are made from. `draft`: where this is one itself.
    """

    format: Literal[1]
    tag: str
    name: str
    names: list[str] = []
    autonym: str
    bcp47: str
    labels: list[str] = []
    cldr: str
    script: str
    direction: Literal["ltr", "rtl"]
    variety: str | None = None
    register_: str = Field(default="standard", alias="register")
    origin: Origin
    digits: Annotated[dict[str, Annotated[float, Field(gt=0)]], Field(min_length=1)]
    group: Grouping
    decimal: str = "."
    money: Annotated[int, Field(ge=1)] = 1
    ends: str
    apostrophe: str | None = None
    other_script: list[str] = []
    features: dict[str, list[str]] = {}
    paradigms: dict[str, Any] = {}
    opposites: dict[str, dict[str, str]] = {}
    agreement: dict[str, dict[str, Any]] = {}
    counts: Counts | None = None
    numerals: Numerals | None = None
    clock: Clock | None = None
    verdicts: dict[str, str] = {}
    styles: dict[str, dict[str, str]] = {}
    review: Review | None = None
    terms: dict[str, dict[str, Any]] = {}
    words: dict[str, dict[str, dict[str, Any]]] = {}
    varieties: dict[str, Variety] = {}
    wording: dict[str, list[Wording]] = {}
    arguments: Arguments | None = None
    examples: list[Example] = []
    never: list[Never] = []
    existence: list[Never] = []
    carriers: dict[str, Carriers] = {}
    draft: Draft | None = None
    neighbours: dict[str, Neighbour] = {}
    bounds: dict[str, Bound] = {}
    detectors: dict[str, Trust] = {}
    confusable: dict[str, float] = {}

    def said(self, concept: str) -> list[Wording]:
        """List the wordings of a concept that may be drawn: all that no speaker has put out."""
        return [wording for wording in self.wording.get(concept, []) if wording.out is None]

    def readable(self) -> dict[str, bool]:
        """Tell of all that may be drawn whether a speaker has read it; a frame counts once."""
        return {
            wording.read_as(concept): bool(wording.reviewed_by)
            for concept in self.wording
            for wording in self.said(concept)
        }

    @field_validator("tag")
    @classmethod
    def _names_language_and_script(cls, tag: str) -> str:
        if not re.fullmatch("[a-z]{3}_[A-Z][a-z]{3}", tag):
            raise ValueError("a tag is ISO 639-3, _ and ISO 15924, such as swh_Latn")
        return tag

    @field_validator("paradigms")
    @classmethod
    def _forms(cls, paradigms: dict[str, Any]) -> dict[str, dict[str, Features]]:
        return {name: _paradigm(name, forms) for name, forms in paradigms.items()}


def _paradigm(name: str, forms: object) -> dict[str, Features]:
    if isinstance(forms, list):
        return {str(form): {} for form in forms}
    if isinstance(forms, dict) and all(isinstance(value, dict) for value in forms.values()):
        return {str(form): dict(value) for form, value in forms.items()}
    raise ValueError(f"the paradigm of {name} is a list of forms, or a mapping form: features")


LanguagePack = Source[PackFile]


def pack_files(folders: Sequence[Path]) -> dict[str, Path]:
    """List the packs of the folders by tag; a later folder wins."""
    return {file.stem: file for folder in folders for file in sorted(folder.glob("*.yaml"))}


def load_pack(file: Path) -> LanguagePack:
    """Read a pack; what it holds is not yet checked against concepts and lexicons.

    Raises `Mendable` with every problem of shape.
    """
    pack = load(file, PackFile)
    if pack.model.tag != file.stem:
        sentence = f"the file is named {file.name}, so the tag must be {file.stem}"
        raise Mendable([pack.problem(("tag",), sentence)])
    return pack


def find_pack(name: str, files: dict[str, Path]) -> str | None:
    """Find a pack's tag by its tag, its names or its BCP 47 tag, without regard to case."""
    if name in files:
        return name
    for tag, file in files.items():
        if name.casefold() in called(file):
            return tag
    return None


def called(file: Path) -> set[str]:
    """Read what a pack is called from the head of its file, without parsing all of it."""
    called: set[str] = {file.stem.casefold()}
    if not file.is_file():  # loading it says what is wrong
        return called
    with file.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            field, _, value = line.partition(":")
            if field in {"name", "names", "autonym", "bcp47"}:
                called |= {
                    part.strip(" []\"'\n").casefold() for part in value.split("#")[0].split(",")
                }
            if field == "words":
                break
    return called - {""}


def unknown_language(name: str, files: dict[str, Path]) -> Mendable:
    """Say that there is no such language, with the nearest."""
    names = [other for file in files.values() for other in called(file)]
    return Mendable.saying(f"no language pack {name}; {nearest(name, files, also=names)}")
