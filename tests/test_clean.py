"""`gate FILE` and `filter FILE`: in = accepted + rejected, whatever the file holds."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from polyglot_synth import clean, write
from polyglot_synth.check import CHECKS
from polyglot_synth.clean import Job
from polyglot_synth.clean.mapping import parse_map
from polyglot_synth.cli.commands import root
from polyglot_synth.config import RunConfig
from polyglot_synth.errors import Mendable
from polyglot_synth.gates import surface

HANG = 60.0
WORK = clean.WORK
GATES = [check.name for check in CHECKS if check.gate and not check.idle_without]
UNLISTED = {"keep_away": "for want of lists of texts (--keep-away)"}
PIVOTED = [check.name for check in CHECKS if check.gate and "pivot_prompt" in check.needs]
BOUNDS: dict[str, dict[str, float]] = {
    "script": {"low": 0.9},
    "length": {"low": 0.5, "high": 2.0},
    "copied": {"high": 0.5},
}


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a Swahili pack that only gates, by bounds that do not change."""
    folder = tmp_path_factory.mktemp("packs")
    text = (RunConfig().language_folders()[0] / "swh_Latn.yaml").read_text(encoding="utf-8")
    head = yaml.safe_load(text.partition("\nparadigms:")[0].partition("\nwords:")[0])
    names = [check.name for check in CHECKS if check.always is None]
    bounds = {name: {**BOUNDS.get(name, {"low": -1e9}), "fitted_on": "a test"} for name in names}
    known = ("format", "tag", "name", "names", "autonym", "bcp47", "cldr", "script", "direction")
    more = ("origin", "digits", "group", "ends")
    pack = {name: head[name] for name in (*known, *more)} | {"bounds": bounds}
    (folder / "swh_Latn.yaml").write_text(yaml.safe_dump(pack, allow_unicode=True))
    return folder


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def polyglot(packs: Path, command: str, *words: str | Path, fails: int = 0) -> Result:
    given_ = ["--languages-dir", str(packs), command, *map(str, words)]
    if "--language" not in given_:
        given_ += ["--language", "swahili"]
    result = CliRunner().invoke(root, [*given_, "--out", "out"], prog_name="polyglot-synth")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == fails, result.output
    return result


def rows(out: Path, which: str) -> pl.DataFrame:
    files = sorted(out.glob(f"{which}/swh_Latn/*.parquet"))
    return pl.concat([pl.read_parquet(file) for file in files]) if files else pl.DataFrame()


def both(out: Path) -> pl.DataFrame:
    """All rows of an outcome in the order of the file."""
    parts = [rows(out, which) for which in ("data", "removed")]
    return pl.concat([part for part in parts if part.width], how="diagonal").sort("row")


def jsonl(*found: Any, name: str = "a.jsonl") -> Path:
    file = Path(name)
    file.write_text("".join(json.dumps(row) + "\n" for row in found), encoding="utf-8")
    return file


GOOD = {
    "instruction": "Eleza jinsi mvua inavyotengenezwa.",
    "output": "Maji huvukizwa, hupoa na kuwa mawingu.",
    "source": "Explain how rain is formed.",
    "source_output": "Water evaporates, cools and becomes clouds.",
}
PAIRED = "prompt=instruction,response=output,pivot_prompt=source,pivot_response=source_output"
FOUND = [
    GOOD,
    GOOD | {"instruction": GOOD["source"], "output": GOOD["source_output"]},
    GOOD | {"instruction": "Eleza.", "output": "Maji."},
    GOOD | {"instruction": "पाऊस कसा पडतो ते सांगा.", "output": "ढगांमधून पाणी पडते, थंड होते."},
    GOOD | {"instruction": None},
    GOOD | {"instruction": " \n"},
    GOOD | {"output": "a\0b"},
    GOOD | {"instruction": "Eleza \u202emvua."},
    GOOD | {"source": "x" * 100_001},
    GOOD | {"output": None},
]
FATES = [
    (1, None, None),
    (2, "copied", None),
    (3, "length", None),
    (4, "script", None),
    (5, "unreadable", "the prompt is null"),
    (6, "unreadable", "the prompt is empty"),
    (7, "unreadable", "response holds U+0000 (a control character)"),
    (
        8,
        "unreadable",
        "prompt holds U+202E (RIGHT-TO-LEFT OVERRIDE, which turns the direction of what follows)",
    ),
    (9, "unreadable", "pivot_prompt has 100001 characters; a text above 100000 is not judged"),
    (10, None, None),
]
LINES = [2, 3, 4, 5, 6, 7, 9, 10, 11, 12]  # of a CSV; the row with a line end goes over two


# What comes out.


def written(name: str) -> Path:
    """Write the rows above as one kind of file."""
    frame = pl.DataFrame(FOUND)
    writers = {".parquet": frame.write_parquet, ".csv": frame.write_csv}
    if (write := writers.get(Path(name).suffix)) is None:
        return jsonl(*FOUND, name=name)
    write(name)
    return Path(name)


@pytest.mark.parametrize("name", ["a.parquet", "a.jsonl", "a.csv"])
def test_every_row_is_kept_or_removed_with_its_reason(
    name: str, packs: Path, tmp_path: Path
) -> None:
    said = polyglot(packs, "gate", written(name), "--map", PAIRED).stdout
    found = both(tmp_path / "out")
    fates = found.select("row", "rejected_by", "reason").rows()
    for (row, by, reason), (number, meant, why) in zip(fates, FATES, strict=True):
        assert (row, by) == (LINES[number - 1] if name == "a.csv" else number, meant)
        assert why in {None, reason} or (name == "a.csv" and reason == "the prompt is empty")
    if name != "a.csv":  # which cannot tell what is null from what is empty
        assert found.select([*GOOD]).equals(pl.DataFrame(FOUND))
    assert found["language"].unique().to_list() == ["swh_Latn"]
    assert said.splitlines()[:2] == [
        "swh_Latn: 2 rows accepted of 10 (removed: copied 1, length 1, script 1, unreadable 5)",
        f"read as: {PAIRED.replace(',', ', ')}",
    ]
    assert {file.name for file in Path("out").iterdir()} == {
        "data",
        "removed",
        "report.json",
        "run.json",
        "README.md",
    }


def test_the_figures_say_what_was_asked_and_what_was_not(packs: Path, tmp_path: Path) -> None:
    words = ("--map", "prompt=instruction,response=output", "--json")
    said = polyglot(packs, "gate", jsonl(*FOUND), *words)
    figures = json.loads(said.stdout)
    assert figures == json.loads((tmp_path / "out/report.json").read_text())
    figures = figures["swh_Latn"]
    assert (figures["made"], figures["accepted"], figures["rejected"]) == (10, 5, 5)
    assert sum(figures["rejected_by"].values()) == 5
    without = dict.fromkeys(PIVOTED, "for want of pivot_prompt (the English)")
    assert figures["left_out"] == without | UNLISTED
    assert sorted([*figures["checks"], *without]) == sorted(GATES)
    script = figures["checks"]["script"]
    assert (script["low"], script["high"], script["judged"], script["rejected"]) == (
        0.9,
        None,
        6,
        1,
    )
    assert script["fitted_on"] == "a test"
    found = both(tmp_path / "out")
    assert [f"score_{name}" in found.columns for name in GATES] == [n not in PIVOTED for n in GATES]


def test_what_is_left_out_is_said(packs: Path) -> None:
    said = polyglot(packs, "gate", jsonl(GOOD), "--map", "prompt=instruction").stdout
    assert f"left out, for want of pivot_prompt (the English): {', '.join(PIVOTED)}\n" in said


def test_english_is_not_compared_with_itself(packs: Path) -> None:
    against = [check.name for check in CHECKS if check.gate and check.against_pivot]
    words = ("--map", "prompt=source,pivot_prompt=instruction", "--language", "en")
    said = polyglot(packs, "gate", jsonl(GOOD), *words).stdout
    assert f"left out, as English is not compared with itself: {', '.join(against)}\n" in said


def test_the_record_and_the_note_say_what_was_done(packs: Path, tmp_path: Path) -> None:
    polyglot(packs, "gate", jsonl(*FOUND, name="a|b.jsonl"), "--map", PAIRED)
    run = json.loads((tmp_path / "out/run.json").read_text())
    name, columns, pack, checks, version = run["signature"].split("|")
    assert name.startswith("file:a/b.jsonl@")
    assert columns.startswith("columns:4@")
    assert pack.startswith("packs:swh_Latn@")
    assert checks.startswith(f"checks:{len(GATES)}@")
    assert version.startswith("v:")
    assert run["counts"] == {"swh_Latn": {"made": 10, "accepted": 2, "rejected": 8}}
    metadata = pl.read_parquet_metadata("out/data/swh_Latn/train-00000.parquet")
    assert metadata["polyglot_synth"] == run["signature"]
    note = (tmp_path / "out/README.md").read_text()
    assert "**Licence and origin of these rows are unknown to us**" in note
    assert "| 10 | 2 | 8 |" in note
    assert "`copied`: share of words left in English; high 0.5 (a test); judged 5 rows" in note
    assert (
        yaml.safe_load(note.split("---")[1])["configs"][0]["data_files"]
        == "data/swh_Latn/*.parquet"
    )


def test_the_same_file_gives_the_same_bytes(packs: Path) -> None:
    file = jsonl(*FOUND)
    found = []
    for command in ("gate", "gate"):
        polyglot(packs, command, file, "--map", PAIRED, "--quiet")
        Path("out").rename(f"out{len(found)}")
        out = Path(f"out{len(found)}")
        found.append(
            {
                str(file.relative_to(out)): file.read_bytes()
                for file in out.rglob("*")
                if file.is_file() and file.name != "run.json"
            }
        )
    assert found[0] == found[1]


def test_repeats_are_removed_and_name_the_row_they_repeat(packs: Path, tmp_path: Path) -> None:
    texts = ["Mvua inanyesha leo asubuhi sana.", None, "Jua linawaka.", "jua  linawaka."]
    texts += ["Mvua inanyesha leo asubuhi sana!", "Jua linawaka."]
    file = jsonl(*({"prompt": text, "id": n} for n, text in enumerate(texts)))
    file.write_text("\n" + file.read_text())  # a line that is empty is no row, but a line
    said = polyglot(packs, "filter", file, "--near", "0.8").stdout
    assert said.startswith("swh_Latn: 2 rows accepted of 6 (removed: duplicates 3, unreadable 1)\n")
    found = both(tmp_path / "out")
    assert found["id"].to_list() == list(range(6))
    assert dict(found.filter(pl.col("reason").is_not_null()).select("row", "reason").rows()) == {
        3: "the prompt is null",
        5: "row 4 says the same",
        6: "like row 2: Jaccard 0.93 of character 5-grams",
        7: "row 4 says the same",
    }
    assert found["score_duplicates"].to_list() == [None, None, None, 1.0, 0.931, 1.0]


def test_exact_repeats_only(packs: Path, tmp_path: Path) -> None:
    file = jsonl(
        *({"prompt": text} for text in ["Jua linawaka sana leo.", "Jua linawaka sana leo!"])
    )
    polyglot(packs, "filter", file, "--near", "1")
    assert rows(tmp_path / "out", "data").height == 2


def test_a_file_of_our_own_is_judged_as_it_was(tmp_path: Path) -> None:
    """Accepted rows of a run stay accepted, by the same scores; what is ours is replaced."""
    words = ["--concepts", "maths/take_away", "--rows", "20", "--quiet", "--out", "own"]
    made = CliRunner().invoke(root, ["swahili", "generate", "--workers", "1", *words])
    assert made.exit_code == 0, made.output
    before = pl.read_parquet("own/data/swh_Latn/*.parquet")
    outcome = clean.gate(
        Job(Path("own/data/swh_Latn/train-00000.parquet"), "swh_Latn", tmp_path / "out")
    )
    figures = outcome.report["swh_Latn"]
    assert (figures["accepted"], figures["rejected_by"]) == (20, {})
    assert {"language", "rejected_by", "reason", "score_script"} < set(figures["replaced"])
    assert figures["left_out"] == UNLISTED
    after = rows(tmp_path / "out", "data")
    assert set(before.columns) | {"row"} == set(after.columns)
    assert after.select(before.columns).equals(before)


def test_a_row_that_breaks_a_scorer_is_an_error(
    packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = surface.script

    def breaks(batch: pl.DataFrame, pack: Any) -> Any:
        assert not batch["prompt"].str.contains("mvua").any(), "no rain, please"
        return sound(batch, pack)

    monkeypatch.setattr(surface, "script", breaks)
    file = jsonl(*({"prompt": text} for text in ["Jua.", "Eleza mvua.", "Habari."]))
    polyglot(packs, "gate", file)
    found = both(tmp_path / "out")
    assert found["rejected_by"].to_list() == [None, "error", None]
    assert "the check script broke on this row: AssertionError: no rain" in found["reason"][1]


def test_a_file_without_rows_is_no_fault(packs: Path, tmp_path: Path) -> None:
    Path("a.csv").write_text("prompt\n")
    pl.DataFrame(schema={"prompt": pl.String}).write_parquet("a.parquet")
    for name in ("a.csv", "a.parquet"):
        said = polyglot(packs, "gate", name).stdout
        assert said.startswith("swh_Latn: 0 rows accepted of 0\n")
        assert not list((tmp_path / "out").rglob("*.parquet"))
        Path("out").rename(f"out_{name}")


def test_all_rows_may_be_unreadable(packs: Path, tmp_path: Path) -> None:
    file = jsonl({"prompt": None}, {"prompt": None})
    for command in ("gate", "filter"):
        said = polyglot(packs, command, file).stdout
        assert said.startswith("swh_Latn: 0 rows accepted of 2 (removed: unreadable 2)\n")
        assert both(tmp_path / "out")["row"].to_list() == [1, 2]
        Path("out").rename(f"out_{command}")


def test_files_are_bounded_by_rows_and_by_bytes(tmp_path: Path) -> None:
    shards = write.Files(tmp_path, "train-", {}, size=1_000_000)
    shards.add(pl.DataFrame({"n": range(120_000)}))
    shards.add(pl.DataFrame({"n": range(120_000, 120_010)}))
    shards.flush()
    shards.flush()
    files = sorted(tmp_path.glob("*"))
    assert [file.name for file in files] == [f"train-0000{n}.parquet" for n in range(3)]
    frames = [pl.read_parquet(file) for file in files]
    assert [frame.height for frame in frames] == [50_000, 50_000, 20_010]
    assert pl.concat(frames)["n"].to_list() == list(range(120_010))
    wide = write.Files(tmp_path / "wide", "", {}, size=1_000_000)
    for _ in range(10):
        wide.add(pl.DataFrame({"text": ["x" * 600_000]}))
    wide.flush()
    assert len(list((tmp_path / "wide").glob("*"))) == 5


# What is refused, before anything is written.


def refused(packs: Path, tmp_path: Path, *words: str | Path, command: str = "gate") -> str:
    before = sorted(tmp_path.rglob("*"))
    result = polyglot(packs, command, *words, fails=2)
    assert result.stdout == ""
    assert sorted(tmp_path.rglob("*")) == before
    assert "Traceback" not in result.stderr
    return result.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            [],
            "a.jsonl: has no column prompt; it has instruction, output, source, source_output, n",
        ),
        (
            [],
            "say which is which, such as --map prompt=instruction,response=output,pivot_prompt=s",
        ),
        (["--map", "promt=instruction"], "--map: we have no column promt; did you mean prompt"),
        (["--map", "instruction"], "--map instruction: write ours=theirs"),
        (["--map", "prompt="], "--map prompt=: write ours=theirs"),
        (["--map", ""], "--map : write ours=theirs"),
        (["--map", "prompt=instrucion"], "the file has no column instrucion; did you mean instruc"),
        (["--map", "prompt=instruction,prompt=output"], "--map names prompt twice"),
        (
            ["--map", "prompt=output,response=output"],
            "reads prompt and response from the same colu",
        ),
        (
            ["--map", "prompt=n"],
            "prompt is read from the column n, which holds no text but numbers",
        ),
        (["--map", "prompt=tags"], "which holds no text but lists"),
        (["--map", "response=output"], "a.jsonl: has no column prompt; it has"),
        (["--language", "swahilli"], "no language pack swahilli; did you mean swahili"),
        (["--language", "xx"], "no language pack xx; known are: "),
    ],
)
def test_what_cannot_be_meant_is_refused(
    words: list[str], sentence: str, packs: Path, tmp_path: Path
) -> None:
    file = jsonl(GOOD | {"n": 1, "tags": ["a"]})
    assert sentence in refused(packs, tmp_path, file, *words)


def test_columns_that_ours_would_replace_are_refused(packs: Path, tmp_path: Path) -> None:
    file = jsonl({"prompt": "Habari?", "reason": "Nzuri."})
    said = refused(packs, tmp_path, file, "--map", "response=reason")
    assert said.startswith("response is read from reason, which a column of ours replaces")


def test_types_of_parquet_are_named(packs: Path, tmp_path: Path) -> None:
    pl.DataFrame({"prompt": [1, 2]}).write_parquet("a.parquet")
    said = refused(packs, tmp_path, "a.parquet", command="filter")
    assert said == "prompt is read from the column prompt, which holds no text but Int64\n"


@pytest.mark.parametrize("columns", [{"x": 1}, {}, {"a b": "x", "c": "y"}, {"score": 1, "t": "x"}])
def test_the_map_that_is_offered_is_taken(
    columns: dict[str, Any], packs: Path, tmp_path: Path
) -> None:
    file = jsonl(columns)
    said = refused(packs, tmp_path, file)
    texts = [name for name, value in columns.items() if isinstance(value, str)]
    assert ("--map" in said) == bool(texts)
    if texts:
        offered = said.strip().partition("--map ")[2].strip("'")
        assert parse_map(offered) == {"prompt": texts[0]}
        polyglot(packs, "gate", file, "--map", offered)


def test_names_may_hold_commas() -> None:
    assert parse_map("prompt=a, b,response=c=d") == {"prompt": "a, b", "response": "c=d"}


def test_no_bounds_is_an_error_only_where_they_are_needed(packs: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    pack = yaml.safe_load((packs / "swh_Latn.yaml").read_text())
    del pack["bounds"]["length"]
    (mine / "swh_Latn.yaml").write_text(yaml.safe_dump(pack))
    said = refused(mine, tmp_path, jsonl(GOOD), "--map", PAIRED)
    assert "no bounds for the check length (" in said
    assert said.count("\n") == 1
    polyglot(mine, "gate", "a.jsonl", "--map", "prompt=instruction")


@pytest.mark.parametrize("name", ["none.jsonl", "", "a.txt"])
def test_files_that_cannot_be_read_are_refused(name: str, packs: Path, tmp_path: Path) -> None:
    Path("a.txt").write_text("x")
    for command in ("gate", "filter"):
        said = refused(packs, tmp_path, tmp_path / name, command=command)
        assert said.startswith(f"{tmp_path / name}: ")


def test_a_folder_that_holds_something_is_not_touched(packs: Path, tmp_path: Path) -> None:
    file = jsonl({"prompt": "Habari?"})
    Path("out").write_text("mine")
    assert refused(packs, tmp_path, file) == "--out out is a file; name a folder\n"
    Path("out").unlink()
    (tmp_path / "out/.work").mkdir(parents=True)  # a run that can be gone on with
    assert refused(packs, tmp_path, file) == "--out out is not empty; name another folder\n"
    (tmp_path / "out/.work").rmdir()
    polyglot(packs, "gate", file)
    assert refused(packs, tmp_path, file) == "--out out is not empty; name another folder\n"


def test_a_file_that_changes_under_way_leaves_nothing(packs: Path, tmp_path: Path) -> None:
    file = jsonl({"prompt": "Habari?"})

    def changes(_read: int, _rows: int) -> None:
        file.write_text('{"prompt": 1}')

    job = Job(file, "swh_Latn", tmp_path / "out", {}, str(packs), changes)
    with pytest.raises(Mendable, match="was changed while it was read"):
        clean.gate(job)
    assert not (tmp_path / "out").exists()


# Any rows at all.

values = st.one_of(st.none(), st.integers(), st.text(alphabet=st.characters(), max_size=8))
lines = st.one_of(
    st.dictionaries(st.sampled_from(["prompt", "a", "row", "raw_row", "reason"]), values).map(
        lambda row: json.dumps(row).encode()
    ),
    st.binary(min_size=1, max_size=12).map(lambda line: line.replace(b"\n", b"") or b"{"),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(lines, max_size=8), st.sampled_from(["gate", "filter"]))
def test_in_is_accepted_and_rejected(packs: Path, found: list[bytes], command: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder, "a.jsonl"), Path(folder, "out")
        file.write_bytes(b"\n".join([b'{"prompt": "Habari gani?"}', *found]))
        filled = [n for n, line in enumerate(file.read_bytes().split(b"\n"), 1) if line.strip()]
        job = Job(file, "swh_Latn", out, {}, str(packs))
        do = clean.gate if command == "gate" else partial(clean.filter_duplicates, near=1.0)
        figures = do(job).report["swh_Latn"]
        assert figures["made"] == len(filled) == figures["accepted"] + figures["rejected"]
        assert sum(figures["rejected_by"].values()) == figures["rejected"]
        assert rows(out, "data").height == figures["accepted"]
        everything = both(out)
        assert everything["row"].to_list() == filled
        rejected = everything["rejected_by"].is_not_null()
        assert rejected.equals(everything["reason"].is_not_null())
        assert rejected.sum() == figures["rejected"]


# Stopped, killed and starved: real processes.


def long_file(rows: int) -> Path:
    file = Path("long.csv")
    with file.open("w", encoding="utf-8") as out:
        out.write("prompt\n")
        out.writelines(f"Habari ya asubuhi namba {n}?\n" for n in range(rows))
    return file


SMALL_FILES = (
    "import polyglot_synth.write as write\n"
    "from polyglot_synth.cli import main\n"
    "write.ROWS_A_FILE = 500\n"
    "main()"
)


def command(*words: str | Path) -> list[str]:
    """Write a command as it is, but that a file has 500 rows at most."""
    asked = ["filter", *map(str, words), "--language", "sw", "--near", "1"]
    return [sys.executable, "-c", SMALL_FILES, *asked]


@pytest.mark.parametrize("signal_", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_leaves_nothing_half_done(
    signal_: signal.Signals, tmp_path: Path
) -> None:
    words = command(long_file(20_000), "--out", "out")
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + HANG
        while not list((tmp_path / "out").glob(f"{WORK}/data/*/train-00000.parquet")):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.001)
        process.send_signal(signal_)
        said = process.communicate(timeout=HANG)[1]
    if signal_ == signal.SIGINT:
        assert process.returncode == 130
        assert said.endswith("stopped; nothing is written\n")
        assert not (tmp_path / "out").exists()
    assert not list((tmp_path / "out").glob("*[!.]*/*/*.parquet"))
    subprocess.run(words, check=True, capture_output=True, timeout=HANG)
    assert sorted(file.name for file in Path("out").iterdir()) == [
        "README.md",
        "data",
        "report.json",
        "run.json",
    ]
    assert pl.read_parquet("out/data/*/*.parquet").height == 20_000


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """No file may be larger than this, which a process feels as it feels a full disk."""
    run = subprocess.run(
        command(long_file(6_000), "--out", "out"),
        capture_output=True,
        text=True,
        check=False,
        timeout=HANG,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000)),
    )
    assert run.returncode == 2
    assert run.stderr.startswith("File too large (")
    assert run.stderr.endswith("; nothing is written\n")
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(packs: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    said = polyglot(packs, "gate", jsonl({"prompt": "Habari?"}), fails=2).stderr
    assert said.startswith("Permission denied")
