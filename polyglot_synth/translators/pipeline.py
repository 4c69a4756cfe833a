"""A chain of long-lived processes, each text ended by a NUL, as Unix tools with `-z` read them."""

from __future__ import annotations

import os
import select
import subprocess
import threading
import time
from collections.abc import Sequence
from typing import IO

from polyglot_synth.translators.base import TranslatorError

_BLOCK = 1 << 16


class Pipeline:
    """Runs the stages of a pipe until it is closed; every text is answered before the next call.

    `patience`: seconds without any answer after which it counts as hanging.
    """

    def __init__(self, stages: Sequence[Sequence[str]], patience: float = 60.0) -> None:
        self.stages, self.patience = stages, patience
        self._processes: list[subprocess.Popen[bytes]] = []

    def answers(self, texts: Sequence[str]) -> list[str]:
        """Send texts through; one answer each. Raises `TranslatorError` where it died or hangs."""
        if not self._processes:
            self._start()
        sender = threading.Thread(target=self._send, args=(texts,), daemon=True)
        sender.start()
        try:
            return self._receive(len(texts))
        except TranslatorError:
            self.close()
            raise
        finally:
            sender.join()

    def close(self) -> None:
        """End all processes; the next call starts them anew."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()
            process.wait()
        self._processes = []

    def _start(self) -> None:
        before: IO[bytes] | int = subprocess.PIPE
        for stage in self.stages:
            try:
                process = subprocess.Popen(  # noqa: S603 - stages are read from installed files
                    stage,
                    bufsize=0,
                    stdin=before,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
            except OSError as error:
                self.close()
                raise TranslatorError(f"{stage[0]} cannot be started: {error.strerror}") from None
            if not isinstance(before, int):
                before.close()  # held by the next stage alone, so that a death is seen
            self._processes.append(process)
            before = process.stdout or subprocess.PIPE

    def _send(self, texts: Sequence[str]) -> None:
        pipe = self._processes[0].stdin
        try:
            for text in texts:
                if pipe:
                    pipe.write(text.encode() + b"\0")
        except (OSError, ValueError):
            return  # it died: whoever waits for the answer says so

    def _receive(self, count: int) -> list[str]:
        output = self._processes[-1].stdout
        found: list[str] = []
        rest, last = b"", time.monotonic()
        while output and len(found) < count:
            if not select.select([output], [], [], 0.5)[0]:
                if time.monotonic() - last > self.patience:
                    raise TranslatorError(f"no answer in {self.patience:g} seconds")
                self._alive()
                continue
            block = os.read(output.fileno(), _BLOCK)
            if not block:
                raise TranslatorError(f"ended after {len(found)} of {count} texts")
            *done, rest = (rest + block).split(b"\0")
            found += [text.decode("utf-8", "replace") for text in done]
            last = time.monotonic()
        return found

    def _alive(self) -> None:
        for stage, process in zip(self.stages, self._processes, strict=True):
            if process.poll() is not None:
                raise TranslatorError(f"{stage[0]} ended with code {process.returncode}")
