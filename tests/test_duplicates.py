"""Duplicates: what is near, and to whom; and that verdicts depend on earlier rows alone."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyglot_synth.filters.buckets import NONE, Buckets, Firsts, Places
from polyglot_synth.filters.candidates import BACK
from polyglot_synth.filters.duplicates import folded
from polyglot_synth.filters.minhash import WIDTH, banding, least_agreement, matrix, sketches
from polyglot_synth.filters.near import Seen
from polyglot_synth.filters.shingles import jaccard, shingles

COMMAND = Path(sys.executable).with_name("polyglot-synth")
THRESHOLDS = [0.5, 0.8, 0.9, 0.95, 1.0]

# Texts that come near each other: few words, many of them shared; scripts with marks, with one
# letter a word, with letters beyond 16 bits; texts of no and of one character.
WORD = st.sampled_from(
    [
        *("mvua", "ilinyesha", "jana", "usiku", "पाऊस", "पडला", "क्ष", "क\u200dष", "日", "本", "語"),
        *("😀", "👩\u200d🌾", "é", "e\u0301", "ẹ́", "ß", "SS", "İ", "a", "\u0301"),
    ]
)
TEXT = st.one_of(
    st.lists(WORD, max_size=12).map(" ".join),
    st.lists(WORD, max_size=6).map("".join),
    st.text(max_size=8),
    st.integers(0, 30).map(
        lambda n: "the rain fell on the village last night, all of it " + "x" * n
    ),
)
ROWS = st.lists(st.tuples(TEXT, st.booleans() | st.just(value=True)), max_size=30)
Rows = list[tuple[str, bool]]


def verdicts(rows: Rows, threshold: float, cuts: list[int] | None = None) -> pl.DataFrame:
    """Judge rows, fed in as many batches as the cuts make."""
    borders = sorted({0, *(cut % (len(rows) + 1) for cut in cuts or []), len(rows)})
    seen = Seen(threshold)
    batches = [rows[start:stop] for start, stop in pairwise(borders)] or [rows]
    return pl.concat([added(seen, batch) for batch in batches])


def added(seen: Seen, rows: Rows) -> pl.DataFrame:
    texts = pl.Series([text for text, _ in rows], dtype=pl.String)
    return seen.add(texts, pl.Series([passed for _, passed in rows], dtype=pl.Boolean))


def plain_set(text: str) -> set[str]:
    return {text[at : at + 5] for at in range(max(1, len(text) - 4))}


def plain_jaccard(one: str, other: str) -> float:
    first, second = (plain_set(text) for text in folded([one, other]))
    return len(first & second) / len(first | second)


# Properties.


@settings(max_examples=50, deadline=None)
@given(rows=ROWS, threshold=st.sampled_from(THRESHOLDS), cuts=st.lists(st.integers(0, 40)))
def test_verdicts_do_not_depend_on_how_rows_are_cut(
    rows: Rows, threshold: float, cuts: list[int]
) -> None:
    assert verdicts(rows, threshold, cuts).equals(verdicts(rows, threshold))


@settings(max_examples=50, deadline=None)
@given(rows=ROWS, more=ROWS, threshold=st.sampled_from(THRESHOLDS))
def test_verdicts_do_not_depend_on_later_rows(rows: Rows, more: Rows, threshold: float) -> None:
    assert verdicts(rows + more, threshold).head(len(rows)).equals(verdicts(rows, threshold))


@settings(max_examples=50, deadline=None)
@given(rows=ROWS, threshold=st.sampled_from(THRESHOLDS))
def test_what_is_called_near_is_near(rows: Rows, threshold: float) -> None:
    found = verdicts(rows, threshold)
    for here, (repeated, of, likeness) in enumerate(found.rows()):
        assert repeated == (of is not None) == (likeness is not None)
        if not repeated:
            continue
        assert 0 <= of < here
        assert rows[here][1]
        assert rows[of][1], "only rows that passed are repeated"
        assert likeness == plain_jaccard(rows[of][0], rows[here][0]) >= threshold


@settings(max_examples=50, deadline=None)
@given(rows=ROWS, threshold=st.sampled_from(THRESHOLDS))
def test_exact_repeats_are_found_at_every_threshold(rows: Rows, threshold: float) -> None:
    found = verdicts(rows, threshold)
    first: dict[str, int] = {}
    for here, (text, passed) in enumerate(rows):
        if not passed:
            continue
        of = first.setdefault(folded([text])[0], here)
        if of != here:
            assert found.row(here) == (True, of, 1.0)
    alike = [
        passed and first[folded([text])[0]] != here for here, (text, passed) in enumerate(rows)
    ]
    assert verdicts(rows, 1.0)["repeats"].to_list() == alike


@settings(max_examples=50, deadline=None)
@given(rows=ROWS)
def test_a_stricter_threshold_never_keeps_more(rows: Rows) -> None:
    kept = [(~verdicts(rows, threshold)["repeats"]).sum() for threshold in (0.6, 0.9, 1.0)]
    assert kept == sorted(kept)


@settings(max_examples=50, deadline=None)
@given(texts=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=10))
def test_the_likeness_is_that_of_plain_sets(texts: list[tuple[str, str]]) -> None:
    said = folded([text for pair in texts for text in pair])
    places = np.arange(len(said))
    plain = [plain_jaccard(*pair) for pair in texts]
    assert jaccard(said, places[::2], places[1::2]).tolist() == plain


@settings(max_examples=50, deadline=None)
@given(texts=st.lists(TEXT, max_size=10))
def test_shingles_are_those_of_each_text_alone(texts: list[str]) -> None:
    hashes, offsets = shingles(texts)
    assert offsets[-1] == len(hashes)
    for text, start, stop in zip(texts, offsets[:-1], offsets[1:], strict=True):
        assert hashes[start:stop].tolist() == shingles([text])[0].tolist()
        assert len(set(hashes[start:stop].tolist())) == len(plain_set(text))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=12), max_size=8))
def test_buckets_and_firsts_are_what_a_dictionary_says(
    batches: list[list[tuple[int, bool]]],
) -> None:
    buckets, firsts, last, first, row = Buckets(), Firsts(), {}, {}, 0
    for batch in batches:
        keys = np.array([key for key, _ in batch], dtype=np.uint32)
        passed = np.array([good for _, good in batch], dtype=np.bool_)
        buckets.add(keys, passed)
        said = firsts.add(np.column_stack([keys, keys]).astype(np.uint64), passed)
        for place, (key, good) in enumerate(batch):
            here = np.array([row], dtype=np.int32)
            assert buckets.before(here).item() == (last.get(key, NONE) if good else NONE)
            assert said[place] == (first.get(key, NONE) if good else NONE)
            if good:
                last[key] = row
                first.setdefault(key, row)
            row += 1


def test_places_stay_few_runs() -> None:
    places = Places()
    for row in range(200):
        places.put(np.array([row % 50], dtype=np.uint32), np.array([row], dtype=np.int32))
    keys = np.arange(51, dtype=np.uint32)
    assert places.find(keys).tolist() == [*range(150, 200), NONE]


# Cases.

RAIN = "Mvua kubwa ilinyesha jana usiku katika kijiji chetu, na watoto hawakwenda shule leo."


@pytest.mark.parametrize(
    ("other", "threshold", "near"),
    [
        (RAIN, 1.0, True),
        (RAIN.upper() + "\n", 1.0, True),
        (RAIN.replace("kubwa", "ndogo"), 0.75, True),
        (RAIN.replace("kubwa", "ndogo"), 0.95, False),
        (RAIN.replace(".", "!"), 0.95, True),
        (RAIN.replace(".", "!"), 1.0, False),
        (RAIN + " " + RAIN.replace("Mvua", "Jua"), 0.8, True),  # a set knows no repetition
        ("Jua kali liliwaka mchana kutwa, na mashamba yote yalikauka kabla ya mavuno.", 0.5, False),
    ],
)
def test_near_or_not(other: str, threshold: float, near: bool) -> None:  # noqa: FBT001
    found = verdicts([(RAIN, True), ("kitu kingine kabisa", True), (other, True)], threshold)
    assert found["repeats"].to_list() == [False, False, near]
    assert found["of"].to_list() == [None, None, 0 if near else None]


def test_short_texts_are_one_shingle() -> None:
    rows = [(text, True) for text in ["", "a", "b", "日", "日本", "abcd", "abcd ", "", "A"]]
    found = verdicts(rows, 0.8)
    assert found["of"].to_list() == [None] * 6 + [5, 0, 1]


def test_letters_beyond_16_bits_and_marks_count_as_characters() -> None:
    faces = ["😀😁😂😃😄😅", "😀😁😂😃😄😆"]
    assert jaccard(faces, np.array([0]), np.array([1])).tolist() == [1 / 3]
    rows = [("e\u0301" * 9, True), ("é" * 9, True), ("e" * 9, True)]
    assert verdicts(rows, 0.9)["of"].to_list() == [None, 0, None]


def test_a_row_without_text_is_not_judged() -> None:
    seen = Seen(0.9)
    for _ in range(2):
        found = seen.add(pl.Series([None, RAIN], dtype=pl.String), pl.Series([True, None]))
        assert found.rows() == [(False, None, None)] * 2


def test_the_likeliest_is_named() -> None:
    near, nearer = RAIN.replace("kubwa", "ndogo"), RAIN.replace(".", "!")
    found = verdicts([(near, True), (nearer, True), (RAIN, True)], 0.7)
    assert found.row(2) == (True, 1, plain_jaccard(nearer, RAIN))


def test_a_crowded_bucket_is_looked_at_from_its_end() -> None:
    """All these rows share almost every band; a row finds one of the last of them."""
    rows = [(f"{RAIN} {number:05}", True) for number in range(300)]
    found = verdicts(rows, 0.8)
    assert found["repeats"].to_list() == [False] + [True] * 299
    back = pl.Series(range(300)) - found["of"]
    assert 1 <= back.drop_nulls().min() <= back.drop_nulls().max() < 300
    assert BACK < 300


def test_near_copies_in_varied_text_are_found() -> None:
    """Of 300 texts with one letter changed in about 100, at least 99 in a hundred are found."""
    words = np.random.default_rng(5).integers(0, 1000, (300, 20))
    texts = [" ".join(f"w{word:03}" for word in row) for row in words]
    rows = [(text, True) for text in texts + [text[:50] + "ø" + text[51:] for text in texts]]
    found = verdicts(rows, 0.85)
    assert not found["repeats"].head(300).any()
    assert found["of"].tail(300).to_list().count(None) <= 3


# Choices, and that they stay the same on every machine.


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.99])
def test_bands_find_99_of_100_at_the_threshold(threshold: float) -> None:
    bands, width = banding(threshold)
    assert bands * width <= WIDTH
    assert 1 - (1 - threshold**width) ** bands >= 0.99
    assert 0 < least_agreement(threshold) < WIDTH * threshold


def test_sketches_are_the_same_on_every_machine_and_version() -> None:
    texts = pl.Series(["", "a", RAIN, "पाऊस पडला. 😀", None])
    found = sketches(texts)
    assert found.to_list()[-1] is None
    assert matrix(found).shape == (5, WIDTH)
    digest = hashlib.sha256(matrix(found).tobytes()).hexdigest()
    assert digest == "bab6172316a548e67e9586f3cbcc3ebb4686ac98c6f5b6bd214c5ee36d8eb87e"
    assert shingles(["mvua!"])[0].tolist() == [17508632352707815134]


def test_sketches_agree_as_often_as_the_texts_are_alike() -> None:
    texts = [RAIN, RAIN.replace("kubwa", "ndogo"), RAIN.replace("leo", "jana"), RAIN[:40]]
    rows = matrix(sketches(pl.Series(texts)))
    for other in range(1, 4):
        agree = np.count_nonzero(rows[0] == rows[other]) / WIDTH
        assert agree == pytest.approx(plain_jaccard(texts[0], texts[other]), abs=0.12)


# Runs.

CONCEPT = "fallacies/hasty_generalization"  # its rows differ in people and numbers alone
NEAR = 0.75


def run(out: Path, *options: str | int) -> Path:
    command = [COMMAND, "generate", "--out", out, "--languages", "swh_Latn", "--concepts", CONCEPT]
    subprocess.run([*command, "--workers", "1", "--quiet", *map(str, options)], check=True)
    return out


def rows_of(out: Path, kind: str) -> pl.DataFrame:
    return pl.concat(map(pl.read_parquet, sorted((out / kind / "swh_Latn").glob("*.parquet"))))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run whose stream needs more than one wave."""
    return run(tmp_path_factory.mktemp("near") / "out", "--rows", 300, "--near", NEAR)


def test_a_run_removes_near_numbers_with_their_twins(made: Path) -> None:
    report = json.loads((made / "report.json").read_text(encoding="utf-8"))["swh_Latn"]
    data, removed = rows_of(made, "data"), rows_of(made, "removed")
    assert data.height == report["accepted"] == 300
    assert data.height + removed.height == report["made"]
    assert removed.height == report["rejected"] == sum(report["rejected_by"].values())
    fallen = removed.filter(pl.col("rejected_by") == "duplicates")
    twins = removed.filter(pl.col("rejected_by") == "twin")
    assert fallen.height == report["rejected_by"]["duplicates"] > 0
    assert set(fallen["number"]) <= set(twins["number"])
    assert not set(fallen["number"]) & set(data["number"])
    assert {"sketch", "near", "text_hash"}.isdisjoint(removed.columns)


def test_a_reason_names_the_number_and_the_likeness(made: Path) -> None:
    both = pl.concat([rows_of(made, "data"), rows_of(made, "removed")])
    fallen = both.filter(pl.col("rejected_by") == "duplicates")
    first = both.filter(pl.col("face") == fallen["face"][0])
    said = dict(first.select("number", "prompt").iter_rows())
    for number, reason in fallen.select("number", "reason").iter_rows():
        found = re.fullmatch(r"like number (\d+) of this stream: (.+) of character 5-grams", reason)
        assert found
        of = int(found[1])
        assert of < number
        assert plain_jaccard(said[of], said[number]) >= NEAR
        assert found[2] == f"Jaccard {plain_jaccard(said[of], said[number]):.2f}"


def test_the_first_rows_do_not_depend_on_the_quota(made: Path, tmp_path: Path) -> None:
    """Fewer rows, other waves, other parts: the same rows from the first on."""
    few = run(tmp_path / "few", "--rows", 60, "--near", NEAR)
    assert rows_of(made, "data").head(60).equals(rows_of(few, "data"))
    record = json.loads((made / "run.json").read_text(encoding="utf-8"))
    assert record["streams"][0]["waves"] > 1
    assert record["fingerprint"]["config"]["near"] == NEAR


def test_a_likeness_out_of_range_is_refused(tmp_path: Path) -> None:
    command = [COMMAND, "generate", "--out", tmp_path / "out", "--near", "1.5"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--near" in done.stderr
