"""The environment of what we are measured against: `var/peers`, from its own lock, with nothing of ours in it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from clinic import process_role
from journeys.benches.figures import Row
from journeys.benches.smtp_sink import Sink
from journeys.trials.place import place_of_its_own
from journeys.trials.smtp_server import HOST

_LOCK = settings.BASE_DIR / "requirements" / "peers.txt"
_SITE = Path(__file__).with_name("peer_site.py")


@dataclass(frozen=True)
class Peers:
    """Runs `peer_site.py` over a database of its own."""

    python: Path
    environment: dict[str, str]

    def run(self, what: str, number: int, *, row: str, mails: int) -> Row:
        command = [str(self.python), str(_SITE), what, str(number)]
        done = subprocess.run(command, env=self.environment, check=True, stdout=subprocess.PIPE, text=True)
        cost = json.loads(done.stdout.splitlines()[-1])
        return Row(row, mails, cost["seconds"], cost["cpu_seconds"], cost["peak_mb"])


@contextmanager
def peers(sink: Sink) -> Iterator[Peers]:
    """Their programs, installed if they are not there yet, and an empty database."""
    python = _installed(settings.VAR_DIR / "peers")
    with place_of_its_own() as place:
        plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        environment = {
            **plain,
            "DATABASE": place.environment()[process_role.URLS[process_role.OWNER]],
            "EMAIL_HOST": HOST,
            "EMAIL_PORT": str(sink.port),
            "SSL_CERT_FILE": str(sink.certificate),
        }
        found = Peers(python, environment)
        found.run("tables", 0, row="", mails=1)
        yield found


def _installed(folder: Path) -> Path:
    """The stamp is written last: without it the environment is half made, and made again."""
    python, stamp, lock = folder / "bin" / "python", folder / "installed.txt", _LOCK.read_text()
    if not stamp.exists() or stamp.read_text() != lock:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes",
             "-r", str(_LOCK)],
            check=True, stdout=sys.stderr,
        )  # fmt: skip
        stamp.write_text(lock)
    return python
