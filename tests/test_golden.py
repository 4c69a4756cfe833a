"""Golden text: human rows are judged, taken once each, in an order that stays."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from polyglot_synth.config import RunConfig
from polyglot_synth.errors import Mendable
from polyglot_synth.golden import from_concepts, golden_quota, take_golden
from polyglot_synth.golden.licences import licence_class
from polyglot_synth.run import generate
from polyglot_synth.sample import SCHEMA
from tests.common import INPUTS

# Articles 1 to 14 of the Universal Declaration of Human Rights in Swahili, Marathi and English.
UDHR = Path(__file__).with_name("data") / "golden.jsonl"
ARTICLES = [json.loads(line) for line in UDHR.read_text(encoding="utf-8").splitlines()]
SHORT = "{} needs {} golden rows, and {}; add some, or ask for fewer --rows"
LANGUAGES = ["mar_Deva", "swh_Latn"]
Row = dict[str, Any]


def file_of(rows: Iterable[Row], folder: Path, name: str = "own.jsonl") -> str:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def taken(*files: str | Path, languages: Iterable[str] = LANGUAGES, **more: Any) -> pl.DataFrame:
    """Give all rows that were judged, of 60 rows a fifth."""
    asked = {"rows": 60, "golden_share": 0.2, "languages": list(languages)} | more
    config = RunConfig(golden=[str(file) for file in files or (UDHR,)], **asked)
    golden = take_golden(config, {tag: INPUTS.packs[tag] for tag in config.languages})
    assert golden
    return pl.concat(golden.judged.values())


def refusal(*files: str | Path, **more: Any) -> list[str]:
    with pytest.raises(Mendable) as refused:
        taken(*files, **more)
    return str(refused.value).splitlines()


# How many.


@given(st.integers(10, 100_000), st.sampled_from([0.05, 0.1, 0.125, 0.17, 0.2]))
def test_the_share_is_met_to_half_a_row_and_never_falls_as_rows_grow(
    rows: int, share: float
) -> None:
    less, more = (
        RunConfig(golden=["file"], golden_share=share, rows=each) for each in (rows, rows + 1)
    )
    assert abs(golden_quota(less) - share * rows) <= 0.5 + 1e-9
    assert golden_quota(less) <= golden_quota(more)
    kept = [from_concepts(each, in_pairs=False) for each in (less, more)]
    assert kept[0] + golden_quota(less) == rows
    assert kept[0] <= kept[1]


def test_of_1000_rows_100_are_golden_where_nothing_is_said() -> None:
    config = RunConfig(golden=["file"], rows=1000)
    assert (golden_quota(config), from_concepts(config, in_pairs=True)) == (100, 900)
    assert golden_quota(RunConfig(rows=1000)) == 0


@pytest.mark.parametrize("share", [0.0, 0.049, 0.21, 1.0])
def test_a_share_is_5_to_20_in_100(share: float) -> None:
    with pytest.raises(ValidationError):
        RunConfig(golden=["file"], golden_share=share)


# Which.


@settings(max_examples=6, deadline=None)
@given(st.integers(5, 60), st.integers(1, 1000))
def test_fewer_rows_are_the_first_of_more(rows: int, seed: int) -> None:
    less, more = (taken(languages=["swh_Latn"], rows=n, seed=seed) for n in (rows, 65))
    assert less.equals(more.head(less.height))


def test_another_seed_takes_others() -> None:
    one, other = (set(taken(rows=20, seed=seed)["prompt"]) for seed in (7, 8))
    assert one != other


def test_other_languages_and_other_rows_in_the_files_change_nothing(tmp_path: Path) -> None:
    alone = taken(languages=["swh_Latn"])
    both = taken(languages=["eng_Latn", "mar_Deva", "swh_Latn"])
    assert alone.equals(both.filter(pl.col("language") == "swh_Latn"))
    turned = file_of(reversed(ARTICLES), tmp_path)
    assert taken(turned)["prompt"].equals(taken()["prompt"])
    swahili = [row for row in ARTICLES if row["language"] == "swh_Latn"]
    others = [row for row in ARTICLES if row["language"] != "swh_Latn"]
    parted = taken(file_of(swahili, tmp_path, "a.jsonl"), file_of(others, tmp_path, "b.jsonl"))
    assert parted["prompt"].equals(taken()["prompt"])


def test_files_of_every_kind_give_the_same_rows(tmp_path: Path) -> None:
    pl.DataFrame(ARTICLES).write_csv(tmp_path / "own.csv")
    pl.DataFrame(ARTICLES).write_parquet(tmp_path / "own.parquet")
    for name in ("own.csv", "own.parquet"):
        assert taken(tmp_path / name).drop("evidence").equals(taken().drop("evidence"))


def test_a_row_that_says_the_same_counts_once(tmp_path: Path) -> None:
    again = [row | {"prompt": row["prompt"].upper() + " ", "author": "X"} for row in ARTICLES]
    twice = file_of([*ARTICLES, *again], tmp_path)
    assert taken(UDHR, twice).equals(taken())
    assert refusal(UDHR, twice, rows=100) == [
        SHORT.format(tag, 20, "the files hold 14 (repeats count once)") for tag in LANGUAGES
    ]


def test_no_row_is_taken_twice() -> None:
    rows = taken(rows=70)
    assert rows.select("prompt", "response").is_unique().all()
    assert rows["id"].is_unique().all()


# Judged.


def test_a_row_that_fails_is_not_used_and_another_is_taken(tmp_path: Path) -> None:
    """English in a Swahili row, a loop of boxes, tags: each says why; the share is met still."""
    swahili = [row for row in ARTICLES if row["language"] == "swh_Latn"]
    english = [row | {"language": "swh_Latn"} for row in ARTICLES if row["language"] == "English"]
    spoilt = [row | {"response": f"<b>{row['response']}</b>", "author": "M"} for row in swahili[:2]]
    boxes = [swahili[0] | {"response": "Haki \ufffd\ufffd ya kuishi."}]
    file = file_of([*swahili, *english, *spoilt, *boxes], tmp_path)
    rows = taken(file, languages=["swh_Latn"], rows=70)
    kept, gone = (rows.filter(pl.col("rejected_by").is_null() == yes) for yes in (True, False))
    assert kept.height == 14
    assert rows.height == kept.height + gone.height
    assert set(gone["rejected_by"]) <= {"language_id", "markup", "controls", "script"}
    assert gone.height >= 10
    assert gone["reason"].is_not_null().all()
    assert set(kept["response"]) == {row["response"].strip() for row in swahili}
    assert rows["number"].to_list() == list(range(rows.height))


def test_too_few_that_pass_are_refused_with_every_reason(tmp_path: Path) -> None:
    swahili = [row for row in ARTICLES if row["language"] == "swh_Latn"]
    bad = [swahili[0] | {"response": "<i>Haki</i> ya mtu."}]
    said = refusal(file_of([*bad, *swahili[:6]], tmp_path), languages=["swh_Latn"], rows=35)
    why = "markup that the English has not: 2.0, wanted - to 0"
    assert said == [
        SHORT.format("swh_Latn", 7, "of the 7 that are there 6 pass the checks"),
        f"{tmp_path}/own.jsonl:1: does not pass markup: {why}",
    ]


def test_golden_rows_are_kept_away_from_evaluation_sets_but_not_from_themselves(
    tmp_path: Path,
) -> None:
    rows = taken(rows=40, golden_share=0.2, languages=["swh_Latn"])
    assert rows["score_keep_away"].null_count() == rows.height
    (tmp_path / "set.txt").write_text(rows["response"][0] + "\n", encoding="utf-8")
    again = taken(rows=40, languages=["swh_Latn"], keep_away=[str(tmp_path / "set.txt")])
    assert again["rejected_by"].to_list() == ["keep_away", *[None] * rows.height]
    assert again["prompt"].to_list()[: rows.height] == rows["prompt"].to_list()


# What a row says.


def test_a_golden_row_has_the_schema_and_null_where_nothing_is_known(tmp_path: Path) -> None:
    more = ARTICLES[0] | {"domain": "law", "answer": "watu wote", "licence": "CC-BY-NC-4.0"}
    file = file_of([more, *ARTICLES[1:]], tmp_path)
    rows = taken(file, languages=["swh_Latn"], rows=70)
    assert dict(rows.schema).items() >= SCHEMA.items()
    same = rows.filter(pl.col("prompt") == more["prompt"]).row(0, named=True)
    assert {name: same[name] for name in SCHEMA if same[name] is not None} == {
        "id": f"golden/only/{same['number']}/swh_Latn",
        "concept": "golden",
        "face": "only",
        "number": same["number"],
        "kind": "golden",
        "domain": "law",
        "label_source": "human",
        "language": "swh_Latn",
        "prompt": more["prompt"],
        "response": more["response"],
        "answer": "watu wote",
        "evidence": same["evidence"],
        "made_by": "human",
        "reviewed": True,
        "licence": "noncommercial",
        "depth": 0,
    }
    assert json.loads(same["evidence"]) == {
        "author": more["author"],
        "file": "own.jsonl",
        "licence": "CC-BY-NC-4.0",
        "row": 1,
        "source": more["source"],
    }


@pytest.mark.parametrize(
    ("name", "found"),
    [
        *(
            (name, "clean")
            for name in ("CC0-1.0", "cc-by-4.0", "CC BY-SA 3.0", "MIT", "Apache-2.0")
        ),
        *((name, "clean") for name in ("public domain", "PDDL-1.0", "ODC-By-1.0", "CC-BY-2.5")),
        ("Creative Commons Attribution 4.0 International", "clean"),
        *((name, "noncommercial") for name in ("CC-BY-NC-4.0", "cc by-nc-sa", "Non-Commercial")),
        *((name, "restricted") for name in ("CC-BY-ND-4.0", "CC-BY-NC-ND-4.0", "research only")),
        *((name, "unclear") for name in ("ask me", "GPL-3.0", "CC-BY-4.0 OR MIT", "copyright", "")),
    ],
)
def test_a_licence_has_its_class(name: str, found: str) -> None:
    assert licence_class(name) == found


# Refused at the door.


def test_every_row_without_licence_author_or_text_is_named(tmp_path: Path) -> None:
    good = ARTICLES[0]
    bad = [
        good | {"licence": " "},
        good | {"author": None},
        good | {"prompt": "", "response": ""},
        {name: value for name, value in good.items() if name != "licence"},
        good | {"author": 7},
        good | {"language": "swh_Latin"},
    ]
    file = file_of([good, *bad], tmp_path)
    *said, language = refusal(file, tmp_path / "none.csv")
    assert said == [
        f"{tmp_path}/none.csv: cannot be read: No such file or directory",
        f"{file}:2: names no licence; say under which it may be used, such as CC-BY-4.0",
        f"{file}:3: does not say who wrote it; write a name, or how it was written",
        f"{file}:4: has no prompt",
        f"{file}:4: has no response",
        f"{file}:5: names no licence; say under which it may be used, such as CC-BY-4.0",
        f"{file}:6: the line cannot be read: author is no text but 7",
    ]
    assert language.startswith(f"{file}:7: no language swh_Latin; did you mean swh_Latn")


def test_of_very_many_the_first_are_named(tmp_path: Path) -> None:
    file = file_of([ARTICLES[0] | {"author": ""}] * 500, tmp_path)
    said = refusal(file)
    assert len(said) == 20
    assert said[-1].endswith("(and 480 more)")


def test_a_language_that_no_pack_has_is_passed_over_until_it_is_missed(tmp_path: Path) -> None:
    other = [row | {"language": "qqq_Latn"} for row in ARTICLES]
    assert taken(UDHR, file_of(other, tmp_path)).equals(taken())
    [said] = refusal(tmp_path / "own.jsonl", languages=["swh_Latn"])
    held = "the files hold 0 (repeats count once; others are in qqq_Latn)"
    assert said == SHORT.format("swh_Latn", 12, held)


# Whole runs.

ASKED = {"languages": LANGUAGES, "concepts": ["reading/*"], "rows": 40, "golden": [str(UDHR)]}


def run(out: Path, **more: Any) -> dict[str, bytes]:
    """Run, and read what it wrote."""
    generate(RunConfig(out=str(out), **(ASKED | more)))
    files = sorted(file for file in out.rglob("*") if file.is_file() and ".work" not in str(file))
    return {str(file.relative_to(out)): file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("golden") / "out"


@pytest.fixture(scope="module")
def whole(out: Path) -> dict[str, bytes]:
    return run(out, workers=2)


def test_golden_rows_count_inside_and_stand_in_files_of_their_own(
    whole: dict[str, bytes], out: Path
) -> None:
    report = json.loads(whole["report.json"])
    for tag in LANGUAGES:
        golden = pl.read_parquet(out / f"data/{tag}/golden-00000.parquet")
        made = pl.read_parquet(out / f"data/{tag}/train-00000.parquet")
        assert (golden.height, made.height) == (4, 36)
        assert golden.schema == made.schema
        together = pl.read_parquet(out / f"data/{tag}/*.parquet")
        assert together["depth"].value_counts(sort=True).rows() == [(1, 36), (0, 4)]
        figures = report[tag]
        assert figures["accepted"] == figures["asked"] == 40
        assert figures["made"] == figures["accepted"] + figures["rejected"]
        assert figures["golden"]["accepted"] == 4
        assert figures["golden"]["licences"] == {"public domain": 4}
        assert figures["by_kind"]["golden"] == 4
        assert figures["kept_away_from"] == [f"golden.jsonl@{digest(out)}"]
    assert made["score_keep_away"].null_count() == 0


def digest(out: Path) -> str:
    record = json.loads((out / "run.json").read_text())
    assert "|golden:0.1@" in record["signature"]
    return record["fingerprint"]["golden"][0].partition("@")[2]


def test_workers_and_other_languages_change_no_byte(
    whole: dict[str, bytes], tmp_path: Path
) -> None:
    alone = run(tmp_path / "alone", workers=1, languages=["swh_Latn"])
    rows = [name for name in alone if name.endswith(".parquet")]
    assert {"data/swh_Latn/golden-00000.parquet", "data/swh_Latn/train-00000.parquet"} < {*rows}
    assert {name: alone[name] for name in rows} == {
        name: data for name, data in whole.items() if "swh_Latn" in name
    }
    record = json.loads((tmp_path / "alone/run.json").read_text())["fingerprint"]["config"]
    assert record["golden_share"] == 0.1


@pytest.mark.usefixtures("whole")
def test_rows_from_concepts_keep_away_from_golden_text(out: Path, tmp_path: Path) -> None:
    mine = pl.read_parquet(out / "data/swh_Latn/train-00000.parquet").row(0, named=True)
    written = ARTICLES[0] | {"prompt": mine["prompt"], "response": "Sijui jibu la swali hili."}
    again = file_of([written, *ARTICLES], tmp_path)
    run(tmp_path / "out", golden=[again], languages=["swh_Latn"], rows=20)
    gone = pl.read_parquet(tmp_path / "out/removed/swh_Latn/0*.parquet")
    [row] = gone.filter(pl.col("id") == mine["id"]).iter_rows(named=True)
    assert row["rejected_by"] == "keep_away"
    assert row["reason"].startswith("the prompt shares ")
    assert " with own.jsonl:1: '" in row["reason"]


@pytest.mark.parametrize(
    ("more", "names"),
    [
        ({"golden_share": 0.15}, "config.golden_share"),
        ({"golden": [str(UDHR), "more"]}, "golden"),
        ({"golden": []}, "config.golden_share, golden"),
    ],
)
def test_a_resume_with_another_share_or_file_is_refused(
    more: dict[str, Any], names: str, whole: dict[str, bytes], out: Path, tmp_path: Path
) -> None:
    further = file_of(ARTICLES[::-1], tmp_path)
    if "golden" in more:
        more = {"golden": [further if name == "more" else name for name in more["golden"]]}
    with pytest.raises(Mendable) as refused:
        generate(RunConfig(out=str(out), **(ASKED | more)), resume=True)
    assert f"was begun with another {names};" in str(refused.value)
    done = generate(RunConfig(out=str(out), **ASKED), resume=True)
    assert done.done_before
    assert (out / "report.json").read_bytes() == whole["report.json"]


def test_rejected_golden_rows_stand_among_the_removed(tmp_path: Path) -> None:
    swahili = [row for row in ARTICLES if row["language"] == "swh_Latn"]
    spoilt = [row | {"response": f"{{{{x}}}} {row['response']}"} for row in swahili]
    run(tmp_path / "out", golden=[file_of([*swahili, *spoilt], tmp_path)], languages=["swh_Latn"])
    gone = pl.read_parquet(tmp_path / "out/removed/swh_Latn/golden-00000.parquet")
    assert set(gone["rejected_by"]) == {"markup"}
    report = json.loads((tmp_path / "out/report.json").read_text())["swh_Latn"]
    assert report["golden"]["judged"] == 4 + gone.height
    assert report["rejected_by"]["markup"] == gone.height
    assert report["made"] == report["accepted"] + report["rejected"]
