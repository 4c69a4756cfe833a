"""Figures: what the digits of a free text say, each with every value that it may have.

A row of ours writes numbers by its pack; anybody's text writes them as its writer does. `1.500` may
be fifteen hundred or one and a half, so a figure has several readings, the pack's first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from polyglot_synth import digits
from polyglot_synth.language import PackFile

Value = tuple[str, int]
"""A number as its digits and a power of ten: exact, and equal where numbers are equal."""

# Shan digits stand in no text of our languages; in Burmese of the Zawgyi encoding their code
# points are vowel signs and conjuncts (Unicode Technical Note 11).
_SHAN = "\u1090-\u1099"
_STYLED = "\uff10-\uff19\U0001d7ce-\U0001d7ff\U0001fbf0-\U0001fbf9"
_DIGIT = rf"[\p{{Nd}}--[{_SHAN}]]"
_MARKS = ".,'’٫٬،·"
_DECIMAL_MARKS = ".,٫،·"
_SPACES = " \u00a0\u2009\u202f"
_FRACTIONS = "½⅓⅔¼¾⅛⅜⅝⅞"
_FIGURE = regex.compile(
    rf"(?V1)({_DIGIT}+(?:[{_MARKS}]{_DIGIT}+)*)(?:[ \u2009]?([{_FRACTIONS}]))?"
    rf"|([{_FRACTIONS}])|([፩-፼]+)"
)
_SPACED = regex.compile(
    rf"(?V1)(?<!{_DIGIT}[{_MARKS}]?){_DIGIT}{{1,3}}(?:[.,]?[{_SPACES}]{_DIGIT}{{3}})+"
    rf"(?!{_DIGIT})([.,٫]{_DIGIT}+)?"
)
_NAMED = regex.compile(r"[A-Za-z][-–]?$")
_HUNDRED, _MYRIAD = 100, 10_000
# Burmese writes these three for the letters and the sign that look like them: ဝ, ရ, ၎င်း.
_LETTERS = regex.compile(
    r"(?<![၀-၉])(?:[၀၇](?=\p{M})|၇(?=န[်္])|၄(?=\p{M}|င)|၀(?=\p{L})|(?<=[\p{L}\p{M}])၀)(?![၀-၉])"
)
_RUN = regex.compile(rf"(?V1){_DIGIT}+")


class Figure(NamedTuple):
    """A number in digits: its readings, the runs it is made of, and where it stands."""

    values: tuple[Value, ...]
    parts: tuple[Value, ...]
    start: int
    end: int


class Signs(NamedTuple):
    """How a writer groups digits and parts the decimals, and whether others' habits count too."""

    group: str
    decimal: str
    sizes: tuple[int, ...]
    lenient: bool


ENGLISH = Signs(",", ".", (3,), lenient=False)


def signs(pack: PackFile) -> Signs:
    """Give how texts of a pack write numbers; those who write them know other habits too."""
    return Signs(pack.group.sign, pack.decimal, tuple(pack.group.size), lenient=True)


def value(whole: str, fraction: str = "", power: int = 0) -> Value:
    """Give the value that ASCII digits say.

    >>> value("1500"), value("1", "50"), value("007"), value("0")
    (('15', 2), ('15', -1), ('7', 0), ('', 0))
    """
    said = (whole + fraction).lstrip("0")
    mantissa = said.rstrip("0")
    return (mantissa, len(said) - len(mantissa) - len(fraction) + power) if mantissa else ("", 0)


def amount(number: Value) -> float:
    """Give a value as a float, for what is compared by size only."""
    return float(f"{number[0] or 0}e{number[1]}")


def read(text: str, signs: Signs = ENGLISH, *, wanted: Collection[Value] = ()) -> list[Figure]:
    """Read all figures of a text, in order, in digits of any script.

    Spaces group where the pack says so, and where that gives a value that is `wanted`.

    >>> [figure.values for figure in read("1,500 na २.५")]
    [(('15', 2),), (('25', -1),)]
    """
    if "၀" in text or "၄" in text or "၇" in text:
        text = _LETTERS.sub("\ue000", text)
    found: list[Figure] = []
    text = _SPACED.sub(lambda match: _spaced(match, signs, wanted, found), text)
    spaced = bool(found)
    for match in _FIGURE.finditer(text):
        found += _figures(match, signs)
    return sorted(found, key=lambda figure: figure.start) if spaced else found


def _spaced(
    match: regex.Match[str], signs: Signs, wanted: Collection[Value], found: list[Figure]
) -> str:
    """Add a number whose groups stand apart to what is found, and blank it out."""
    runs = [_ascii(run) for run in _RUN.findall(match.group())]
    whole, fraction = (runs[:-1], runs[-1]) if match.group(1) else (runs, "")
    said = value("".join(whole), fraction)
    if runs[0][0] == "0" or not (said in wanted or _by_spaces(match.group(), signs)):
        return match.group()
    found.append(Figure((said,), tuple(map(value, runs)), *match.span()))
    return "\ue000" * len(match.group())


def _by_spaces(number: str, signs: Signs) -> bool:
    return signs.group in tuple(_SPACES) and not regex.search(rf"[.,][{_SPACES}]", number)


def _figures(match: regex.Match[str], signs: Signs) -> list[Figure]:
    number, added, alone, ethiopic = match.groups()
    if ethiopic:
        said = (_ethiopic(ethiopic),)
        return [Figure(said, said, *match.span())]
    if added or alone:
        return [_fraction(match, number or "", added or alone)]
    if number.isdecimal():
        said = (value(_ascii(number)),)
        return [Figure(said, said, *match.span())]
    runs = list(_RUN.finditer(number))
    parts = tuple(value(_ascii(run.group())) for run in runs)
    if readings := _readings(number, signs):
        return [Figure(readings, parts, *match.span())]
    start = match.start()
    return [
        Figure((part,), (part,), start + run.start(), start + run.end())
        for part, run in zip(parts, runs, strict=True)
    ]


def _fraction(match: regex.Match[str], number: str, sign: str) -> Figure:
    """Read ``14½``, which is 14.5 and may be written ``14 1/2``."""
    over, under = unicodedata.normalize("NFKC", sign).split("⁄")
    runs = [_ascii(run) for run in _RUN.findall(number)]
    decimals = f"{unicodedata.numeric(sign):.3f}".partition(".")[2]
    said = value("".join(runs), decimals)
    return Figure((said,), (*map(value, runs), value(over), value(under)), *match.span())


@lru_cache(maxsize=4096)
def _readings(number: str, signs: Signs) -> tuple[Value, ...]:
    """Read digits with signs between them; nothing where they are no one number: ``1.2.3``."""
    runs = [_ascii(run) for run in _RUN.findall(number)]
    marks = _RUN.sub("", number)
    if marks[0] == signs.group and _grouped(runs, marks, signs.sizes):
        return (value("".join(runs)),)  # written as the pack groups: no decimal to anybody
    found = []
    if _grouped(runs, marks, signs.sizes) and (signs.lenient or marks[0] == signs.group):
        found.append(value("".join(runs)))
    if _parted(runs, marks, signs.sizes) and (signs.lenient or marks[-1] == signs.decimal):
        found.append(value("".join(runs[:-1]), runs[-1]))
    return tuple(found[::-1] if marks[-1] == signs.decimal else found)


def _grouped(runs: Sequence[str], marks: str, sizes: Sequence[int]) -> bool:
    """Whether runs are groups of one number, by the pack's sizes, by thousands or by lakhs."""
    if runs[0].startswith("0") or len(set(marks)) > 1:
        return False
    lengths = [len(run) for run in reversed(runs)]
    return any(_fits(lengths, each) for each in {tuple(sizes), (3,), (3, 2)})


def _fits(lengths: Sequence[int], sizes: Sequence[int]) -> bool:
    wanted = [sizes[min(place, len(sizes) - 1)] for place in range(len(lengths))]
    return lengths[:-1] == wanted[:-1] and lengths[-1] <= wanted[-1]


def _parted(runs: Sequence[str], marks: str, sizes: Sequence[int]) -> bool:
    """Whether the last mark parts decimals from a whole, which others may group."""
    if marks[-1] not in _DECIMAL_MARKS:
        return False
    return len(marks) == 1 or (
        marks[-1] not in marks[:-1] and _grouped(runs[:-1], marks[:-1], sizes)
    )


def _ascii(run: str) -> str:
    """Write digits as ASCII; a digit younger than Python's Unicode is left out."""
    return run if run.isascii() else "".join(str(unicodedata.decimal(it, "")) for it in run) or "0"


def _ethiopic(run: str) -> Value:
    """Read numerals that add up and multiply by hundreds: ፳፻፲፰ is 20 x 100 + 18."""
    total, block = 0, 0
    for number in (int(unicodedata.numeric(letter)) for letter in run):
        if number == _MYRIAD:
            total, block = (total + (block or 1)) * number, 0
        else:
            block = (block or 1) * number if number == _HUNDRED else block + number
    return value(str(total + block))


def foreign(text: str, pack: PackFile) -> tuple[str, str] | None:
    """Find digits of a script that the pack does not list; give them and their script's name.

    Names keep their own digits: A380, COVID-19.
    """
    for match in _listed(frozenset(pack.digits), pack.script).finditer(text):
        if not (
            match.group().isascii()
            and _NAMED.search(text[max(0, match.start() - 2) : match.start()])
        ):
            name = unicodedata.name(match.group()[0], "").partition("DIGIT")[0].strip()
            return match.group(), name.title() or "Latin"
    return None


@lru_cache
def _listed(scripts: frozenset[str], script: str) -> regex.Pattern[str]:
    """Match digits of other scripts; fullwidth and styled ones are Latin."""
    zeros = [digits.ZEROS[script] for script in scripts]
    own = "".join(f"{zero}-{chr(ord(zero) + 9)}" for zero in zeros)
    own += _STYLED if "Latn" in scripts else ""
    own += _SHAN if script == "Mymr" else ""
    return regex.compile(rf"(?V1)[\p{{Nd}}--[{own}]]+")
