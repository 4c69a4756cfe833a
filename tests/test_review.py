"""A speaker's sheet goes out and comes back: what it shows, what it forgives, what it changes."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from polyglot_synth.config import RunConfig
from polyglot_synth.errors import Mendable, nearest
from polyglot_synth.inputs import Inputs, load_inputs
from polyglot_synth.language import load_pack, pack_files
from polyglot_synth.review import read_sheets, write_sheets
from polyglot_synth.review.packedit import edited
from polyglot_synth.review.sheet import guarded, unguarded
from polyglot_synth.review.verdicts import Move
from tests.common import INPUTS, PIVOT, SPEAKING

COMMAND = Path(sys.executable).with_name("polyglot-synth")
SHIPPED = pack_files(RunConfig().language_folders())
SWAHILI = "swh_Latn"
TAKE_AWAY = "maths/take_away"
PLAIN = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the same, in C where it is there
HEAD = ["Sentensi", "Uamuzi", "Ziwe hivi", "Kitambulisho", "Alama"]

Rows = list[list[str]]


@cache
def some(tag: str) -> Inputs:
    """One language with the few concepts that a sheet's looks can be seen from."""
    return load_inputs(RunConfig(languages=[tag], concepts=["maths/t*", "reading/*"]))


def polyglot(*words: str | Path, fails: int = 0) -> subprocess.CompletedProcess[str]:
    run = subprocess.run([COMMAND, *words], capture_output=True, text=True, check=False)
    assert run.returncode == fails, run.stderr
    assert "Traceback" not in run.stderr
    return run


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The sheets of two readers, as the command writes them."""
    folder = tmp_path_factory.mktemp("sheets")
    said = polyglot(SWAHILI, "review", "--out", folder / "sheet.csv").stdout
    files = [folder / "sheet-1.csv", folder / "sheet-2.csv"]
    assert said == "".join(f"written: {file}\n" for file in files)
    return files


def cells(file: Path) -> Rows:
    return list(csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))


def head_of(rows: Rows) -> int:
    return rows.index(HEAD)


def filled(
    file: Path, to: Path, reader: str, verdicts: dict[str, tuple[str, str]] | None = None
) -> Path:
    """Fill a sheet: every text is fine, but those of these wordings."""
    rows = cells(file)
    for row in rows[head_of(rows) + 1 :]:
        row[1], row[2] = (verdicts or {}).get(row[3], ("sawa", ""))
    for row in rows[: head_of(rows)]:
        if row[0] == "Jina lako":
            row[1:] = [reader]
    return written(rows, to)


def written(rows: Rows, to: Path, sign: str = ",") -> Path:
    with to.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, delimiter=sign).writerows(rows)
    return to


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the Swahili pack in a folder of one's own."""
    file = tmp_path / "packs" / f"{SWAHILI}.yaml"
    file.parent.mkdir()
    file.write_bytes(SHIPPED[SWAHILI].read_bytes())
    return file


def wordings(file: Path) -> dict[str, dict[str, object]]:
    """What is judged as one: wordings that were written, and frames."""
    pack = yaml.load(file.read_text(encoding="utf-8"), Loader=PLAIN)
    written_ = {f"{c}/{w['id']}": w for c, each in pack["wording"].items() for w in each}
    return written_ | {f"arguments/{f['id']}": f for f in pack["arguments"]["frames"]}


def lines(file: Path) -> Rows:
    rows = cells(file)
    return rows[head_of(rows) + 1 :]


# What a sheet shows.


def test_a_sheet_has_two_texts_of_every_wording_in_the_language_alone(sheets: list[Path]) -> None:
    """And four or more of every frame."""
    rows, written_ = cells(sheets[0]), lines(sheets[0])
    often = Counter(row[3] for row in written_)
    assert {*often} == {*wordings(SHIPPED[SWAHILI])}
    assert all(n >= 4 if name.startswith("arguments/") else n == 2 for name, n in often.items())
    assert len({row[4] for row in written_}) == len(written_)
    assert len({row[0] for row in written_}) == len(written_)
    assert all(row[1:3] == ["", ""] for row in written_)
    for name in {name for name in often if name.startswith(("fallacies/", "arguments/"))}:
        marks = [row[4].split(":") for row in written_ if row[3] == name]
        assert {mark[1] for mark in marks} == {"valid", "invalid"}
    english = re.compile(r"\b(the|and|of|verdict|fine|sold)\b")
    assert not english.search(re.sub(r"```.*?```", "", " ".join(row[0] for row in rows)))


def test_readers_have_the_same_texts_in_an_order_of_their_own(sheets: list[Path]) -> None:
    first, second = map(cells, sheets)
    assert first != second
    assert sorted(first) == sorted(second)
    assert first[: head_of(first) + 1] == second[: head_of(second) + 1]


@pytest.mark.parametrize("name", ["sheet.csv", "sheet.xlsx"])
def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_texts(
    tmp_path: Path, name: str
) -> None:
    made = [
        write_sheets(some("mar_Deva"), "mar_Deva", tmp_path / f"{n}{name}", 1, seed)[0].read_bytes()
        for n, seed in enumerate((7, 7, 8))
    ]
    assert made[0] == made[1] != made[2]


def test_excel_is_told_of_utf_8_and_a_filled_sheet_is_never_written_over(
    sheets: list[Path],
) -> None:
    assert sheets[0].read_bytes().startswith(b"\xef\xbb\xbf")
    out = sheets[0].with_name("sheet.csv")
    said = polyglot(SWAHILI, "review", "--out", out, fails=2).stderr
    assert said == f"{sheets[0]} is there already, and may be filled in; name another with --out\n"


@pytest.mark.parametrize("tag", SPEAKING)
def test_every_pack_that_speaks_has_words_for_a_sheet(tag: str, tmp_path: Path) -> None:
    [file] = write_sheets(some(tag), tag, tmp_path / "sheet.xlsx", 1, 7)
    page = openpyxl.load_workbook(file).active
    words = INPUTS.packs[tag].model.review
    assert [page.cell(n, 1).value for n in range(1, len(words.instructions) + 1)] == (
        words.instructions
    )
    [choices] = page.data_validations.dataValidation
    assert choices.formula1 == f'"{",".join(words.words.model_dump().values())}"'
    assert page.max_row > 40


def test_a_pack_without_words_for_a_sheet_says_what_to_add() -> None:
    said = polyglot("xho_Latn", "review", "--out", "never.csv", fails=2).stderr
    assert said.endswith(
        "xho_Latn.yaml: the pack has no words for a speaker's sheet; add a section `review:` with "
        "name, instructions, columns and words, as in swh_Latn.yaml\n"
    )
    assert said.count("\n") == 1


@pytest.mark.parametrize("words", [[], ["--out", "x.csv", "--read", "y.csv"]], ids=" ".join)
def test_a_sheet_is_written_or_read(words: list[str]) -> None:
    said = polyglot(SWAHILI, "review", *words, fails=2).stderr
    assert "give --out to write sheets, or --read to read them" in said


def test_a_sheet_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Mendable, match=r"a sheet is named \.csv or \.xlsx, and s\.ods is not"):
        write_sheets(some(SWAHILI), SWAHILI, tmp_path / "s.ods", 1, 7)


def test_without_openpyxl_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['openpyxl'] = None\n"
        "from polyglot_synth.cli import main\n"
        f"sys.argv = ['', 'sw', 'review', '--out', '{tmp_path}/sheet.xlsx']; main()"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert run.stderr.startswith("for .xlsx install openpyxl: pip install 'polyglot-synth[sheets]'")
    assert list(tmp_path.iterdir()) == []


@given(st.text())
def test_no_text_is_a_formula_and_each_is_read_back_as_it_was(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    if not text.startswith(("'=", "'+", "'-", "'@", "'\t", "'\r")):
        assert unguarded(guarded(text)) == text


# What comes back.


def told(pack_file: Path, *files: Path, readers: tuple[str, ...] = ()) -> str:
    return "\n".join(read_sheets(load_pack(pack_file), files, readers).told)


def test_two_readers_who_call_all_fine_move_every_wording_and_nothing_else(
    sheets: list[Path], own: Path, tmp_path: Path
) -> None:
    names = ("Amina Juma", 'Baraka: "B" #1')
    done = [filled(f, tmp_path / f.name, n) for f, n in zip(sheets, names, strict=True)]
    before = own.read_bytes()
    words = ("--languages-dir", own.parent, SWAHILI, "review", "--read", done[0], "--read", done[1])
    shown = polyglot(*words).stdout
    assert own.read_bytes() == before
    assert shown.endswith(f"nothing is written; --write moves this into {own}\n")
    texts = len(lines(sheets[0]))
    assert f"{texts} texts judged by both, 100.0% alike, Cohen's kappa is not defined" in shown
    assert polyglot(*words, "--write").stdout.endswith(f"written to {own}\n")
    ours = {name: dict(w) for name, w in wordings(own).items()}
    assert all(wording.pop("reviewed_by") == list(names) for wording in ours.values())
    assert ours == wordings(SHIPPED[SWAHILI])
    said = rb'reviewed_by: \["Amina Juma", "Baraka: \\"B\\" #1"\]'
    added = re.compile(rb"^ +" + said + rb"\n|" + said + rb", ", re.MULTILINE)
    assert added.sub(b"", own.read_bytes()) == before
    listed = polyglot("--languages-dir", own.parent, "languages", "list").stdout
    assert f"{len(ours)} wordings, {len(ours)} read by a speaker" in listed
    waiting = polyglot(
        "--languages-dir", own.parent, SWAHILI, "review", "--out", tmp_path / "n.csv", fails=2
    )
    assert waiting.stderr == "swh_Latn has no wording that waits for a reader\n"
    again = read_sheets(load_pack(own), done, ())
    assert again.moves == []
    assert "\n".join(again.told).startswith(shown.partition("read and fine")[0])


def test_never_by_one_reader_puts_a_wording_out_and_it_is_never_drawn_again(
    sheets: list[Path], own: Path, tmp_path: Path
) -> None:
    """Nor is anything put together in such a frame."""
    frame = next(name for name in wordings(own) if name.startswith("arguments/"))
    bad = {f"{TAKE_AWAY}/akauza": ("ZISISEMWE ", "Aliuza ngapi?"), frame: ("zisisemwe", "")}
    done = [filled(sheets[0], tmp_path / "1.csv", "Amina", bad), sheets[1]]
    found = read_sheets(load_pack(own), done, ("Amina", "Baraka"), write=True)
    assert found.moves == [
        Move("arguments", frame.partition("/")[2], out="Amina would never say it"),
        Move(TAKE_AWAY, "akauza", out="Amina would say: Aliuza ngapi?"),
    ]
    assert f"out: {frame} (Amina would never say it)" in found.told
    assert f"out: {TAKE_AWAY}/akauza (Amina would say: Aliuza ngapi?)" in found.told
    ours = wordings(own)
    assert ours[f"{TAKE_AWAY}/akauza"].pop("out") == "Amina would say: Aliuza ngapi?"
    assert ours[frame].pop("out") == "Amina would never say it"
    assert ours == wordings(SHIPPED[SWAHILI])
    words = ("--languages-dir", own.parent, SWAHILI)
    shown = polyglot(*words, "sample", "--concepts", TAKE_AWAY, "--rows", "40").stdout
    others = {w.id for w in load_pack(own).model.wording[TAKE_AWAY]} - {"akauza"}
    assert set(re.findall(r"swh_Latn  (\w+)", shown)) == others
    held = polyglot(*words, "show").stdout
    assert "akauza (out)" in held
    assert f"  arguments: {frame.partition('/')[2]} (out), " in held
    assert "examples render" in polyglot(*words, "check").stdout


def test_a_concept_whose_wordings_are_all_out_is_said_no_more(own: Path) -> None:
    pack = load_pack(own)
    moves = [Move(TAKE_AWAY, w.id, out="no") for w in pack.model.wording[TAKE_AWAY]]
    follows = [
        Move("fallacies/illicit_major", w.id, out="no")
        for w in pack.model.wording["fallacies/illicit_major"]
        if w.task == "follows"
    ]
    own.write_bytes(edited(pack, moves + follows))
    words = ("--languages-dir", own.parent, SWAHILI)
    said = polyglot(*words, "check").stdout
    assert f"every wording of {TAKE_AWAY} out, so it is not said any more" in said
    assert "every wording of the task follows out of fallacies/illicit_major" in said
    inputs = load_inputs(RunConfig(languages=[SWAHILI], languages_dir=str(own.parent)))
    assert TAKE_AWAY not in inputs.sayable(SWAHILI)
    refused = polyglot(
        *words, "generate", "--concepts", TAKE_AWAY, "--out", own.parent / "o", fails=2
    )
    assert "swh_Latn has no wording for any of these concepts" in refused.stderr


def test_it_shows_how_far_readers_agree_where_they_differ_and_what_they_would_mend(
    sheets: list[Path], own: Path, tmp_path: Path
) -> None:
    one, two = f"{TAKE_AWAY}/akauza", f"{TAKE_AWAY}/kati_ya"
    first = {one: ("rekebisha", "Alikuwa nayo"), two: ("rekebisha", "")}
    files = [
        filled(sheets[0], tmp_path / "1.csv", "Amina", first),
        filled(sheets[1], tmp_path / "2.csv", "Baraka", {one: ("rekebisha", "Aliyauza")}),
    ]
    said = told(own, *files)
    # Of n texts A mends 4 and B 2, both the same 2. Of 62: alike 60/62; by chance
    # (58 * 60 + 4 * 2) / 62**2 = 0.9074; kappa = (0.9677 - 0.9074) / (1 - 0.9074) = 0.65.
    n = len(lines(sheets[0]))
    alike, chance = (n - 2) / n, ((n - 4) * (n - 2) + 4 * 2) / n**2
    kappa = f"{alike:.1%} alike, Cohen's kappa {(alike - chance) / (1 - chance):.2f}"
    assert f"Amina and Baraka: {n} texts judged by both, {kappa}" in said
    assert f"they differ on {two}: Amina mend, Baraka ok" in said
    assert f"they differ on {one}" not in said
    assert f"mend {one}, Amina: Alikuwa nayo" in said
    assert f"mend {one}, Baraka: Aliyauza" in said
    assert f"mend {two}, Amina: does not say how" in said
    assert f"read and fine: {len(wordings(own)) - 2} wordings" in said


def test_one_reader_or_a_text_left_empty_makes_no_wording_read(
    sheets: list[Path], own: Path, tmp_path: Path
) -> None:
    one = filled(sheets[0], tmp_path / "1.csv", "Amina")
    assert read_sheets(load_pack(own), [one], ()).moves == []
    rows = cells(filled(sheets[1], tmp_path / "2.csv", "Baraka"))
    rows[-1][1] = ""
    found = read_sheets(load_pack(own), [one, written(rows, tmp_path / "2.csv")], ())
    assert len(found.moves) == len(wordings(own)) - 1
    assert f"{rows[-1][3].rpartition('/')[2]}" not in {
        move.wording for move in found.moves if move.concept == rows[-1][3].rpartition("/")[0]
    }
    assert f"Baraka: {len(lines(sheets[0])) - 1} texts judged, 1 left empty" in found.told


# What it forgives, as spreadsheets do it.


def _semicolons(rows: Rows, to: Path) -> Path:
    return written(rows, to, ";")


def _tabs_in_utf_16(rows: Rows, to: Path) -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter="\t").writerows(rows)
    to.write_bytes(text.getvalue().encode("utf-16"))
    return to


def _without_bom(rows: Rows, to: Path) -> Path:
    written(rows, to)
    to.write_bytes(to.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    return to


def _other_order(rows: Rows, to: Path) -> Path:
    head = head_of(rows)
    turned = [[*row[::-1], "a note"] for row in rows[head:]]
    return written([*rows[:head], turned[0], *sorted(turned[1:])], to)


def _empty_rows(rows: Rows, to: Path) -> Path:
    spread = [line for row in rows for line in (row, [], ["", " ", "", "", ""])]
    return written(spread, to)


def _any_case(rows: Rows, to: Path) -> Path:
    head = head_of(rows)
    heads = [cell.upper() for cell in rows[head]]
    lines = [[row[0], f" {row[1].title()}. ", *row[2:]] for row in rows[head + 1 :]]
    return written([*rows[:head], heads, *lines], to)


def _other_line_ends(rows: Rows, to: Path) -> Path:
    return written([[cell.replace("\n", "\r\n") for cell in row] for row in rows], to)


def _workbook(rows: Rows, to: Path) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("notes").append(["Asante"])
    book.save(to.with_suffix(".xlsx"))
    return to.with_suffix(".xlsx")


@pytest.mark.parametrize(
    "saved",
    [
        _semicolons,
        _tabs_in_utf_16,
        _without_bom,
        _other_order,
        _empty_rows,
        _any_case,
        _other_line_ends,
        _workbook,
    ],
)
def test_what_spreadsheets_do_to_a_sheet_is_forgiven(
    sheets: list[Path], own: Path, tmp_path: Path, saved: object
) -> None:
    bad = {f"{TAKE_AWAY}/akauza": ("rekebisha", "Aliyauza")}
    plain = filled(sheets[0], tmp_path / "plain.csv", "Amina", bad)
    other = saved(cells(plain), tmp_path / "saved.csv")
    assert told(own, other) == told(own, plain)


# What it refuses, by row, all at once.


def test_all_that_is_wrong_is_told_at_once_by_row(
    sheets: list[Path], own: Path, tmp_path: Path
) -> None:
    rows = cells(filled(sheets[0], tmp_path / "1.csv", "Amina"))
    first = head_of(rows) + 1
    rows[first][1] = "sawaa"
    rows[first + 1][0] += " Naam."
    rows[first + 2][3] = "maths/take_away/akauzwa"
    rows[first + 3][4] = "17"
    rows[first + 5] = list(rows[first + 4])
    with pytest.raises(Mendable) as found:
        told(own, written(rows, tmp_path / "1.csv"))
    file, row = tmp_path / "1.csv", first + 1
    assert str(found.value).splitlines() == [
        f"{file}:{row}:2: Uamuzi: 'sawaa' is no verdict; did you mean sawa?",
        (
            f"{file}:{row + 1}:1: Sentensi: this text was changed; put it back, and write in "
            "'Ziwe hivi' how it should be"
        ),
        (
            f"{file}:{row + 2}:4: Kitambulisho: the pack has no wording maths/take_away/akauzwa "
            f"(any more); {nearest('maths/take_away/akauzwa', wordings(own))}"
        ),
        f"{file}:{row + 3}:5: Alama: '17' is no mark; leave that column as it was written",
        f"{file}:{row + 5}:5: Alama: this line stands in row {row + 4} too; keep one",
    ]


def test_a_wording_that_the_pack_changed_since_is_named(
    sheets: list[Path], own: Path, tmp_path: Path
) -> None:
    own.write_text(own.read_text(encoding="utf-8").replace("Aliuza {{", "Aliziuza {{"), "utf-8")
    with pytest.raises(Mendable) as found:
        told(own, filled(sheets[0], tmp_path / "1.csv", "Amina"))
    problems = str(found.value).splitlines()
    assert len(problems) == 2
    for problem in problems:
        assert (
            f"the pack words {TAKE_AWAY}/akauza otherwise since this sheet was written" in problem
        )


def test_what_is_no_sheet_of_the_language_is_refused(
    sheets: list[Path], own: Path, tmp_path: Path
) -> None:
    [marathi] = write_sheets(some("mar_Deva"), "mar_Deva", tmp_path / "m.csv", 1, 7)
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "latin.csv").write_bytes("Uamuzi,é".encode("latin-1"))
    (tmp_path / "book.xlsx").write_bytes(b"PK no book")
    rows = cells(sheets[0])
    rows[head_of(rows)][1] = "Maoni"
    cases = {
        marathi: "is a sheet of mar_Deva, not of swh_Latn",
        tmp_path / "x.csv": "holds no line of a sheet that review wrote",
        tmp_path / "latin.csv": "is not in UTF-8; save it as CSV UTF-8, or as .xlsx",
        tmp_path / "book.xlsx": "is no .xlsx file: ",
        tmp_path / "none.csv": "cannot be read: No such file or directory",
        written(rows, tmp_path / "head.csv"): "the column 'Uamuzi' is missing; put it back",
        sheets[0]: "names no reader; write the name beside 'Jina lako', or give --reader",
    }
    for file, sentence in cases.items():
        with pytest.raises(Mendable, match=re.escape(sentence)) as found:
            told(own, file)
        assert str(found.value).startswith(str(file))


def test_two_readers_are_two_people(sheets: list[Path], own: Path) -> None:
    with pytest.raises(Mendable, match="amina has read two of these sheets"):
        told(own, *sheets, readers=("amina", "Amina"))
    with pytest.raises(Mendable, match="give --reader once for each --read"):
        told(own, *sheets, readers=("Amina",))


def test_a_pack_that_is_read_only_is_left_alone(
    sheets: list[Path], own: Path, tmp_path: Path
) -> None:
    files = [filled(f, tmp_path / f.name, n) for f, n in zip(sheets, "AB", strict=True)]
    before = own.read_bytes()
    own.chmod(0o444)
    with pytest.raises(Mendable, match="is read-only; make it writable, or copy it"):
        read_sheets(load_pack(own), files, (), write=True)
    assert own.read_bytes() == before
    own.chmod(0o640)
    read_sheets(load_pack(own), files, (), write=True)
    assert own.stat().st_mode & 0o777 == 0o640


# Editing a pack.


def difference(before: str, after: str) -> tuple[int, int]:
    """Say where two texts begin to differ, and where `before` goes on as `after` ends."""
    start = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before)
    )
    end = 0
    while end < len(before) - start and before[-end - 1] == after[-end - 1]:
        end += 1
    return start, len(before) - end


@pytest.mark.parametrize("tag", SPEAKING)
def test_in_a_wording_of_every_concept_only_the_verdict_changes(tag: str) -> None:
    """Another wording of each: the first of the first, the second of the second, and so on."""
    pack = load_pack(SHIPPED[tag])
    before = SHIPPED[tag].read_text(encoding="utf-8")
    plain = yaml.load(before, Loader=PLAIN)
    concepts = list(enumerate(pack.model.wording.items()))
    for place, (concept, each) in concepts[:: 1 if tag == SWAHILI else 3]:
        index = place % len(each)
        after = edited(pack, [Move(concept, each[index].id, reviewed_by=("A",))]).decode()
        start, end = difference(before, after)
        line = before[:end].count("\n") + 1
        assert start == end
        assert pack.values["wording", concept, index][0] <= line
        assert line <= pack.keys["wording", concept, index, "responses"][0]
        wanted = yaml.load(after, Loader=PLAIN)
        assert wanted["wording"][concept][index].pop("reviewed_by") == ["A"]
        assert wanted == plain


IDENTITY = """\
format: 1
tag: swh_Latn
name: Swahili
autonym: Kiswahili   # a comment
bcp47: sw
cldr: sw
script: Latn
direction: ltr
origin: {source: x, licence: CC0-1.0, reviewed_by: null}
digits: {Latn: 1.0}
group: {size: [3], sign: ","}
ends: "."
wording:
  a/b:
"""
FLOW = (
    '    - {{id: {id}, task: t,{gap}prompt: "x # {id} 🥭",{old} '
    "responses: {{any: {{verdict: v, reason: r}}}}}}\n"
)
LAST = (
    "    - {{task: t, prompt: p, {old} responses: {{any: {{verdict: v, reason: r}}}}, id: {id}}}\n"
)
BLOCK = """\
    - id: {id}    # why not
{gap}      task: t
{old}      # beside é
      prompt: "p"
      responses:
        any: {{verdict: "v", reason: r}}

"""
OLD = {
    FLOW: ["", " reviewed_by: null,", ' reviewed_by: ["Z"],', " out: ~,"],
    LAST: ["", "reviewed_by: null,", "reviewed_by: [],"],
    BLOCK: [
        "",
        "      reviewed_by: null\n",
        "      reviewed_by:\n",
        "      reviewed_by: [Z,\n        Y]\n",
    ],
}
GAPS = {FLOW: [" ", "\n       ", "  # c\n     "], LAST: [""], BLOCK: ["", "      # a comment\n\n"]}
WORDS = st.text(max_size=12).filter(lambda text: text.strip())


@st.composite
def wording_texts(draw: st.DrawFn, index: int) -> str:
    how = draw(st.sampled_from([FLOW, LAST, BLOCK]))
    parts = {"gap": draw(st.sampled_from(GAPS[how])), "old": draw(st.sampled_from(OLD[how]))}
    return how.format(id=f"w{index}", **parts)


@settings(max_examples=150, deadline=None)
@given(
    texts=st.integers(1, 4).flatmap(lambda n: st.tuples(*map(wording_texts, range(n)))),
    crlf=st.booleans(),
    bom=st.booleans(),
    data=st.data(),
)
def test_in_every_style_of_yaml_only_the_verdict_changes(
    tmp_path_factory: pytest.TempPathFactory,
    texts: tuple[str, ...],
    *,
    crlf: bool,
    bom: bool,
    data: st.DataObject,
) -> None:
    file = tmp_path_factory.mktemp("pack") / "swh_Latn.yaml"
    text = IDENTITY + "".join(texts) + "never: []  # the end\n"
    text = text.replace("\n", "\r\n") if crlf else text
    file.write_bytes((b"\xef\xbb\xbf" if bom else b"") + text.encode())
    pack = load_pack(file)
    which = data.draw(st.sampled_from(range(len(texts))))
    move = data.draw(
        st.builds(Move, st.just("a/b"), st.just(f"w{which}"), st.tuples(WORDS, WORDS))
        | st.builds(Move, st.just("a/b"), st.just(f"w{which}"), out=WORDS)
    )
    after = edited(pack, [move])
    parts = [
        part.encode() for part in text.split(texts[which].replace("\n", "\r\n" if crlf else "\n"))
    ]
    assert after.startswith((b"\xef\xbb\xbf" if bom else b"") + parts[0])
    assert after.endswith(parts[1])
    again = file.with_name("again") / file.name
    again.parent.mkdir()
    again.write_bytes(after)
    wording = load_pack(again).model.wording["a/b"][which]
    assert wording.model_copy(update={"reviewed_by": None, "out": None}) == pack.model.wording[
        "a/b"
    ][which].model_copy(update={"reviewed_by": None, "out": None})
    if move.out is None:
        assert len(wording.reviewed_by) == 2
    else:
        assert wording.out is not None
    for comment in ("# a comment", "# why not", "# beside é", "# c\n", "# the end"):
        assert after.decode().replace("\r", "").count(comment) >= text.count(comment)


def test_a_list_in_block_style_is_left_to_a_person(own: Path) -> None:
    text = own.read_text(encoding="utf-8").replace(
        "- id: akauza\n", "- id: akauza\n      reviewed_by:\n        - Z   # first\n"
    )
    own.write_text(text, encoding="utf-8")
    with pytest.raises(Mendable, match="cannot be edited by review"):
        edited(load_pack(own), [Move(TAKE_AWAY, "akauza", reviewed_by=("Z", "A"))])


# What a pack says on its sheet.


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("mend: rekebisha", "mend: SAWA", "means two things on the sheet; use another word"),
        ("never: zisisemwe", "never: kamwewe", "the instructions do not say what 'kamwewe' means"),
        ("verdict: Uamuzi", "verdict: Alama", "'Alama' means two things on the sheet"),
    ],
)
def test_words_of_a_sheet_that_cannot_serve_are_refused(
    own: Path, old: str, new: str, sentence: str
) -> None:
    text = own.read_text(encoding="utf-8")
    assert old in text
    own.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(Mendable, match=re.escape(sentence)) as found:
        load_pack(own)
    assert re.match(rf"{re.escape(str(own))}:\d+:\d+: review: ", str(found.value))


def test_english_is_reviewed_too() -> None:
    assert INPUTS.packs[PIVOT].model.review is not None
