"""A process of its own that does one thing after another, can be measured, and can be killed in the middle."""

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from django.conf import settings


class WorkerDied(RuntimeError):
    """The process ended without an answer; its last words are in the message."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call returned and what it cost: wall and CPU seconds of the call, and the process's peak memory so far."""

    value: Any
    seconds: float
    cpu_seconds: float
    peak_mb: float


class Worker:
    """Calls functions of ours by dotted path with JSON arguments, in a process with settings of its own."""

    def __init__(self, environment: Mapping[str, str], *, log: Path) -> None:
        self._log = log
        with log.open("ab") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "journeys.trials.work"],
                env=dict(environment),
                cwd=settings.BASE_DIR,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
            )
        self._calls, self._answers = _there(self._process.stdin), _there(self._process.stdout)
        self._is_ready = False

    def call(self, function: str, **arguments: Any) -> Answer:
        self.begin(function, **arguments)
        return self.answer()

    def begin(self, function: str, **arguments: Any) -> None:
        """Start it and return at once; the process has done its imports before."""
        self.wait_until_ready()
        self._calls.write(json.dumps([function, arguments]) + "\n")
        self._calls.flush()

    def answer(self) -> Answer:
        """Wait for it. Raises `WorkerDied`."""
        return Answer(**json.loads(self._line()))

    def wait_until_ready(self) -> None:
        if not self._is_ready:
            self._line()
            self._is_ready = True

    def kill(self) -> int:
        """`kill -9`; the exit status."""
        self._process.kill()
        return self._process.wait()

    def stop(self) -> None:
        """It stands still, wherever it is, until `go_on`."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def terminate(self) -> int:
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """It ends with its input; after an error here, at once."""
        self.close(patience=0 if kind else 60)

    def close(self, *, patience: float = 60) -> None:
        with suppress(BrokenPipeError):
            self._calls.close()
        try:
            self._process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._answers.close()

    def _line(self) -> str:
        line = self._answers.readline()
        if not line:
            status = self._process.wait()
            last_words = self._log.read_text(errors="replace")[-2000:]
            raise WorkerDied(f"a trial's process ended with status {status}:\n{last_words}")
        return line


def _there(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise RuntimeError("a process was started without its pipes")
    return pipe
