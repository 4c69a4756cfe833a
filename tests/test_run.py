"""Runs of the real command: what it writes, what it counts, and what its rows depend on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
import yaml

from polyglot_synth.balance import quotas
from polyglot_synth.check import CHECKS
from polyglot_synth.language import Composed
from polyglot_synth.sample import SCHEMA, VERDICT, score_column
from tests.common import INPUTS, SAID, fillers, pack

if TYPE_CHECKING:
    from collections.abc import Callable

COMMAND = Path(sys.executable).with_name("polyglot-synth")
REPOSITORY = Path(__file__).parent.parent
LANGUAGES = ["eng_Latn", "mar_Deva", "swh_Latn"]
ROWS = 91
COLUMNS = SCHEMA | VERDICT | {score_column(check.name): pl.Float64 for check in CHECKS}
TAKE_AWAY, MIDDLE, WHEN = "maths/take_away", "fallacies/undistributed_middle", "reading/when_is_it"

Run = subprocess.CompletedProcess[str]


def generate(out: Path, *options: str | int | Path, fails: int = 0) -> Run:
    """Run the command; it ends as expected and never with a traceback."""
    command = [COMMAND, "generate", "--out", out, *map(str, options)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == fails, run.stderr
    assert "Traceback" not in run.stderr
    return run


def rows(out: Path, kind: str, language: str) -> pl.DataFrame:
    """Read what a run wrote for a language; `kind` is data or removed."""
    files = sorted((out / kind / language).glob("*.parquet"))
    return pl.concat([pl.read_parquet(file) for file in files])


def contents(out: Path, *folders: str) -> dict[str, bytes]:
    """Read every file below some folders of a run, by its path."""
    files = [file for folder in folders for file in (out / folder).rglob("*") if file.is_file()]
    assert files
    return {str(file.relative_to(out)): file.read_bytes() for file in files}


def accepted(out: Path, language: str, concept: str) -> list[tuple[str, str, str]]:
    """List a stream's accepted rows as they stand in the files: id and texts."""
    stream = rows(out, "data", language).filter(pl.col("concept") == concept)
    return stream.select("id", "prompt", "response").rows()


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over every concept in three languages, by two workers."""
    out = tmp_path_factory.mktemp("runs") / "whole"
    generate(out, "--languages", ",".join(LANGUAGES), "--rows", ROWS, "--workers", 2)
    return out


@pytest.fixture(scope="session")
def report(whole: Path) -> dict[str, dict[str, object]]:
    return json.loads((whole / "report.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Make, once a session, the run of some concepts in some languages."""
    folder, made = tmp_path_factory.mktemp("runs"), dict[tuple[object, ...], Path]()

    def run(concepts: str, languages: str, rows: int, seed: int = 7) -> Path:
        wanted = (concepts, languages, rows, seed)
        if wanted not in made:
            made[wanted] = folder / str(len(made))
            options = ("--concepts", concepts, "--languages", languages, "--rows", rows)
            generate(made[wanted], *options, "--seed", seed)
        return made[wanted]

    return run


# What is written.


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_exactly_the_rows_that_were_asked_for(whole: Path, language: str) -> None:
    data = rows(whole, "data", language)
    assert data.height == ROWS
    assert data["rejected_by"].null_count() == ROWS
    assert data["reason"].null_count() == ROWS
    assert set(data["language"]) == {language}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_made_is_either_accepted_or_removed_with_a_reason(
    whole: Path, language: str, report: dict[str, dict[str, object]]
) -> None:
    data, removed = rows(whole, "data", language), rows(whole, "removed", language)
    assert data.height + removed.height == report[language]["made"]
    assert data.height == report[language]["accepted"]
    assert removed.height == report[language]["rejected"]
    assert removed["rejected_by"].null_count() == removed["reason"].null_count() == 0
    assert dict(Counter(removed["rejected_by"])) == report[language]["rejected_by"]
    assert removed["reason"].str.strip_chars().str.len_chars().min() > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_ids_are_unique_over_accepted_and_removed_rows(whole: Path, language: str) -> None:
    both = pl.concat([rows(whole, kind, language) for kind in ("data", "removed")])
    assert both["id"].is_unique().all()
    said = pl.concat_str("concept", "face", "number", "language", separator="/")
    assert both.select((pl.col("id") == said).all()).item()


@pytest.mark.parametrize("kind", ["data", "removed"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_columns_are_those_of_the_schema_in_its_order(
    whole: Path, language: str, kind: str
) -> None:
    assert dict(rows(whole, kind, language).schema) == COLUMNS
    assert rows(whole, kind, language).columns == list(COLUMNS)


@pytest.mark.parametrize("language", ["mar_Deva", "swh_Latn"])
def test_every_number_has_the_same_fillers_in_every_language(whole: Path, language: str) -> None:
    """In steps of its own currency; what a pack has no words for is not said."""
    own, english = (drawn(whole, tag) for tag in (language, "eng_Latn"))
    shared = own.keys() & english.keys()
    assert len(shared) > ROWS / 3
    assert {row: own[row] for row in shared} == {row: english[row] for row in shared}
    assert len({concept for concept, *_ in shared}) > len(INPUTS.concepts) / 2


def drawn(out: Path, tag: str) -> dict[tuple[str, str, int], dict[str, str | int]]:
    """Give what each row of a language draws, by concept, face and number."""
    made = rows(out, "data", tag).select("concept", "face", "number", "slots").rows()
    return {(name, *of): fillers(tag, name, slots) for name, *of, slots in made}


def test_twins_are_accepted_together(whole: Path) -> None:
    for language in LANGUAGES:
        pairs = rows(whole, "data", language).filter(pl.col("kind") == "fallacy")
        faces = pairs.group_by("concept", "number").agg(pl.col("face").sort())
        assert set(map(tuple, faces["face"])) == {("invalid", "valid")}


def test_what_is_read_and_written_again_is_the_same(whole: Path, tmp_path: Path) -> None:
    for language in LANGUAGES:
        data = rows(whole, "data", language)
        data.write_parquet(tmp_path / "again.parquet")
        assert pl.read_parquet(tmp_path / "again.parquet").equals(data)
        assert all(isinstance(json.loads(text), dict) for text in data["evidence"])


def test_rows_are_spread_evenly_over_concepts(report: dict[str, dict[str, object]]) -> None:
    """Every concept that the language says has what the quotas give it, pairs whole."""
    for tag, figures in report.items():
        faces = {name: len(INPUTS.concepts[name].faces) for said, name in SAID if said == tag}
        wanted = {name: quota * faces[name] for name, quota in quotas(ROWS, faces).items()}
        assert figures["by_concept"] == {name: count for name, count in wanted.items() if count}
        assert sum(wanted.values()) == ROWS
        assert min(wanted.values()) > 0
        assert max(wanted.values()) - min(wanted.values()) <= 3


# What is counted.


def test_the_report_sums_up(report: dict[str, dict[str, object]]) -> None:
    assert list(report) == LANGUAGES
    for figures in report.values():
        assert figures["asked"] == figures["accepted"] == ROWS
        assert figures["made"] == ROWS + figures["rejected"]
        assert sum(figures["rejected_by"].values()) == figures["rejected"]
        for sums in ("by_concept", "by_kind", "by_domain", "by_task", "by_style"):
            assert sum(figures[sums].values()) == ROWS, sums
        assert sum(figures["rows_per_wording"].values()) == ROWS
        for trait in figures["by_trait"].values():
            assert trait["share"] == round(trait["passed"] / trait["made"], 4)


@pytest.mark.parametrize("column", ["concept", "kind", "domain", "task", "style", "label"])
def test_the_report_counts_what_stands_in_the_rows(
    whole: Path, column: str, report: dict[str, dict[str, object]]
) -> None:
    for language in LANGUAGES:
        counted = Counter(rows(whole, "data", language)[column].drop_nulls())
        assert report[language][f"by_{column}"] == dict(counted)


def test_the_record_says_how_the_rows_were_made(
    whole: Path, report: dict[str, dict[str, object]]
) -> None:
    run = json.loads((whole / "run.json").read_text(encoding="utf-8"))
    print_ = run["fingerprint"]
    assert run["signature"].startswith("synthetic:yes|concepts:")
    assert "|seed:7|" in run["signature"]
    assert print_ == json.loads((whole / ".work/fingerprint.json").read_text(encoding="utf-8"))
    parts = {
        "version",
        "config",
        "detectors",
        "lexicons",
        "concepts",
        "packs",
        "golden",
        "keep_away",
    }
    assert set(print_) == parts
    assert print_["config"]["languages"] == LANGUAGES
    assert print_["config"]["rows"] == ROWS
    assert list(print_["packs"]) == LANGUAGES
    assert run["versions"]["polars"] == pl.__version__
    assert run["versions"]["polyglot-synth"] == print_["version"]
    assert 0 < run["seconds"] < 3600
    names = ("asked", "made", "accepted", "rejected")
    assert run["counts"] == {
        language: {name: figures[name] for name in names} for language, figures in report.items()
    }
    streams = [(stream["language"], stream["concept"]) for stream in run["streams"]]
    assert sorted(streams) == sorted(pair for pair in SAID if pair[0] in LANGUAGES)
    assert list(print_["concepts"]) == sorted({name for _, name in streams})
    assert all(stream["survivors"] >= stream["quota"] for stream in run["streams"])


def test_the_signature_stands_in_record_card_and_files(whole: Path) -> None:
    run = json.loads((whole / "run.json").read_text(encoding="utf-8"))
    assert f"`{run['signature']}`" in (whole / "README.md").read_text(encoding="utf-8")
    for language in LANGUAGES:
        for file in (whole / "data" / language).glob("*.parquet"):
            stamp = pl.read_parquet_metadata(file)["polyglot_synth"].split("|")
            packs = run["signature"].split("|")[2]
            assert f"packs:{language}@{run['fingerprint']['packs'][language][:4]}" in stamp
            assert [part for part in stamp if not part.startswith("packs:")] == [
                part for part in run["signature"].split("|") if part != packs
            ]


def named(tag: str, said: str) -> object:
    """Name a wording, or the frame that it was put together in: a speaker reads that once."""
    concept, _, name = said.rpartition("/")
    wording = next(each for each in pack(tag).wording[concept] if each.id == name)
    return wording.frame if isinstance(wording, Composed) else said


def test_the_card_names_languages_wordings_and_what_is_removed(
    whole: Path, report: dict[str, dict[str, object]]
) -> None:
    text = (whole / "README.md").read_text(encoding="utf-8")
    header = yaml.safe_load(text.split("---\n")[1])
    assert header["language"] == ["en", "mr", "sw"]
    assert "synthetic" in header["tags"]
    names = [*LANGUAGES, *(f"removed_{language}" for language in LANGUAGES)]
    assert [config["config_name"] for config in header["configs"]] == names
    for config in header["configs"]:
        assert all(list(whole.glob(files["path"])) for files in config["data_files"]), config
    wordings = sum(
        len({named(tag, name) for name in figures["rows_per_wording"]})
        for tag, figures in report.items()
    )
    assert f"**Wordings read by a speaker: 0 of {wordings}.**" in text
    for name in ("Swahili (Kiswahili)", "Marathi (मराठी)", "canary"):
        assert name in text
    for check in CHECKS:
        assert (f"* `{check.name}`: {check.measures}" in text) == (not check.idle_without)


def test_a_finished_run_leaves_no_parts_and_nothing_half_written(whole: Path) -> None:
    hidden = [str(file.relative_to(whole)) for file in whole.rglob(".*")]
    assert hidden == [".work"]
    assert [file.name for file in (whole / ".work").rglob("*")] == ["fingerprint.json"]


# What rows depend on, and what they do not.


def test_the_number_of_workers_changes_no_byte(whole: Path, tmp_path: Path) -> None:
    generate(tmp_path, "--languages", ",".join(LANGUAGES), "--rows", ROWS, "--workers", 1)
    everything = ("data", "removed")
    assert contents(tmp_path, *everything) == contents(whole, *everything)
    for file in ("report.json", "README.md", ".work/fingerprint.json"):
        assert (tmp_path / file).read_bytes() == (whole / file).read_bytes(), file


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_rows(
    small: Callable[..., Path], tmp_path: Path
) -> None:
    first = small(TAKE_AWAY, "swh_Latn", 20)
    generate(tmp_path, "--concepts", TAKE_AWAY, "--languages", "swahili", "--rows", 20)
    assert contents(tmp_path, "data", "removed") == contents(first, "data", "removed")
    other = small(TAKE_AWAY, "swh_Latn", 20, seed=8)
    prompts = [{row[1] for row in accepted(out, "swh_Latn", TAKE_AWAY)} for out in (first, other)]
    assert len(prompts[0]) == len(prompts[1]) == 20
    assert len(prompts[0] & prompts[1]) <= 2


def test_another_language_changes_nothing_for_the_others(small: Callable[..., Path]) -> None:
    alone = small(f"{TAKE_AWAY},{MIDDLE}", "swh_Latn", 20)
    beside = small(f"{TAKE_AWAY},{MIDDLE}", "mar_Deva,swh_Latn,eng_Latn", 20)
    folders = ("data/swh_Latn", "removed/swh_Latn")
    assert contents(beside, *folders) == contents(alone, *folders)


def test_another_concept_only_shortens_or_lengthens_streams(small: Callable[..., Path]) -> None:
    """Quotas 10 and 10 become 8, 6 and 6, then 14, 12 and 12: always the same rows from 0 on."""
    before = small(f"{TAKE_AWAY},{MIDDLE}", "mar_Deva,swh_Latn,eng_Latn", 20)
    shorter = small(f"{TAKE_AWAY},{MIDDLE},{WHEN}", "mar_Deva,swh_Latn", 20)
    longer = small(f"{TAKE_AWAY},{MIDDLE},{WHEN}", "mar_Deva,swh_Latn", 38)
    for language in ("mar_Deva", "swh_Latn"):
        for concept in (TAKE_AWAY, MIDDLE):
            short, middle, long = (
                accepted(out, language, concept) for out in (shorter, before, longer)
            )
            assert 0 < len(short) < len(middle) < len(long)
            assert middle[: len(short)] == short
            assert long[: len(middle)] == middle


# Quotas that cannot be filled.

BARREN_BOUND = '  length: {low: 50.0, high: 60.0, fitted_on: "nothing: no text is that long"}'
PUPILS = """\
format: 1
about: Pupils whose names differ by their capitals alone, so that texts repeat.
entries: {first: {}, second: {}, third: {}, fourth: {}, fifth: {}}
"""
FEW = """\
format: 1
about: A number is doubled.
kind: maths
domain: school
label_source: computed
slots: {n: 2..7, who: pupil}
derived: {twice: n * 2}
answer: twice
pivot:
  solve:
    prompt: "{{ who.name }} asks: how much is twice {{ n | num }}?"
    responses:
      any: {verdict: "{{ twice | num }}.", reason: "{{ n | num }} × 2 = {{ twice | num }}."}
"""
ENGLISH = """\
format: 1
tag: eng_Latn
name: English
autonym: English
bcp47: en
cldr: en
script: Latn
direction: ltr
origin: {source: this test, licence: CC0-1.0, reviewed_by: null}
digits: {Latn: 1.0}
group: {size: [3], sign: ","}
ends: ".?"
verdicts: {"yes": "yes", "no": "no"}
paradigms: {pupil: [name]}
styles:
  default:
    verdict_first: "{{ verdict | cap }} {{ reason }}"
    reason_first: "{{ reason }}\\nAnswer: {{ verdict }}"
    label_only: "{{ verdict | cap }}"
words:
  pupil:
    first: {name: Ann}
    second: {name: ANn}
    third: {name: AnN}
    fourth: {name: ANN}
    fifth: {name: aNN}
wording:
  own/few:
    - id: twice
      task: solve
      prompt: "{{ who.name }} asks: how much is twice {{ n | num }}?"
      responses:
        any: {verdict: "{{ twice | num }}.", reason: "{{ n | num }} × 2 = {{ twice | num }}."}
examples:
  - wording: own/few/twice
    slots: {n: 2, who: first}
    says: "Ann asks: how much is twice 2?"
  - wording: own/few/twice
    slots: {n: 7, who: fourth}
    says: "ANN asks: how much is twice 7?"
bounds:
  script: {low: 0.9, fitted_on: "nothing"}
  mojibake: {high: 0, fitted_on: "nothing"}
  language_id: {low: 1, fitted_on: "nothing"}
  numbers: {low: 1, fitted_on: "nothing"}
detectors: {py3langid: {label: en, margins: {15: -99, 30: -99, 60: -99, 120: -99, 240: -99}}}
"""


@pytest.fixture(scope="session")
def barren(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run, Path]:
    """A run in Marathi and in a Swahili none of whose rows fits its bounds."""
    folder = tmp_path_factory.mktemp("barren")
    pack = (REPOSITORY / "languages/swh_Latn.yaml").read_text(encoding="utf-8").splitlines()
    bounds = pack.index("bounds:")
    pack = list(pack[:bounds]) + [
        BARREN_BOUND if line.startswith("  length:") else line for line in pack[bounds:]
    ]
    assert BARREN_BOUND in pack
    packs = folder / "packs"
    packs.mkdir()
    (packs / "swh_Latn.yaml").write_text("\n".join(pack), encoding="utf-8")
    out = folder / "out"
    options = ("--languages-dir", packs, "--languages", "mar_Deva,swh_Latn", "--rows", 20)
    return packs, generate(out, "--concepts", TAKE_AWAY, *options, fails=3), out


def test_a_stream_without_survivors_is_given_up_and_the_other_rows_are_kept(
    barren: tuple[Path, Run, Path],
) -> None:
    _, run, out = barren
    assert "quotas not filled:" in run.stderr
    table = [line.split() for line in run.stderr.splitlines() if "swh_Latn" in line]
    assert table[0][:6] == ["swh_Latn", f"{TAKE_AWAY}:", "0", "of", "20", "numbers,"]
    assert rows(out, "data", "mar_Deva").height == 20
    removed = rows(out, "removed", "swh_Latn")
    assert set(removed["rejected_by"]) == {"length"}
    assert 500 <= removed.height < 2000, "three waves and 500 candidates, then no more"
    assert not (out / "data/swh_Latn").exists()
    header = yaml.safe_load((out / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    assert all(list(out.glob(config["data_files"][0]["path"])) for config in header["configs"])


def test_a_short_run_that_is_resumed_is_still_short(barren: tuple[Path, Run, Path]) -> None:
    packs, first, out = barren
    before = contents(out, "data", "removed", ".")
    options = ("--languages-dir", packs, "--languages", "mar_Deva,swh_Latn", "--rows", 20)
    again = generate(out, "--concepts", TAKE_AWAY, *options, "--resume", fails=3)
    said = [line for line in first.stderr.splitlines() if " rows/s" not in line]
    assert again.stderr.splitlines() == said
    assert "was finished before" in again.stdout
    assert contents(out, "data", "removed", ".") == before


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> list[str | Path]:
    """Options that add a concept of 30 numbers and 6 texts, and a pack that says it."""
    folder = tmp_path_factory.mktemp("few")
    for name in ("templates/own", "templates/lexicons", "languages"):
        (folder / name).mkdir(parents=True)
    (folder / "templates/own/few.yaml").write_text(FEW, encoding="utf-8")
    (folder / "templates/lexicons/pupil.yaml").write_text(PUPILS, encoding="utf-8")
    (folder / "languages/eng_Latn.yaml").write_text(ENGLISH, encoding="utf-8")
    own = ["--languages-dir", folder / "languages", "--templates-dir", folder / "templates"]
    return [*own, "--languages", "eng_Latn", "--concepts", "own/few"]


def test_a_stream_that_ends_below_its_quota_keeps_what_it_has(
    few: list[str | Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run = generate(out, *few, "--rows", 10, fails=3)
    assert "eng_Latn own/few: 6 of 10 numbers, 30 read" in run.stderr
    assert rows(out, "data", "eng_Latn")["prompt"].n_unique() == 6
    removed = rows(out, "removed", "eng_Latn")
    assert dict(Counter(removed["rejected_by"])) == {"duplicates": 24}


def test_rows_are_read_on_until_the_quota_is_full(few: list[str | Path], tmp_path: Path) -> None:
    """With this seed the first nine numbers do not hold all six texts."""
    out = tmp_path / "out"
    generate(out, *few, "--rows", 6, "--seed", 1)
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert rows(out, "data", "eng_Latn").height == 6
    assert record["streams"][0]["waves"] > 1


def test_more_rows_than_numbers_are_refused_before_the_start(
    few: list[str | Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run = generate(out, *few, "--rows", 100, fails=2)
    assert run.stderr == (
        "own/few in eng_Latn owes 100 numbers and has only 30; ask for fewer rows or add concepts\n"
    )
    assert not out.exists()


def test_an_odd_number_of_rows_from_pairs_is_refused(tmp_path: Path) -> None:
    run = generate(
        tmp_path / "out", "--concepts", "fallacies/*", "--languages", "sw", "--rows", 7, fails=2
    )
    assert "ask for 8" in run.stderr
    assert not (tmp_path / "out").exists()
