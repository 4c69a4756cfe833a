"""What the README shows and promises is what the project does."""

import importlib.util
import re
import tomllib
from pathlib import Path

from polyglot_synth.check import CHECKS

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
