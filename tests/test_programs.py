"""Programs in their jail: real processes, with cases from life in data/programs.yaml."""

from __future__ import annotations

import ast
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from polyglot_synth.verify.jail import plain
from polyglot_synth.verify.programs import Outcome, Program, Test, code_block, run_programs

if TYPE_CHECKING:
    from collections.abc import Callable

CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("data").joinpath("programs.yaml").read_text(encoding="utf-8")
)
HERE = [case for case in CASES if case.get("only", sys.platform) == sys.platform]
RIGHT = Program("def f(x):\n    return x + 1\n", (Test("f(1)", "2"),))
SLEEPS = Program("import time\ntime.sleep(600)\n", (Test("f(1)", "2"),))
PASSED = Outcome(1, 1, None)
HANG = 60.0
"""Seconds after which a test gives up: no measure of speed, only of a hang."""


def program_of(case: dict[str, Any]) -> Program:
    return Program(case["program"], tuple(Test(**test) for test in case["tests"]))


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    """Every case and, right after it, a program that passes: all through one call."""
    programs = [program for case in HERE for program in (program_of(case), RIGHT)]
    return run_programs(programs, seconds=1.0)


@pytest.mark.parametrize("number", range(len(HERE)), ids=[case["name"] for case in HERE])
def test_case_from_life(number: int, outcomes: list[Outcome]) -> None:
    case, outcome = HERE[number], outcomes[2 * number]
    assert (outcome.passed, outcome.of) == (case.get("passed", 0), len(case["tests"]))
    expected = case.get("reason")
    if expected and expected.endswith("..."):
        assert outcome.reason
        assert outcome.reason.startswith(expected.removesuffix("..."))
    elif str(expected).startswith("used more memory"):  # under load its time may run out first
        assert outcome.reason in {expected, "ran over 1 seconds"}
    else:
        assert outcome.reason == expected


@pytest.mark.parametrize("number", range(len(HERE)), ids=[case["name"] for case in HERE])
def test_program_after_it_gets_its_right_verdict(number: int, outcomes: list[Outcome]) -> None:
    assert outcomes[2 * number + 1] == PASSED


def test_no_programs_start_nothing() -> None:
    assert run_programs([]) == []


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan")])
def test_time_must_be_positive(seconds: float) -> None:
    with pytest.raises(ValueError, match="needs time"):
        run_programs([RIGHT], seconds=seconds)


def test_what_fills_a_pipe_many_times_does_not_block() -> None:
    long = Program(
        f"# {'mbuzi ' * 400_000}\ndef f(x):\n    return x\n", (Test("f(1)", "1"),) * 9_000
    )
    assert run_programs([long, RIGHT], seconds=20.0) == [Outcome(9_000, 9_000, None), PASSED]


def test_expected_value_is_out_of_reach_also_of_the_next_program() -> None:
    (case,) = [case for case in CASES if case["name"].startswith("looks for the expected value")]
    first, second = run_programs([program_of(case)] * 2)
    assert (first.passed, second) == (1, first)


def test_chance_and_hashes_are_the_same_in_every_jail() -> None:
    draws = Program("import random", (Test("(random.random(), hash('mbuzi'))", "0"),))
    assert run_programs([draws]) == run_programs([draws])


def test_nothing_is_left_in_the_temporary_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run_programs([Program("import os\nos.mkfifo('left')\n", (Test("1", "1"),)), RIGHT])
    assert list(tmp_path.iterdir()) == []


class Process(NamedTuple):
    """A line of /proc that a test needs."""

    number: int
    state: str
    parent: int
    session: int


LOOKS = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")


def processes() -> list[Process]:
    """All processes that can be seen; state "Z" is dead and waits for its parent."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, _, session = stat.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        found.append(Process(int(stat.parent.name), state, int(parent), int(session)))
    return found


def awaited(find: Callable[[], Any]) -> Any:
    """Ask until the answer is true."""
    deadline = time.monotonic() + HANG
    while not (answer := find()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    return answer


def jail_of_ours() -> int:
    """The number of a jail whose server is up: a session leader among our children."""
    seen = processes()
    leaders = {
        one.number for one in seen if one.parent == os.getpid() and one.session == one.number
    }
    return next(
        (one.session for one in seen if one.parent in leaders and one.session in leaders), 0
    )


def forked_in(session: int) -> list[Process]:
    """The children of a jail's server, which live in sessions of their own."""
    servers = {
        one.number for one in processes() if one.session == session and one.parent == session
    }
    return [one for one in processes() if one.parent in servers]


@LOOKS
def test_every_process_is_reaped() -> None:
    outcomes: list[Outcome] = []
    caller = threading.Thread(
        target=lambda: outcomes.extend(run_programs([SLEEPS], seconds=0.5)), daemon=True
    )
    caller.start()
    jail = awaited(jail_of_ours)
    caller.join(HANG)
    assert [outcome.reason for outcome in outcomes] == ["ran over 0.5 seconds"]
    assert not [one for one in processes() if jail in (one.number, one.session)]


@LOOKS
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_jail_that_falls_or_falls_silent_is_started_anew(blow: signal.Signals) -> None:
    outcomes: list[Outcome] = []
    caller = threading.Thread(
        target=lambda: outcomes.extend(run_programs([SLEEPS, RIGHT], seconds=3.0)), daemon=True
    )
    caller.start()
    jail = awaited(jail_of_ours)
    awaited(lambda: forked_in(jail))
    os.killpg(jail, blow)
    caller.join(HANG)
    assert outcomes == [Outcome(0, 1, "left the jail without an answer"), PASSED]
    awaited(lambda: not [one for one in processes() if one.session == jail and one.state != "Z"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hakuna programu hapa: `x = 1`.", None),
        ("```python\nx = 1\n```", "x = 1\n"),
        ("Jibu:\n\n```Python\nx = 1\n```\nNa:\n```python\ny = 2\n```\n", "x = 1\n"),
        ("आधी:\n```bash\npip install x\n```\nमग:\n```py\nx = 1\n```\n", "x = 1\n"),
        ("````text\n```python\nx = 1\n```\n````\n~~~python\ny = 2\n~~~", "y = 2\n"),
        ("````python\ns = '''\n```\n'''\n````", "s = '''\n```\n'''\n"),
        ("1. Hatua:\n   ```python\n   if x:\n       y()\n   ```\n", "if x:\n    y()\n"),
        ("```python title=jibu.py\r\nx = 1\r\n```\r\n", "x = 1\n"),
        ("```pythonic\nx = 1\n```", None),
        ("```\nx = 1\n```", None),
        ("```python\n```", ""),
        ("```python\nx = 1\n", None),
        ("Andika ```python x = 1``` hapa.", None),
    ],
)
def test_code_block(text: str, code: str | None) -> None:
    assert code_block(text) == code


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="`~\r\n"))))
def test_code_block_keeps_every_line(lines: list[str]) -> None:
    code = "".join(line + "\n" for line in lines)
    assert code_block(f"Programu:\n```python\n{code}```\nMwisho.") == code


ATOMS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
KEYS = ATOMS | st.text() | st.binary()
VALUES = st.recursive(
    KEYS | st.sets(KEYS),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(KEYS, inner),
)


@given(VALUES)
def test_plain_text_of_a_value_is_its_literal(value: object) -> None:
    assert ast.literal_eval(plain(value)) == value
    assert plain(ast.literal_eval(plain(value))) == plain(value)


@given(st.dictionaries(KEYS, VALUES))
def test_plain_text_does_not_know_the_order_of_keys(value: dict[object, object]) -> None:
    assert plain(dict(reversed(value.items()))) == plain(value)
