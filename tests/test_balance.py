"""Balance and what comes after: quotas, waves, fates, files and figures."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from itertools import accumulate, pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from polyglot_synth import write
from polyglot_synth.balance import Stream, quotas, short_of_capacity, shortfalls
from polyglot_synth.check import unjudged
from polyglot_synth.errors import Mendable
from polyglot_synth.filters.duplicates import fingerprints
from polyglot_synth.filters.near import Seen
from polyglot_synth.report import Tally
from polyglot_synth.sample import TEXT_HASH
from polyglot_synth.settle import apply, settle, survivors
from tests.common import SAID, SPEAKING, rows

FACES = st.dictionaries(st.sampled_from("abcdefghij"), st.sampled_from([1, 2]), min_size=1)


# ---- quotas


def shared(rows_: int, faces: dict[str, int]) -> dict[str, int]:
    assume(rows_ % 2 == 0 or 1 in faces.values())
    return quotas(rows_, faces)


@settings(max_examples=300, deadline=None)
@given(rows_=st.integers(0, 2_000), faces=FACES)
def test_quotas_sum_exactly_or_say_why_not(rows_: int, faces: dict[str, int]) -> None:
    if rows_ % 2 and 1 not in faces.values():
        with pytest.raises(Mendable, match=f"come in pairs; ask for {rows_ + 1}"):
            quotas(rows_, faces)
        return
    given_ = quotas(rows_, faces)
    assert list(given_) == list(faces)
    assert min(given_.values()) >= 0
    assert sum(given_[name] * size for name, size in faces.items()) == rows_


@settings(max_examples=300, deadline=None)
@given(rows_=st.integers(0, 2_000), faces=FACES)
def test_quotas_are_even(rows_: int, faces: dict[str, int]) -> None:
    given_ = shared(rows_, faces)
    owed = [given_[name] * size for name, size in faces.items()]
    assert max(owed) - min(owed) <= 3
    singles = [given_[name] for name in sorted(faces) if faces[name] == 1]
    pairs = [given_[name] for name in sorted(faces) if faces[name] == 2]
    for alike in (singles, pairs):
        assert alike == sorted(alike, reverse=True)  # what remains goes in name order
        assert not alike or alike[0] - alike[-1] <= 1


@settings(max_examples=300, deadline=None)
@given(rows_=st.integers(0, 500), faces=FACES, name=st.sampled_from("abcdefghijk"), data=st.data())
def test_one_more_concept_raises_nobodys_quota(
    rows_: int, faces: dict[str, int], name: str, data: st.DataObject
) -> None:
    assume(name not in faces)
    before = shared(rows_, faces)
    after = quotas(rows_, faces | {name: data.draw(st.sampled_from([1, 2]))})
    assert all(after[concept] <= before[concept] for concept in faces)


# ---- waves


@settings(max_examples=200, deadline=None)
@given(
    quota=st.integers(0, 3_000),
    capacity=st.integers(1, 10_000),
    alive=st.one_of(st.just(0.0), st.just(1.0), st.floats(0, 1)),
    from_=st.integers(0, 9_000),
)
def test_waves_come_to_an_end(quota: int, capacity: int, alive: float, from_: int) -> None:
    """Survivors of an even share, from some number on; everything before is lost."""
    stream = Stream("x", "y", quota, capacity)
    while not stream.done:
        size = stream.next_wave()
        assert 1 <= size <= capacity - stream.read
        useful = max(0, stream.read + size - max(from_, stream.read))
        stream.waves.append((size, int(useful * alive)))
        assert len(stream.waves) < 200
    full = stream.survivors >= quota
    assert full or stream.read == capacity or stream.barren
    assert (stream in shortfalls([stream])) == (not full)


def test_a_stream_that_yields_nothing_is_given_up() -> None:
    stream = Stream("x", "y", 100, 10**9)
    while not stream.done:
        stream.waves.append((stream.next_wave(), 0))
    assert stream.barren
    assert len(stream.waves) >= 3
    assert 500 <= stream.read < 5_000


def test_a_quota_over_capacity_is_told_with_both_numbers() -> None:
    streams = [Stream("maths/a", "swh_Latn", 2_000, 1_500), Stream("maths/b", "swh_Latn", 5, 5)]
    sentence = (
        "maths/a in swh_Latn owes 2,000 numbers and has only 1,500; "
        "ask for fewer rows or add concepts"
    )
    assert short_of_capacity(streams) == [sentence]


# ---- settling

Keys = list[list[tuple[bool, str]]]  # for each number, for each face: did it pass, and its text


def keys_of(faces: int) -> st.SearchStrategy[Keys]:
    row = st.tuples(st.booleans() | st.just(value=True), st.sampled_from("stuvw"))
    return st.lists(st.lists(row, min_size=faces, max_size=faces), min_size=1, max_size=40)


def part_of(keys: Keys, start: int) -> pl.DataFrame:
    faces = ["invalid", "valid"]
    made = [
        (start + place, face, None if passed else "script", None if passed else "why", text)
        for place, number in enumerate(keys)
        for face, (passed, text) in zip(faces, number, strict=False)
    ]
    names = ["number", "face", "rejected_by", "reason", "prompt"]
    schema = dict(zip(names, [pl.Int64, *[pl.String] * 4], strict=True))
    frame = pl.DataFrame(made, schema=schema, orient="row")
    return frame.with_columns(fingerprints(frame["prompt"]).alias(TEXT_HASH))


def settled(keys: Keys, quota: int, cuts: list[int]) -> tuple[list[str], pl.DataFrame]:
    """Write keys as parts, cut anywhere; give the fates and the rows as judged."""
    borders = sorted({0, *(cut % len(keys) for cut in cuts), len(keys)})
    faces = ["invalid", "valid"][: len(keys[0])]
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for start, stop in pairwise(borders):
            files.append(Path(folder) / f"{start}.parquet")
            part_of(keys[start:stop], start).write_parquet(files[-1])
        fates = settle(files, faces, quota)
        parts = [apply(pl.read_parquet(file), fates, faces) for file in files]
    assert fates["number"].to_list() == list(range(len(keys)))
    return fates["fate"].to_list(), pl.concat(parts)


def plain_fates(keys: Keys, quota: int) -> list[str]:
    """Settle in the plainest way: one number after the other."""
    seen: set[str] = set()
    kept, fates = 0, []
    for number in keys:
        text = number[0][1]
        if not all(passed for passed, _ in number):
            fates.append("failed")
        elif text in seen:
            fates.append("duplicates")
        else:
            seen.add(text)
            kept += 1
            fates.append("accepted" if kept <= quota else "surplus")
    return fates


@settings(max_examples=80, deadline=None)
@given(
    keys=st.integers(1, 2).flatmap(keys_of),
    quota=st.integers(0, 12),
    cuts=st.lists(st.integers(0, 40), max_size=3),
)
def test_settling_is_one_number_after_the_other(keys: Keys, quota: int, cuts: list[int]) -> None:
    fates, judged = settled(keys, quota, cuts)
    assert fates == plain_fates(keys, quota)
    count = Counter(fates)
    assert sum(count[f] for f in ("accepted", "failed", "duplicates", "surplus")) == len(keys)
    assert count["accepted"] == min(quota, count["accepted"] + count["surplus"])
    assert judged.height == len(keys) * len(keys[0])
    accepted = judged.filter(pl.col("rejected_by").is_null())
    assert accepted.height == count["accepted"] * len(keys[0])
    assert (judged["rejected_by"].is_null() == judged["reason"].is_null()).all()
    # Twins stay or fall together.
    fallen = judged.group_by("number").agg(pl.col("rejected_by").is_null().n_unique())
    assert set(fallen["rejected_by"]) == {1}


@settings(max_examples=60, deadline=None)
@given(keys=keys_of(2), more=keys_of(2), quota=st.integers(0, 12))
def test_fates_do_not_depend_on_later_numbers(keys: Keys, more: Keys, quota: int) -> None:
    assert settled([*keys, *more], quota, [])[0][: len(keys)] == settled(keys, quota, [])[0]


def test_every_fate_has_its_reason() -> None:
    good, bad = (True, "s"), (False, "t")
    keys = [[good, good], [good, bad], [good, good], [(True, "u"), good]]
    judged = settled(keys, 1, [])[1]
    assert judged.select("rejected_by", "reason").rows() == [
        (None, None),
        (None, None),
        ("twin", "its twin, the same words with the other label, was rejected"),
        ("script", "why"),
        ("duplicates", "an earlier row of this stream says the same"),
        ("twin", "its twin, the same words with the other label, was rejected"),
        ("surplus", "the quota was full before it"),
        ("surplus", "the quota was full before it"),
    ]
    fates = pl.DataFrame({"fate": ["accepted", "failed", "duplicates", "surplus"]})
    assert survivors(fates) == 2


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("stu"), st.booleans()), max_size=30))
def test_repeats_are_what_a_plain_loop_finds(table: list[tuple[str, bool]]) -> None:
    seen: set[str] = set()
    plain = []
    for text, passed in table:
        plain.append(passed and text in seen)
        seen |= {text} if passed else set()
    texts = pl.Series([text for text, _ in table], dtype=pl.String)
    passed_ = pl.Series([passed for _, passed in table], dtype=pl.Boolean)
    assert Seen(1.0).add(texts, passed_)["repeats"].to_list() == plain


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Mvua ilinyesha.", "mvua  ilinyesha.", True),
        ("Mvua ilinyesha.", "Mvua ilinyesha.\n", True),
        ("ile\u0301", "il\u00e9", True),
        ("Mvua ilinyesha.", "Mvua ilinyesha!", False),
        ("क\u094dष", "क\u094d\u200dष", False),  # a joiner says how a letter is written
    ],
)
def test_what_counts_as_the_same_text(one: str, other: str, alike: bool) -> None:  # noqa: FBT001
    first, second = fingerprints(pl.Series([one, other]))
    assert (first == second) is alike


# ---- files


@settings(max_examples=100, deadline=None)
@given(sizes=st.lists(st.integers(0, 12), max_size=8), size=st.integers(1, 10))
def test_shards_keep_rows_and_order(sizes: list[int], size: int) -> None:
    starts = [0, *accumulate(sizes)]
    frames = [
        pl.DataFrame({"x": range(start, stop)}, schema={"x": pl.Int64})
        for start, stop in pairwise(starts)
    ]
    cut = list(write.shards(frames, size))
    assert [value for frame in cut for value in frame["x"]] == list(range(starts[-1]))
    assert all(frame.height == size for frame in cut[:-1])
    assert all(0 < frame.height <= size for frame in cut)


@settings(max_examples=50, deadline=None)
@given(sizes=st.lists(st.integers(0, 12), max_size=8), size=st.integers(1, 10))
def test_files_keep_rows_and_order(sizes: list[int], size: int) -> None:
    starts = [0, *accumulate(sizes)]
    with tempfile.TemporaryDirectory() as folder:
        files = write.Files(Path(folder), "train-", {"a": "b"}, rows=size)
        for start, stop in pairwise(starts):
            files.add(pl.DataFrame({"x": range(start, stop)}, schema={"x": pl.Int64}))
        files.flush()
        written = sorted(Path(folder).iterdir())
        frames = [pl.read_parquet(file) for file in written]
        assert [file.name for file in written] == [
            f"train-{n:05}.parquet" for n in range(len(frames))
        ]
        assert all(pl.read_parquet_metadata(file)["a"] == "b" for file in written)
    assert [value for frame in frames for value in frame["x"]] == list(range(starts[-1]))
    assert all(frame.height == size for frame in frames[:-1])
    assert all(0 < frame.height <= size for frame in frames)


HELD = """
import io
import polars as pl
from polyglot_synth.write import copied
part = io.BytesIO()
texts = [f"{row} " + "mvua " * 400 for row in range(10_000)]
pl.DataFrame({"n": range(10_000), "x": texts}).write_parquet(part)
resident = lambda: int(open("/proc/self/statm").read().split()[1]) * 4096 // 2**20
kept, start = [], resident()
for batch in range(20):
    part.seek(0)
    kept.append(copied(pl.read_parquet(part).filter(pl.col("n") % 500 == batch)))
assert [len(rows) for rows in kept] == [20] * 20
print(resident() - start)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="looks into /proc")
def test_a_few_rows_do_not_hold_the_text_of_their_batch() -> None:
    """20 batches of 20 MB."""
    done = subprocess.run([sys.executable, "-c", HELD], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 200


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    with pytest.raises(OSError, match="taken"):
        write.atomically(taken, b"mvua")
    assert list(tmp_path.iterdir()) == [taken]
    assert not list(taken.iterdir())


def test_a_failed_write_keeps_what_stood_there(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    write.atomically(file, b"old")
    with pytest.raises(TypeError):
        write.atomically(file, "no bytes")  # type: ignore[arg-type]
    circle: dict[str, object] = {}
    circle["x"] = circle
    with pytest.raises(ValueError, match="Circular"):
        write.json_file(file, circle)
    assert [(f.name, f.read_bytes()) for f in tmp_path.iterdir()] == [("a.json", b"old")]


def test_a_write_makes_its_folders_and_replaces(tmp_path: Path) -> None:
    file = tmp_path / "data" / "swh_Latn" / "a.json"
    write.json_file(file, {"b": "आंबा", "a": 1})
    write.json_file(file, {"b": "पेरू", "a": 1})
    assert file.read_text(encoding="utf-8") == '{\n  "a": 1,\n  "b": "पेरू"\n}\n'
    assert list(file.parent.iterdir()) == [file]


def test_parquet_reads_back_and_is_the_same_bytes(tmp_path: Path) -> None:
    frame = unjudged(rows(*SAID[0]))
    files = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    for file in files:
        write.parquet(frame, file, {"polyglot_synth": "synthetic:yes"})
    assert pl.read_parquet(files[0]).equals(frame)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert pl.read_parquet_metadata(files[0])["polyglot_synth"] == "synthetic:yes"


# ---- figures


def some_rows(reject: list[bool]) -> list[pl.DataFrame]:
    """Rows of two concepts in every language; every so many of them rejected."""
    made = [
        unjudged(rows(tag, name))
        for tag in SPEAKING
        for name in [name for t, name in SAID if t == tag][:2]
    ]
    verdicts = [[reject[place % len(reject)] for place in range(each.height)] for each in made]
    return [
        each.with_columns(
            rejected_by=pl.Series(["script" if no else None for no in no_], dtype=pl.String)
        )
        for each, no_ in zip(made, verdicts, strict=True)
    ]


@settings(max_examples=6, deadline=None)
@given(reject=st.lists(st.booleans(), min_size=1, max_size=9))
def test_what_was_made_is_accepted_or_rejected(reject: list[bool]) -> None:
    tally, batches = Tally(), some_rows(reject)
    for batch in batches:
        tally.add(batch)
    figures = tally.figures(80, SPEAKING)
    assert list(figures) == SPEAKING
    everything = pl.concat(batches)
    for tag, said in figures.items():
        own = everything.filter(pl.col("language") == tag)
        accepted = own.filter(pl.col("rejected_by").is_null())
        assert said["asked"] == 80
        assert (said["made"], said["accepted"]) == (own.height, accepted.height)
        assert said["made"] == said["accepted"] + said["rejected"]
        assert sum(said["rejected_by"].values()) == said["rejected"]
        assert sum(said["rows_per_wording"].values()) == said["accepted"]
        for group in (
            "concept",
            "kind",
            "face",
            "label_source",
            "licence",
            "depth",
            "task",
            "style",
        ):
            assert sum(said[f"by_{group}"].values()) == said["accepted"]
        for group in said["by_trait"].values():
            assert 0 <= group["passed"] <= group["made"] <= own.height
    assert json.loads(json.dumps(figures)) == figures


def test_figures_do_not_depend_on_how_rows_come_by() -> None:
    batches = some_rows([False, True, False])
    one, many = Tally(), Tally()
    one.add(pl.concat(batches))
    for batch in batches:
        for start in range(0, batch.height, 7):
            many.add(batch.slice(start, 7))
    assert one.figures(80, SPEAKING) == many.figures(80, SPEAKING)


def test_traits_are_counted_once_a_row() -> None:
    tally = Tally()
    batch = unjudged(rows(SPEAKING[0], "reading/who_brought"))
    tally.add(batch)
    rates = tally.figures(1, [SPEAKING[0]])[SPEAKING[0]]["by_trait"]
    women = sum('"gender":"f"' in traits for traits in batch["traits"])
    assert rates["gender=f"] == {"made": women, "passed": women, "share": 1.0}
