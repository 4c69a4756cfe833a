"""What stands on a speaker's sheet, in the language itself."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from polyglot_synth.yamlfile import Model


class SheetColumns(Model):
    """What a sheet's columns are called: two to leave alone, one to read, two to fill in.

    `should_say` is where the speaker writes how it ought to be said.
    """

    wording: str
    mark: str
    sentence: str
    verdict: str
    should_say: str


class SheetWords(Model):
    """The three words of a speaker: it is fine, it needs mending, nobody should ever say it."""

    ok: str
    mend: str
    never: str


class Review(Model):
    """A speaker's sheet in the language itself; beside `name` the speaker writes their own."""

    name: str
    instructions: Annotated[list[str], Field(min_length=1)]
    columns: SheetColumns
    words: SheetWords

    @model_validator(mode="after")
    def _tells_them_apart(self) -> Self:
        words = list(self.words.model_dump().values())
        for kind in (words, [self.name, *self.columns.model_dump().values()]):
            if same := sorted({text for text in kind if _among(text, kind) > 1}):
                raise ValueError(f"'{same[0]}' means two things on the sheet; use another word")
        said = " ".join(self.instructions).casefold()
        if unsaid := [word for word in words if word.casefold() not in said]:
            raise ValueError(f"the instructions do not say what '{unsaid[0]}' means")
        return self


def _among(text: str, texts: list[str]) -> int:
    return sum(other.casefold() == text.casefold() for other in texts)
