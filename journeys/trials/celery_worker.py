"""One Celery worker, as the unit files start it: a parent, which hears the bell, and a child, which works. Any of them
can be killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings

from journeys.trials.workers import wait_until, worker_command


@dataclass
class CeleryWorker:
    """In a group of its own. `application`: the module that Celery loads. Its sessions carry its name."""

    name: str
    environment: Mapping[str, str]
    log: Path
    application: str = "clinic"
    _process: subprocess.Popen[bytes] | None = field(init=False, default=None)

    def start(self) -> None:
        arguments = [*worker_command(self.name), "--loglevel", "INFO"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", self.application, *arguments],
                env={**self.environment, "PGAPPNAME": self.name},
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError("it was not started")
        return self._process.pid

    def kill_child(self) -> None:
        """`kill -9` of whoever works; the parent starts another."""
        wait_until(lambda: bool(self._children()), "a worker has a child")
        for child in self._children():
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def kill_parent(self) -> None:
        """`kill -9` of the one that hears the bell; its child ends when it has done what it is at."""
        os.kill(self.pid, signal.SIGKILL)
        self._reap()

    def kill_group(self) -> None:
        """`kill -9` of all of it, at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._reap()

    def terminate(self, patience: float = 120) -> int:
        """SIGTERM, as at a deploy: it ends when it has done what it is at. Its exit status."""
        os.kill(self.pid, signal.SIGTERM)
        return self._reap(patience)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill_group()

    def _reap(self, patience: float = 120) -> int:
        return self._process.wait(patience) if self._process else 0

    def _children(self) -> list[int]:
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        pairs = (map(int, line.split()) for line in listed.splitlines())
        return [child for child, parent in pairs if parent == self.pid]
