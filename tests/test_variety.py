"""Another variety of a language: its words, in the same rows, and nothing else.

The runs are real commands; what must always hold is said over every shipped variety.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from polyglot_synth.cli.commands import root
from polyglot_synth.config import RunConfig
from polyglot_synth.inputs import load_inputs
from polyglot_synth.language import LanguagePack, Variety, load_pack
from polyglot_synth.packcheck import check_pack
from polyglot_synth.say import Sayer
from polyglot_synth.variety import in_variety
from polyglot_synth.yamlfile import load
from tests.common import INPUTS, LEXICONS, SEED, TAGS, concept, up_to
from tests.common import rows as rows_of

SHIPPED = [(tag, name) for tag in TAGS for name in INPUTS.packs[tag].model.varieties]
SWAHILI = INPUTS.packs["swh_Latn"]
KENYAN = in_variety(SWAHILI, "KE")
ESPERANTO = Path(__file__).with_name("bad_input") / "sound/languages/epo_Latn.yaml"
SMALL = ["--languages", "swahili", "--concepts", "maths/take_away,reading/where_is_it"]
ASKED = [*SMALL, "--rows", "40", "--workers", "1", "--quiet"]
SAID = {"prompt", "response", "answer", "spoken", "evidence", "variety"}


def polyglot(*words: str | Path) -> Result:
    return CliRunner().invoke(root, [str(word) for word in words], prog_name="polyglot-synth")


def made(out: Path, *options: str | Path) -> dict[str, bytes]:
    """Run, and read all that was written; in its record the seconds are left out."""
    result = polyglot("generate", *options, *ASKED, "--out", out)
    assert result.exit_code == 0, result.stderr
    found = (file for file in out.rglob("*") if file.is_file())
    files = {str(file.relative_to(out)): file.read_bytes() for file in found}
    record = json.loads(files["run.json"])
    del record["seconds"], record["phases"]
    return files | {"run.json": json.dumps(record).encode()}


def accepted(out: Path) -> pl.DataFrame:
    return pl.read_parquet(out / "data/swh_Latn/*.parquet")


# Runs.


@pytest.fixture(scope="module")
def kenyan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("kenyan") / "out"
    made(out, "--variety", "swahili=KE")
    return out


def test_the_packs_own_variety_is_the_run_without_any(tmp_path: Path) -> None:
    without = made(tmp_path / "without")
    assert made(tmp_path / "own", "--variety", "sw=TZ") == without
    assert "varieties" not in json.loads(without["run.json"])["fingerprint"]["config"]


@pytest.mark.parametrize("name", SWAHILI.model.wording)
def test_a_variety_in_the_file_changes_no_row_of_the_packs_own(name: str) -> None:
    alone = SWAHILI.model.model_copy(update={"varieties": {}})
    sayer = Sayer(concept(name), alone, INPUTS.pivot.model, LEXICONS, SEED)
    assert sayer.batch(up_to(40)).equals(rows_of("swh_Latn", name))


def test_a_run_in_a_variety_says_so(kenyan: Path) -> None:
    rows, record = accepted(kenyan), json.loads((kenyan / "run.json").read_text("utf-8"))
    assert rows["variety"].unique().to_list() == ["KE"]
    assert record["fingerprint"]["config"]["varieties"] == {"swh_Latn": "KE"}
    assert "|packs:swh_Latn=KE@" in record["signature"]
    assert "sw-KE" in (kenyan / "README.md").read_text("utf-8")
    text = " ".join([*rows["prompt"], *rows["response"]])
    assert any(said in text for said in ("Kathonzweni", "Shule ya Upili", "maktaba ya kaunti"))


@pytest.mark.parametrize("other", [[], ["--variety", "swahili=TZ"]])
def test_a_run_in_a_variety_is_gone_on_with_in_it_alone(other: list[str], kenyan: Path) -> None:
    refused = polyglot("generate", *ASKED, *other, "--out", kenyan, "--resume")
    assert refused.exit_code == 2
    assert "was begun with another config.varieties; resume with what it was begun with" in (
        refused.stderr
    )
    same = ["--variety", "Kiswahili=KE", "--out", kenyan, "--resume"]
    assert polyglot("generate", *ASKED, *same).exit_code == 0


def test_a_variety_may_stand_in_the_config(tmp_path: Path) -> None:
    file = tmp_path / "RUN.yaml"
    file.write_text("languages: [sw]\nvarieties: {swahili: KE}\n", encoding="utf-8")
    inputs = load_inputs(load(file, RunConfig).model)
    assert inputs.varieties == {"swh_Latn": "KE"}
    assert inputs.packs["swh_Latn"].model == KENYAN.model
    assert inputs.written["swh_Latn"].model == SWAHILI.model


def test_the_commands_of_a_language_take_a_variety(kenyan: Path, tmp_path: Path) -> None:
    options = [*ASKED[2:], "--variety", "KE", "--out", tmp_path / "out"]
    assert polyglot("swahili", "generate", *options).exit_code == 0
    assert accepted(tmp_path / "out").equals(accepted(kenyan))
    asked = ["--concepts", "reading/where_is_it", "--rows", "5", "--no-english"]
    texts = [polyglot("swahili", "sample", *asked, *more) for more in ([], ["--variety", "KE"])]
    assert [result.exit_code for result in texts] == [0, 0]
    assert texts[0].stdout != texts[1].stdout


# Rows.


def ids(slots: str) -> set[str]:
    return {str(value) for value in json.loads(slots).values()}


@pytest.mark.parametrize(("tag", "variety"), SHIPPED)
@pytest.mark.parametrize("name", sorted(INPUTS.concepts))
def test_rows_differ_only_where_a_word_does(tag: str, variety: str, name: str) -> None:
    pack = INPUTS.packs[tag]
    otherwise = {i for entries in pack.model.varieties[variety].words.values() for i in entries}
    spoken = in_variety(pack, variety).model.model_copy(update={"money": pack.model.money})
    theirs = Sayer(concept(name), spoken, INPUTS.pivot.model, LEXICONS, SEED).batch(up_to(40))
    ours = rows_of(tag, name)
    assert theirs["variety"].unique().to_list() == [variety]
    assert theirs.drop(SAID).equals(ours.drop(SAID))
    for one, other in zip(
        ours.iter_rows(named=True), theirs.drop("variety").iter_rows(named=True), strict=True
    ):
        if not ids(one["slots"]) & otherwise:
            assert other == {column: one[column] for column in other}


def test_prices_are_in_the_varietys_money() -> None:
    """A mango of 30 steps is 1,500 shillings in Tanzania and 60 in Kenya."""
    name = "maths/change"
    sayer = Sayer(concept(name), KENYAN.model, INPUTS.pivot.model, LEXICONS, SEED)
    pairs = zip(rows_of("swh_Latn", name)["slots"], sayer.batch(up_to(40))["slots"], strict=True)
    for ours, theirs in ((json.loads(one), json.loads(other)) for one, other in pairs):
        assert (ours["p"], ours["k"]) == (25 * theirs["p"], theirs["k"])


def test_the_whole_is_not_said_alike() -> None:
    name = "reading/where_is_it"
    sayer = Sayer(concept(name), KENYAN.model, INPUTS.pivot.model, LEXICONS, SEED)
    both = zip(rows_of("swh_Latn", name)["prompt"], sayer.batch(up_to(40))["prompt"], strict=True)
    assert all(ours != theirs for ours, theirs in both)  # every row names a village


forms = st.dictionaries(
    st.sampled_from(["sg", "pl", "all", "any"]), st.sampled_from(["tofaa", "matofaa"]), min_size=1
)
entries = st.dictionaries(st.sampled_from(["apple", "bean", "no_such_thing"]), forms)


@given(said=st.dictionaries(st.sampled_from(["noun", "no_such_lexicon"]), entries, min_size=1))
def test_a_variety_changes_the_forms_it_gives_and_no_other(said: dict[str, Any]) -> None:
    file = SWAHILI.model.model_copy(update={"varieties": {"XX": Variety(words=said)}})
    spoken = in_variety(replace(SWAHILI, model=file), "XX").model
    given_ = {
        (lexicon, i, form): text
        for lexicon, entries in said.items()
        for i, forms in entries.items()
        for form, text in forms.items()
    }
    for lexicon, own in SWAHILI.model.words.items():
        assert list(spoken.words[lexicon]) == list(own)
        for i, entry in own.items():
            expected = {form: given_.get((lexicon, i, form), entry[form]) for form in entry}
            assert spoken.words[lexicon][i] == expected
    left = {"words", "variety", "varieties", "examples"}
    assert spoken.model_dump(exclude=left) == file.model_dump(exclude=left)


# Checks.


def own_pack(folder: Path, varieties: str) -> LanguagePack:
    file = folder / "epo_Latn.yaml"
    text = ESPERANTO.read_text(encoding="utf-8")
    section = f"varieties: {varieties}\n\nwording:\n  toy/if_then:"
    file.write_text(
        text.replace("direction: ltr", "direction: ltr\nvariety: EO").replace(
            "wording:\n  toy/if_then:", section
        ),
        encoding="utf-8",
    )
    return load_pack(file)


@pytest.fixture(scope="module")
def toys() -> Any:
    folder = ESPERANTO.parents[1]
    return load_inputs(
        RunConfig(languages_dir=str(folder / "languages"), templates_dir=str(folder / "templates"))
    )


def said_of(pack: LanguagePack, toys: Any, *walked: str) -> list[str]:
    found = check_pack(pack, toys.concepts, toys.lexicons, varieties=walked)
    return [str(problem).removeprefix(f"{pack.file}:") for problem in found]


def test_what_wordings_cannot_say_in_a_variety_is_found(toys: Any, tmp_path: Path) -> None:
    pack = own_pack(tmp_path, "{BR: {words: {toy_thing: {pear: {pl: null}}}}}")
    assert said_of(pack, toys) == []
    found = said_of(pack, toys, "BR")
    assert found
    for problem in found:
        assert "as said in BR: " in problem
        assert "wording.toy/more.0" in problem
        assert "pear" in problem


def test_a_sound_variety_needs_no_examples(toys: Any, tmp_path: Path) -> None:
    pack = own_pack(tmp_path, "{BR: {words: {toy_thing: {pear: {sg: pirbero, pl: pirberoj}}}}}")
    assert said_of(pack, toys, "BR") == []


def test_a_packs_own_variety_is_no_other(toys: Any, tmp_path: Path) -> None:
    pack = own_pack(tmp_path, "{EO: {words: {toy_thing: {pear: {sg: pirbero}}}}}")
    where = "61:17: varieties.EO: "
    assert said_of(pack, toys) == [f"{where}EO is what the pack says itself; name another variety"]


def test_languages_check_walks_every_variety(tmp_path: Path) -> None:
    pack = own_pack(tmp_path, "{BR: {words: {toy_thing: {pear: {pl: null}}}}}")
    words = ["--languages-dir", tmp_path, "--templates-dir", ESPERANTO.parents[1] / "templates"]
    result = polyglot(*words, "languages", "check", "epo_Latn")
    assert result.exit_code == 2
    assert "as said in BR: " in result.stderr
    shutil.copy(ESPERANTO, pack.file)
    assert polyglot(*words, "languages", "check", "epo_Latn").exit_code == 0


# Kenyan Swahili.


def test_kenya_has_two_towns_for_each_region() -> None:
    towns: dict[str, set[str]] = defaultdict(set)
    for i, entry in KENYAN.model.words["person"].items():
        region = LEXICONS.entries["person"][i]["traits"]["region"]
        towns[region].add(entry["from"].removeprefix("kutoka "))
    assert {region: len(found) for region, found in towns.items()} == dict.fromkeys(
        ("north", "south", "east", "west"), 2
    )
    assert len(set.union(*towns.values())) == 8


def test_kenyan_places_are_no_tanzanian_ones_and_nobody_shares_a_name() -> None:
    for lexicon in ("village", "person", "venue"):
        names = [entry["name"] for entry in KENYAN.model.words[lexicon].values()]
        assert len(set(names)) == len(names)
    villages = [{e["name"] for e in p.model.words["village"].values()} for p in (SWAHILI, KENYAN)]
    assert not villages[0] & villages[1]


def test_kenyan_rows_hold_no_word_of_the_other_kind() -> None:
    """What stands in a word of `words` and is said otherwise everywhere in Kenya."""
    texts = [
        str(form) for e in KENYAN.model.words.values() for x in e.values() for form in [*x.values()]
    ]
    for word in (
        "daladala",
        "maharage",
        "Sekondari",
        "namba",
        "wilaya",
        "tembo",
        "gauni",
        "bajaji",
    ):
        assert not [text for text in texts if word in text.split()]
