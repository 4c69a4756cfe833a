"""`polyglot-synth report OUT`: the report of a finished run, made again by the real command."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

COMMAND = Path(sys.executable).with_name("polyglot-synth")
TAG, CONCEPT = "swh_Latn", "maths/take_away"
FILE = f"data/{TAG}/train-00000.parquet"


def polyglot(*words: str | Path, fails: int = 0) -> subprocess.CompletedProcess[str]:
    run = subprocess.run([COMMAND, *words], capture_output=True, text=True, check=False)
    assert run.returncode == fails, run.stderr
    assert "Traceback" not in run.stderr
    return run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run, of a pack of one's own."""
    folder = tmp_path_factory.mktemp("again")
    (folder / "own").mkdir()
    shutil.copy(Path(__file__).parent.parent / "languages" / f"{TAG}.yaml", folder / "own")
    small = ("--languages", TAG, "--concepts", CONCEPT, "--rows", "40", "--workers", "1")
    own = ("--languages-dir", folder / "own")
    polyglot("generate", *map(str, (*own, *small)), "--quiet", "--out", folder / "out")
    return folder / "out"


@pytest.fixture
def out(run: Path, tmp_path: Path) -> Path:
    """A copy of the run that a test may damage."""
    shutil.copytree(run.parent, tmp_path / "copy")
    return tmp_path / "copy" / "out"


def remade(out: Path, *, fails: int = 0) -> subprocess.CompletedProcess[str]:
    return polyglot("--languages-dir", out.parent / "own", "report", out, fails=fails)


def files(out: Path) -> dict[str, bytes]:
    return {str(f.relative_to(out)): f.read_bytes() for f in out.rglob("*") if f.is_file()}


def test_a_run_has_its_report_and_its_swap_test(run: Path) -> None:
    own = json.loads((run / "report.json").read_text(encoding="utf-8"))[TAG]
    assert own["swap"]["left_out"] is None
    assert sum(each["pairs"] for each in own["swap"]["traits"].values()) > 10
    assert own["visibility"]["gender"]["outside"] == 0
    html = (run / "report.html").read_text(encoding="utf-8")
    assert html.startswith("<!DOCTYPE html>")
    assert "Wordings read by a speaker: 0 of" in html


def test_it_is_made_again_byte_by_byte_and_nothing_else_is_touched(out: Path) -> None:
    before = files(out)
    for name in ("report.html", "report.json"):
        (out / name).unlink()
    said = remade(out)
    assert files(out) == before
    assert said.stdout.endswith(f"{out}/report.html\n")
    assert f"{TAG}: Wordings read by a speaker: 0 of" in said.stdout
    assert polyglot("--languages-dir", out.parent / "own", "report", "--quiet", out).stdout == ""


def test_where_a_pack_changed_since_the_swap_test_is_left_out_and_it_says_so(out: Path) -> None:
    with (out.parent / "own" / f"{TAG}.yaml").open("a", encoding="utf-8") as pack:
        pack.write("# changed\n")
    sentence = f"The swap test is left out: packs {TAG} changed since the run, so its rows"
    assert remade(out).stdout.startswith(sentence)
    own = json.loads((out / "report.json").read_text(encoding="utf-8"))[TAG]
    assert own["swap"]["left_out"].startswith(sentence)
    assert own["swap"]["traits"] == own["visibility"] == {}
    assert sentence in (out / "report.html").read_text(encoding="utf-8")


def test_where_a_concept_is_gone_the_swap_test_is_left_out(out: Path) -> None:
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    record["fingerprint"]["config"]["concepts"].append("maths/no_more")
    (out / "run.json").write_text(json.dumps(record), encoding="utf-8")
    assert (
        "what the rows were made of does not load (no concept maths/no_more" in remade(out).stdout
    )


def lose(name: str) -> Callable[[Path], None]:
    return lambda out: (out / name).unlink()


def cut_short(out: Path) -> None:
    (out / FILE).write_bytes((out / FILE).read_bytes()[:-100])


def lose_a_row(out: Path) -> None:
    pl.read_parquet(out / FILE).head(39).write_parquet(out / FILE)


def other_columns(out: Path) -> None:
    pl.DataFrame({"text": ["habari"]}).write_parquet(out / FILE)


def other_json(out: Path) -> None:
    (out / "run.json").write_text('{"command": "gate"}', encoding="utf-8")


def no_json(out: Path) -> None:
    (out / "run.json").write_text("{", encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lose("run.json"), "is no finished run: it holds no run.json; name a folder of generate"),
        (lose(FILE), f"data/{TAG}: holds 0 rows, and run.json says 40; files are missing or"),
        (lose_a_row, f"data/{TAG}: holds 39 rows, and run.json says 40; files are missing or"),
        (cut_short, f"{FILE}: cannot be read ("),
        (other_columns, f"{FILE}: is no file of a run: its column id is missing"),
        (other_json, "run.json: is no record of generate (it lacks counts, fingerprint"),
        (no_json, "run.json: is no JSON; it was damaged"),
    ],
)
def test_a_folder_that_is_not_whole_is_refused_in_one_sentence(
    damage: Callable[[Path], None], sentence: str, out: Path
) -> None:
    damage(out)
    before = files(out)
    said = remade(out, fails=2)
    assert said.stdout == ""
    assert said.stderr.count("\n") == 1
    assert sentence in said.stderr
    assert files(out) == before


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    said = polyglot("report", tmp_path / "nowhere", fails=2)
    assert said.stderr == f"there is no folder {tmp_path / 'nowhere'}\n"
