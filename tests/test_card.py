"""The dataset card: what the hub reads of it, what people read of it, and that both are true."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from huggingface_hub import DatasetCard
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from polyglot_synth.card import _HUB_LICENCES, _SIZES, _size, canary, card, header, tidy, title
from polyglot_synth.check import CHECKS, unjudged
from polyglot_synth.language import Origin, PackFile
from polyglot_synth.report import Tally
from polyglot_synth.sample import SCHEMA, VERDICT, score_column
from tests.common import SAID, SPEAKING, pack, rows
from tests.composing import ARGUED

COMMAND = Path(sys.executable).with_name("polyglot-synth")
TESTS = Path(__file__).parent
SOUND = TESTS / "bad_input" / "sound"
GOLDEN = TESTS / "golden" / "card.md"
HUB = yaml.safe_load((TESTS / "data" / "hub.yaml").read_text(encoding="utf-8"))
MEASURES = {check.name: check.measures for check in CHECKS}
ONE = SPEAKING[-1]
Figures = dict[str, Any]


@cache
def figures(
    *tags: str, human: bool = False, rejected: bool = False, argued: bool = False
) -> Figures:
    """Count the first rows of two concepts in each language; of two argued in frames."""
    tally = Tally()
    for tag in tags:
        for name in [name for said, name in (ARGUED if argued else SAID) if said == tag][:2]:
            first = pl.int_range(pl.len()) < 3
            batch = unjudged(rows(tag, name)).with_columns(
                depth=pl.when(first & human).then(0).otherwise("depth"),
                rejected_by=pl.when(first & rejected).then(pl.lit("script")).otherwise(None),
            )
            tally.add(batch.with_columns(pl.col("rejected_by").cast(pl.String)))
    return tally.figures(80, tags)


def written(packs: dict[str, PackFile], counted: Figures) -> str:
    return card(packs, counted, MEASURES, "synthetic:yes|seed:7")


def of(*tags: str, **how: bool) -> str:
    return written({tag: pack(tag) for tag in tags}, figures(*tags, **how))


def generate(out: Path, languages: str, concepts: str, rows_: int) -> Path:
    folders = ("--languages-dir", SOUND / "languages", "--templates-dir", SOUND / "templates")
    options = ("--languages", languages, "--concepts", concepts, "--rows", str(rows_))
    command = [COMMAND, "generate", "--out", out, *folders, *options]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return out


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run in a language of the tests and a shipped one."""
    out = tmp_path_factory.mktemp("card") / "made"
    return generate(out, "epo_Latn,swh_Latn", "toy/*,maths/take_away", 20)


def report(out: Path) -> Figures:
    return json.loads((out / "report.json").read_text(encoding="utf-8"))


# ---- the header


@pytest.mark.parametrize("human", [False, True])
@pytest.mark.parametrize("tags", [(ONE,), ("eng_Latn",), tuple(SPEAKING)])
def test_the_hub_knows_every_value(tags: tuple[str, ...], *, human: bool) -> None:
    data = DatasetCard(of(*tags, human=human)).data.to_dict()
    for field, known in HUB.items():
        values = data.get(field, [])
        values = values if isinstance(values, list) else [values]
        assert values or field == "license_name"
        for value in values:
            assert re.fullmatch(known, value) if isinstance(known, str) else value in known, field
    assert "synthetic" in data["tags"]


def test_the_hubs_parser_gives_back_what_it_read() -> None:
    text = of(*SPEAKING, rejected=True)
    again = DatasetCard(text)
    assert str(again) == text
    assert again.data.to_dict() == header(
        {t: pack(t) for t in SPEAKING}, figures(*SPEAKING, rejected=True)
    )
    assert again.text.startswith("\n# ")


def test_every_licence_that_we_name_is_one_of_the_hubs() -> None:
    assert set(_HUB_LICENCES) <= set(HUB["license"])


def test_a_licence_that_the_hub_does_not_know_is_named_in_the_card() -> None:
    own = pack(ONE).model_copy(
        update={"origin": Origin(source="us", licence="Our Own 1", reviewed_by=None)}
    )
    data = DatasetCard(text := written({ONE: own}, figures(ONE))).data
    assert (data["license"], data["license_name"]) == ("other", "see-the-card")
    assert "**Licence.** Our Own 1, as" in text


@settings(max_examples=200, deadline=None)
@given(n=st.integers(0, 10**13))
def test_a_size_is_the_class_that_the_rows_lie_in(n: int) -> None:
    power = {"K": 3, "M": 6, "B": 9, "T": 12}
    edges = [int(edge[:-1]) * 10 ** power[edge[-1]] for edge in _SIZES]
    names = [f"n<{_SIZES[0]}", *(f"{a}<n<{b}" for a, b in pairwise(_SIZES)), f"n>{_SIZES[-1]}"]
    assert HUB["size_categories"] == names
    assert _size(n) == names[sum(n >= edge for edge in edges)]


def test_a_config_is_listed_for_what_is_there_and_nothing_else() -> None:
    packs = {tag: pack(tag) for tag in SPEAKING}
    counted = {tag: dict(own) for tag, own in figures(*SPEAKING, rejected=True).items()}
    counted[SPEAKING[0]]["accepted"] = counted[ONE]["rejected"] = 0
    configs = header(packs, counted)["configs"]
    names = [config["config_name"] for config in configs]
    assert names == [*SPEAKING[1:], *(f"removed_{tag}" for tag in SPEAKING[:-1])]
    assert [c["config_name"] for c in configs if c.get("default")] == SPEAKING[1:2]


def test_a_run_that_kept_nothing_has_a_card_too() -> None:
    tally = Tally()
    batch = unjudged(rows(ONE, SAID[-1][1])).with_columns(rejected_by=pl.lit("script"))
    tally.add(batch)
    text = written({ONE: pack(ONE)}, tally.figures(80, [ONE]))
    assert [c["config_name"] for c in DatasetCard(text).data["configs"]] == [f"removed_{ONE}"]
    assert "**Wordings read by a speaker: 0 of 0.**" in text
    assert "```python" not in text


def test_human_text_is_told() -> None:
    counted = {ONE: figures(ONE, human=True)[ONE] | {"golden": {"licences": {"CC-BY-4.0": 6}}}}
    text = written({ONE: pack(ONE)}, counted)
    data = DatasetCard(text).data.to_dict()
    creators = ["machine-generated", "found"]
    assert data["language_creators"] == data["annotations_creators"] == creators
    assert data["source_datasets"] == ["original", "extended"]
    assert data["license"] == ["cc-by-4.0", "cc0-1.0"]
    assert "6 of them are text that people wrote" in text
    assert "that its author gave: CC-BY-4.0 6" in text
    assert "no row was written by a person" not in text
    assert "no row was written by a person" in of(ONE)


def test_human_text_of_unknown_licence_is_under_no_known_one() -> None:
    text = of(ONE, human=True)
    assert DatasetCard(text).data["license"] == ["cc0-1.0", "other"]
    assert "that its author gave: not stated 6" in text


def test_it_says_what_its_rows_keep_away_from() -> None:
    counted = {ONE: figures(ONE)[ONE] | {"kept_away_from": ["exam_2024.jsonl"]}}
    assert "40 characters in a row with exam\\_2024.jsonl." in written({ONE: pack(ONE)}, counted)
    assert "40 characters" not in of(ONE)


ODD = st.one_of(
    st.text(max_size=12),
    st.text(st.sampled_from("|`*_[]<>#&~$!\\:/-'\"{}%\n\t no\x00\x85\u2028\u200dक्षê"), max_size=12),
    st.sampled_from(["no", "null", "1.0", "---", "\n---\n", "- a", "a: b", "# x", "<!-- x -->"]),
)


@settings(max_examples=80, deadline=None)
@given(name=ODD, autonym=ODD, variety=ODD, source=ODD, bcp47=ODD)
def test_odd_names_come_through(
    name: str, autonym: str, variety: str, source: str, bcp47: str
) -> None:
    """Text of packs is text: it makes no YAML and no Markdown of its own."""
    origin = Origin(source=source, licence="CC0-1.0", reviewed_by=None)
    odd = {"name": name, "autonym": autonym, "variety": variety, "origin": origin, "bcp47": bcp47}
    packs = {ONE: pack(ONE).model_copy(update=odd)}
    text = written(packs, figures(ONE))
    read = DatasetCard(text)
    assert read.data.to_dict() == header(packs, figures(ONE))
    assert read.data["pretty_name"] == title(packs)
    assert shape(read.text) == plain_shape()
    (language,) = [row for row in cells(read.text) if row[1:2] == [ONE]]
    assert language[0] == f"{tidy(name)} ({tidy(autonym)})".strip()
    (said,) = [row for row in cells(read.text) if row[0] == ONE]
    assert said[2:4] == [tidy(name), tidy(variety) or "not stated"]


def tokens(text: str) -> list[Any]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def shape(text: str) -> list[str]:
    """The blocks of a Markdown text, and what stands inside of them beside text."""
    parts = [part for token in tokens(text) for part in (token, *(token.children or []))]
    return [part.type for part in parts if part.type not in {"text", "text_special", "softbreak"}]


@cache
def plain_shape() -> list[str]:
    return shape(DatasetCard(of(ONE)).text)


def cells(text: str) -> list[list[str]]:
    """The table rows of a Markdown text, each cell as it is read."""
    table: list[list[str]] = []
    for before, token in pairwise(tokens(text)):
        if token.type == "tr_open":
            table.append([])
        if token.type == "inline" and before.type in {"th_open", "td_open"}:
            table[-1].append("".join(part.content for part in token.children))
    return table


# ---- the body


@pytest.mark.parametrize("argued", [False, True])
def test_it_leads_with_what_no_speaker_has_read(*, argued: bool) -> None:
    tags = tuple(SPEAKING)
    used = {tag: units(tag, figures(*tags, argued=argued)) for tag in tags}
    read = sum(
        name in used[tag] and reviewed
        for tag in tags
        for name, reviewed in pack(tag).readable().items()
    )
    first = DatasetCard(of(*tags, argued=argued)).text.split("\n\n")[1]
    total = sum(map(len, used.values()))
    assert first.startswith(f"**Wordings read by a speaker: {read} of {total}.**")


def units(tag: str, counted: Figures) -> dict[str, int]:
    """Count rows by wording, those of a frame together; a frame's wordings end on a number."""
    found: dict[str, int] = {}
    frames = {frame.id for frame in pack(tag).arguments.frames}
    for name, rows_ in counted[tag]["rows_per_wording"].items():
        frame, _, turn = name.rpartition("/")[2].rpartition("_")
        unit = f"arguments/{frame}" if frame in frames and turn in "123" else name
        found[unit] = found.get(unit, 0) + rows_
    return found


def reviewed(tag: str, wording: str) -> PackFile:
    """Give a pack in which a speaker has read one wording, or all that stand in one frame."""
    said = {
        concept: [
            each.model_copy(
                update={"reviewed_by": ["Asha"]} if each.read_as(concept) == wording else {}
            )
            for each in wordings
        ]
        for concept, wordings in pack(tag).wording.items()
    }
    return pack(tag).model_copy(update={"wording": said})


@pytest.mark.parametrize("framed", [False, True])
def test_a_wording_that_a_speaker_has_read_is_counted_once(*, framed: bool) -> None:
    """So is a frame, whatever arguments stand in it."""
    counted = figures(ONE, argued=True)
    used = units(ONE, counted)
    assert len(used) < len(counted[ONE]["rows_per_wording"])
    name = next(unit for unit in used if unit.startswith("arguments/") == framed)
    text = written({ONE: reviewed(ONE, name)}, counted)
    assert f"read by a speaker: 1 of {len(used)}.**" in text
    (language,) = [row for row in cells(text) if row[1:2] == [ONE]]
    assert language[-3:] == [str(len(used)), f"1 of {len(used)}", str(max(used.values()))]


def test_it_warns_of_arguments_without_their_label(made: Path) -> None:
    text = (made / "README.md").read_text(encoding="utf-8")
    data = pl.read_parquet(made / "data" / "**" / "*.parquet")
    arguments = data.filter(pl.col("kind") == "fallacy")
    faults = arguments.filter(pl.col("face") == "invalid").height
    assert faults * 2 == arguments.height > 0
    assert f"({faults} of\n> {arguments.height}, " in text
    assert "Never train on the prompt alone" in text
    no_argument = figures(ONE)
    sums = {ONE: no_argument[ONE] | {"by_face": {"only": 80}}}
    assert "Never train on" not in written({ONE: pack(ONE)}, sums)


def test_its_fields_are_the_columns() -> None:
    rows_ = cells(of(ONE).split("\n## Fields\n")[1].split("\n## ")[0])
    assert [row[0] for row in rows_] == ["column", *SCHEMA, *VERDICT, score_column("<check>")]
    assert all(len(row) == 2 and len(row[1]) > 10 for row in rows_[1:])


def test_it_names_every_check_and_what_it_removed() -> None:
    text = of(*SPEAKING, rejected=True)
    for name, measures in MEASURES.items():
        assert f"* `{name}`: {measures}" in text
    removed = sum(own["rejected"] for own in figures(*SPEAKING, rejected=True).values())
    assert f"`script`: {MEASURES['script']} ({removed} rows removed)\n" in text


def test_its_counts_are_those_of_the_rows(made: Path) -> None:
    text = (made / "README.md").read_text(encoding="utf-8")
    data = pl.read_parquet(made / "data" / "**" / "*.parquet")
    counts = {row[0]: row[1] for row in cells(text) if len(row) == 3}
    for column in ("label_source", "licence"):
        for value, count in data.group_by(column).len().iter_rows():
            assert counts[value] == str(count), value
    for value, count in data.group_by("domain").len().iter_rows():
        if value:
            assert f"{value} {count}" in text.replace("\\", "")


def test_the_canary_is_the_signatures_own() -> None:
    assert canary("a") == canary("a") != canary("b")
    guid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    assert re.fullmatch(f"polyglot-synth canary GUID {guid}", canary("a"))


def test_the_canary_stands_in_card_and_record(made: Path) -> None:
    record = json.loads((made / "run.json").read_text(encoding="utf-8"))
    assert record["canary"] == canary(record["signature"])
    assert (made / "README.md").read_text(encoding="utf-8").count(record["canary"]) == 1


def test_the_golden_card(tmp_path: Path) -> None:
    """What a change of the card changes, to be read; rewrite it with GOLDEN=write."""
    out = generate(tmp_path / "out", "epo_Latn", "toy/*", 12)
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    text = (out / "README.md").read_text(encoding="utf-8")
    for said, name in (
        (record["signature"], "SIGNATURE"),
        (record["canary"], "CANARY"),
        (f"polyglot-synth {record['versions']['polyglot-synth']}", "polyglot-synth VERSION"),
    ):
        text = text.replace(said, name)
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


# ---- loading, as readers do


LOADING = """
import json, os
import datasets
here, found, plain = os.getcwd(), {}, {}
for name in datasets.get_dataset_config_names(here):
    loaded = datasets.load_dataset(here, name)
    found[name] = {split: [rows.num_rows, rows.column_names] for split, rows in loaded.items()}
for tag in ("epo_Latn", "swh_Latn"):
    rows = datasets.load_dataset("parquet", data_files=f"data/{tag}/*.parquet", split="train")
    plain[tag] = [rows.num_rows, rows.column_names]
default = sorted(set(datasets.load_dataset(here, split="train")["language"]))
print(json.dumps([found, plain, default]))
"""


def loading(script: str, folder: Path, tmp_path: Path) -> str:
    """Run Python in the folder, with no network, warnings as errors and a fresh cache."""
    cache_ = {"HF_HOME": str(tmp_path / "home"), "HF_DATASETS_CACHE": str(tmp_path / "cache")}
    environment = os.environ | cache_ | {"HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-W", "error", "-c", script]
    run = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_datasets_loads_every_config_and_counts_as_the_report(made: Path, tmp_path: Path) -> None:
    found, plain, default = json.loads(loading(LOADING, made, tmp_path))
    columns = [*SCHEMA, *VERDICT, *map(score_column, MEASURES)]
    wanted = {}
    for tag, own in report(made).items():
        assert own["accepted"] > 0 < own["rejected"]
        assert plain[tag] == [own["accepted"], columns]
        wanted[tag] = {"train": [own["accepted"], columns]}
        wanted[f"removed_{tag}"] = {"removed": [own["rejected"], columns]}
    assert found == wanted
    assert default == ["epo_Latn"]


def test_its_code_loads_the_rows(made: Path, tmp_path: Path) -> None:
    text = (made / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        said = loading(f"{block}\nprint(len(rows), set(rows['language']))", made, tmp_path)
        assert said.splitlines()[-1] == f"{report(made)['epo_Latn']['accepted']} {{'epo_Latn'}}"
