"""Answers to arguments: ours are right, a twin's never, and what anybody writes is judged anew."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import permutations, product
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import regex
from click.testing import CliRunner, Result

from polyglot_synth.cli.commands import root
from polyglot_synth.concept import Statement, read_statement
from polyglot_synth.concept.file import NOT
from polyglot_synth.say import PIVOT
from polyglot_synth.wording import parse
from tests.common import Row, concept, faults, judged, pack, sayer
from tests.composing import (
    ARGUED,
    LIFE,
    evidence,
    in_turn,
    made,
    put,
    says_of,
    slots,
    told_of,
    twins,
    wording_of,
)

ABOUT_CLAUSES = [(tag, name) for tag, name in ARGUED if told_of(name).about == "clause"]
MENDED = [(tag, name) for tag, name in ARGUED if told_of(name).mends]
TASKS = {"follows", "error", "which", "counter_example", "mend"}


def freely(row: Row) -> Row:
    """Let a response stand as anybody's, in no style of ours."""
    return row | {"style": None}


# ---- our own rows


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_our_own_rows_are_right(tag: str, name: str) -> None:
    sound = [*made(tag, name)]
    assert {(row["task"], row["style"]) for row in sound} == {
        *product({row["task"] for row in sound}, {row["style"] for row in sound})
    }
    assert {row["task"] for row in sound} == TASKS - ({"mend"} - {told_of(name).mends and "mend"})
    assert {*faults(sound, "answers", tag)} == {None}
    assert {*faults([freely(row) for row in sound], "answers", tag)} == {None}


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_what_a_twin_answers_is_wrong(tag: str, name: str) -> None:
    crossed = [
        row | {"response": twin["response"], "style": twin["style"]}
        for pair in twins(tag, name)
        for row, twin in (pair, pair[::-1])
    ]
    assert None not in faults(crossed, "answers", tag)
    assert None not in faults([freely(row) for row in crossed], "answers", tag)


# ---- counter-examples


def said(row: Row, way: str, names: tuple[str, ...] = ()) -> str:
    """Say a way of the pack about slots of a row."""
    own = sayer(row["language"], row["concept"])
    number = np.array([row["number"]], dtype=np.int64)
    fillers = {slot: int(column[0]) for slot, column in own.drawer.draw(number).items()}
    compiler = next(iter(own.compilers.values()))
    return compiler.line(parse(put(way, names)), fillers, own.holds)


def fact(row: Row, slot: str, *, truth: bool) -> str:
    about = says_of(row["language"]).about[evidence(row)["about"]]
    return said(row, about.statements["x" if truth else "~x"][0], (slot,))


def case(row: Row) -> dict[str, bool]:
    """Give the truth of each slot in the counter-model of a row's evidence."""
    told = evidence(row)
    [truths] = told["counter_model"].get("individuals", [told["counter_model"]])
    return {slot: truths[letter] for slot, letter in told["letters"].items()}


def with_facts(row: Row, facts: Mapping[str, bool]) -> Row:
    told = " ".join(fact(row, slot, truth=truth) for slot, truth in facts.items())
    return freely(row) | {"response": told}


def fallacies(tag: str, name: str, task: str) -> list[Row]:
    return [*made(tag, name, task=task, face="invalid")]


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_the_facts_of_a_case_alone_are_an_answer(tag: str, name: str) -> None:
    rows = fallacies(tag, name, "counter_example")
    assert {*faults([with_facts(row, case(row)) for row in rows], "answers", tag)} == {None}
    backwards = [with_facts(row, dict(reversed(case(row).items()))) for row in rows]
    assert {*faults(backwards, "answers", tag)} == {None}


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_a_case_with_a_fact_turned_round_is_none(tag: str, name: str) -> None:
    """Whatever is turned round that tells: alone, or in the midst of our own words."""
    planted = []
    for row in fallacies(tag, name, "counter_example"):
        for slot in matters(row):
            turned = case(row) | {slot: not case(row)[slot]}
            planted.append(with_facts(row, turned))
            right, wrong = (
                fact(row, slot, truth=truth) for truth in (case(row)[slot], turned[slot])
            )
            if right in row["response"]:
                planted.append(row | {"response": row["response"].replace(right, wrong)})
    for reason in faults(planted, "answers", tag):
        assert reason is not None
        assert regex.fullmatch(r".+ is not refuted by \{.+\}", reason), reason


def matters(row: Row) -> list[str]:
    """List the slots of which a case must tell, of those that can be turned round alone.

    The middle of a chain may be so or not, where the chain leads nowhere.
    """
    loose = {"fallacies/reversed_chain": ["q"], "fallacies/converse_of_a_chain": ["q"]}
    return [s for s in tells_of(row) if s not in loose.get(row["concept"], [])]


def tells_of(row: Row) -> list[str]:
    """List the slots of which a case must tell."""
    slots_: list[str] = LIFE["matters"][row["concept"]][wording_of(row).plan.which]
    return slots_


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_a_case_must_tell_what_matters(tag: str, name: str) -> None:
    """All else is given, or is as it is not said to be."""
    enough, less, silent = [], [], []
    for row in fallacies(tag, name, "counter_example"):
        told, tells = case(row), tells_of(row)
        enough.append(with_facts(row, {slot: told[slot] for slot in tells}))
        silent.append(with_facts(row, {}) | {"response": "…"})
        for gone in tells:
            rest = {slot: truth for slot, truth in told.items() if slot != gone}
            less.append(with_facts(row, rest))
    assert {*faults(enough, "answers", tag)} == {None}
    for reason in faults(less, "answers", tag):
        assert reason is not None
        assert " is not refuted by " in reason or "tells no case" in reason
    reasons = {"the response tells no case in the words of the argument"}
    assert {*faults(silent, "answers", tag)} == reasons


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_a_case_says_nothing_with_its_denial(tag: str, name: str) -> None:
    planted, reasons = [], []
    for row in fallacies(tag, name, "counter_example"):
        for slot, truth in case(row).items():
            told = with_facts(row, case(row))["response"]
            planted.append(freely(row) | {"response": f"{told} {fact(row, slot, truth=not truth)}"})
            reasons.append(f"the response says both that {slot} is so and that it is not")
    assert faults(planted, "answers", tag) == reasons


@pytest.mark.parametrize(("tag", "name"), ABOUT_CLAUSES)
def test_a_case_in_free_words_is_read(tag: str, name: str) -> None:
    """``It may be that it rained while the river did not flood``, whatever stands between."""
    form = says_of(tag).about["clause"].states
    against = pack(tag).opposites["clause"][form]
    planted = []
    for row in fallacies(tag, name, "counter_example"):
        words = pack(tag).words["clause"]
        told = [words[slots(row)[s]][form if so else against] for s, so in case(row).items()]
        planted.append(freely(row) | {"response": f"Zzz zz {' zzz '.join(told)}, zz."})
    assert {*faults(planted, "answers", tag)} == {None}


def denial(tag: str, task: str) -> str:
    answers = says_of(tag).answers
    return {"counter_example": answers.no_case, "mend": answers.nothing}[task]


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_nobody_says_of_a_fallacy_that_there_is_nothing(tag: str, name: str) -> None:
    for task, what in (("counter_example", "counter-example"), ("mend", "mend")):
        rows = fallacies(tag, name, task)
        planted = [row | {"response": denial(tag, task)} for row in rows]
        planted += [row | {"response": f"{row['response']} {denial(tag, task)}"} for row in rows]
        reasons = faults(planted, "answers", tag) if planted else []
        sentence = "is invalid; answer or response says that there is no"
        for row, reason in zip([*rows, *rows], reasons, strict=True):
            assert reason == f"{evidence(row)['form']} {sentence} {what}"


# ---- mended arguments, by what each statement means

Meaning = Callable[..., bool]
CLAUSES: dict[str, Meaning] = {
    "x": lambda x: x,
    "~x": lambda x: not x,
    "x>y": lambda x, y: y or not x,
    "~x>~y": lambda x, y: x or not y,
    "x&y>z": lambda x, y, z: z or not (x and y),
    "x|y": lambda x, y: x or y,
    "x|~y": lambda x, y: x or not y,
    "~(x&y)": lambda x, y: not (x and y),
    "~(x&~y)": lambda x, y: y or not x,
    "x only-if y": lambda x, y: y or not x,
}
KINDS: dict[str, Meaning] = {  # of every thing that there is
    "x all y": lambda x, y: y or not x,
    "x no y": lambda x, y: not (x and y),
    "x only y": lambda x, y: x or not y,
}
Worlds = list[list[dict[str, bool]]]


@cache
def worlds(slots_: tuple[str, ...], about: str) -> Worlds:
    """List what may be: of clauses, how one day was; of kinds, which things there are."""
    things = [
        dict(zip(slots_, so, strict=True)) for so in product((False, True), repeat=len(slots_))
    ]
    if about == "clause":
        return [[thing] for thing in things]
    chosen = product((False, True), repeat=len(things))
    return [[t for t, there in zip(things, some, strict=True) if there] for some in chosen]


def is_true(statement: Statement, bind: Mapping[str, str], world: list[dict[str, bool]]) -> bool:
    bound = [bind.get(name, name) for name in statement.names]
    means = {**CLAUSES, **KINDS}[statement.shape]
    return all(
        means(*(thing[b.removeprefix(NOT)] != b.startswith(NOT) for b in bound)) for thing in world
    )


def is_mended(row: Row, new: Statement) -> bool:
    """Tell whether a statement in place of a premise makes the conclusion follow from them all."""
    name, about = row["concept"], told_of(row["concept"]).about
    if about == "noun" and new.shape not in KINDS:
        return False
    argument, bind = concept(name).arguments[0], concept(name).file.faces["invalid"].bind
    every = worlds(argument.slots(bind), about)
    conclusion = [is_true(argument.conclusion, bind, world) for world in every]
    if literally(new, {}) == literally(argument.conclusion, bind):
        return False
    alone = [so for world, so in zip(every, conclusion, strict=True) if is_true(new, {}, world)]
    if all(alone) and len(argument.premises) > 1:  # the rest would be idle
        return False
    for place in range(len(argument.premises)):
        premises = [*argument.premises[:place], new, *argument.premises[place + 1 :]]
        held = [all(is_true(each, bind, world) for each in premises) for world in every]
        if any(held) and all(so for given, so in zip(held, conclusion, strict=True) if given):
            return True
    return False


def literally(statement: Statement, bind: Mapping[str, str]) -> tuple[str, ...]:
    """Give a statement's shape and slots, with a slot that is bound denied as a denied shape."""
    bound = [bind.get(name, name) for name in statement.names]
    if bound[0].startswith(NOT):
        return {"x": "~x", "~x": "x"}[statement.shape], bound[0].removeprefix(NOT)
    return statement.shape, *bound


def sayable(row: Row) -> Iterator[tuple[Statement, str]]:
    """Give every statement about a row's slots, in every way that its pack has for it."""
    about = says_of(row["language"]).about[evidence(row)["about"]]
    for shape, ways in about.statements.items():
        plain = read_statement(shape.removesuffix(" alike"))
        for names in permutations(evidence(row)["letters"], len(plain.names)):
            for way in ways:
                yield Statement(plain.shape, names), said(row, way, names)


@pytest.mark.parametrize(("tag", "name"), MENDED)
def test_a_statement_mends_if_the_conclusion_follows(tag: str, name: str) -> None:
    """Every statement that can be said, in free words: accepted just where it mends."""
    row = fallacies(tag, name, "mend")[0]
    told = [*sayable(row)]
    rows = [freely(row) | {"response": f"Zzz zz: {text} Zzz."} for _, text in told]
    expected = Counter[bool]()
    for (statement, text), reason in zip(told, faults(rows, "answers", tag), strict=True):
        mends = is_mended(row, statement)
        assert (reason is None) == mends, (text, reason)
        if not mends:
            assert f"{evidence(row)['form']} is not mended by any of [" in str(reason)
        expected[mends] += 1
    assert expected[True]
    assert expected[False]


@pytest.mark.parametrize(("tag", "name"), MENDED)
def test_who_says_every_rule_has_mended_nothing(tag: str, name: str) -> None:
    """One of them mends; a rule that does not is no part of an answer."""
    row = fallacies(tag, name, "mend")[0]
    rules = [text for statement, text in sayable(row) if len(statement.names) > 1]
    for told in (rules, rules[::-1]):
        [reason] = faults([freely(row) | {"response": " ".join(told)}], "answers", tag)
        assert regex.fullmatch(r".+ is not mended by \S+, which the response says too", str(reason))


@pytest.mark.parametrize(("tag", "name"), MENDED)
def test_what_changes_nothing_mends_nothing(tag: str, name: str) -> None:
    """The prompt said again, and what says nothing of the argument."""
    planted = []
    for row in fallacies(tag, name, "mend"):
        planted.append(freely(row) | {"response": row["prompt"]})
        planted.append(freely(row) | {"response": "Zzz."})
    for reason in faults(planted, "answers", tag):
        assert reason is not None
        assert " is not mended by any of [" in reason


# ---- names of errors


def called(tag: str, error: str) -> str:
    return str(pack(tag).terms[error]["say"])


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_an_error_is_named_once_and_rightly(tag: str, name: str) -> None:
    none = says_of(tag).answers.no_error
    own, planted = called(tag, name.rpartition("/")[2]), []
    for row in fallacies(tag, name, "which"):
        others = [called(tag, error) for error in told_of(name).versus]
        for wrong in (
            *others,
            none.rstrip("."),
            f"{own}; {others[0]}",
            f"{others[-1]} {own}",
            "Zzz",
        ):
            planted += [row | {"response": f"{wrong}.", "style": s} for s in (None, "label_only")]
    for reason in faults(planted, "answers", tag):
        assert reason is not None
        assert regex.search(r" asks for \w+; the response names \[.*\]$", reason)
    right = [
        freely(row) | {"response": f"Zzz {own.upper()}."} for row in fallacies(tag, name, "which")
    ]
    assert {*faults(right, "answers", tag)} == {None}
    sound = [*made(tag, name, task="which", face="valid")]
    assert {*faults([freely(row) | {"response": none} for row in sound], "answers", tag)} == {None}
    assert None not in faults([freely(row) | {"response": own} for row in sound], "answers", tag)


# ---- denials, questions and parts of words


def denied(row: Row, text: str, rest: str = "") -> list[Row]:
    """Put a statement beside each of the denials of its language, before what is left to say."""
    bare = text.rstrip(".")
    ways = LIFE["denying"][row["language"]]
    return [freely(row) | {"response": f"{way.format(bare)} {rest}".strip()} for way in ways]


def assert_untold(planted: list[Row], tag: str) -> None:
    for row, reason in zip(planted, faults(planted, "answers", tag), strict=True):
        assert reason is not None, row["response"]
        assert reason.startswith("it cannot be told whether '"), (reason, row["response"])


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_a_case_that_is_denied_is_none(tag: str, name: str) -> None:
    planted = []
    for row in fallacies(tag, name, "counter_example"):
        facts = [fact(row, slot, truth=truth) for slot, truth in case(row).items()]
        for place, each in enumerate(facts):
            planted += denied(row, each, " ".join(facts[:place] + facts[place + 1 :]))
    assert_untold(planted, tag)


@pytest.mark.parametrize(("tag", "name"), MENDED)
def test_a_mend_that_is_denied_is_none(tag: str, name: str) -> None:
    row = fallacies(tag, name, "mend")[0]
    told = [text for statement, text in sayable(row) if is_mended(row, statement)]
    assert told
    assert_untold([each for text in told for each in denied(row, text)], tag)


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_a_name_that_is_denied_is_none(tag: str, name: str) -> None:
    own = called(tag, name.rpartition("/")[2])
    first, *_ = fallacies(tag, name, "which")
    assert_untold(denied(first, own), tag)


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_that_there_is_nothing_can_be_denied(tag: str, name: str) -> None:
    for task in ("counter_example", "mend"):
        for row in list(made(tag, name, task=task, face="valid"))[:1]:
            assert_untold(denied(row, denial(tag, task)), tag)


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_a_part_of_a_word_says_nothing(tag: str, name: str) -> None:
    """``It is a carrot`` does not say that it is a car; neither do further signs of a syllable."""
    cases, wrong, names = [], [], list[Row]()
    own = called(tag, name.rpartition("/")[2])
    for row in fallacies(tag, name, "counter_example"):
        for more in ("x", "क", "ी"):
            so = [fact(row, slot, truth=True).rstrip(".") for slot in case(row)]
            cases.append(freely(row) | {"response": " ".join(f"{each}{more}." for each in so)})
            told = with_facts(row, case(row))["response"].replace(".", f"{more}.")
            wrong.append(freely(row) | {"response": told})
    for row in fallacies(tag, name, "which"):
        names += [freely(row) | {"response": told} for told in (f"{own}x.", f"x{own}.", f"{own}ी.")]
    reasons = {"the response tells no case in the words of the argument"}
    assert {*faults(cases, "answers", tag)} == reasons
    assert None not in faults(wrong, "answers", tag)
    for reason in faults(names, "answers", tag):
        assert str(reason).endswith("; the response names []")


# ---- what stands beside the response


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_the_reason_of_a_verdict_tells_the_counter_model(tag: str, name: str) -> None:
    for task in ("follows", "error", "which"):
        reasoned = [row for row in fallacies(tag, name, task) if row["style"] != "label_only"]
        assert reasoned
        for row in reasoned:
            for slot, truth in case(row).items():
                assert fact(row, slot, truth=truth) in row["response"]
                assert fact(row, slot, truth=not truth) not in row["response"]


ASKED_FOR_MORE = ("which", "counter_example", "mend")


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_another_answer_or_evidence_is_found(tag: str, name: str) -> None:
    planted = []
    for pair in twins(tag, name):
        for row, twin in (pair, pair[::-1]):
            if row["task"] in ASKED_FOR_MORE:
                assert row["answer"] != twin["answer"]
                planted += [row | {key: twin[key]} for key in ("answer", "evidence")]
                if row["face"] == "invalid":
                    planted.append(row | {"answer": "none"})
    assert None not in faults(planted, "answers", tag)


@pytest.mark.parametrize(("tag", "name"), ARGUED)
def test_the_canonical_case_must_refute_too(tag: str, name: str) -> None:
    planted, unread = [], []
    for row in fallacies(tag, name, "counter_example"):
        for slot in matters(row):
            turned = case(row) | {slot: not case(row)[slot]}
            told = ", ".join(f"{each}: {json.dumps(so)}" for each, so in turned.items())
            planted.append(row | {"answer": told})
        unread += [row | {"answer": answer} for answer in ("p: maybe", "zz: true", "yes", "")]
    for reason in faults(planted, "answers", tag):
        assert regex.fullmatch(r".+ is not refuted by \{.+\}", str(reason)), reason
    for row, reason in zip(unread, faults(unread, "answers", tag), strict=True):
        assert str(reason).startswith(f"the answer '{row['answer']}' tells no case; write such as")


@pytest.mark.parametrize("tag", sorted({tag for tag, _ in ARGUED}))
def test_existential_import_is_respected(tag: str) -> None:
    """Where something must fall under each term, one thing that leaves a term empty is no case."""
    rows = fallacies(tag, "fallacies/illicit_conversion", "counter_example")
    assert {*faults(rows, "answers", tag)} == {None}
    assumed = [
        row | {"evidence": json.dumps(evidence(row) | {"existential_import": True})} for row in rows
    ]
    for reason in faults(assumed, "answers", tag):
        assert str(reason).startswith("SaP |- PaS is not refuted by {'individuals': [{")


# ---- cases from life


def lived(tag: str, told: Mapping[str, Any]) -> Row:
    """Ask what a case answers, about what it is given."""
    name = told.get("concept", "fallacies/affirming_the_consequent")
    asked = made(tag, name, task=told["task"], face=told.get("face", "invalid"))
    row = next(row for row in asked if wording_of(row).plan.which == 0)
    held = json.dumps(slots(row) | LIFE["given"][name], ensure_ascii=False)
    return freely(row) | {"slots": held, "response": told["says"]}


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        pytest.param(tag, told, id=f"{tag}-{told['says'][:40]}")
        for tag, cases in LIFE["answers"].items()
        for told in cases
    ],
)
def test_an_answer_from_life_is_judged(tag: str, told: dict[str, Any]) -> None:
    [reason] = faults([lived(tag, told)], "answers", tag)
    assert (reason is None) == ("fault" not in told), reason
    assert told.get("fault", "") in (reason or "")


# ---- the command


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def verify(file: str, language: str, *more: str) -> Result:
    words = ["verify", file, "--language", language, "--out", "out", "--quiet", *more]
    result = CliRunner().invoke(root, words, prog_name="polyglot-synth")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def answered(tag: str) -> pl.DataFrame:
    """Our rows of some concepts, and of every task the twin's answer to them as well."""
    names = ["fallacies/affirming_the_consequent", "fallacies/illicit_minor"]
    right = pl.concat([in_turn(tag, name).head(40) for name in names])
    twin = right.select(
        "concept",
        "number",
        pl.col("face").replace({"valid": "invalid", "invalid": "valid"}),
        "response",
    )
    wrong = right.drop("response").join(twin, on=["concept", "number", "face"])
    return pl.concat([right, wrong.select(right.columns)]).drop("style")


def write(rows: pl.DataFrame, file: str) -> None:
    if file.endswith(".parquet"):
        rows.write_parquet(file)
    else:
        rows.write_ndjson(file)


@pytest.mark.parametrize("file", ["answers.jsonl", "answers.parquet"])
@pytest.mark.parametrize("tag", sorted({tag for tag, _ in ARGUED}))
def test_the_command_keeps_right_answers_and_removes_wrong_ones(
    tag: str, file: str, here: Path
) -> None:
    rows = answered(tag)
    right, wrong = rows[: rows.height // 2], rows[rows.height // 2 :]
    write(rows, file)
    result = verify(file, tag, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    figures = json.loads(result.stdout)[tag]
    assert (figures["made"], figures["accepted"], figures["rejected"]) == (160, 80, 80)
    assert figures["rejected_by"] == {"answers": 80}
    kept = pl.read_parquet(here / f"out/data/{tag}/*.parquet")
    removed = pl.read_parquet(here / f"out/removed/{tag}/*.parquet")
    assert kept["response"].to_list() == right["response"].to_list()
    assert removed["response"].to_list() == wrong["response"].to_list()
    assert set(removed["rejected_by"]) == {"answers"}
    expected = judged(wrong.with_columns(style=pl.lit(None, dtype=pl.String)), "answers", tag)
    assert removed["reason"].to_list() == expected["reason"].to_list()
    assert removed["reason"].null_count() == 0


@pytest.mark.parametrize("gone", ["response", "task", "evidence", "slots", "concept", "answer"])
def test_a_file_without_what_is_needed_is_refused(gone: str, here: Path) -> None:
    write(answered(PIVOT).drop(gone), "answers.parquet")
    result = verify("answers.parquet", PIVOT)
    assert result.exit_code == 2
    assert result.stderr == (
        f"no column {gone}: give rows that this tool made, with the answers to be verified "
        "in the column response\n"
    )
    assert not (here / "out").exists()


def test_answers_in_a_column_of_another_name_are_verified(here: Path) -> None:
    rows = answered(PIVOT).rename({"response": "model_says"})
    write(rows, "answers.jsonl")
    result = verify("answers.jsonl", PIVOT, "--map", "response=model_says")
    assert (result.exit_code, result.output) == (0, "")
    assert pl.read_parquet(here / f"out/data/{PIVOT}/*.parquet").height == 80


NOT_WHOLE = {
    "Proved": (
        {"label_source": "Proved"},
        "unverified",
        "nothing verifies a label_source 'Proved'",
    ),
    "taught": (
        {"label_source": "teacher"},
        "unverified",
        "nothing verifies a label_source 'teacher'",
    ),
    "source": ({"label_source": None}, "unverified", "the row has no label_source, without which"),
    "evidence": ({"evidence": None}, "unverified", "the row has no evidence, without which"),
    "answer": ({"answer": None}, "unverified", "the row has no answer, without which"),
    "slots": ({"slots": "{}"}, "error", "evidence, slots and answer of the row do not fit"),
    "JSON": ({"evidence": "p>q"}, "error", "evidence, slots and answer of the row do not fit"),
    "task": ({"task": "Follows"}, "answers", "nothing verifies a task 'Follows'"),
    "response": ({"response": None}, None, "answer"),
}
"""What is wrong with a row, what rejects it, and how the reason begins."""


@pytest.mark.parametrize("what", NOT_WHOLE)
def test_a_row_that_cannot_be_verified_is_rejected(what: str, here: Path) -> None:
    changes, by, begins = NOT_WHOLE[what]
    right = in_turn(PIVOT, "fallacies/affirming_the_consequent").filter(
        task="counter_example", face="invalid"
    )
    right = right.head(2).drop("style")
    broken = right.with_columns(**{key: pl.lit(told) for key, told in changes.items()})
    write(pl.concat([broken, right], how="vertical_relaxed"), "answers.jsonl")
    result = verify("answers.jsonl", PIVOT)
    assert (result.exit_code, result.output) == (0, "")
    assert pl.read_parquet(here / f"out/data/{PIVOT}/*.parquet").height == right.height
    removed = pl.read_parquet(here / f"out/removed/{PIVOT}/*.parquet")
    assert removed.height == right.height
    assert by is None or {*removed["rejected_by"]} == {by}
    for reason in removed["reason"]:
        assert begins in reason
        assert "Error" not in reason
