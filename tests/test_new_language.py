"""A new language: begun from CLDR, told what it lacks, and adopted once its draft checks."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from polyglot_synth.cli.commands import root
from polyglot_synth.language import PackFile, load_pack, pack_files
from polyglot_synth.newpack import skeleton
from polyglot_synth.packcheck.missing import lacking
from tests.common import INPUTS, LEXICONS, TAGS, pack

ISO, SWH = "ISO 15924", "swh_Latn"
TAGS_OF_CLDR = """
    spa_Latn hye_Armn kat_Geor uzb_Latn uzb_Cyrl srp_Cyrl srp_Latn tgk_Cyrl kir_Cyrl mon_Cyrl
    tha_Thai bod_Tibt heb_Hebr pus_Arab snd_Arab asm_Beng ory_Orya kan_Knda mal_Mlym jav_Latn
    wol_Latn lug_Latn lin_Latn que_Latn grn_Latn mri_Latn fao_Latn bre_Latn vie_Latn rus_Cyrl
""".split()  # noqa: SIM905 - a list of thirty tags reads best so


def run(*words: str | Path) -> Result:
    result = CliRunner().invoke(root, list(map(str, words)), prog_name="polyglot-synth")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.mark.parametrize("tag", TAGS_OF_CLDR)
def test_what_is_begun_loads_and_says_what_is_unsure(tag: str, tmp_path: Path) -> None:
    file = tmp_path / f"{tag}.yaml"
    file.write_text(skeleton(tag), encoding="utf-8")
    begun = load_pack(file).model
    assert (begun.tag, begun.script) == (tag, tag[4:])
    assert begun.name
    assert begun.origin.reviewed_by is None
    unsure = [line for line in skeleton(tag).splitlines() if "unsure" in line]
    assert any(line.startswith("variety:") for line in unsure)
    assert any("plural" in line or "order and forms" in line for line in unsure)


@pytest.mark.parametrize("tag", ["spa_Latn", "hye_Armn"])
def test_new_writes_a_pack_that_checks_calmly(tag: str, tmp_path: Path) -> None:
    begun = run("languages", "new", tag, "--out", tmp_path)
    assert begun.exit_code == 0, begun.stderr
    checked = run("--languages-dir", tmp_path, "languages", "check", tag)
    assert checked.exit_code == 0, checked.stderr
    assert "says nothing yet" in checked.stdout
    assert "  maths/take_away lacks a wording, styles" in checked.stdout
    assert len(checked.stdout.splitlines()) == 1 + len(INPUTS.concepts)
    again = run("languages", "new", tag, "--out", tmp_path)
    assert (again.exit_code, again.stderr) == (
        2,
        f"{tmp_path / tag}.yaml: stands already, and is not touched\n",
    )


def test_a_pack_that_gates_keeps_its_identity_and_bounds(tmp_path: Path) -> None:
    run("languages", "new", "spa_Latn", "--out", tmp_path)
    begun, shipped = load_pack(tmp_path / "spa_Latn.yaml").model, pack("spa_Latn")
    assert begun == shipped


@pytest.mark.parametrize(
    ("tag", "sentence"),
    [
        (
            "xx",
            f"xx is no tag; write three letters of ISO 639-3, _ and four of {ISO}, such as {SWH}\n",
        ),
        ("mar_Latn", "CLDR does not write mar in Latn; did you mean mar_Deva?\n"),
        (
            "srp_Thai",
            "CLDR does not write srp in Thai; did you mean srp_Cyrl or srp_Latn?\n",
        ),
    ],
)
def test_what_cannot_be_begun_is_said(tag: str, sentence: str, tmp_path: Path) -> None:
    result = run("languages", "new", tag, "--out", tmp_path)
    assert (result.exit_code, result.stderr) == (2, sentence)
    assert not list(tmp_path.iterdir())


def test_a_language_that_cldr_does_not_know_is_said(tmp_path: Path) -> None:
    result = run("languages", "new", "xxx_Latn", "--out", tmp_path)
    assert result.exit_code == 2
    assert result.stderr.startswith("CLDR knows no language xxx; ")
    assert result.stderr.count("\n") == 1


def test_who_says_all_lacks_nothing() -> None:
    for tag in ("eng_Latn", "swh_Latn", "mar_Deva"):
        assert not list(lacking(pack(tag), INPUTS.concepts, LEXICONS))


def test_what_is_lacking_is_named_until_it_is_there() -> None:
    swahili = pack("swh_Latn")
    without = swahili.model_copy(update={"wording": {}, "clock": None, "verdicts": {}})
    found = dict(lacking(without, INPUTS.concepts, LEXICONS))
    assert found.keys() == INPUTS.concepts.keys()
    assert found["maths/take_away"] == ["a wording"]
    assert found["reading/when_is_it"] == ["a wording", "a clock that says times"]
    assert found["fallacies/illicit_conversion"] == ["a wording", "verdicts"]
    bare = swahili.model_copy(update={"wording": {}, "words": {}})
    needs = dict(lacking(bare, INPUTS.concepts, LEXICONS))
    assert needs["maths/change"] == ["a wording", "person words (0 of 60)", "noun words (0 of 28)"]


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Draft a language by the translator that moves vowels."""
    folder = tmp_path_factory.mktemp("drafts")
    words = ["languages", "draft", "kin_Latn", "--translator", "pseudo", "--concepts", "maths/*"]
    made = run(*words, "--out", folder, "--cache", folder / "cache.sqlite")
    assert made.exit_code == 0, made.stderr
    return folder / "kin_Latn.yaml"


def test_a_draft_is_adopted_as_it_stands(draft: Path, tmp_path: Path) -> None:
    adopted = run("languages", "adopt", draft, "--out", tmp_path)
    assert adopted.exit_code == 0, adopted.stderr
    file = tmp_path / "kin_Latn.yaml"
    assert file.read_bytes() == draft.read_bytes()
    model: PackFile = load_pack(file).model
    assert all(w.reviewed_by is None for each in model.wording.values() for w in each)
    twice = run("languages", "adopt", draft, "--out", tmp_path)
    assert twice.exit_code == 2
    assert twice.stderr.startswith(f"{file}: says something already; ")


@pytest.mark.parametrize(
    ("find", "replace", "place"),
    [
        ("{{ thing.pl }}", "{{ thing.pll }}", "a noun has no form pll; did you mean pl?"),
        ("verdict:", "verdikt:", "verdikt"),
        ("paradigms:", "paradigms: [", ""),
        ("task: solve", "task: slove", "no task slove; did you mean solve?"),
    ],
    ids=["no such form", "no such key", "no YAML", "no such task"],
)
def test_a_draft_edited_into_nonsense_changes_nothing(
    draft: Path, tmp_path: Path, find: str, replace: str, place: str
) -> None:
    text = draft.read_text(encoding="utf-8")
    assert find in text
    bad = tmp_path / "kin_Latn.yaml"
    bad.write_text(text.replace(find, replace, 1), encoding="utf-8")
    result = run("languages", "adopt", bad, "--out", tmp_path / "packs")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{bad}:")
    assert place in result.stderr
    assert not (tmp_path / "packs").exists()


def test_only_drafts_are_adopted(tmp_path: Path) -> None:
    shipped = pack_files([Path(__file__).parent.parent / "languages"])["glg_Latn"]
    result = run("languages", "adopt", shipped, "--out", tmp_path)
    assert (result.exit_code, result.stderr) == (
        2,
        f"{shipped}: is no draft: it has no section draft:\n",
    )
    missing = run("languages", "adopt", tmp_path / "none_Latn.yaml", "--out", tmp_path)
    assert missing.exit_code == 2


def test_every_pack_that_gates_can_be_begun_again() -> None:
    gating = [tag for tag in TAGS if not pack(tag).wording]
    assert gating
    for tag in gating[:5]:
        assert skeleton(tag)
