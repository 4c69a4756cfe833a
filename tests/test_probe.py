"""The probe: scores of wordings, frozen, given to their rows; and what counts as evidence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyglot_synth.check import CHECKS, mark, missing_bounds, unjudged
from polyglot_synth.config import RunConfig
from polyglot_synth.gates.meaning import area, margins
from polyglot_synth.gates.probed import Probed
from polyglot_synth.gates.round_trip import likeness
from polyglot_synth.inputs import load_inputs
from polyglot_synth.measured import Bound
from polyglot_synth.run import generate
from tests.common import INPUTS, check, pack

GLG = "glg_Latn"
ROWS = pl.DataFrame(
    {"concept": ["maths/shares"] * 3, "wording": ["good", "bad", "new"], "prompt": ["a", "b", "c"]}
)


def frozen(folder: Path, *evidence: str) -> str:
    """Write what was probed."""
    wordings = {
        "maths/shares/good": {"numbers": 32, "round_trip": 80.0, "meaning": 0.05},
        "maths/shares/bad": {"numbers": 32, "round_trip": 20.0, "meaning": -0.01},
    }
    file = folder / "probe.json"
    table = {GLG: {"evidence": list(evidence), "wordings": wordings}}
    file.write_text(json.dumps(table), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("name", ["round_trip", "meaning"])
def test_a_failing_wording_rejects_its_rows_and_no_others(tmp_path: Path, name: str) -> None:
    scorer = Probed(name, frozen(tmp_path, "round_trip", "meaning"))
    bound = check(name).bound(pack(GLG))
    assert bound is not None
    judged = mark(unjudged(ROWS), check(name), scorer(ROWS, pack(GLG)), bound)
    assert judged["rejected_by"].to_list() == [None, name, None]
    assert judged["reason"][1].startswith("its wording, probed on 32 rows, scores ")
    assert judged[f"score_{name}"].to_list()[2] is None


def test_what_is_no_evidence_judges_nothing(tmp_path: Path) -> None:
    scorer = Probed("round_trip", frozen(tmp_path, "meaning"))
    assert scorer(ROWS, pack(GLG)).values.null_count() == ROWS.height
    assert scorer(ROWS, pack("swh_Latn")).values.null_count() == ROWS.height
    assert Probed("meaning", None)(ROWS, pack(GLG)).values.null_count() == ROWS.height


def test_a_language_without_these_bounds_is_not_judged_and_no_error() -> None:
    assert check("meaning").bound(pack("epo_Latn")) is None
    assert not missing_bounds([INPUTS.packs["epo_Latn"]], CHECKS)
    named = [each.name for each in CHECKS if each.optional]
    assert named == ["round_trip", "meaning"]
    assert all(check(name).idle(RunConfig()) for name in named)


def test_a_copy_of_the_english_scores_nothing() -> None:
    english = ["All cats are animals.", "All cats are animals."]
    same, other = likeness(english, english, ["All cats are animals.", "Todos os gatos."])
    assert (same, other) == (0.0, 100.0)


@given(st.lists(st.floats(0, 1), min_size=1), st.lists(st.floats(0, 1), min_size=1))
def test_the_area_is_a_share(own: list[float], wrong: list[float]) -> None:
    assert -1e-9 <= area(own, wrong) <= 1 + 1e-9
    assert area([value + 2 for value in own], wrong) == pytest.approx(1)


def test_the_margin_is_to_the_nearest_other() -> None:
    own = np.array([[1, 0], [0, 1]], dtype=np.float32)
    others = np.array([[0.6, 0.8]], dtype=np.float32)
    assert margins(own, own, others).tolist() == pytest.approx([0.4, 0.2])


def config(out: Path, **more: Any) -> RunConfig:
    return RunConfig(
        languages=["kin_Latn"],
        concepts=["maths/shares", "maths/two_step"],
        rows=4,
        out=str(out),
        translator="pseudo",
        cache=str(out.parent / "cache.sqlite"),
        workers=1,
        **more,
    )


def test_a_run_probes_once_and_says_that_one_engine_is_no_evidence(tmp_path: Path) -> None:
    outcome = generate(config(tmp_path / "out"))
    file = tmp_path / "out" / "probe.json"
    table = json.loads(file.read_text(encoding="utf-8"))["kin_Latn"]
    assert (table["independent"], table["evidence"]) == (False, [])
    assert table["back"].startswith("pseudo 1:kin_Latn-eng_Latn")
    assert {each["numbers"] for each in table["wordings"].values()} == {32}
    assert {each["round_trip"] for each in table["wordings"].values()} == {100.0}
    assert outcome.short  # pretended words are no language that any detector names
    file.write_text(file.read_text(encoding="utf-8").replace("100.0", "100.5"), encoding="utf-8")
    with pytest.raises(Exception, match="was begun with another probe"):
        generate(config(tmp_path / "out"), resume=True)


def test_the_pivot_is_that_of_the_wording(tmp_path: Path) -> None:
    generate(config(tmp_path / "out"))
    drafted = load_inputs(config(tmp_path / "out")).packs["kin_Latn"].model
    assert drafted.draft is not None
    rows = pl.concat(
        pl.read_parquet(file).select("wording", "pivot_prompt")
        for folder in ("data", "removed")
        for file in (tmp_path / "out" / folder).rglob("*.parquet")
    )
    english = {w.id: w.prompt for w in pack("eng_Latn").wording["maths/two_step"] if w.plain}
    starts = {name: text.split("{{")[0] for name, text in english.items()}
    for row in rows.iter_rows(named=True):
        assert row["pivot_prompt"].startswith(starts.get(row["wording"], ""))


def test_bounds_of_galician_are_fitted_through_another_way() -> None:
    bound = pack(GLG).bounds["round_trip"]
    assert isinstance(bound, Bound)
    assert "glg_Latn to por_Latn to eng_Latn" in bound.fitted_on
