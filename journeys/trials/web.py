"""The web process of one trial, as production runs it, at an address of its own."""

import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from journeys.trials.smtp_server import HOST
from journeys.trials.workers import wait_until


@contextmanager
def web(environment: Mapping[str, str], log: Path) -> Iterator[str]:
    """Its address, once it answers."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "clinic.wsgi", "--bind", f"{HOST}:{port}", "--threads", "4"]
    with log.open("ab") as file:
        process = subprocess.Popen(command, env=dict(environment), cwd=settings.BASE_DIR, stdout=file, stderr=file)
    try:
        wait_until(lambda: process.poll() is not None or _answers(port), "the web process answers")
        yield f"http://{HOST}:{port}"
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex((HOST, port)) == 0
