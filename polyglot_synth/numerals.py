"""How a pack says numbers, counts and times of day: digits in groups, words, a clock."""

from __future__ import annotations

from string import Formatter
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from polyglot_synth.yamlfile import Model


def _frame(*names: str) -> AfterValidator:
    """Let a text name at most these in braces."""
    known = " or ".join(f"{{{name}}}" for name in names)

    def check(text: str) -> str:
        try:
            found = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
        except ValueError:
            raise ValueError(f"a brace stands alone in '{text}'; write {known}") from None
        if unknown := [name for name in found if name not in names]:
            raise ValueError(f"{{{unknown[0]}}} means nothing here; write {known}")
        return text

    return AfterValidator(check)


Times = Annotated[str, _frame("h", "H", "part")]


class Grouping(Model):
    """How digits are grouped: `sizes` count from the right and the last repeats."""

    size: Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1)]
    sign: str


class Counts(Model):
    """How a number and its noun stand together: the order, and the form by CLDR plural category.

    `cases`: other forms that a counted noun takes, by a name that ``count(n, 'name')`` calls.
    """

    order: Annotated[str, _frame("n", "noun")]
    zero: str | None = None
    one: str | None = None
    two: str | None = None
    few: str | None = None
    many: str | None = None
    other: str
    cases: dict[str, dict[str, str]] = {}

    @model_validator(mode="after")
    def _says_both(self) -> Self:
        if "{n}" not in self.order or "{noun}" not in self.order:
            raise ValueError("order says {n} and {noun}, such as '{n} {noun}'")
        return self

    def forms(self, case: str = "") -> dict[str, str]:
        """Give the form of each plural category that the pack names, plain or in a case.

        Raises ``KeyError`` for a case that is not there.
        """
        found = self.model_dump(exclude={"order", "cases"}, exclude_none=True)
        plain = {str(category): str(form) for category, form in found.items()}
        return plain | (self.cases[case] if case else {})


class Numerals(Model):
    """Number words; a word may be a table over the features of what is counted."""

    over: list[str] = []
    words: dict[int, Any]
    tens: dict[int, str] = {}
    hundred: str | None = None
    join: Annotated[str, _frame("tens", "unit")] = "{tens} {unit}"
    join_hundred: Annotated[str, _frame("hundred", "rest")] = "{hundred} {rest}"

    @field_validator("words")
    @classmethod
    def _word_or_table(cls, words: dict[int, Any]) -> dict[int, Any]:
        for number, word in words.items():
            if not isinstance(word, str | dict):
                raise ValueError(f"the word for {number} is text, or a table of forms")  # noqa: TRY004
        return words


class Clock(Model):
    """How a time of day is said: ``{h}`` the hour, ``{H}`` in words, ``{part}`` of the day.

    `shift` is added to the hour first (-6: nine o'clock is the third hour); a pack that only gates
    gives nothing else. `half_special`: a word of its own for half past an hour, said in
    `half_special_frame` as ``{half}``. `parts`: from this hour on.
    """

    shift: int = 0
    whole: Times | None = None
    half: Times | None = None
    half_special: dict[int, str] = {}
    half_special_frame: Annotated[str, _frame("h", "H", "half", "part")] | None = None
    parts: dict[int, str] = {}

    @model_validator(mode="after")
    def _all_that_says_a_time(self) -> Self:
        saying = {"whole": self.whole, "half": self.half, "parts": self.parts}
        missing = [name for name, value in saying.items() if not value]
        if missing and (len(missing) < len(saying) or self.half_special):
            raise ValueError(f"a clock that says times needs {' and '.join(missing)} too")
        return self

    @model_validator(mode="after")
    def _frame_for_special(self) -> Self:
        if self.half_special and not self.half_special_frame:
            raise ValueError("half_special needs half_special_frame, such as '{part} {half}'")
        return self
