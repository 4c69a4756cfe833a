"""Kill a run with SIGKILL at random moments, resume it, and compare it with an unbroken one.

    python eval/kill_and_resume.py [--kills 20] [--rows 300] [--seed 7]

Each kill is a run of its own in three languages over all concepts: it is killed with all its
processes, resumed, and compared byte for byte. Every fifth is killed while it reads packs, the
others after its folder stands; every third is killed once more while it is resumed. Prints a line
a kill and a verdict; exits with 1 where bytes differ or a resume fails.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

COMMAND = Path(sys.executable).with_name("polyglot-synth")
RECORD = Path(".work/fingerprint.json")
LANGUAGES = "eng_Latn,mar_Deva,swh_Latn"
START_UP, TWICE = 5, 3


def command(out: Path, rows: int, *more: str) -> list[str]:
    """Write the command of a run."""
    asked = ["--languages", LANGUAGES, "--rows", str(rows), "--out", str(out), "--quiet"]
    return [str(COMMAND), "generate", *asked, *more]


def kill_after(seconds: float, words: list[str], stands: Path | None = None) -> None:
    """Start a run and kill its whole process group so long after a file stands, or its start."""
    with subprocess.Popen(words, start_new_session=True) as process:  # noqa: S603 - our own
        wait_for(stands, process)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def wait_for(stands: Path | None, process: subprocess.Popen[bytes]) -> None:
    """Wait until a file stands or a process has ended."""
    while stands and not stands.exists() and process.poll() is None:
        time.sleep(0.001)


def unbroken(words: list[str], record: Path) -> tuple[float, float]:
    """Run to the end; give the seconds until the record of the run stands, and those after."""
    start = time.monotonic()
    with subprocess.Popen(words) as process:  # noqa: S603 - our own command
        wait_for(record, process)
        begun = time.monotonic()
    return begun - start, time.monotonic() - begun


def contents(out: Path) -> dict[str, bytes]:
    """Read all that a run wrote; in its record the seconds are left out."""
    files = {str(f.relative_to(out)): f.read_bytes() for f in out.rglob("*") if f.is_file()}
    if "run.json" in files:
        record = json.loads(files["run.json"])
        del record["seconds"], record["phases"]
        files["run.json"] = json.dumps(record).encode()
    return files


def standing(out: Path) -> str:
    """Say how far a killed run had come."""
    parts = sum(1 for _ in out.glob(".work/parts/*/*/*.parquet"))
    written = sum(1 for _ in out.glob("[dr]*/*/*.parquet"))
    half = sum(file.name[1:].count(".") > 1 for file in out.rglob(".*.*.*"))
    done = ", finished" if (out / "run.json").exists() else ""
    return f"{parts:2} parts, {written} files of rows, {half} half written{done}"


def fault(got: dict[str, bytes], wanted: dict[str, bytes]) -> str:
    """Name the files that differ; empty where none does."""
    names = [name for name in sorted({*got, *wanted}) if got.get(name) != wanted.get(name)]
    return ", ".join(names)


def main(kills: int, rows: int, seed: int) -> int:
    """Kill and resume so many times; give the number of runs that did not come out the same."""
    bad = 0
    with tempfile.TemporaryDirectory() as name:
        whole = Path(name) / "unbroken"
        reading, working = unbroken(command(whole, rows), whole / RECORD)
        wanted = contents(whole)
        print(f"unbroken: {reading:.1f} s reading, {working:.1f} s working, {len(wanted)} files")
        for number in range(kills):
            out = Path(name) / f"killed-{number}"
            chance = random.Random(f"{seed} {number}")  # noqa: S311 - no secret
            if number % START_UP == 0:
                moment = chance.uniform(0, reading)
                kill_after(moment, command(out, rows))
            else:
                moment = chance.uniform(0, working)
                kill_after(moment, command(out, rows), out / RECORD)
                moment += reading
            how = f"killed at {moment:4.1f} s with {standing(out)}"
            if number % TWICE == TWICE - 1:
                again = reading + chance.uniform(0, working)
                kill_after(again, command(out, rows, "--resume"))
                how += f"; again at {again:.1f} s with {standing(out)}"
            words = command(out, rows, "--resume")
            resumed = subprocess.run(words, check=False)  # noqa: S603 - our own command
            differs = fault(contents(out), wanted)
            good = resumed.returncode == 0 and not differs
            bad += not good
            said = "the same bytes" if good else f"exit {resumed.returncode}, differs: {differs}"
            print(f"{number + 1:3}  {how}; resumed: {said}", flush=True)
    print(f"{kills - bad} of {kills} killed runs came out the same as the unbroken one")
    return bad


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for option, default in (("--kills", 20), ("--rows", 300), ("--seed", 7)):
        parser.add_argument(option, type=int, default=default)
    sys.exit(1 if main(**vars(parser.parse_args())) else 0)
