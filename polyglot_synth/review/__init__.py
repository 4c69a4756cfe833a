"""Review: a sheet for speakers goes out, and their verdicts come back into the pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from polyglot_synth.errors import Mendable, Problem
from polyglot_synth.inputs import Inputs
from polyglot_synth.language import LanguagePack
from polyglot_synth.packcheck import check_packs
from polyglot_synth.review.lines import lines, sheet_words, shuffled
from polyglot_synth.review.marks import Line
from polyglot_synth.review.packedit import adopt, edited
from polyglot_synth.review.reading import Sheet, read
from polyglot_synth.review.sheet import Grid, write_sheet
from polyglot_synth.review.verdicts import Move, moves, told


@dataclass(frozen=True)
class Findings:
    """What readers said, a line each, and what their verdicts move in the pack."""

    told: list[str]
    moves: list[Move]


def write_sheets(inputs: Inputs, tag: str, out: Path, readers: int, seed: int) -> list[Path]:
    """Write a sheet for each reader: `out` itself, or with ``-1``, ``-2`` before its ending.

    Raises `Mendable` where the pack does not hold or has no words for a sheet, where nothing is
    left to read, and where a sheet is there already, for it may be filled in.
    """
    pack = inputs.packs[tag]
    words = sheet_words(pack)
    if problems := check_packs(inputs):
        raise Mendable(problems)
    found = lines(inputs, tag, seed)
    numbered = [out.with_stem(f"{out.stem}-{n}") for n in range(1, readers + 1)]
    files = numbered if readers > 1 else [out]
    if there := [file for file in files if file.exists()]:
        sentence = f"{there[0]} is there already, and may be filled in; name another with --out"
        raise Mendable.saying(sentence)
    for number, file in enumerate(files, start=1):
        grid = _grid(pack, shuffled(found, seed, number))
        choices = list(words.words.model_dump().values())
        header = len(grid) - len(found) - 1
        write_sheet(file, grid, header, choices, rtl=pack.model.direction == "rtl")
    return files


def _grid(pack: LanguagePack, found: Sequence[Line]) -> Grid:
    words = sheet_words(pack)
    heads = words.columns
    return [
        *([line] for line in words.instructions),
        [words.name, ""],
        [""],
        [heads.sentence, heads.verdict, heads.should_say, heads.wording, heads.mark],
        *([line.sentence, "", "", line.wording, line.mark] for line in found),
    ]


def read_sheets(
    pack: LanguagePack, files: Sequence[Path], readers: Sequence[str], *, write: bool = False
) -> Findings:
    """Read filled sheets, compare the readers, and with `write` move their verdicts into the pack.

    Raises `Mendable` with every problem of every sheet; the pack is then as it was.
    """
    words = sheet_words(pack)
    if readers and len(readers) != len(files):
        raise Mendable.saying("give --reader once for each --read, in their order, or not at all")
    problems: list[Problem] = []
    sheets: list[Sheet] = []
    for file, reader in zip(files, readers or [""] * len(files), strict=True):
        try:
            sheets.append(read(file, pack, words, reader))
        except Mendable as error:
            problems.extend(error.problems)
    if problems:
        raise Mendable(problems)
    names = [sheet.reader.casefold() for sheet in sheets]
    if twice := next((s.reader for s in sheets if names.count(s.reader.casefold()) > 1), None):
        raise Mendable.saying(f"{twice} has read two of these sheets; readers must be two people")
    moved = list(moves(pack.model, sheets))
    (adopt if write and moved else edited)(pack, moved)
    return Findings(list(told(pack.model, sheets)), moved)
