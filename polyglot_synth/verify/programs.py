"""Programs: Python code from a row, run against its unit tests in a process jail of its own.

`jail.py` is the other side and says what the jail holds and what it does not.
"""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import IO

JAIL = Path(__file__).with_name("jail.py")

START_SECONDS = 60.0
"""How long a jail may take to load its libraries; a cold disk needs a few seconds."""

GRACE_SECONDS = 5.0
"""What a jail gets beyond the program's own seconds to kill the program and to answer."""

END_SECONDS = 2.0
"""How long a jail may take to end when told to, before it is killed."""

PYTHON = {"python", "py", "python3"}

BLOCK = re.compile(
    r"^(?P<indent>[ \t]*)(?P<fence>`{3,}+|~{3,}+)[ \t]*(?P<language>[^\s`]*)[^\n`]*\n"
    r"(?P<code>(?:.*\n)*?)"
    r"[ \t]*(?P=fence)[`~]*[ \t]*$",
    re.MULTILINE,
)
"""A fenced code block of Markdown, from its fence to the first that is as long or longer."""


@dataclass(frozen=True)
class Test:
    """A unit test: an expression over the program's names, and the literal it must equal."""

    __test__ = False  # pytest takes a class of this name for one of its own

    call: str
    expected: str


@dataclass(frozen=True)
class Program:
    """The source of a Python program, and its unit tests."""

    source: str
    tests: tuple[Test, ...]


@dataclass(frozen=True)
class Outcome:
    """How many of the tests passed, and in one sentence why not all; None if all did."""

    passed: int
    of: int
    reason: str | None


def run_programs(programs: Sequence[Program], *, seconds: float = 2.0) -> list[Outcome]:
    """Run each program against its tests, in order, each in a process of its own.

    `seconds` bounds a program with all its tests, by the wall clock. A program that brings the
    jail down fails, and the rest go on in a new one. A program without tests fails.

    Raises ValueError unless `seconds` is positive, ChildProcessError where no jail can be started.
    """
    if not seconds > 0:
        raise ValueError(f"a program needs time to run: seconds is {seconds}")
    outcomes: list[Outcome] = []
    while len(outcomes) < len(programs):
        with _jail() as jail:
            outcomes.extend(_outcomes(jail, programs[len(outcomes) :], seconds))
    return outcomes


def code_block(text: str) -> str | None:
    r"""Find the first fenced Python block of a Markdown text; None if there is none.

    The prose around it does not matter, nor do blocks in other languages. A block that is never
    closed is an answer cut short, and no block.

    >>> code_block("Hili ni jibu:\n```python\nx = 1\n```\nMwisho.")
    'x = 1\n'
    """
    for block in BLOCK.finditer(text.replace("\r\n", "\n")):
        if block["language"].lower() in PYTHON:
            return re.sub(
                rf"^[ \t]{{0,{len(block['indent'])}}}", "", block["code"], flags=re.MULTILINE
            )
    return None


@contextmanager
def _jail() -> Iterator[subprocess.Popen[bytes]]:
    """Start a jail in an empty directory, wait until it is ready, and leave nothing of it."""
    if not hasattr(os, "fork"):
        raise ChildProcessError("programs run in forked processes, and this system has none")
    with (
        tempfile.TemporaryDirectory(prefix="polyglot-synth-jail-") as directory,
        tempfile.TemporaryFile() as complaints,
    ):
        jail = _started(directory, complaints)
        try:
            if _line(jail, time.monotonic() + START_SECONDS) != b"ready\n":
                complaints.seek(0)
                words = complaints.read().decode("utf-8", "replace").strip() or "it said nothing"
                raise ChildProcessError(f"the jail for programs did not start: {words}")
            yield jail
        finally:
            _end(jail)


def _started(directory: str, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a jail in a session of its own, with nothing of our environment."""
    return subprocess.Popen(  # noqa: S603 - our own script, no shell
        [sys.executable, "-I", "-S", "-B", "-u", str(JAIL)],
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        cwd=directory,
        env={},
        start_new_session=True,
    )


def _end(jail: subprocess.Popen[bytes]) -> None:
    """End a jail with all that is in it, by force if it must be, and reap it."""
    for pipe in (jail.stdin, jail.stdout):
        if pipe:
            pipe.close()
    jail.terminate()
    try:
        jail.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(jail.pid, signal.SIGKILL)
        jail.wait()


def _outcomes(
    jail: subprocess.Popen[bytes], programs: Sequence[Program], seconds: float
) -> Iterator[Outcome]:
    """Put the programs to one jail; the last outcome is that of the one it fell over, if any."""
    for program in programs:
        deadline = time.monotonic() + seconds + GRACE_SECONDS
        answer = _answer(jail, _request(program, seconds), deadline)
        if answer is None:
            yield Outcome(0, len(program.tests), "left the jail without an answer")
            return
        yield Outcome(**json.loads(answer))


def _request(program: Program, seconds: float) -> bytes:
    """Write a program and its tests as one line of JSON."""
    tests = [asdict(test) for test in program.tests]
    request = {"program": program.source, "tests": tests, "seconds": seconds}
    return json.dumps(request).encode("ascii") + b"\n"


def _answer(jail: subprocess.Popen[bytes], line: bytes, deadline: float) -> bytes | None:
    """Ask a jail one line and wait for one; None if it ends or the deadline comes first."""
    with suppress(BrokenPipeError):
        if _told(jail, line, deadline):
            return _line(jail, deadline)
    return None


def _told(jail: subprocess.Popen[bytes], line: bytes, deadline: float) -> bool:
    """Write a line as the jail takes it, never waiting past the deadline; False if it came."""
    pipe = _number(jail.stdin)
    os.set_blocking(pipe, False)
    rest = memoryview(line)
    while rest:
        if not _ready(pipe, select.POLLOUT, deadline):
            return False
        rest = rest[os.write(pipe, rest) :]
    return True


def _line(jail: subprocess.Popen[bytes], deadline: float) -> bytes | None:
    """Read one line; None if the jail ends or the deadline comes first."""
    pipe = _number(jail.stdout)
    line = b""
    while not line.endswith(b"\n"):
        piece = os.read(pipe, 1 << 16) if _ready(pipe, select.POLLIN, deadline) else b""
        if not piece:
            return None
        line += piece
    return line


def _number(pipe: IO[bytes] | None) -> int:
    """Name the file descriptor of a pipe that was asked for."""
    if pipe is None:
        raise TypeError("the jail was started without its pipes")
    return pipe.fileno()


def _ready(pipe: int, event: int, deadline: float) -> bool:
    """Wait until a pipe can be read or written, or has broken; False if the deadline comes."""
    poll = select.poll()
    poll.register(pipe, event)
    return bool(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))
