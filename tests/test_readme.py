"""What the README shows and promises is what the project does."""

import importlib.util
import json
import re
import shlex
import tomllib
from pathlib import Path

import polars as pl
from click.testing import CliRunner

from polyglot_synth.check import CHECKS
from polyglot_synth.cli.commands import root
from polyglot_synth.config import RunConfig
from polyglot_synth.language import pack_files

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def script(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_its_rows_are_what_the_packs_say():
    assert script("write_readme_rows").renewed(README) == README
    assert len(re.findall("<!-- row:", README)) >= 3


def test_its_table_of_languages_is_what_the_packs_can_do():
    assert script("write_languages_table").renewed(README) == README
    table = README.split("<!-- languages -->")[1].split("<!-- /languages -->")[0]
    tags = re.findall(r"^\| `(\w+)` \|.*\| [\d.]+% \|$", table, re.MULTILINE)
    assert sorted(tags) == sorted(pack_files(RunConfig().language_folders()))


def test_it_names_every_check():
    table = README.split("## What is checked")[1].split("\n## ")[0]
    assert [check.name for check in CHECKS if f"`{check.name}`" not in table] == []


def test_its_two_commands_are_there_and_ci_runs_the_second():
    assert "pip install -e . && polyglot-synth generate --rows 300 --out out/demo" in README
    assert "pip install -e '.[test]' && pytest" in README
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "pip install --quiet -e '.[test]'" in ci
    assert "\npytest" in ci


def test_every_layer_is_named_in_the_contract():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    named = {name.strip() for line in layers for name in line.split("|")}
    package = ROOT / "polyglot_synth"
    rooms = {path.stem for path in package.glob("*.py") if path.stem != "__init__"}
    rooms |= {path.parent.name for path in package.glob("*/__init__.py")}
    assert rooms == named


def test_it_counts_the_languages():
    packs = len(pack_files(RunConfig().language_folders()))
    gates = (ROOT / "eval" / "results" / "gates.md").read_text(encoding="utf-8")
    judged = re.findall(r"in each of (\d+) languages", gates)
    assert re.findall(r"(\d+) languages", README) == [*judged, str(packs)]


def test_its_cleaning_commands_clean(tmp_path, monkeypatch):
    """The README's two commands run on a small file with the columns that they name."""
    monkeypatch.chdir(tmp_path)
    rows = [
        {"instruction": said, "output": answer, "instruction_en": asked, "output_en": answered}
        for said, answer, asked, answered in INSTRUCTIONS
    ]
    lines = "".join(f"{json.dumps(row)}\n" for row in rows)
    (tmp_path / "alpaca_sw.jsonl").write_text(lines, encoding="utf-8")
    block = README.split("English it was made from:")[1].split("\n\n")[1]
    for command in block.replace("\\\n", " ").split("polyglot-synth ")[1:]:
        done = CliRunner().invoke(root, shlex.split(command))
        assert done.exit_code == 0, done.output
    kept = pl.read_parquet("out/clean/data/**/*.parquet")
    assert kept["instruction"].to_list() == [INSTRUCTIONS[0][0]]
    removed = pl.read_parquet("out/gated/removed/**/*.parquet")
    assert removed["rejected_by"].to_list() == ["copied", "numbers"]


INSTRUCTIONS = [
    (
        "Taja faida tatu za kunywa maji safi kila siku asubuhi.",
        "Maji safi husaidia mwili, hupunguza uchovu na huzuia magonjwa.",
        "Name three benefits of drinking clean water every morning.",
        "Clean water helps the body, lessens fatigue and prevents diseases.",
    ),
    (
        "Name three benefits of drinking clean water every morning.",
        "Clean water helps the body, lessens fatigue and prevents diseases.",
        "Name three benefits of drinking clean water every morning.",
        "Clean water helps the body, lessens fatigue and prevents diseases.",
    ),
    (
        "Mkulima alikuwa na ng'ombe 45 na akauza 12 sokoni. Alibaki na ng'ombe wangapi?",
        "Mkulima alibaki na ng'ombe 33 baada ya kuuza sokoni.",
        "The farmer had 46 cows and sold 12 at the market. How many cows were left?",
        "The farmer was left with 33 cows after selling at the market.",
    ),
    (
        "Taja faida tatu za kunywa maji safi kila siku asubuhi.",
        "Maji safi husaidia mwili, hupunguza uchovu na huzuia magonjwa.",
        "Name three benefits of drinking clean water every morning.",
        "Clean water helps the body, lessens fatigue and prevents diseases.",
    ),
]
