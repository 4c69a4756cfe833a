"""A finished run exported: what goes out, in which shape, and what stays behind and why."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import polars as pl
import pytest

from polyglot_synth import write
from polyglot_synth.errors import Mendable
from polyglot_synth.export import NO_PARTNER, UNREAD, Request, export, windows
from polyglot_synth.verify.programs import Program, Test, code_block, run_programs

if TYPE_CHECKING:
    from collections.abc import Callable

COMMAND = Path(sys.executable).with_name("polyglot-synth")
LANGUAGES = ["eng_Latn", "swh_Latn"]
ROWS = 300
CONCEPTS = (
    "fallacies/ad_hominem,fallacies/affirming_a_disjunct,fallacies/affirming_the_consequent,"
    "fallacies/illicit_major,maths/finishing_time,maths/rate,maths/take_away,reading/*,"
    "code/prices,instructions/list"
)  # of every kind and label source some, with enough rows of each for an answer to reject
KEPT = {
    "id": pl.String,
    "language": pl.String,
    "licence": pl.String,
    "label": pl.String,
    "reviewed": pl.Boolean,
}
MESSAGES = pl.List(pl.Struct({"role": pl.String, "content": pl.String}))
CHATML = jinja2.Template(
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{{ message['content'] }}<|im_end|>\n{% endfor %}"
)  # the chat template of many models, as their tokenizers hold it

Row = dict[str, Any]


def polyglot(*words: str | Path, fails: int = 0) -> subprocess.CompletedProcess[str]:
    run = subprocess.run([COMMAND, *words], capture_output=True, text=True, check=False)
    assert run.returncode == fails, run.stderr
    assert "Traceback" not in run.stderr
    return run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small finished run over concepts of every kind."""
    out = tmp_path_factory.mktemp("runs") / "run"
    languages = ",".join(LANGUAGES)
    asked = ("--languages", languages, "--concepts", CONCEPTS, "--rows", str(ROWS))
    polyglot("generate", *asked, "--out", out, "--quiet")
    return out


@pytest.fixture
def planted(run: Path, tmp_path: Path) -> Callable[..., Path]:
    """Copy the run, with other values in some columns of its Swahili rows."""

    def plant(**columns: pl.Expr) -> Path:
        out = tmp_path / "planted"
        shutil.copytree(run, out)
        shutil.rmtree(out / "data" / "eng_Latn")
        file = out / "data" / "swh_Latn" / "train-00000.parquet"
        metadata = pl.read_parquet_metadata(file)["polyglot_synth"]
        rows = pl.read_parquet(file).with_row_index().with_columns(**columns).drop("index")
        write.parquet(rows, file, {"polyglot_synth": metadata})
        return out

    return plant


def source(out: Path) -> dict[str, Row]:
    rows = pl.concat([pl.read_parquet(file) for file in sorted(out.glob("data/*/*.parquet"))])
    return {row["id"]: row for row in rows.to_dicts()}


def exported(to: Path) -> pl.DataFrame:
    return pl.concat([pl.read_parquet(file) for file in sorted(to.glob("*/*.parquet"))])


def cycled(*values: str | None) -> pl.Expr:
    """Give these values in turn, row by row."""
    index = pl.col("index") % len(values)
    return index.replace_strict(dict(enumerate(values)), return_dtype=pl.String)


# Shapes.


def test_messages_are_a_conversation_that_chat_templates_render(run: Path, tmp_path: Path) -> None:
    export(Request(run, "messages", unreviewed=True, to=tmp_path / "m"))
    found, rows = exported(tmp_path / "m"), source(run)
    assert dict(found.schema) == {"messages": MESSAGES, **KEPT}
    assert found["id"].to_list() == list(rows)
    for row in found.to_dicts():
        prompt, response = (rows[row["id"]][name] for name in ("prompt", "response"))
        assert CHATML.render(messages=row["messages"]) == (
            f"<|im_start|>user\n{prompt}<|im_end|>\n<|im_start|>assistant\n{response}<|im_end|>\n"
        )
        assert {name: row[name] for name in KEPT} == {name: rows[row["id"]][name] for name in KEPT}


def test_text_never_parts_a_prompt_from_its_response(run: Path, tmp_path: Path) -> None:
    export(Request(run, "text", unreviewed=True, to=tmp_path / "t"))
    found, rows = exported(tmp_path / "t"), source(run)
    assert dict(found.schema) == {"text": pl.String, **KEPT}
    assert found["id"].to_list() == list(rows)
    for row in found.to_dicts():
        assert row["text"] == f"{rows[row['id']]['prompt']}\n\n{rows[row['id']]['response']}"


@pytest.mark.parametrize("shape", ["messages", "preference", "text"])
def test_json_lines_hold_what_parquet_holds(run: Path, tmp_path: Path, shape: Any) -> None:
    for kind in ("parquet", "jsonl"):
        export(Request(run, shape, unreviewed=True, to=tmp_path / kind, kind=kind))
    files = sorted((tmp_path / "jsonl").glob("*/*.jsonl"))
    assert [file.parent.name for file in files] == LANGUAGES
    lines = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    assert lines == exported(tmp_path / "parquet").to_dicts()


# Preference: the rejected answer is wrong, and it is said how that is known.


@pytest.fixture(scope="module")
def pairs(run: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    to = tmp_path_factory.mktemp("pairs") / "p"
    export(Request(run, "preference", unreviewed=True, to=to))
    return exported(to).to_dicts()


def test_preference_pairs_are_what_trl_reads(run: Path, pairs: list[Row]) -> None:
    rows = source(run)
    assert len({pair["id"] for pair in pairs}) == len(pairs) > ROWS
    for pair in pairs:
        row, other = rows[pair["id"]], rows[pair["rejected_from"]]
        assert pair["prompt"] == [{"role": "user", "content": row["prompt"]}]
        assert pair["chosen"] == [{"role": "assistant", "content": row["response"]}]
        assert pair["rejected"] == [{"role": "assistant", "content": other["response"]}]
        assert row["response"] != other["response"]
        assert row["answer"] != other["answer"]
        assert pair["rejected_why"]
        for same in ("language", "concept", "task", "wording"):
            assert row[same] == other[same]


def test_every_argument_is_paired_with_its_twin_and_each_response_is_rejected_once(
    run: Path, pairs: list[Row]
) -> None:
    rows = source(run)
    argued = {"proved", "construction"}
    arguments = [name for name, row in rows.items() if row["label_source"] in argued]
    assert {rows[name]["label_source"] for name in arguments} == argued
    found = {pair["id"]: pair["rejected_from"] for pair in pairs if pair["id"] in arguments}
    assert sorted(found) == sorted(arguments) == sorted(found.values())
    for name, twin in found.items():
        assert rows[name]["number"] == rows[twin]["number"]
        assert {rows[name]["answer"], rows[twin]["answer"]} in (
            {"yes", "no"},
            {rows[name]["answer"], "none"},
            {rows[twin]["answer"], "none"},
        )


def test_a_sum_is_set_against_another_number_of_the_same_things(
    run: Path, pairs: list[Row]
) -> None:
    rows = source(run)
    found = [pair for pair in pairs if rows[pair["id"]]["label_source"] == "computed"]
    assert found
    for pair in found:
        ours, theirs = (json.loads(rows[pair[name]]["slots"]) for name in ("id", "rejected_from"))
        assert rows[pair["id"]]["answer"] != rows[pair["rejected_from"]]["answer"]
        for slot, value in ours.items():
            if isinstance(value, str) and not re.fullmatch(r"(wo)?man_\d+|\d\d:\d\d", value):
                assert theirs[slot] == value


def test_a_quote_is_set_against_an_answer_that_does_not_say_it(run: Path, pairs: list[Row]) -> None:
    rows = source(run)
    found = [pair for pair in pairs if rows[pair["id"]]["label_source"] == "quoted"]
    assert found
    for pair in found:
        quote = json.loads(rows[pair["id"]]["evidence"])["quote"]
        assert quote.casefold() in pair["chosen"][0]["content"].casefold()
        assert quote.casefold() not in pair["rejected"][0]["content"].casefold()


def test_a_program_is_set_against_one_that_fails_its_tests(run: Path, pairs: list[Row]) -> None:
    rows = source(run)
    found = [pair for pair in pairs if rows[pair["id"]]["label_source"] == "executed"]
    assert found
    for pair in found:
        tests = [Test(**test) for test in json.loads(rows[pair["id"]]["evidence"])["tests"]]
        both = [
            Program(code_block(pair[side][0]["content"]) or "", tuple(tests))
            for side in ("chosen", "rejected")
        ]
        chosen, rejected = run_programs(both)
        assert chosen.reason is None
        assert rejected.passed < rejected.of
        assert rejected.reason in pair["rejected_why"]


def test_a_program_that_passes_the_tests_of_a_row_is_never_rejected(
    planted: Callable[..., Path], tmp_path: Path
) -> None:
    easy = pl.lit('{"tests":[{"call":"1 + 1","expected":"2"}]}')
    executed = pl.col("label_source") == "executed"
    out = planted(evidence=pl.when(executed).then(easy).otherwise("evidence"))
    export(Request(out, "preference", unreviewed=True, to=tmp_path / "p"))
    found = exported(tmp_path / "p")["id"]
    assert not any(name.startswith("code/") for name in found)
    assert any(name.startswith("maths/") for name in found)


def test_rows_without_an_answer_to_reject_are_left_out_and_counted(
    run: Path, tmp_path: Path
) -> None:
    outcome = export(Request(run, "preference", unreviewed=True, to=tmp_path / "p"))
    exported_ = Counter(exported(tmp_path / "p")["language"])
    for tag, counts in outcome.report["languages"].items():
        assert counts["rows"] == ROWS
        assert counts["exported"] == exported_[tag]
        assert counts["left_out"] == {NO_PARTNER: ROWS - exported_[tag]}


def test_other_labels_have_no_answer_that_is_shown_wrong(
    planted: Callable[..., Path], tmp_path: Path
) -> None:
    out = planted(label_source=pl.lit("teacher"))
    with pytest.raises(Mendable, match=f"nothing is exported: .left out too: {NO_PARTNER} {ROWS}"):
        export(Request(out, "preference", unreviewed=True, to=tmp_path / "p"))


def test_twins_stand_in_one_window_wherever_it_is_cut() -> None:
    numbers = [n for n in range(30_000) for _ in range(2)]
    frame = pl.DataFrame({"concept": "a/b", "number": numbers}).slice(1)
    found = list(windows(frame.iter_slices(777)))
    assert pl.concat(found).equals(frame)
    assert len(found) > 2
    for window in found[1:]:
        assert window["number"].unique_counts().eq(2).all()


# What may go out.


def test_by_default_only_what_a_speaker_has_read_goes_out(run: Path) -> None:
    before = sorted(run.rglob("*"))
    said = polyglot("export", run, "--format", "messages", fails=2)
    assert said.stdout == ""
    assert said.stderr == (
        f"nothing is exported: {2 * ROWS} rows wait for a speaker to read their wordings, which "
        "`polyglot-synth eng_Latn review` prepares; or take them unread with --unreviewed\n"
    )
    assert sorted(run.rglob("*")) == before


def test_read_rows_go_out_and_the_others_are_counted(
    planted: Callable[..., Path], tmp_path: Path
) -> None:
    out = planted(reviewed=pl.col("wording") == "akauza")
    outcome = export(Request(out, "text", to=tmp_path / "t"))
    read = [row["id"] for row in source(out).values() if row["wording"] == "akauza"]
    assert exported(tmp_path / "t")["id"].to_list() == read
    assert outcome.report["languages"]["swh_Latn"] == {
        "rows": ROWS,
        "exported": len(read),
        "left_out": {UNREAD: ROWS - len(read)},
    }


@pytest.mark.parametrize("shape", ["messages", "preference", "text"])
def test_commercial_lets_no_row_out_whose_licence_is_not_clean(
    planted: Callable[..., Path], tmp_path: Path, shape: Any
) -> None:
    licences = ("clean", "noncommercial", "restricted", "unclear", "clean", "clean", None, "Clean")
    out = planted(licence=cycled(*licences))
    rows = source(out)
    outcome = export(Request(out, shape, commercial=True, unreviewed=True, to=tmp_path / "e"))
    found = exported(tmp_path / "e")
    assert found.height
    assert {rows[name]["licence"] for name in found["id"]} == {"clean"}
    if shape == "preference":
        assert {rows[name]["licence"] for name in found["rejected_from"]} == {"clean"}
    others = Counter(row["licence"] for row in rows.values() if row["licence"] != "clean")
    left_out = outcome.report["languages"]["swh_Latn"]["left_out"]
    left_out.pop(NO_PARTNER, None)
    assert left_out == {f"licence {name or 'unknown'}": count for name, count in others.items()}
    assert outcome.report["licences"] == {"clean": found.height}


def test_without_commercial_every_licence_goes_out_and_is_named(
    planted: Callable[..., Path], tmp_path: Path
) -> None:
    out = planted(licence=cycled("clean", "noncommercial"))
    outcome = export(Request(out, "text", unreviewed=True, to=tmp_path / "e"))
    assert outcome.report["licences"] == {"clean": ROWS // 2, "noncommercial": ROWS // 2}
    [file] = (tmp_path / "e").glob("*/*.parquet")
    assert pl.read_parquet_metadata(file)["polyglot_synth_licence"] == "clean+noncommercial"


def test_the_command_says_how_many_stayed_behind_and_why(
    planted: Callable[..., Path], tmp_path: Path
) -> None:
    out = planted(licence=cycled("clean", "unclear"), reviewed=pl.col("index") >= ROWS // 2)
    words = ("export", out, "--format", "text", "--commercial", "--to", tmp_path / "e.jsonl")
    first, last = polyglot(*words).stdout.splitlines()
    assert first == (
        f"swh_Latn: 75 rows exported of {ROWS} (left out: licence unclear 150, {UNREAD} 75)"
    )
    assert last.startswith(f"{tmp_path / 'e.jsonl'}  synthetic:yes|")


# Where it goes.


def test_signature_licence_and_canary_stand_beside_the_rows(run: Path, tmp_path: Path) -> None:
    record = json.loads((run / "run.json").read_text("utf-8"))
    signature, canary = record["signature"], record["canary"]
    assert re.fullmatch(
        r"polyglot-synth canary GUID [\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}", canary
    )
    assert canary in (run / "README.md").read_text("utf-8")
    to = tmp_path / "e"
    polyglot("export", run, "--format", "text", "--unreviewed", "--to", to, "--quiet")
    for tag in LANGUAGES:
        made = pl.read_parquet_metadata(run / "data" / tag / "train-00000.parquet")
        found = pl.read_parquet_metadata(to / tag / "train-00000.parquet")
        assert {name: text for name, text in found.items() if "polyglot" in name} == {
            "polyglot_synth": made["polyglot_synth"],
            "polyglot_synth_licence": "clean",
            "polyglot_synth_canary": canary,
        }
    counts = {"rows": ROWS, "exported": ROWS, "left_out": {}}
    assert json.loads((to / "export.json").read_text("utf-8")) == {
        "format": "text",
        "commercial": False,
        "unreviewed": True,
        "signature": signature,
        "canary": canary,
        "licences": {"clean": 2 * ROWS},
        "languages": dict.fromkeys(LANGUAGES, counts),
    }


@pytest.mark.parametrize("name", ["rows.parquet", "rows.jsonl"])
def test_one_file_holds_all_languages_with_its_record_beside_it(
    run: Path, tmp_path: Path, name: str
) -> None:
    export(Request(run, "text", unreviewed=True, to=tmp_path / "sub" / name))
    folder = tmp_path / "sub"
    assert sorted(file.name for file in folder.iterdir()) == sorted([name, "rows.export.json"])
    read = pl.read_parquet if name.endswith("parquet") else pl.read_ndjson
    assert read(folder / name)["language"].to_list() == [t for t in LANGUAGES for _ in range(ROWS)]


def test_the_same_export_gives_the_same_bytes(run: Path, tmp_path: Path) -> None:
    for to in ("one", "two"):
        export(Request(run, "preference", unreviewed=True, to=tmp_path / to))
    one, two = (
        {str(f.relative_to(tmp_path / to)): f.read_bytes() for f in (tmp_path / to).rglob("*.*")}
        for to in ("one", "two")
    )
    assert one == two
    assert len(one) == 3


def test_one_language_alone_and_the_default_place(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    shutil.copytree(run, out)
    words = ("export", out, "--format", "text", "--unreviewed", "--language", "swh_Latn")
    report = json.loads(polyglot(*words, "--json").stdout)
    assert list(report["languages"]) == ["swh_Latn"]
    assert set(exported(out / "export" / "text")["language"]) == {"swh_Latn"}
    again = polyglot(*words, fails=2).stderr
    assert again == (
        f"{out}/export/text is there already; take it away or name another with --to\n"
    )


def test_what_cannot_be_is_refused_in_one_sentence_and_nothing_is_written(
    run: Path, planted: Callable[..., Path], tmp_path: Path
) -> None:
    broken = planted()
    file = broken / "data" / "swh_Latn" / "train-00001.parquet"
    file.write_bytes((broken / "data/swh_Latn/train-00000.parquet").read_bytes()[:-100])
    (tmp_path / "empty").mkdir()
    to = {"unreviewed": True, "to": tmp_path / "e"}
    cases = [
        (Request(tmp_path / "empty", "text", **to), "holds no finished run: there is no run.json"),
        (Request(run, "text", languages=("swh_Latin",), **to), "did you mean swh_Latn?"),
        (Request(broken, "text", **to), "is no Parquet file, or was cut short"),
        (
            Request(run, "text", to=tmp_path / "e.jsonl", kind="parquet"),
            "is no file of parquet; name it so, or leave --as out",
        ),
    ]
    for request, sentence in cases:
        with pytest.raises(Mendable) as found:
            export(request)
        assert sentence in str(found.value)
        assert "\n" not in str(found.value)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["empty", "planted"]


def test_one_parquet_file_holds_no_more_than_it_can(
    planted: Callable[..., Path], tmp_path: Path
) -> None:
    out = planted()
    file = out / "data" / "swh_Latn" / "train-00000.parquet"
    rows = pl.read_parquet(file)
    many = pl.concat([rows] * (write.ROWS_A_FILE // ROWS + 1))
    write.parquet(many, file, {"polyglot_synth": "synthetic:yes"})
    with pytest.raises(Mendable, match="one Parquet file holds 50,000 rows, and there are more"):
        export(Request(out, "text", unreviewed=True, to=tmp_path / "e.parquet"))
    assert [file.name for file in tmp_path.iterdir()] == ["planted"]
    export(Request(out, "text", unreviewed=True, to=tmp_path / "e"))
    assert len(list((tmp_path / "e").rglob("*.parquet"))) == 2
    export(Request(out, "text", unreviewed=True, to=tmp_path / "e.jsonl"))
    assert (tmp_path / "e.jsonl").read_bytes().count(b"\n") == many.height
