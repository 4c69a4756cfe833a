"""A sheet as a file: CSV that Excel opens in UTF-8, or XLSX; a grid of texts either way.

A text that a spreadsheet would take for a formula is guarded, and read back as it was.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from polyglot_synth import write
from polyglot_synth.errors import Mendable

Grid = list[list[str]]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = (80, 16, 60, 40, 40)
_MODIFIED = re.compile(rb"(<dcterms:\w+[^>]*>)[^<]*")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_MOST_CHOICES = 250  # letters that Excel lets stand in a list of choices


def write_sheet(file: Path, grid: Grid, header: int, words: Sequence[str], *, rtl: bool) -> None:
    """Write a grid, the same bytes for the same grid.

    `header` is the row of the headings, from 0; the second column offers `words` to choose from.
    Raises `Mendable` where the file is of another kind or cannot be written.
    """
    if file.suffix.lower() == ".csv":
        content = _csv(grid)
    elif file.suffix.lower() == ".xlsx":
        content = _xlsx(grid, header, words, rtl=rtl)
    else:
        raise Mendable.saying(f"a sheet is named .csv or .xlsx, and {file.name} is not")
    try:
        write.atomically(file, content)
    except OSError as error:
        raise Mendable.saying(f"cannot be written: {error.strerror}", file=file) from None


def _csv(grid: Grid) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([guarded(cell) for cell in row] for row in grid)
    return text.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """Take that apostrophe away.

    >>> unguarded(guarded("=1+1")), unguarded("'sawa'")
    ('=1+1', "'sawa'")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _openpyxl() -> Any:  # noqa: ANN401 - a library without types
    try:
        import openpyxl  # noqa: PLC0415 - an extra, and only for .xlsx
    except ImportError:
        raise Mendable.saying(
            "for .xlsx install openpyxl: pip install 'polyglot-synth[sheets]'; or name a .csv file"
        ) from None
    return openpyxl


def _xlsx(grid: Grid, header: int, words: Sequence[str], *, rtl: bool) -> bytes:
    book = _openpyxl().Workbook()
    page = book.active
    page.sheet_view.rightToLeft = rtl
    for row, cells in enumerate(grid, start=1):
        for column, text in enumerate(cells, start=1):
            _fill(page.cell(row, column), text, bold=row == header + 1)
    for letter, width in zip("ABCDE", _WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    _offer(page, words, f"B{header + 2}:B{len(grid)}")
    content = io.BytesIO()
    book.save(content)
    return _timeless(content.getvalue())


def _fill(cell: Any, text: str, *, bold: bool) -> None:  # noqa: ANN401 - a library without types
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - an extra

    cell.value = text
    cell.data_type, cell.quotePrefix = "s", text.startswith(_FORMULA)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)


def _offer(page: Any, words: Sequence[str], cells: str) -> None:  # noqa: ANN401
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 - an extra

    choices = ",".join(words)
    if '"' not in choices and choices.count(",") < len(words) and len(choices) < _MOST_CHOICES:
        offer = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
        offer.showErrorMessage = False
        page.add_data_validation(offer)
        offer.add(cells)


def _timeless(content: bytes) -> bytes:
    """Take the times out of an XLSX file, so that the same sheet is the same bytes."""
    again = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", part)
            new.writestr(zipfile.ZipInfo(name, _LONG_AGO), part, zipfile.ZIP_DEFLATED)
    return again.getvalue()


def read_sheet(file: Path) -> list[Grid]:
    """Read a sheet in every way that it may be meant: by comma, semicolon or tab; each page.

    Row n of a grid is row n of the spreadsheet. Raises `Mendable` where it cannot be read.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Mendable.saying(f"cannot be read: {error.strerror}", file=file) from None
    if file.suffix.lower() == ".xlsx":
        return _pages(file, content)
    if content.startswith(b"PK"):
        raise Mendable.saying("is no CSV; save it as CSV UTF-8 or as .xlsx", file=file)
    text = _decoded(file, content)
    try:
        return [
            [[unguarded(cell) for cell in row] for row in csv.reader(_lines(text), delimiter=sign)]
            for sign in ",;\t"
        ]
    except csv.Error as error:
        raise Mendable.saying(f"is no CSV: {error}", file=file) from None


def _lines(text: str) -> io.StringIO:
    return io.StringIO(text, newline="")


def _decoded(file: Path, content: bytes) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        sentence = "is not in UTF-8; save it as CSV UTF-8, or as .xlsx"
        raise Mendable.saying(sentence, file=file) from None


def _pages(file: Path, content: bytes) -> list[Grid]:
    openpyxl = _openpyxl()
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise Mendable.saying(f"is no .xlsx file: {error}", file=file) from None
    return [
        [["" if cell is None else str(cell) for cell in row] for row in page.values]
        for page in book.worksheets
    ]
