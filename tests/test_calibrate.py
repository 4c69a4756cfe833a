"""Calibrating packs on a small reference, what it writes, and what it refuses."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from polyglot_synth.calibrate import calibrate, open_reference
from polyglot_synth.calibrate.fitters import half
from polyglot_synth.calibrate.reference import opening, split
from polyglot_synth.check import CHECKS, missing_bounds
from polyglot_synth.cli.commands import root
from polyglot_synth.config import RunConfig
from polyglot_synth.errors import Mendable
from polyglot_synth.language import LanguagePack, PackFile, load_pack, pack_files
from tests.common import INPUTS
from tests.reference import DOCUMENTS, LINES, reference


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reference(tmp_path_factory.mktemp("reference"))


@pytest.fixture
def pack(tmp_path: Path) -> LanguagePack:
    """A copy of the Swahili pack, to be rewritten."""
    return copied("swh_Latn", tmp_path)


def copied(tag: str, to: Path) -> LanguagePack:
    file = shutil.copy(INPUTS.packs[tag].file, to)
    return load_pack(Path(file))


def above_bounds(text: str) -> str:
    return text[: text.index("# Fitted on")]


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(Mendable) as refused:
        call()
    return str(refused.value)


def test_what_stands_above_bounds_stays(pack: LanguagePack, folder: Path) -> None:
    before = Path(pack.file).read_text(encoding="utf-8")
    calibrate(pack, open_reference(folder, "our own rows"))
    after = Path(pack.file).read_text(encoding="utf-8")
    assert above_bounds(after) == above_bounds(before)
    assert "of our own rows;" in after
    assert load_pack(Path(pack.file)).model.wording == pack.model.wording


def test_twice_is_once(pack: LanguagePack, folder: Path) -> None:
    calibrate(pack, open_reference(folder))
    first = Path(pack.file).read_bytes()
    calibrate(load_pack(Path(pack.file)), open_reference(folder))
    assert Path(pack.file).read_bytes() == first


@pytest.mark.parametrize("tag", ["swh_Latn", "mar_Deva", "eng_Latn"])
def test_every_gate_has_its_bound_and_human_text_passes(
    tag: str, folder: Path, tmp_path: Path
) -> None:
    pack = copied(tag, tmp_path)
    found = calibrate(pack, open_reference(folder))
    again = load_pack(Path(pack.file))
    assert missing_bounds([again], CHECKS) == []
    assert again.model.bounds == found.fit.bounds
    assert again.model.detectors == found.detection.trusts
    assert found.fit.fitted + found.fit.held_out == len(DOCUMENTS) * (LINES * 5 - 10)
    assert found.fit.rejected["script"] == found.fit.rejected["controls"] == 0
    assert {bound.fitted_on for bound in again.model.bounds.values()} != {""}


def test_a_pack_without_bounds_gets_them(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "swh_Latn.yaml"
    whole = Path(INPUTS.packs["swh_Latn"].file).read_text(encoding="utf-8")
    file.write_text(above_bounds(whole), encoding="utf-8")
    calibrate(load_pack(file), open_reference(folder))
    assert missing_bounds([load_pack(file)], CHECKS) == []


def test_it_names_what_passes_for_the_language(pack: LanguagePack, folder: Path) -> None:
    """A language whose text is Swahili under another name is confusable with it, wholly."""
    twin = folder.parent / "twin"
    shutil.copytree(folder, twin, dirs_exist_ok=True)
    shutil.copy(twin / "swh_Latn.txt", twin / "swc_Latn.txt")
    found = calibrate(pack, open_reference(twin))
    assert found.detection.confusable["swc_Latn"] >= 0.99
    assert "mar_Deva" not in found.detection.confusable


def test_only_half_of_the_documents_is_fitted_on(folder: Path) -> None:
    batch = open_reference(folder).passages("swh_Latn")
    fitted, held_out = split(batch)
    assert not set(fitted["document"]) & set(held_out["document"])
    assert fitted.height + held_out.height == batch.height


def bad_reference(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "bad"))


def test_a_reference_that_cannot_serve_is_refused(
    pack: LanguagePack, folder: Path, tmp_path: Path
) -> None:
    before = Path(pack.file).read_bytes()
    bad = bad_reference(folder, tmp_path)

    def fit() -> object:
        return calibrate(pack, open_reference(bad))

    assert refusal(lambda: open_reference(tmp_path / "none")).endswith("none is no folder")
    (bad / "swh_Latn.txt").rename(bad / "swc_Latn.txt")
    assert "has no swh_Latn.txt; did you mean swc_Latn" in refusal(fit)

    lines = (folder / "swh_Latn.txt").read_text(encoding="utf-8").splitlines()
    (bad / "swc_Latn.txt").unlink()
    (bad / "swh_Latn.txt").write_text("\n".join(lines[:-3]) + "\n", encoding="utf-8")
    assert "has 177 lines and documents.txt 180" in refusal(fit)

    (bad / "swh_Latn.txt").write_bytes("\n".join(lines).encode().replace(b"a", b"\xff", 1))
    assert "is not UTF-8" in refusal(fit)

    (bad / "documents.txt").write_text("one\n" * 180, encoding="utf-8")
    assert "names one document" in refusal(lambda: open_reference(bad))
    (bad / "documents.txt").unlink()
    assert "has no documents.txt" in refusal(lambda: open_reference(bad))
    assert Path(pack.file).read_bytes() == before


def test_a_detector_without_the_label_does_not_gate_alone(folder: Path, tmp_path: Path) -> None:
    pack = copied("swh_Latn", tmp_path)
    asked = partial(calibrate, pack, open_reference(folder))
    assert "no detector langdetct; did you mean langdetect" in refusal(
        lambda: asked(detectors=["langdetct"])
    )

    yoruba = Path(shutil.copytree(folder, tmp_path / "yoruba"))
    shutil.copy(yoruba / "swh_Latn.txt", yoruba / "yor_Latn.txt")
    pack = load_pack(
        Path(shutil.copy(pack_files(RunConfig().language_folders())["yor_Latn"], tmp_path))
    )
    said = refusal(lambda: calibrate(pack, open_reference(yoruba), detectors=["langdetect"]))
    assert said.startswith("langdetect has no label for yor_Latn (it would be yor_Latn, yor, yo)")
    assert said.endswith("able is: py3langid, pycld2")


def test_what_stands_below_bounds_is_not_lost(folder: Path, tmp_path: Path) -> None:
    pack = copied("swh_Latn", tmp_path)
    file = Path(pack.file)
    file.write_text(file.read_text(encoding="utf-8") + "never: []\n", encoding="utf-8")
    before = file.read_bytes()
    said = refusal(lambda: calibrate(pack, open_reference(folder)))
    assert "never: stands below bounds:" in said
    assert file.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_pack_that_may_not_be_written_stays(folder: Path, tmp_path: Path) -> None:
    pack = copied("swh_Latn", tmp_path)
    tmp_path.chmod(0o500)
    assert "--languages-dir" in refusal(lambda: calibrate(pack, open_reference(folder)))


def test_the_command_says_what_it_found(folder: Path, tmp_path: Path) -> None:
    copied("swh_Latn", tmp_path)
    words = ["--languages-dir", str(tmp_path), "languages", "calibrate", "swahili"]
    said = CliRunner().invoke(root, [*words, "--reference", str(folder)])
    assert said.exit_code == 0, said.output
    assert "Together they reject" in said.output
    assert "py3langid calls it sw" in said.output
    assert "of reference" in (tmp_path / "swh_Latn.yaml").read_text(encoding="utf-8")

    below = CliRunner().invoke(
        root, ["--languages-dir", str(tmp_path), "sw", "calibrate", "--reference", str(tmp_path)]
    )
    assert below.exit_code == 2
    assert below.output.count("\n") == 1


@given(st.text(max_size=200))
def test_half_and_opening_keep_whole_characters(text: str) -> None:
    assert text.startswith(half(text))
    assert text.startswith(opening(text, parted=False))
    assert len(opening(text, parted=True).split()) <= 6


def test_every_shipped_pack_is_calibrated() -> None:
    for each in INPUTS.packs.values():
        model: PackFile = each.model
        assert any(trust.has_a_say for trust in model.detectors.values()), model.tag
        assert "Together they reject" in Path(each.file).read_text(encoding="utf-8")
