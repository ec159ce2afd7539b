"""Web server, worker, beat, sealer and auditor side by side; all of them end when one does, or when we are told to."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

SEALER = (sys.executable, "manage.py", "audit_sealer")  # the one process that holds the key of seals
_GRACE_SECONDS = 4
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def commands(port: int) -> dict[str, list[str]]:
    python = sys.executable
    return {
        "web": [
            python, "-m", "gunicorn", "clinic.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4",
            "--graceful-timeout", "3", "--log-level", "warning",
        ],
        "worker": [python, "-m", "celery", "-A", "clinic", "worker", "--pool", "solo", "--loglevel", "warning"],
        "beat": [
            python, "-m", "celery", "-A", "clinic", "beat", "--loglevel", "warning",
            "--pidfile", "", "--max-interval", "10",
        ],
        "sealer": [*SEALER],
        "auditor": [python, "manage.py", "audit_verify", "--daily"],
    }  # fmt: skip


def run_until_stopped(port: int) -> int:
    """Start all, wait, stop all. 0 after SIGTERM or Ctrl-C, 1 when a process ended by itself."""
    stopped: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stopped.append(received))
    logs = Path(settings.VAR_DIR) / "log"
    logs.mkdir(exist_ok=True)
    running = {name: _start(command, logs / f"{name}.log") for name, command in commands(port).items()}
    try:
        while not stopped:
            for name, process in running.items():
                if process.poll() is not None:
                    print(f"The {name} process ended; its last words are in {logs / f'{name}.log'}", file=sys.stderr)
                    return 1
            time.sleep(0.3)
        return 0
    finally:
        _stop(list(running.values()))


def seal_once() -> None:
    """What is written so far gets its seal, by a process that may."""
    subprocess.run([*SEALER, "--once"], cwd=settings.BASE_DIR, stdout=sys.stderr, check=False)


def _start(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PUBLIC_URL": settings.PUBLIC_URL}
    with log.open("ab") as file:
        return subprocess.Popen(
            command,
            stdout=file,
            stderr=file,
            cwd=settings.BASE_DIR,
            env=environment,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )


def _die_with_parent() -> None:
    """When we are killed without a word, the kernel ends our children, too. Linux alone can be asked for that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop(running: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + _GRACE_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
