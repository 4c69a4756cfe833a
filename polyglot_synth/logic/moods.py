"""Syllogisms by mood and figure, such as ``AAA-2``; the terms' places are those of the figure."""

from __future__ import annotations

from itertools import product, zip_longest

from polyglot_synth.logic.categorical import CATEGORICAL, TERMS, UNIVERSES, categorical
from polyglot_synth.logic.notation import TURNSTILE, Argument, Token, refusal

FIGURES = {"1": ("MP", "SM"), "2": ("PM", "SM"), "3": ("MP", "MS"), "4": ("PM", "MS")}
CONCLUSION = "SP"
MOODS = tuple(
    f"{''.join(mood)}-{figure}" for mood in product("AEIO", repeat=3) for figure in "1234"
)
MOOD_LETTER = ("AEIO", "a mood letter (A, E, I or O)")
SYLLOGISM = (MOOD_LETTER, MOOD_LETTER, MOOD_LETTER, ("-", "'-'"), ("1234", "a figure (1 to 4)"))


def check_mood(form: str) -> None:
    """Raise FormError at the first character that is not a mood's or figure's."""
    end = ("", "the end of the form")
    signs = zip_longest(form, SYLLOGISM)
    for character, (sign, place) in enumerate(signs, start=1):
        allowed, due = place or end
        if sign is None or sign not in allowed:
            raise refusal(form, Token(sign or "", character), due)


def is_mood(form: str) -> bool:
    """Tell the notations apart: a form without ``|-`` that opens on a capital is a syllogism."""
    return TURNSTILE not in form and form.strip()[:1].isupper()


def layout(mood: str) -> tuple[tuple[str, str], ...]:
    """Give major premise, minor premise and conclusion as letters and terms. Raises FormError.

    >>> layout("EIO-2")
    (('E', 'PM'), ('I', 'SM'), ('O', 'SP'))
    """
    check_mood(mood)
    return tuple(zip(mood[:3], (*FIGURES[mood[-1]], CONCLUSION), strict=True))


def written_out(mood: str) -> tuple[list[str], str]:
    """Give premises and conclusion in the letters of the textbooks. Raises FormError.

    >>> written_out("AAA-2")
    (['PaM', 'SaM'], 'SaP')
    """
    *premises, conclusion = [terms[0] + letter.lower() + terms[1] for letter, terms in layout(mood)]
    return premises, conclusion


def _argument(mood: str) -> Argument:
    *premises, conclusion = [categorical(letter, terms) for letter, terms in layout(mood)]
    return Argument(tuple(premises), conclusion, len(UNIVERSES))


SYLLOGISTIC = CATEGORICAL._replace(
    name="syllogistic",
    fits=is_mood,
    states=lambda _: False,  # a single statement is written out
    argument=_argument,
    symbols=lambda _: tuple(TERMS),
    divide=written_out,
)
