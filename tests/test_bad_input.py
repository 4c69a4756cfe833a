"""Bad input: one line a problem that says what to do, exit 2, no traceback, nothing half-written.

The cases stand in ``bad_input``: each breaks one thing in a small set that is sound otherwise. What
is expected is changed by hand, because somebody must read whether it says what to do.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import regex
import yaml
from click.testing import CliRunner, Result

from polyglot_synth.cli.commands import root
from polyglot_synth.config import RunConfig

COMMAND = Path(sys.executable).with_name("polyglot-synth")
CASES = Path(__file__).with_name("bad_input")
PACK = "languages/epo_Latn.yaml"
OWN = ["--languages-dir", "languages", "--templates-dir", "templates"]
SMALL = ["--languages", "epo_Latn", "--concepts", "toy/*", "--rows", "20", "--workers", "1"]
GENERATE = ["generate", "--quiet", *OWN, *SMALL, "--out", "out"]


def cases(name: str) -> list[Any]:
    """Read a table of cases, as parameters by name."""
    table = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in table]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder that holds the sound set."""
    shutil.copytree(CASES / "sound", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def polyglot(*words: str) -> Result:
    result = CliRunner().invoke(root, words, prog_name="polyglot-synth")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def problems(stderr: str) -> str:
    """Give what is said less how the command is used."""
    lines = stderr.splitlines(keepends=True)
    return "".join(
        line for line in lines if line.strip() and line.split()[0] not in {"Usage:", "Try"}
    )


def refuses(words: list[str], expected: str, folder: Path) -> None:
    before = everything(folder)
    result = polyglot(*words)
    assert problems(result.stderr) == expected
    assert (result.stdout, result.exit_code) == ("", 2)
    assert everything(folder) == before
    assert (folder / "out").exists() == any(name.startswith("out") for name in before)


def test_the_sound_set_is_sound() -> None:
    checked = polyglot(*OWN, "languages", "check", "epo_Latn")
    assert checked.exit_code == 0, checked.stderr
    assert checked.stdout.startswith("epo_Latn: 4 examples render, all forms are there\n")


def test_the_sound_set_makes_rows(here: Path) -> None:
    made = polyglot(*GENERATE)
    assert made.exit_code == 0, made.stderr
    rows = pl.read_parquet(here / "out/data/epo_Latn/*.parquet")
    assert sorted(rows["concept"]) == ["toy/if_then"] * 10 + ["toy/more"] * 10
    refuses(
        [*GENERATE, "--seed", "8", "--resume"],
        "out was begun with another config.seed; resume with what it was begun with, "
        "or name another folder\n",
        here,
    )


@pytest.mark.parametrize("case", [*cases("pack"), *cases("concepts"), *cases("lexicons")])
def test_what_is_broken_in_a_file_is_said(case: dict[str, str], here: Path) -> None:
    broken(case, here)
    refuses(GENERATE, case["expected"], here)


def broken(case: dict[str, str], here: Path) -> None:
    """Break the one thing that a case is about."""
    file = here / case.get("file", PACK)
    text = file.read_text(encoding="utf-8")
    assert text.count(case["find"]) == 1
    file.write_text(text.replace(case["find"], case["replace"]), encoding="utf-8")


def english() -> str:
    """Give the English pack with what is wrong with the small set's fallacies, less its examples.

    English stands beside every argument, and says this of each concept.
    """
    file = RunConfig().language_folders()[0] / "eng_Latn.yaml"
    text = regex.sub(
        r"\nexamples:.*?(?=\nbounds:)", "", file.read_text("utf-8"), flags=regex.DOTALL
    )
    assert text.count("\n      why:\n") == 2
    for concept in ("toy/if_then", "toy/all_are"):
        why = f'\n      why: # \n        {concept}: "That is not said."\n'
        text = text.replace("\n      why:\n", why, 1)
    return text


@pytest.fixture
def arguing(here: Path) -> Path:
    """Stand in a folder that holds the sound set of arguments instead."""
    shutil.rmtree(here)
    shutil.copytree(CASES / "arguing", here)
    (here / "languages" / "eng_Latn.yaml").write_text(english(), encoding="utf-8")
    os.chdir(here)
    return here


@pytest.mark.usefixtures("arguing")
def test_the_sound_set_of_arguments_is_sound() -> None:
    checked = polyglot(*OWN, "languages", "check", "epo_Latn")
    assert checked.exit_code == 0, checked.stderr
    assert checked.stdout.startswith("epo_Latn: 11 examples render, all forms are there\n")
    assert "no argument is put together" not in checked.stdout


def test_the_sound_set_of_arguments_makes_rows(arguing: Path) -> None:
    made = polyglot(*GENERATE)
    assert made.exit_code == 0, made.stderr
    rows = pl.read_parquet(arguing / "out/data/epo_Latn/*.parquet")
    assert set(rows["task"]) == {"follows", "counter_example", "mend"}
    assert rows.height == 20
    result = polyglot(
        "--languages-dir",
        "languages",
        "verify",
        "out/data/epo_Latn/train-00000.parquet",
        "--language",
        "epo_Latn",
        "--out",
        "verified",
        "--json",
    )
    assert json.loads(result.stdout)["epo_Latn"]["accepted"] == 20


@pytest.mark.parametrize("case", cases("arguments"))
def test_what_is_broken_in_an_argument_is_said(case: dict[str, str], arguing: Path) -> None:
    test_what_is_broken_in_a_file_is_said(case, arguing)


@pytest.mark.parametrize(
    "case", [each for each in cases("arguments") if each.values[0].get("checked")]
)
def test_checking_the_concepts_says_it_too(case: dict[str, str], arguing: Path) -> None:
    broken(case, arguing)
    refuses([*OWN, "concepts", "check"], case["expected"], arguing)


@pytest.mark.usefixtures("arguing")
def test_checking_the_sound_concepts_says_that_they_are() -> None:
    checked = polyglot(*OWN, "concepts", "check")
    assert checked.exit_code == 0, checked.stderr
    assert checked.stdout.endswith(" concepts: labels proved, English complete\n")


@pytest.mark.parametrize(
    "says",
    [
        "b only a, given all concluded |- c all b",
        "given all concluded, b only a |- b only c",
    ],
)
def test_only_may_stand_anywhere(says: str, arguing: Path) -> None:
    case = {
        "file": "templates/toy/all_are.yaml",
        "find": "a all b, given all concluded |- c all b",
        "replace": says,
    }
    broken(case, arguing)
    assert polyglot(*OWN, "concepts", "check").exit_code == 0


@pytest.mark.parametrize(
    "file", sorted((CASES / "files").glob("*.yaml")), ids=lambda file: file.stem
)
def test_what_is_no_file_of_ours_is_said(file: Path, here: Path) -> None:
    shutil.copy(file, here / PACK)
    refuses(GENERATE, file.with_suffix(".expected").read_text(encoding="utf-8"), here)


@pytest.mark.parametrize("case", cases("commands"))
def test_what_a_command_cannot_do_is_said(case: dict[str, Any], here: Path) -> None:
    for name, text in case.get("write", {}).items():
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_text(text, encoding="utf-8")
    meant = {"<own>": OWN, "<small>": SMALL}
    words = [each for word in case["run"].split() for each in meant.get(word, [word])]
    refuses(words, case["expected"], here)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(here: Path) -> None:
    (here / "mine").mkdir(mode=0o500)
    refuses(
        [*GENERATE[:-1], "mine/out"], "--out mine/out cannot be written: Permission denied\n", here
    )


@pytest.mark.parametrize("words", [["languages", "check"], ["epo_Latn", "check"]])
@pytest.mark.parametrize("broken", [["Esperanto", "Esper\0anto"], ["Latn: 1.0", "Latn: all"]])
def test_every_command_says_it(words: list[str], broken: list[str], here: Path) -> None:
    file = here / PACK
    file.write_text(file.read_text(encoding="utf-8").replace(*broken, 1), encoding="utf-8")
    result = polyglot(*OWN, *words)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{PACK}:")


def test_a_sample_of_a_pack_that_cannot_say_it_says_why(here: Path) -> None:
    file = here / PACK
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("pl: novaj", "pl: null"), encoding="utf-8")
    result = polyglot(*OWN, "epo_Latn", "sample", "--concepts", "toy/more")
    assert result.exit_code == 2
    assert "agreement table new has no form for pl (apple)" in result.stderr


@pytest.mark.parametrize("make", ["folder", "link"])
def test_a_pack_that_is_no_file(make: str, here: Path) -> None:
    odd = here / "languages" / "abc_Latn.yaml"
    if make == "folder":
        odd.mkdir()
        why = "Is a directory"
    else:
        odd.symlink_to("nowhere")
        why = "No such file or directory"
    refuses([*OWN, "languages", "check"], f"languages/abc_Latn.yaml: cannot be read: {why}\n", here)
    assert polyglot(*OWN, "esperanto", "show").exit_code == 0


@pytest.mark.parametrize(
    ("file", "broken"),
    [
        (PACK, ["pear: {sg: piro, pl: piroj}", "pear: {sg: piro}"]),
        (PACK, ["agree('new')", "agree('new') | title"]),
        ("templates/toy/more.yaml", ["n: 2..5", "n: 5..2"]),
    ],
)
def test_a_real_process_ends_without_a_traceback(file: str, broken: list[str], here: Path) -> None:
    text = (here / file).read_text(encoding="utf-8")
    (here / file).write_text(text.replace(*broken), encoding="utf-8")
    run = subprocess.run([COMMAND, *GENERATE], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert run.stderr.startswith(f"{file}:")
    assert "Traceback" not in run.stderr
    assert run.stdout == ""
    assert not (here / "out").exists()
