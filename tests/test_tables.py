"""Anybody's files: every row is read or set aside with a sentence, and none is lost."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyglot_synth.errors import Mendable
from polyglot_synth.tables import FAULT, RAW, ROW, digest, open_table, stamp, unchanged
from polyglot_synth.tables import batch as batches
from polyglot_synth.tables import lines as line_by_line


def read(file: Path, *texts: str) -> pl.DataFrame:
    """Read all rows of a file, beside their marks."""
    table = open_table(file)
    found = [batch.own.hstack(batch.marks) for batch in table.batches(texts)]
    return pl.concat(found) if found else pl.DataFrame(schema={ROW: pl.Int64, FAULT: pl.String})


def written(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def faults(rows: pl.DataFrame) -> dict[int, str]:
    return {row: fault for row, fault in rows.select(ROW, FAULT).iter_rows() if fault}


# What cannot be read at all.


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xlsx", b"x", "its ending is none of .parquet, .jsonl, .ndjson, .json, .csv, .tsv"),
        ("a", b"x", "its ending is none of .parquet, .jsonl, .ndjson, .json, .csv, .tsv"),
        ("a.jsonl", b"", "is empty"),
        ("a.csv", b"", "is empty"),
        ("a.parquet", b"", "is empty"),
        ("a.csv", b"\n\r\n\n", "is empty"),
        ("a.jsonl", b"\n\n", "is empty"),
        ("a.json", b'[{"prompt": "a"},\n {"prompt": "b"}]', "no line of it is a JSON object"),
        ("a.jsonl", '{"prompt": "a"}'.encode("utf-16"), "no line of it is a JSON object"),
        ("a.csv", "prompt\na".encode("utf-16"), "its header cannot be read: it is not UTF-8"),
        ("a.csv", b'prompt,"res\na,b\n', "its header cannot be read: it is no record: a quote is"),
        ("a.csv", b"prompt,a,prompt\n1,2,3\n", "two columns are named 'prompt'; rename one"),
        ("a.csv", b"prompt,response\ra,b\r", "it has a carriage return that ends no line"),
        ("a.csv", b",".join(b"c%d" % n for n in range(100_000)), "has more than 2,000 columns"),
        ("a.jsonl", json.dumps({f"c{n}": n for n in range(100_000)}), "has more than 2,000"),
        ("a.parquet", b"PAR1 and no more", "is no Parquet file, or was cut short"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    name: str, content: bytes | str, sentence: str, tmp_path: Path
) -> None:
    file = written(tmp_path, name, content)
    with pytest.raises(Mendable) as refused:
        open_table(file)
    assert sentence in str(refused.value)
    assert str(refused.value).startswith(str(file))
    assert "\n" not in str(refused.value)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    for name, sentence in {
        "none.csv": "cannot be read: No such file or directory",
        "": "is a folder; name a file in it",
        "pipe.jsonl": "is no file that can be reread",
    }.items():
        with pytest.raises(Mendable, match=sentence):
            open_table(tmp_path / name)


def test_a_parquet_that_is_cut_short_or_too_wide_is_refused(tmp_path: Path) -> None:
    whole = tmp_path / "whole.parquet"
    pl.DataFrame({"prompt": ["Habari"] * 1000}).write_parquet(whole)
    content = whole.read_bytes()
    with pytest.raises(Mendable, match="is no Parquet file, or was cut short"):
        open_table(written(tmp_path, "short.parquet", content[:-20]))
    pl.DataFrame({f"c{n}": [n] for n in range(2001)}).write_parquet(whole)
    with pytest.raises(Mendable, match="has more than 2,000 columns"):
        open_table(whole)


def test_pages_that_are_broken_are_refused_with_their_rows(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    texts = [f"Habari {n * n * n}" for n in range(5000)]
    pl.DataFrame({"prompt": texts}).write_parquet(file, compression="zstd")
    content = bytearray(file.read_bytes())
    content[200:4000] = bytes(3800)
    file.write_bytes(content)
    with pytest.raises(Mendable, match=r"rows [\d,]+ to [\d,]+ cannot be read"):
        read(file)


# JSON lines.


BROKEN_JSON = {
    b'{"prompt": "a"': "it is no JSON: Expecting ',' delimiter at character 15",
    b'["a"]': 'it is JSON, but no object: ["a"]',
    b"7": "it is JSON, but no object: 7",
    b'{"prompt": "caf\xe9"}': "it is not UTF-8: byte 16 is 0xe9",
    b'{"prompt": "a\0b"}': "it is no JSON: Invalid control character at character 14",
    rb'{"prompt": "\ud800"}': r"it holds half of a surrogate pair, which is no character: \ud800",
    rb'{"\udc00": 1}': r"it holds half of a surrogate pair, which is no character: \udc00",
    b'{"prompt": "a", "prompt": "b"}': "the key 'prompt' stands twice",
    b'{"prompt": ' + b"[" * 100_000: "it is nested too deeply",
    b'{"n": ' + b"9" * 5000 + b"}": "Exceeds the limit (4300 digits) for integer string conversion",
}


@pytest.mark.parametrize("line", BROKEN_JSON, ids=lambda line: ascii(line[:24]))
def test_a_broken_line_is_set_aside_and_the_others_are_read(line: bytes, tmp_path: Path) -> None:
    file = written(tmp_path, "a.jsonl", b'{"prompt": "a"}\n' + line + b'\n\n{"prompt": "z"}')
    rows = read(file)
    assert rows[ROW].to_list() == [1, 2, 4]
    assert rows["prompt"].to_list() == ["a", None, "z"]
    said = faults(rows)
    assert list(said) == [2]
    assert BROKEN_JSON[line] in said[2]
    assert rows[RAW][1].startswith(line[:8].decode())


def test_columns_of_json_lines_are_kept_exactly_or_as_json(tmp_path: Path) -> None:
    values: dict[str, list[Any]] = {
        "text": ["a", None, "ж"],
        "whole": [1, -2, None],
        "wide": [2**62, 1, 0],
        "number": [1, 0.5, 1e300],
        "truth": [True, None, False],
        "none": [None, None, None],
        "": ["", "x", "y"],
        "huge": [2**70, 1, None],
        "wide_and_fraction": [2**53 + 1, 0.5, None],
        "mixed": ["a", 1, None],
        "nested": [{"a": ["ж", 1]}, [], None],
    }
    rows = [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]
    text = "\ufeff" + "\r\n".join(json.dumps(row) for row in rows)
    found = read(written(tmp_path, "A.JSONL", text))
    plain = ["text", "whole", "wide", "number", "truth", "none", ""]
    for name in plain:
        assert found[name].to_list() == values[name], name
    for name in set(values) - set(plain):
        back = [None if text is None else json.loads(text) for text in found[name]]
        assert back == values[name], name
    assert not faults(found)


def test_what_is_no_text_in_a_column_that_must_be_is_set_aside(tmp_path: Path) -> None:
    file = written(tmp_path, "a.jsonl", '{"prompt": "a"}\n{"prompt": [1]}\n{"prompt": null}\n{}')
    assert read(file)["prompt"].to_list() == ['"a"', "[1]", None, None]
    rows = read(file, "prompt")
    assert rows["prompt"].to_list() == ["a", None, None, None]
    assert faults(rows) == {2: "the line cannot be read: prompt is no text but [1]"}


def test_a_line_of_50_mb_is_passed_over(tmp_path: Path) -> None:
    line = b'{"prompt": "' + b"a" * 50_000_000 + b'"}'
    file = written(tmp_path, "a.jsonl", b'{"prompt": "a"}\n' + line + b'\n{"prompt": "z"}\n')
    rows = read(file)
    assert rows["prompt"].to_list() == ["a", None, "z"]
    assert "the line has 50,000,015 bytes; above 16,777,216 a line is not read" in faults(rows)[2]
    assert len(rows[RAW][1]) < 10_100
    assert rows[RAW][1].endswith("... (cut; 50,000,015 bytes in all)")


# CSV and TSV.


def test_csv_as_it_is_meant(tmp_path: Path) -> None:
    text = '\ufeffprompt,"the, answer",\r\n"Mstari\nwa ""pili""",ж,\r\n\r\n1,2,"3"\r\n'
    rows = read(written(tmp_path, "a.csv", text))
    assert rows.columns == ["prompt", "the, answer", "", ROW, FAULT, RAW]
    assert rows.select("prompt", "the, answer", "").rows() == [
        ('Mstari\nwa "pili"', "ж", ""),
        ("1", "2", "3"),
    ]
    assert rows[ROW].to_list() == [2, 5]
    assert not faults(rows)
    assert read(written(tmp_path, "a.tsv", "prompt\tb\n1,2\t3\n"))["prompt"].to_list() == ["1,2"]


BROKEN_CSV = {
    b"1": "it has 1 fields, the header has 2",
    b"1,2,3": "it has 3 fields, the header has 2",
    b"1,caf\xe9": "it is not UTF-8: byte 6 is 0xe9",
    b'1,"2': "it is no record: ",
    b'"1"x,2': "it is no record: ',' expected after '\"'",
    b"1," + b"x" * 1_100_000: "a field has over 1,000,000 characters",
    b"1," + b"x" * 20_000_000: "the line has 20,000,003 bytes",
}


@pytest.mark.parametrize("line", BROKEN_CSV, ids=lambda line: ascii(line[:24]))
def test_a_broken_record_is_set_aside_and_the_others_are_read(line: bytes, tmp_path: Path) -> None:
    after = b'"a ""word""","b"\nc,d\n'
    rows = read(written(tmp_path, "a.csv", b"p,r\na,b\n" + line + b"\n" + after))
    assert rows[ROW].to_list() == [2, 3, 4, 5]
    assert rows["p"].to_list() == ["a", None, 'a "word"', "c"]
    said = faults(rows)
    assert list(said) == [3]
    assert BROKEN_CSV[line] in said[3]


def test_a_quote_that_is_never_closed_costs_its_line_only(tmp_path: Path) -> None:
    text = "p,r\na,b\n" + '1,"2\n' + "c,d\n" * 1000
    rows = read(written(tmp_path, "a.csv", text))
    assert rows.height == 1002
    assert faults(rows) == {3: "it is no record: a quote is opened and never closed"}
    assert rows[RAW][1] == '1,"2'


def test_nul_bytes_are_read_as_they_are(tmp_path: Path) -> None:
    assert read(written(tmp_path, "a.csv", b"p,r\na\0,b\n"))["p"].to_list() == ["a\0"]


# Parquet.


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "prompt": ["a", None, "ж"],
            "nested": [[{"x": 1}], [], None],
            "kind": pl.Series(["u", "v", "u"], dtype=pl.Categorical),
            "day": [None, 1, 2],
        }
    ).with_columns(pl.col("day").cast(pl.Date))
    file = tmp_path / "a [1]*.parquet"
    frame.write_parquet(file)
    rows = read(file)
    assert rows.select(frame.columns).equals(frame)
    assert rows[ROW].to_list() == [1, 2, 3]
    assert open_table(file).rows == 3


def test_parquet_without_rows(tmp_path: Path) -> None:
    pl.DataFrame(schema={"prompt": pl.String}).write_parquet(tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet").height == 0


# Batches.


@pytest.mark.parametrize("name", ["a.parquet", "a.jsonl", "a.csv"])
def test_batches_are_bounded_by_rows_and_by_bytes(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BYTES_A_BATCH", 100_000)
    monkeypatch.setattr("polyglot_synth.tables.parquet.BYTES_A_BATCH", 100_000)
    frame = pl.DataFrame({"prompt": ["x"] * 30_000 + ["y" * 10_000] * 100})
    writers = {
        ".parquet": frame.write_parquet,
        ".jsonl": frame.write_ndjson,
        ".csv": frame.write_csv,
    }
    writers[Path(name).suffix](tmp_path / name)
    heights = [b.own.height for b in open_table(tmp_path / name).batches(["prompt"])]
    assert sum(heights) == 30_100
    assert max(heights) <= 10_000
    assert len(heights) >= 12


def test_wide_files_come_in_fewer_rows_at_a_time() -> None:
    assert batches.rows_a_batch(4) == 10_000
    assert batches.rows_a_batch(2_000) == 500


# Files as such.


def test_a_file_that_is_changed_under_way_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", "p\n1\n")
    with unchanged(file, stamp(file)):
        pass
    with (
        pytest.raises(Mendable, match="was changed while it was read"),
        unchanged(file, stamp(file)),
    ):
        file.write_text("p\n1\n2\n")
    with (
        pytest.raises(Mendable, match="was changed while it was read"),
        unchanged(file, stamp(file)),
    ):
        file.unlink()


def test_the_hash_of_a_file_is_of_its_bytes(tmp_path: Path) -> None:
    assert digest(written(tmp_path, "a", "abc")) == "ba7816bf8f01"


@given(st.binary())
def test_whatever_is_shown_is_text_without_signs_that_act(content: bytes) -> None:
    text = line_by_line.shown(content, len(content))
    assert pl.Series([text]).str.contains(line_by_line.UNSEEN).to_list() == [False]


# Properties.

values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**80), 2**80),
    st.floats(allow_nan=False),
    st.text(),
    st.text(alphabet=st.characters()),  # with lone surrogates
    st.lists(st.integers(), max_size=2),
)
objects = st.dictionaries(st.sampled_from(["prompt", "a", "b", ""]), values, max_size=4)
json_lines = st.one_of(
    objects.map(json.dumps).map(str.encode),
    st.binary(max_size=20),
    st.lists(values, max_size=2).map(json.dumps).map(str.encode),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(json_lines, max_size=8), st.booleans())
def test_every_line_of_json_is_a_row(found: list[bytes], asked: bool) -> None:  # noqa: FBT001
    content = b'{"prompt": "first"}\n' + b"\n".join(found)
    with tempfile.TemporaryDirectory() as folder:
        rows = read(written(Path(folder), "a.jsonl", content), *["prompt"] * asked)
    filled = [n for n, line in enumerate(content.split(b"\n"), 1) if line.strip()]
    assert rows[ROW].to_list() == filled
    read_ = rows.filter(pl.col(FAULT).is_null())
    assert rows[RAW].is_null().equals(rows[FAULT].is_null())
    for number, text in read_.select(ROW, "prompt").iter_rows():
        meant = json.loads(content.split(b"\n")[number - 1]).get("prompt")
        assert (meant is None) == (text is None)
        if asked:
            assert text == meant


csv_pieces = st.sampled_from([b'"', b",", b"\n", b"\r\n", b"a", b"\xff", b"\0", "ж".encode()])


@settings(max_examples=200, deadline=None)
@given(st.lists(csv_pieces, max_size=40).map(b"".join))
def test_every_line_of_csv_is_in_one_row(body: bytes) -> None:
    """From its line up to that of the next a row holds all that stands there, read or raw."""
    with tempfile.TemporaryDirectory() as folder:
        rows = read(written(Path(folder), "a.csv", b"p,r\n" + body))
    lines = [b"p,r\n", *body.splitlines(keepends=True)]
    assert b"".join(lines) == b"p,r\n" + body
    starts = rows[ROW].to_list()
    filled = [number for number, line in enumerate(lines, 1) if line.strip(b"\r\n")][1:]
    assert starts[:1] == filled[:1]
    pieces = [
        b"".join(lines[here - 1 : to - 1]) for here, to in pairwise([*starts, len(lines) + 1])
    ]
    for piece, (*fields, _, fault, raw) in zip(pieces, rows.rows(), strict=True):
        if fault:
            kept = piece.rstrip(b"\r\n")
            assert raw == line_by_line.shown(kept, len(kept))
        else:
            meant = csv.reader(piece.decode().splitlines(keepends=True))
            assert [record for record in meant if record] == [fields]


texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(texts, texts), max_size=6), st.sampled_from([",", "\t"]))
def test_what_python_writes_as_csv_reads_back(found: list[tuple[str, str]], separator: str) -> None:
    name = {",": "a.csv", "\t": "a.tsv"}[separator]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, delimiter=separator).writerows([("p", "r"), *found])
        rows = read(file)
    assert not faults(rows)
    assert (rows.select("p", "r").rows() if found else []) == found
