"""Keeping away: what shares 8 words or 40 characters with a list goes, and nothing else does."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from polyglot_synth.check import CHECKS
from polyglot_synth.cli.commands import root
from polyglot_synth.config import RunConfig
from polyglot_synth.filters.keep_away import KeepAway, listed
from polyglot_synth.filters.overlaps import CHARACTERS, WORDS, Listed, bare
from polyglot_synth.run import generate
from tests.common import check, pack

# 8 short words, so that the 40 characters say nothing; and a text without spaces.
SHORT = "mama na baba wa Ali ni wa Uru"
LONG = "กระทรวงศึกษาธิการประกาศวันหยุดเรียนของโรงเรียนในเขตภาคเหนือเป็นเวลาสามวัน"
SWAHILI = "Gari liliondoka Dodoma saa mbili asubuhi likiwa na abiria hamsini na watano."
MARATHI = "पुण्याहून सकाळी आठ वाजता निघालेली गाडी दुपारी १२ वाजता नाशिकला पोहोचली, असे चालकाने सांगितले."
ENGLISH = "A bus left Dodoma at eight o'clock with fifty-five passengers and 1,200 kilos of maize."

Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(*lines: str, name: str = "list.txt") -> str:
        (tmp_path / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return str(tmp_path / name)

    return write


def rows(*prompts: str, **others: str) -> pl.DataFrame:
    columns = ("prompt", "response", "pivot_prompt", "pivot_response")
    texts = [{"prompt": prompt} | others for prompt in prompts]
    return pl.DataFrame(texts, schema=dict.fromkeys(columns, pl.String))


def scores(file: str, batch: pl.DataFrame) -> list[float | None]:
    return KeepAway([file])(batch, pack("swh_Latn")).values.to_list()


def first_words(text: str, count: int) -> str:
    return " ".join(text.split()[:count])


# What is shared.


@pytest.mark.parametrize(
    ("item", "text", "shared"),
    [
        (SHORT, f"Leo {SHORT} wamefika", True),
        (SHORT, f"Leo {first_words(SHORT, 7)} wamefika", False),
        (SHORT, f"Leo {SHORT}si wamefika", False),  # the eighth word is another
        (LONG, f"เมื่อวาน{LONG[8:48]}ครับ", True),
        (LONG, f"เมื่อวาน{LONG[8:47]}ครับ", False),
        (MARATHI, f"आणि {first_words(MARATHI, 8)} का?", True),
        (MARATHI, f"आणि {MARATHI[6:46]}गा", True),
        (MARATHI, f"आणि {MARATHI[6:30]}", False),
        (SWAHILI, SWAHILI.upper().replace(" ", " \n "), True),
        (SWAHILI, SWAHILI.replace(" ", ", "), True),
        (ENGLISH, "bus left dodoma at eight o’clock with fifty five passengers", True),
        (MARATHI, MARATHI.replace("१२", "12"), True),
        (MARATHI, unicodedata.normalize("NFD", MARATHI), True),
        (SWAHILI, SWAHILI.replace("mbili", "tatu").replace("abiria", "watu"), False),
    ],
)
def test_eight_words_or_forty_characters(item: str, text: str, shared: bool, write: Write) -> None:  # noqa: FBT001
    [score] = scores(write("a line of something else", item), rows(text))
    assert (score > 0) == shared
    assert check("keep_away").bound(pack("swh_Latn")).high == 0.0


def test_thirty_nine_are_too_few_wherever_they_stand(write: Write) -> None:
    file, wide = write(LONG), len(bare(pl.Series([LONG]))[0])
    for start in range(wide - CHARACTERS + 1):
        shared = [LONG[start : start + width] for width in (CHARACTERS, CHARACTERS - 1)]
        assert [score > 0 for score in scores(file, rows(*(f"x{s}x" for s in shared)))] == [
            True,
            False,
        ]


@pytest.mark.parametrize("column", ["prompt", "response", "pivot_prompt", "pivot_response"])
def test_the_text_and_its_english_are_looked_at(column: str, write: Write) -> None:
    batch = rows("Habari?", "Habari?").with_columns(
        pl.Series(column, ["Nothing of it.", f"So: {ENGLISH}"])
    )
    scored = KeepAway([write(SWAHILI, ENGLISH, name="mgsm.txt")])(batch, pack("swh_Latn"))
    assert [score > 0 for score in scored.values] == [False, True]
    name = {"pivot_prompt": "English prompt", "pivot_response": "English response"}
    size = len(bare(pl.Series([ENGLISH]))[0])
    quoted = "mgsm.txt:2: 'a bus left dodoma at eight oclock with ...'"
    assert scored.reasons.to_list() == [
        None,
        f"the {name.get(column, column)} shares {size} characters with {quoted}",
    ]


def test_two_texts_that_stand_one_after_the_other_make_no_overlap(write: Write) -> None:
    half = len(SWAHILI) // 2
    file = write(f"kitu kingine {SWAHILI[:half]}", f"{SWAHILI[half:]} na kitu kingine")
    assert scores(file, rows(SWAHILI)) == [0.0]
    split = rows(SWAHILI[:half], response=SWAHILI[half:])
    assert scores(write(SWAHILI), split) == [0.0]


def by_hand(item: str, text: str) -> bool:
    """Look for an overlap in the plainest way."""
    one, other = bare(pl.Series([item, text]))
    words = [tuple(t.split()[n : n + WORDS] for n in range(len(t.split()))) for t in (one, other)]
    spans = [{" ".join(w) for w in found if len(w) == WORDS} for found in words]
    windows = {one[n : n + CHARACTERS] for n in range(len(one) - CHARACTERS + 1)}
    return bool(spans[0] & spans[1]) or any(window in other for window in windows)


pieces = st.text(st.sampled_from("abaब ñ'.,\n5"), max_size=120)


@settings(max_examples=300)
@given(pieces, pieces, pieces, st.integers(0, 60), st.integers(0, 70))
def test_it_finds_what_the_plainest_search_finds(
    item: str, before: str, after: str, start: int, width: int
) -> None:
    text = before + item[start : start + width] + after
    [found] = Listed(pl.Series([after[::-1], item])).overlaps(pl.Series([text]))
    assert (found is not None) == (by_hand(item, text) or by_hand(after[::-1], text))


def test_many_rows_and_a_list_longer_than_a_block() -> None:
    """Rows and lists are hashed block by block; each finds its own."""
    items = [f"item {n} " + " ".join(f"w{n}x{k}" for k in range(40)) for n in range(6_000)]
    assert sum(map(len, items)) > 1_200_000
    known = Listed(pl.Series(items))
    texts = [f"row {n} says w{n}y1 w{n}y2 w{n}y3 w{n}y4 w{n}y5 w{n}y6 w{n}y7" for n in range(9_000)]
    planted = {n: f"row {n} says {items[(7 * n) % 6_000][40:120]}" for n in range(0, 9_000, 500)}
    for n, text in planted.items():
        texts[n] = text
    found = known.overlaps(pl.Series(texts))
    assert {n: overlap.listed for n, overlap in enumerate(found) if overlap} == {
        n: (7 * n) % 6_000 for n in planted
    }


def test_nothing_listed_judges_nothing() -> None:
    assert KeepAway()(rows(SWAHILI, ""), pack("swh_Latn")).values.to_list() == [None, None]
    assert check("keep_away").idle(RunConfig())
    assert not check("keep_away").idle(RunConfig(keep_away=["list.txt"]))
    assert [each.name for each in CHECKS if each.idle_without] == [
        "round_trip",
        "meaning",
        "keep_away",
    ]


# Lists.


@pytest.mark.parametrize("name", ["list.txt", "list.jsonl", "list.csv", "list.parquet"])
def test_every_text_of_every_kind_of_file_is_listed(name: str, tmp_path: Path) -> None:
    table = pl.DataFrame({"n": [1, 2], "question": [SWAHILI, "Ndiyo?"], "answer": ["-", MARATHI]})
    file = tmp_path / name
    if name == "list.txt":
        file.write_text(f"{SWAHILI}\n\n{MARATHI}\n", encoding="utf-8")
    elif name == "list.jsonl":
        table.write_ndjson(file)
    elif name == "list.csv":
        table.write_csv(file)
    else:
        table.write_parquet(file)
    assert [s > 0 for s in scores(str(file), rows(SWAHILI, ENGLISH, MARATHI))] == [
        True,
        False,
        True,
    ]


def test_texts_in_lists_and_objects_are_listed_too(tmp_path: Path) -> None:
    nested = {"choices": ["a", f"{SWAHILI}\n"], "answers": {"text": [MARATHI]}, "label": 3}
    (tmp_path / "a.jsonl").write_text(json.dumps(nested) + "\n", encoding="utf-8")
    pl.DataFrame([nested]).write_parquet(tmp_path / "b.parquet")
    for name in ("a.jsonl", "b.parquet"):
        found = scores(str(tmp_path / name), rows(SWAHILI, MARATHI, ENGLISH))
        assert [score > 0 for score in found] == [True, True, False]
    assert {item.text for item in listed([str(tmp_path / "a.jsonl")])} == {
        "a",
        f"{SWAHILI}\n",
        MARATHI,
    }


# Whole runs.

SMALL = {"languages": ["swh_Latn"], "concepts": ["reading/*"], "rows": 20, "workers": 1}


def made(out: Path, **more: object) -> pl.DataFrame:
    generate(RunConfig(out=str(out), **(SMALL | more)))
    kept = pl.read_parquet(out / "data/*/*.parquet")
    return pl.concat([kept, pl.read_parquet(out / "removed/*/*.parquet")])


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    return made(tmp_path_factory.mktemp("free") / "out")


def test_a_run_without_lists_says_that_nothing_was_kept_away(
    free: pl.DataFrame, tmp_path: Path
) -> None:
    assert free["score_keep_away"].null_count() == free.height
    made(tmp_path)
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["swh_Latn"]["kept_away_from"] == []
    assert "keep_away" not in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_a_run_keeps_away_from_a_text_and_from_an_english_text(
    free: pl.DataFrame, tmp_path: Path
) -> None:
    """Every row that holds the text goes, whatever is around it; others come instead."""
    kept = free.filter(pl.col("rejected_by").is_null())
    own, pivot = kept["prompt"][0], kept["pivot_prompt"][-1]
    pl.DataFrame({"question": [own, pivot]}).write_csv(tmp_path / "sets.csv")
    held = made(tmp_path / "out", keep_away=[str(tmp_path / "sets.csv")])
    assert held["score_keep_away"].null_count() == 0
    gone = held.filter(pl.col("rejected_by") == "keep_away")
    assert kept["id"][0] in gone["id"]
    assert kept["id"][-1] in gone["id"]
    assert gone["reason"].str.contains(r"shares \d+ characters with sets\.csv:\d+: '").all()
    passed = held.filter(pl.col("rejected_by").is_null())
    assert passed.height == SMALL["rows"]
    for item in (own, pivot):
        for columns in passed.select("prompt", "response", "pivot_prompt").iter_rows():
            assert not any(by_hand(item, text) for text in columns)
    report = json.loads((tmp_path / "out/report.json").read_text())
    assert [name.partition("@")[0] for name in report["swh_Latn"]["kept_away_from"]] == ["sets.csv"]
    assert "* `keep_away`:" in (tmp_path / "out/README.md").read_text(encoding="utf-8")


def polyglot(*words: str | Path, fails: int = 0) -> str:
    result = CliRunner().invoke(root, [str(word) for word in words], prog_name="polyglot-synth")
    assert result.exit_code == fails, result.output
    return result.output


def test_resume_with_another_list_is_refused(tmp_path: Path, write: Write) -> None:
    first, other = write(SWAHILI), write(MARATHI, name="other.txt")
    options = ("--languages", "swh_Latn", "--concepts", "reading/*", "--rows", 4, "--workers", 1)
    words = ("generate", "--quiet", *options, "--out", tmp_path / "out", "--keep-away")
    polyglot(*words, first)
    said = polyglot(*words, other, "--resume", fails=2)
    assert said.startswith(f"{tmp_path / 'out'} was begun with another keep_away; resume with")
    (tmp_path / "moved").mkdir()
    moved = Path(first).rename(tmp_path / "moved/list.txt")
    polyglot(*words, moved, "--resume")


def test_anybodys_rows_are_kept_away_from_lists_too(tmp_path: Path, write: Write) -> None:
    found = [
        {"prompt": f"Soma: {SWAHILI}"},
        {"prompt": "Leo tunaenda sokoni kununua matunda mengi."},
    ]
    file = tmp_path / "found.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in found), encoding="utf-8")
    gate = ("gate", file, "--language", "swh_Latn", "--out")
    said = polyglot(*gate, tmp_path / "free")
    assert "left out, for want of lists of texts (--keep-away): keep_away\n" in said
    said = polyglot(*gate, tmp_path / "held", "--keep-away", write(SWAHILI))
    assert "swh_Latn: 1 rows accepted of 2 (removed: keep_away 1)\n" in said
    gone = pl.read_parquet(tmp_path / "held/removed/swh_Latn/*.parquet")
    assert gone["row"].to_list() == [1]
    run = json.loads((tmp_path / "held/run.json").read_text())
    assert run["fingerprint"]["keep_away"][0].startswith("list.txt@")
