"""The command line as people and scripts meet it: real processes, a real terminal.

`UPDATE_GOLDEN=1 pytest tests/test_cli.py` writes the help texts anew; read the difference.
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from polyglot_synth.config import RunConfig

COMMAND = Path(sys.executable).with_name("polyglot-synth")
GOLDEN = Path(__file__).with_name("golden") / "help.txt"
SMALL = ("--concepts", "maths/take_away", "--rows", "20")

COMMANDS = [
    [],
    ["generate"],
    ["gate"],
    ["filter"],
    ["verify"],
    ["export"],
    ["report"],
    ["languages"],
    ["languages", "list"],
    ["languages", "check"],
    ["languages", "calibrate"],
    ["languages", "new"],
    ["languages", "draft"],
    ["languages", "examples"],
    ["languages", "adopt"],
    ["concepts"],
    ["concepts", "list"],
    ["concepts", "check"],
    ["concepts", "sample"],
    ["swh_Latn"],
    ["swh_Latn", "generate"],
    ["swh_Latn", "sample"],
    ["swh_Latn", "show"],
    ["swh_Latn", "check"],
    ["swh_Latn", "calibrate"],
    ["swh_Latn", "draft"],
    ["swh_Latn", "review"],
]


def polyglot(*words: str | Path, fails: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command as a script would, 80 columns wide; it ends as expected."""
    run = subprocess.run(
        [COMMAND, *words],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": "80", "TERM": "xterm"},
    )
    assert run.returncode == fails, run.stderr
    assert "Traceback" not in run.stderr
    return run


def on_terminal(*words: str | Path) -> str:
    """Run the command on a terminal 120 columns wide, and give all that it shows."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 120, 0, 0))
    environment = {name: text for name, text in os.environ.items() if name != "COLUMNS"}
    with subprocess.Popen(
        [COMMAND, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        shown = b""
        while piece := _read(ours):
            shown += piece
    os.close(ours)
    assert process.returncode == 0, shown
    return shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # so Linux says that nobody is at the other end
        return b""


# Help.


def without_other_packs(text: str) -> str:
    """Leave out the other languages: a pack costs one file, not a change here too."""
    return re.sub(r"^  (?!swh_Latn)[a-z]{3}_[A-Z][a-z]{3} .*\n", "", text, flags=re.MULTILINE)


def test_help_is_as_it_was_read_last() -> None:
    said = "".join(
        f"$ polyglot-synth {' '.join([*words, '--help'])}\n"
        f"{without_other_packs(polyglot(*words, '--help').stdout)}\n"
        for words in COMMANDS
    )
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(said, encoding="utf-8")
    assert said == GOLDEN.read_text(encoding="utf-8")


def test_no_command_is_missing_from_the_golden_help() -> None:
    text = GOLDEN.read_text(encoding="utf-8")
    pages = re.split(r"^\$ polyglot-synth ?(.*) ?--help\n", text, flags=re.MULTILINE)[1:]
    for words, page in zip(pages[::2], pages[1::2], strict=True):
        listed = page.partition("\nCommands:\n")[2]
        for name in re.findall(r"^  (\w+)", listed, re.MULTILINE):
            assert [*words.split(), name] in COMMANDS


def test_the_defaults_that_help_names_are_those_of_a_run() -> None:
    said = " ".join(polyglot("generate", "--help").stdout.split())
    config = RunConfig()
    for value in (",".join(config.languages), config.rows, config.out, config.seed):
        assert f"[default: {value}]" in said


def test_help_needs_no_heavy_library() -> None:
    """Help comes at once: neither polars nor numpy is imported for it, nor for the commands."""
    script = (
        "import sys; from polyglot_synth.cli.commands import root\n"
        "root(['--help'], standalone_mode=False)\n"
        "root(['swh_Latn', 'generate', '--help'], standalone_mode=False)\n"
        "heavy = {'polars', 'numpy', 'torch', 'transformers', 'jinja2', 'babel'}\n"
        "sys.exit(' '.join(heavy & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert run.stderr == "\n"


def test_the_version_is_the_packages() -> None:
    assert re.fullmatch(r"polyglot-synth, version \d+\.\d+\.\d+\n", polyglot("--version").stdout)


# Languages and concepts.


@pytest.mark.parametrize("name", ["swh_Latn", "swahili", "Swahili", "Kiswahili", "sw", "SW"])
def test_a_language_is_a_command_by_any_of_its_names(name: str) -> None:
    assert polyglot(name, "show").stdout.startswith("Swahili (Kiswahili), swh_Latn, ")


@pytest.mark.parametrize("name", ["mr", "marathi", "मराठी", "mar_deva"])
def test_a_language_is_a_command_in_its_own_script(name: str) -> None:
    assert polyglot(name, "show").stdout.startswith("Marathi (मराठी), mar_Deva, ")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("genrate", "generate"),
        ("langauges", "languages"),
        ("swh_Latin", "swh_Latn"),
        ("swahilli", "swahili"),
        ("मराठि", "मराठी"),
    ],
)
def test_an_unknown_command_offers_the_nearest(word: str, meant: str) -> None:
    said = polyglot(word, fails=2).stderr
    assert f"no command or language {word}; did you mean {meant}" in said


def test_a_word_like_nothing_lists_what_there_is() -> None:
    said = polyglot("zzz", fails=2).stderr
    assert "known are: concepts, " in said
    assert "generate" in said
    assert "languages" in said


def test_unknown_languages_and_concepts_are_named_with_the_nearest(tmp_path: Path) -> None:
    out = ("--out", tmp_path / "out")
    said = polyglot("generate", "--languages", "swh_Latn,mar_Dev", *out, fails=2).stderr
    assert said == "no language pack mar_Dev; did you mean mar_Deva?\n"
    said = polyglot("sw", "generate", "--concepts", "maths/take_awy", *out, fails=2).stderr
    meant = r"no concept maths/take_awy; did you mean maths/take_away( or maths/\w+)*\?\n"
    assert re.fullmatch(meant, said)
    assert not (tmp_path / "out").exists()


def test_languages_are_listed_with_what_a_speaker_has_read() -> None:
    lines = polyglot("languages", "list").stdout.splitlines()
    swahili = next(line for line in lines if line.startswith("swh_Latn"))
    pattern = r"swh_Latn +Swahili \(Kiswahili\), TZ: \d+ concepts, \d+ wordings, \d+ read by .+"
    assert re.fullmatch(pattern, swahili)
    assert [line[:8] for line in lines] == sorted(line[:8] for line in lines)


def test_concepts_are_listed_with_how_many_numbers_they_have() -> None:
    lines = polyglot("concepts", "list").stdout.splitlines()
    listed = [line.split() for line in lines if line.startswith(("maths/", "fallacies/"))]
    assert ["maths/take_away", "computed"] in [words[:2] for words in listed]
    sources = {words[1] for words in listed if words[0].startswith("fallacies/")}
    assert sources == {"proved", "construction"}
    assert all((words[3] == "pairs") == words[0].startswith("fallacies/") for words in listed)
    assert all(int(words[2].replace(",", "")) > 1000 for words in listed)
    assert {words[3] for words in listed} == {"rows", "pairs"}


def test_concepts_are_sampled_in_several_languages() -> None:
    words = ("maths/take_away", "--languages", "sw,mr", "--rows", "1")
    said = polyglot("concepts", "sample", *words).stdout
    ids = re.findall(r"^maths/take_away/only/0/(\w+)", said, re.MULTILINE)
    assert ids == ["swh_Latn", "mar_Deva"]


def test_a_language_is_sampled_concept_by_concept_beside_its_english() -> None:
    said = polyglot("sw", "sample", "--rows", "1").stdout
    concepts = re.findall(r"^(\w+/\w+)/\w+/\d+/swh_Latn  \w+  answer: ", said, re.MULTILINE)
    assert len(concepts) == len(set(concepts)) > 5
    assert said.count("\n→ ") == len(concepts)
    assert said.count("\n  → ") == len(concepts)
    alone = polyglot("sw", "sample", "--rows", "1", "--no-english").stdout
    assert alone.count("\n→ ") == len(concepts)
    assert "\n  → " not in alone


def test_another_seed_shows_other_rows() -> None:
    words = ("sw", "sample", "--concepts", "maths/take_away", "--seed")
    assert polyglot(*words, "7").stdout != polyglot(*words, "8").stdout


def test_a_pack_is_checked_by_its_name() -> None:
    said = polyglot("mr", "check").stdout
    assert re.match(r"mar_Deva: \d+ examples render, all forms are there\n", said)
    assert "swh_Latn" not in said


def test_concepts_are_checked() -> None:
    said = polyglot("concepts", "check").stdout
    assert re.fullmatch(r"\d+ concepts: labels proved, English complete\n", said)


# Generating.


def test_figures_are_said_in_a_line_a_language(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = polyglot("generate", "--languages", "sw,en", *SMALL, "--out", out)
    english, swahili, last = run.stdout.splitlines()
    assert english.startswith("eng_Latn: 20 rows accepted of ")
    assert swahili.startswith("swh_Latn: 20 rows accepted of ")
    assert re.fullmatch(rf"{re.escape(str(out))}/data  \d+\.\d s  synthetic:yes\|.*", last)
    assert all("of 40 rows" in line for line in run.stderr.splitlines()), "progress, if it is slow"


def test_json_alone_stands_on_standard_output(tmp_path: Path) -> None:
    run = polyglot("sw", "generate", *SMALL, "--json", "--out", tmp_path / "out")
    assert json.loads(run.stdout) == json.loads((tmp_path / "out/report.json").read_text("utf-8"))
    assert run.stdout.count("\n") == 1
    assert run.stderr == ""


def test_quiet_says_nothing(tmp_path: Path) -> None:
    run = polyglot("sw", "generate", *SMALL, "--quiet", "--out", tmp_path / "out")
    assert (run.stdout, run.stderr) == ("", "")
    assert (tmp_path / "out/run.json").exists()


def test_a_file_says_what_the_options_do_not(tmp_path: Path) -> None:
    file = tmp_path / "RUN.yaml"
    text = f"languages: [swh_Latn]\nconcepts: [maths/t*]\nrows: 30\nseed: 5\nout: {tmp_path}/file\n"
    file.write_text(text, encoding="utf-8")
    polyglot("generate", file, "--rows", "12", "--out", tmp_path / "option", "--quiet")
    assert not (tmp_path / "file").exists()
    record = json.loads((tmp_path / "option/run.json").read_text(encoding="utf-8"))
    assert record["fingerprint"]["config"] == {
        "languages": ["swh_Latn"],
        "concepts": ["maths/take_away", "maths/two_step"],
        "rows": 12,
        "seed": 5,
        "near": 0.97,
        "golden_share": 0.0,
    }


def test_a_file_with_an_unknown_key_is_refused_at_its_place(tmp_path: Path) -> None:
    file = tmp_path / "RUN.yaml"
    file.write_text("rows: 10\nlanguage: swh_Latn\n", encoding="utf-8")
    said = polyglot("generate", file, fails=2).stderr
    assert said.startswith(f"{file}:2:1: language: unknown key; did you mean languages")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ["generate", "--rows=0"],
        ["generate", "--rows=many"],
        ["generate", "--workers=-1"],
        ["generate", "--seed=x"],
        ["sw", "sample", "--rows=0"],
        ["concepts", "sample", "--rows=-1"],
    ],
    ids=" ".join,
)
def test_options_that_cannot_be_are_refused(words: list[str]) -> None:
    assert "Invalid value for" in polyglot(*words, fails=2).stderr


# Progress.


def test_a_terminal_shows_a_bar_with_rows_a_second(tmp_path: Path) -> None:
    shown = on_terminal("sw", "generate", "--concepts", "maths/*", "--out", tmp_path / "out")
    frames = [frame for frame in re.split(r"[\r\n]+", shown) if "rows  [" in frame]
    assert len(frames) >= 2
    assert "None" not in shown
    assert re.search(r"\[#+\]  300/300  3\d\d made, [\d,]+ rows/s", frames[-1])
    assert "swh_Latn: 300 rows accepted of 3" in shown


def test_a_quiet_run_shows_no_bar(tmp_path: Path) -> None:
    assert on_terminal("sw", "generate", *SMALL, "--quiet", "--out", tmp_path / "out") == ""


def test_without_a_terminal_progress_is_plain_lines(tmp_path: Path) -> None:
    """A line every five seconds; here every line, for a run this small takes less."""
    script = (
        "import polyglot_synth.cli.progress as progress\n"
        "from polyglot_synth.cli import main\n"
        "progress._SECONDS_BETWEEN_LINES = 0.0\n"
        "main()"
    )
    words = ["sw", "generate", *SMALL, "--out", str(tmp_path / "out")]
    run = subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, check=True
    )
    lines = run.stderr.splitlines()
    assert lines
    for line in lines:
        assert re.fullmatch(r"[\d,]+ of 20 rows, [\d,]+ made, [\d,]+ rows/s", line), line
    assert lines[-1].startswith("20 of 20 rows, ")
    assert "\x1b" not in run.stdout + run.stderr
