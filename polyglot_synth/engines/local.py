"""Units in spawned processes of this machine; a process that dies costs one retry, not the run."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

from polyglot_synth.config import RunConfig
from polyglot_synth.errors import Mendable
from polyglot_synth.units import Unit, Workshop

_PATIENCE = 30.0  # seconds without a unit done, after which the pool is asked whether it lives
_workshop: Workshop | None = None


def _open(config: RunConfig, work: Path, leash: Connection) -> None:
    global _workshop  # noqa: PLW0603 - a process holds one workshop for its life
    threading.Thread(target=_end_with, args=(leash,), daemon=True).start()
    _workshop = Workshop(config, work)


def _end_with(leash: Connection) -> None:
    """End this process when the other end is dropped, as it is when the run's process dies."""
    with suppress(EOFError, OSError):
        leash.recv()
    os._exit(1)


def _make(unit: Unit) -> Unit:
    assert _workshop is not None
    return _workshop.make(unit)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Let processes start without hearing Ctrl-C: the run's process hears it, and ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class LocalEngine:
    """A pool of processes, kept over all waves of a run; they end with it, however it ends."""

    def __init__(self, config: RunConfig, work: Path) -> None:
        self._config, self._work = config, work
        self._workers = config.workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None
        self._leash: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.close(at_once=kind is not None)

    def run(self, units: Sequence[Unit]) -> Iterator[Unit]:
        """Work on units, giving each as it is done, in no order.

        A unit whose process dies is tried once more alone; if it dies again the run stops with
        `Mendable`, and all that is done stays on disk.
        """
        waiting = set(units)
        try:
            for future in self._done(self._submit(self._open_pool(), units)):
                unit = future.result()
                waiting.discard(unit)
                yield unit
        except BrokenProcessPool:
            self.close()
            for unit in sorted(waiting):
                yield self._alone(unit)

    def _done(self, futures: Sequence[Future[Unit]]) -> Iterator[Future[Unit]]:
        """Give futures as they are done.

        A pool whose process died may lose its future without a word, so it is asked now and then:
        a broken one refuses another task with `BrokenProcessPool`.
        """
        pending = set(futures)
        while pending:
            done, pending = wait(pending, timeout=_PATIENCE, return_when=FIRST_COMPLETED)
            if not done:
                self._open_pool().submit(int)
            yield from done

    def _alone(self, unit: Unit) -> Unit:
        try:
            return next(self._done(self._submit(self._open_pool(), [unit]))).result()
        except BrokenProcessPool:
            self.close()
            raise Mendable.saying(
                f"a worker process died twice on {unit.concept} {unit.language} "
                f"{unit.start}-{unit.stop} (out of memory?); all so far is kept: "
                "give it more memory and go on with --resume"
            ) from None

    def _submit(self, pool: ProcessPoolExecutor, units: Sequence[Unit]) -> list[Future[Unit]]:
        try:
            with _deaf_to_ctrl_c():
                return [pool.submit(_make, unit) for unit in units]
        except (OSError, RuntimeError) as error:  # a process died while it was being started
            raise BrokenProcessPool(str(error)) from error

    def _open_pool(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = get_context("spawn")
            theirs, self._leash = context.Pipe(duplex=False)
            self._pool = ProcessPoolExecutor(
                self._workers,
                mp_context=context,
                initializer=_open,
                initargs=(self._config, self._work, theirs),
            )
        return self._pool

    def close(self, *, at_once: bool = False) -> None:
        """Let the processes go; units not begun are dropped, `at_once` those under way too."""
        if at_once and self._leash is not None:
            self._leash.close()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
