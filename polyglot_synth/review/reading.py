"""A sheet that comes back: which line got which verdict; all that is wrong is told at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from polyglot_synth.errors import Mendable, Problem, nearest
from polyglot_synth.language import LanguagePack
from polyglot_synth.review.judgeable import judgeable
from polyglot_synth.review.marks import said_hash
from polyglot_synth.review.sheet import Grid, read_sheet
from polyglot_synth.sheetwords import Review

_MARK = re.compile(
    r"(?P<tag>[a-z]{3}_[A-Z][a-z]{3}):\w+:\d+:(?P<said>[0-9a-f]{8}):(?P<how>[0-9a-f]{8})"
)


class Judged(NamedTuple):
    """What a reader says of a line: ok, mend or never, and how it should be said."""

    wording: str
    verdict: str
    should_say: str


@dataclass(frozen=True)
class Sheet:
    """A reader's verdicts by mark, and the wordings of the lines that the reader left empty."""

    reader: str
    judged: dict[str, Judged]
    empty: dict[str, str]


def read(file: Path, pack: LanguagePack, words: Review, reader: str) -> Sheet:
    """Read a sheet; who read it stands in it, or is given.

    Raises `Mendable` with every problem, by the rows of the spreadsheet: a word that is no verdict,
    a wording that the pack has not or words otherwise today, a text that was changed.
    """
    grids = read_sheet(file)
    grid, header = max(
        ((grid, *_header(grid, words)) for grid in grids), key=lambda found: found[2]
    )[:2]
    rows = _Rows(file, grid, header, pack, words)
    judged = rows.judged()
    name = " ".join((reader or _name(grid[:header], words)).split())
    if not name:
        sentence = f"names no reader; write the name beside '{words.name}', or give --reader"
        rows.problems.append(Problem(str(file), 0, 0, "", sentence))
    if rows.problems:
        raise Mendable(rows.problems)
    return Sheet(name, judged, rows.empty)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split()).strip(" .:")


def _header(grid: Grid, words: Review) -> tuple[int, int]:
    """Find the row of the headings, from 0, and how many of them stand there."""
    wanted = {_folded(column) for column in words.columns.model_dump().values()}
    counts = [len(wanted & {_folded(cell) for cell in row}) for row in grid] or [0]
    return counts.index(max(counts)), max(counts)


def _name(above: Grid, words: Review) -> str:
    for row in above:
        filled = [cell for cell in row if cell.strip()]
        if filled and _folded(filled[0]) == _folded(words.name):
            return filled[1] if filled[1:] else ""
    return ""


class _Rows:
    """The rows of one sheet, and the problems found on the way."""

    def __init__(
        self, file: Path, grid: Grid, header: int, pack: LanguagePack, words: Review
    ) -> None:
        self.file, self.grid, self.header, self.pack, self.words = file, grid, header, pack, words
        self.problems: list[Problem] = []
        self.empty: dict[str, str] = {}
        self._refuse_other_languages()
        heads = [_folded(cell) for cell in grid[header]] if grid else []
        self.columns = {
            name: heads.index(_folded(text))
            for name, text in words.columns.model_dump().items()
            if _folded(text) in heads
        }
        for name, text in words.columns.model_dump().items():
            if name not in self.columns:
                self._add(header, "", f"the column '{text}' is missing; put it back")
        self.wordings = judgeable(pack.model)
        self.verdicts = {_folded(word): name for name, word in words.words.model_dump().items()}

    def _add(self, row: int, column: str, sentence: str) -> None:
        place = self.columns.get(column, -1) + 1 if column else 0
        head = getattr(self.words.columns, column) if column else ""
        self.problems.append(Problem(str(self.file), row + 1, place, head, sentence))

    def _refuse_other_languages(self) -> None:
        tags = {found["tag"] for row in self.grid for cell in row if (found := _MARK.search(cell))}
        if other := sorted(tags - {self.pack.model.tag}):
            sentence = f"is a sheet of {other[0]}, not of {self.pack.model.tag}"
            raise Mendable.saying(sentence, file=self.file)
        if not tags:
            raise Mendable.saying("holds no line of a sheet that review wrote", file=self.file)

    def judged(self) -> dict[str, Judged]:
        """Give what was judged; problems are gathered."""
        found: dict[str, Judged] = {}
        seen: dict[str, int] = {}
        for row, cells in self._filled():
            mark = cells["mark"]
            if mark in seen:
                self._add(row, "mark", f"this line stands in row {seen[mark] + 1} too; keep one")
            seen[mark] = row
            if (judged := self._line(row, cells)) is not None:
                found[mark] = judged
        return found

    def _filled(self) -> Iterator[tuple[int, dict[str, str]]]:
        if len(self.columns) < len(type(self.words.columns).model_fields):
            return
        for row, cells in enumerate(self.grid[self.header + 1 :], start=self.header + 1):
            texts = {
                n: cells[at].strip() if at < len(cells) else "" for n, at in self.columns.items()
            }
            if any(texts.values()):
                yield row, texts

    def _line(self, row: int, cells: dict[str, str]) -> Judged | None:
        if odd := self._odd(cells):
            self._add(row, *odd)
            return None
        word = _folded(cells["verdict"])
        if not word:
            self.empty[cells["mark"]] = cells["wording"]
            return None
        return Judged(cells["wording"], self.verdicts[word], " ".join(cells["should_say"].split()))

    def _odd(self, cells: dict[str, str]) -> tuple[str, str] | None:
        """Find what is wrong with a line: the column, and a sentence."""
        mark, name, verdict = _MARK.fullmatch(cells["mark"]), cells["wording"], cells["verdict"]
        if mark is None:
            return "mark", f"'{cells['mark']}' is no mark; leave that column as it was written"
        if (wording := self.wordings.get(name)) is None:
            sentence = f"the pack has no wording {name} (any more); {nearest(name, self.wordings)}"
            return "wording", sentence
        if said_hash(name, cells["sentence"]) != mark["said"]:
            say = self.words.columns.should_say
            sentence = f"this text was changed; put it back, and write in '{say}' how it should be"
            return "sentence", sentence
        if wording.hash != mark["how"]:
            sentence = (
                f"the pack words {name} otherwise since this sheet was written; write another"
            )
            return "wording", sentence
        if verdict and _folded(verdict) not in self.verdicts:
            known = list(self.words.words.model_dump().values())
            return "verdict", f"'{verdict}' is no verdict; {nearest(verdict, known)}"
        return None
