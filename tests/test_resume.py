"""Runs that are killed, starved and interrupted: they end in one sentence and can be gone on with.

Real processes and real signals. `KILLS=20 pytest tests/test_resume.py` kills at more moments.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

COMMAND = Path(sys.executable).with_name("polyglot-synth")
REPOSITORY = Path(__file__).parent.parent
KILLS = int(os.environ.get("KILLS", "3"))
HANG = 120.0
"""Seconds after which a test gives up: no measure of speed, only of a hang."""

ASKED = {
    "--languages": "swh_Latn",
    "--concepts": "maths/*,code/*,fallacies/affirming_the_consequent",
    "--rows": "60",
    "--workers": "2",
}
CODE = ["code/fair_share", "code/prices", "code/total_cost"]
FALLACY = "fallacies/affirming_the_consequent"
STOPPED = "stopped; what is done is kept: go on with --resume\n"

linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")


def command(out: Path, *more: str | Path, **other: str) -> list[str]:
    """Write the command of the run that all tests here make; `other` replaces its options."""
    asked = ASKED | {f"--{name}": value for name, value in other.items()}
    options = [part for option in asked.items() for part in option]
    return [str(COMMAND), "generate", "--out", str(out), *options, *map(str, more)]


def run(*words: str, fails: int = 0, **how: object) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, which is as expected and no traceback."""
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=HANG, **how)
    assert done.returncode == fails, done.stderr
    assert "Traceback" not in done.stderr
    return done


Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start commands in process groups of their own, as a shell does; none outlives its test."""
    started: list[subprocess.Popen[str]] = []

    def begin(*words: str) -> subprocess.Popen[str]:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(words, start_new_session=True, **pipes))
        return started[-1]

    yield begin
    for process in started:
        kill(process)


def kill(process: subprocess.Popen[str]) -> None:
    """Kill a process with its whole group, as a machine that goes down does."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    with process:  # closes its pipes
        process.wait(HANG)


def contents(out: Path) -> dict[str, bytes]:
    """Read all that a run wrote; in its record the seconds are left out."""
    files = {
        str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*") if file.is_file()
    }
    record = json.loads(files["run.json"])
    del record["seconds"], record["phases"]
    return files | {"run.json": json.dumps(record).encode()}


def wait_for(happens: Callable[[], object], process: subprocess.Popen[str]) -> None:
    """Wait, looking a thousand times a second, until something happens while a process runs."""
    deadline = time.monotonic() + HANG
    while not happens():
        assert process.poll() is None, "it ended too early"
        assert time.monotonic() < deadline
        time.sleep(0.001)


def any_file(folder: Path, pattern: str) -> Callable[[], bool]:
    """Tell whether a file stands in a folder that may not be there yet."""
    return lambda: next(iter(folder.glob(pattern)), None) is not None


PART, ROWS = ".work/parts/*/*/*.parquet", "data/*/*.parquet"


class Unbroken(NamedTuple):
    """A run that nothing happened to: what it wrote, and how long it took."""

    files: dict[str, bytes]
    seconds: float
    out: Path


@pytest.fixture(scope="session")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Unbroken:
    out, start = tmp_path_factory.mktemp("unbroken") / "out", time.monotonic()
    run(*command(out))
    return Unbroken(contents(out), time.monotonic() - start, out)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def whole_files_only(out: Path, unbroken: Unbroken) -> None:
    """Whatever stands under its final name in a broken run is whole, and nothing else stands."""
    for file in (file for file in out.rglob("*") if file.is_file()):
        name = str(file.relative_to(out))
        assert not file.name.startswith("."), f"{name} is half written"
        if ".work/parts" in name:
            assert pl.read_parquet(file).height > 0
        else:
            assert file.read_bytes() == unbroken.files[name], name


def resumed(out: Path, **other: str) -> dict[str, bytes]:
    """Go on with a run to its end, and read it."""
    run(*command(out, "--resume", **other))
    return contents(out)


# Processes, from the outside.


class Process(NamedTuple):
    """A process as /proc shows it; with its start it is told from a later one of its number."""

    number: int
    parent: int
    start: str
    words: str


def processes() -> Iterator[Process]:
    """List all processes that live; zombies do not."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, parent, *rest = (folder / "stat").read_text().rpartition(")")[2].split()
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if state != "Z":
                yield Process(int(folder.name), int(parent), rest[17], words)


def offspring(root: int) -> set[Process]:
    """List the processes that come from one, over all generations."""
    alive, found = set(processes()), set[Process]()
    numbers = {root}
    while more := {each for each in alive - found if each.parent in numbers}:
        found |= more
        numbers = {each.number for each in more}
    return found


def workers(root: int) -> list[Process]:
    """List the processes that work for a run."""
    return [each for each in offspring(root) if "spawn_main" in each.words]


def all_ended(family: set[Process]) -> bool:
    """Tell whether processes end within seconds."""
    known = {(each.number, each.start) for each in family}
    deadline = time.monotonic() + 10
    while alive := {each for each in processes() if (each.number, each.start) in known}:
        if time.monotonic() > deadline:
            sys.stderr.write(f"still there: {alive}\n")
            return False
        time.sleep(0.02)
    return True


# Killed.


@pytest.mark.parametrize("number", range(KILLS))
def test_killed_at_any_moment_and_resumed(
    number: int, out: Path, start: Start, unbroken: Unbroken
) -> None:
    moment = random.Random(number).uniform(0.3, 1) * unbroken.seconds
    process = start(*command(out))
    time.sleep(moment)
    kill(process)
    assert resumed(out) == unbroken.files


@pytest.mark.parametrize("pattern", [PART, ROWS], ids=["between parts", "while rows are written"])
def test_killed_half_way_and_resumed(
    pattern: str, out: Path, start: Start, unbroken: Unbroken
) -> None:
    """Any number of workers may go on; what was half written is swept away."""
    process = start(*command(out))
    wait_for(any_file(out, pattern), process)
    kill(process)
    assert not (out / "run.json").exists()
    place = next(out.glob(pattern)).parent
    (place / ".train-00000.parquet.4711").write_bytes(b"PAR1")
    (out / ".report.json.4711").write_text("{", encoding="utf-8")
    assert resumed(out, workers="1") == unbroken.files


def test_killed_before_the_fingerprint_stood(out: Path, unbroken: Unbroken) -> None:
    """What is left of a run's first milliseconds is no run yet, and stands in nobody's way."""
    (out / ".work").mkdir(parents=True)
    (out / ".work/.fingerprint.json.4711").write_text("{", encoding="utf-8")
    assert resumed(out) == unbroken.files


@linux
def test_workers_end_when_the_run_alone_is_killed(
    out: Path, start: Start, unbroken: Unbroken
) -> None:
    process = start(*command(out))
    wait_for(any_file(out, PART), process)
    family = offspring(process.pid)
    assert family
    process.kill()
    assert all_ended(family)
    process.communicate(timeout=HANG)
    assert resumed(out) == unbroken.files


@linux
def test_a_worker_that_dies_costs_a_retry(out: Path, start: Start, unbroken: Unbroken) -> None:
    process = start(*command(out))
    wait_for(any_file(out, PART), process)
    os.kill(workers(process.pid)[0].number, signal.SIGKILL)
    _, errors = process.communicate(timeout=HANG)
    assert process.returncode == 0, errors
    assert contents(out) == unbroken.files


@linux
def test_workers_that_always_die_stop_the_run_with_a_sentence(
    out: Path, start: Start, unbroken: Unbroken
) -> None:
    process = start(*command(out))
    while process.poll() is None:
        for worker in workers(process.pid):
            with suppress(ProcessLookupError):
                os.kill(worker.number, signal.SIGKILL)
        time.sleep(0.01)
    _, errors = process.communicate(timeout=HANG)
    assert process.returncode == 2, errors
    before, sentence, after = errors.rpartition("a worker process died twice on ")
    assert sentence, errors
    assert after.count("\n") == 1
    if before:  # some Pythons (3.11.7) lose a race as a pool is filled while its workers die
        assert before.startswith("Exception in thread Thread-"), errors
        assert before.endswith("RuntimeError: dictionary changed size during iteration\n"), errors
    assert resumed(out) == unbroken.files


@linux
@pytest.mark.parametrize("moment", ["workers start", "units are made"])
def test_ctrl_c_ends_everything_with_one_sentence(
    moment: str, out: Path, start: Start, unbroken: Unbroken
) -> None:
    """A terminal sends Ctrl-C to every process of the group."""
    process = start(*command(out))
    if moment == "workers start":
        wait_for(lambda: workers(process.pid), process)
        time.sleep(0.15)  # they are importing now, and would say what was interrupted
    else:
        wait_for(any_file(out, PART), process)
    family = offspring(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    said, errors = process.communicate(timeout=HANG)
    last = errors.splitlines(keepends=True)[-1]  # progress may stand before it
    assert (process.returncode, said, last) == (130, "", STOPPED)
    assert "Traceback" not in errors
    assert all_ended(family)
    whole_files_only(out, unbroken)
    assert resumed(out) == unbroken.files


# Resumed.


def test_a_finished_run_that_is_resumed_says_so_and_changes_nothing(unbroken: Unbroken) -> None:
    def stamps() -> dict[Path, int]:
        return {file: file.stat().st_mtime_ns for file in unbroken.out.rglob("*")}

    before = stamps()
    done = run(*command(unbroken.out, "--resume"))
    assert f"{unbroken.out} was finished before; nothing is changed\n" in done.stdout
    assert "swh_Latn: 60 rows accepted" in done.stdout
    assert stamps() == before


def test_without_resume_a_folder_that_holds_a_run_is_refused(unbroken: Unbroken) -> None:
    done = run(*command(unbroken.out), fails=2)
    assert done.stderr == (
        f"--out {unbroken.out} is not empty; go on with --resume or name another folder\n"
    )
    assert contents(unbroken.out) == unbroken.files


def test_a_folder_of_somebody_elses_is_refused_and_left_alone(out: Path) -> None:
    out.mkdir()
    (out / "thesis.txt").write_text("a year's work", encoding="utf-8")
    for more in ([], ["--resume"]):
        done = run(*command(out, *more), fails=2)
        assert done.stderr == f"--out {out} is not empty; name another folder\n"
    assert [file.name for file in out.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("option", "value", "names"),
    [
        ("seed", "8", ["config.seed"]),
        ("languages", "swh_Latn,eng_Latn", ["config.languages"]),
        (
            "concepts",
            "maths/*",
            ["config.concepts", *(f"concepts.{name}" for name in [*CODE, FALLACY])],
        ),
    ],
)
def test_a_resume_with_another_config_is_refused_naming_what_differs(
    option: str, value: str, names: list[str], unbroken: Unbroken
) -> None:
    done = run(*command(unbroken.out, "--resume", **{option: value}), fails=2)
    differs = done.stderr.partition("was begun with another ")[2].partition(";")[0].split(", ")
    assert sorted(differs) == sorted(names)
    assert contents(unbroken.out) == unbroken.files


def test_a_resume_with_another_pack_is_refused(tmp_path: Path, unbroken: Unbroken) -> None:
    pack = (REPOSITORY / "languages/swh_Latn.yaml").read_text(encoding="utf-8")
    (tmp_path / "swh_Latn.yaml").write_text(f"# mended\n{pack}", encoding="utf-8")
    done = run(*command(unbroken.out, "--resume", "--languages-dir", tmp_path), fails=2)
    assert "was begun with another packs.swh_Latn;" in done.stderr
    assert contents(unbroken.out) == unbroken.files


# No room, no right.


def test_a_limit_on_files_stops_the_run_with_one_sentence(out: Path, unbroken: Unbroken) -> None:
    """A limit on file size makes writes fail on every system, those of a detector's too."""
    most = max(len(data) for data in unbroken.files.values()) // 2
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (most, most))
    done = run(*command(out), fails=2, preexec_fn=limit)
    *progress, said = done.stderr.splitlines()
    assert said.startswith("File too large (")
    assert said.endswith("all that was done is kept: mend it and go on with --resume")
    assert all(" rows/s" in line for line in progress)
    whole_files_only(out, unbroken)
    assert resumed(out) == unbroken.files


@pytest.fixture(params=["48k", "80k", "112k"])
def little_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A disk so small that parts or rows do not fit; skipped where mounting is not allowed."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("mounting a small disk takes root on Linux")
    disk = tmp_path / "disk"
    disk.mkdir()
    options = ("-t", "tmpfs", "-o", f"size={request.param}", "tmpfs", disk)
    mounted = subprocess.run(["mount", *options], capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"this machine mounts nothing: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_disk_that_runs_full_can_be_given_room(little_disk: Path, unbroken: Unbroken) -> None:
    out = little_disk / "out"
    done = run(*command(out), fails=2)
    *progress, said = done.stderr.splitlines()
    assert said.startswith("No space left on device (")
    assert all(" rows/s" in line for line in progress)
    whole_files_only(out, unbroken)
    subprocess.run(["mount", "-o", "remount,size=64m", little_disk], check=True)
    assert resumed(out) == unbroken.files


def test_a_disk_that_is_full_from_the_start(little_disk: Path) -> None:
    with suppress(OSError), (little_disk / "ballast").open("wb", buffering=0) as ballast:
        while True:
            ballast.write(b"\0" * 4096)
    done = run(*command(little_disk / "out"), fails=2)
    assert done.stderr == (
        f"--out {little_disk / 'out'} cannot be written: No space left on device\n"
    )


def test_a_read_only_disk(little_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", little_disk], check=True)
    done = run(*command(little_disk / "out"), fails=2)
    assert done.stderr == (
        f"--out {little_disk / 'out'} cannot be written: Read-only file system\n"
    )


@pytest.fixture(scope="session")
def as_anybody() -> list[str]:
    """Words before a command that make folders' rights count: root passes over them."""
    if os.geteuid() != 0:
        return []
    words = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"]
    if not shutil.which("setpriv") or subprocess.run([*words, "true"], check=False).returncode:
        pytest.skip("root may write everywhere, and setpriv cannot take that right away here")
    return words


@pytest.mark.parametrize(
    ("rights", "place"),
    [(0o500, "."), (0o000, "new")],
    ids=["no writing", "no entry"],
)
def test_a_folder_that_may_not_be_written(
    rights: int, place: str, tmp_path: Path, as_anybody: list[str]
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(rights)
    out = locked / place
    try:
        done = run(*as_anybody, *command(out), fails=2)
    finally:
        locked.chmod(0o700)
    assert done.stderr == f"--out {out} cannot be written: Permission denied\n"
    assert not list(locked.iterdir())
