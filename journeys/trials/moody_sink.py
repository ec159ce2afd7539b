"""A mail service in a process of its own, over SMTP or HTTP, that misbehaves as it is told."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from campaigns.channels.keys import RESEND
from campaigns.channels.transport import PAUBOX, SMTP
from journeys.benches.smtp_sink import make_certificate
from journeys.trials import moods
from journeys.trials.place import Place
from journeys.trials.smtp_server import HOST

POSTMARK = "anymail.backends.postmark.EmailBackend"


@dataclass(frozen=True, slots=True)
class Misdeed:
    """What the sink said instead of the right answer, having heard `at`, to which address, if it knew."""

    at: str
    said: str
    address: str

    @property
    def is_for_good(self) -> bool:
        """It told that it will never take this mail (RFC 5321, 4.2.1; RFC 9110, 15.5)."""
        if self.at == moods.At.REQUEST:
            return self.said[9:12] in {"400", "422"}
        return self.at != moods.At.GREETING and self.said[:1] == "5" and self.said[1:3].isdecimal()

    @property
    def leaves_doubt(self) -> bool:
        """The sink had heard the whole mail, or let its body begin, and did not say that it has not taken it."""
        if self.at == moods.At.DATA:
            return self.said.startswith("354")
        if self.at == moods.At.BODY:
            return self.said[:1] not in {"4", "5"}
        return self.at == moods.At.REQUEST and self.said[9:12] not in {"400", "401", "422", "429", "503"}


@dataclass(frozen=True)
class MoodySink:
    backend: str
    port: int
    folder: Path

    @property
    def journal(self) -> Path:
        return self.folder / "journal.jsonl"

    def tell(self, *told: moods.Mood) -> None:
        """From now on; nothing: it is well."""
        moods.tell(self.folder, *told)

    def misdeeds(self) -> list[Misdeed]:
        """All so far."""
        return [Misdeed(*json.loads(line)) for line in (self.folder / "misdeeds.jsonl").read_text().splitlines()]

    def settings(self) -> dict[str, str]:
        """An environment that sends everything here."""
        url = f"http://{HOST}:{self.port}"
        if self.backend == PAUBOX:
            return {"EMAIL_BACKEND": PAUBOX, "PAUBOX_API_URL": f"{url}/v1", "PAUBOX_API_KEY": "trial"}
        if self.backend == POSTMARK:
            return {
                "EMAIL_BACKEND": POSTMARK,
                "ANYMAIL_POSTMARK_API_URL": f"{url}/",
                "ANYMAIL_POSTMARK_SERVER_TOKEN": "trial",
            }
        if self.backend == RESEND:
            return {
                "EMAIL_BACKEND": RESEND,
                "ANYMAIL_RESEND_API_URL": f"{url}/",
                "ANYMAIL_RESEND_API_KEY": "trial",
            }
        return {
            "EMAIL_BACKEND": SMTP,
            "EMAIL_HOST": HOST,
            "EMAIL_PORT": str(self.port),
            "EMAIL_USE_TLS": "on",
            "SSL_CERT_FILE": str(self.folder / "certificate.pem"),
        }


@contextmanager
def moody_sink(place: Place, backend: str = SMTP) -> Iterator[MoodySink]:
    """A running sink, in no mood yet; its journal begins empty."""
    kind = "smtp" if backend == SMTP else "http"
    folder = place.folder / f"moody-{backend}"
    folder.mkdir()
    make_certificate(folder / "certificate.pem", folder / "key.pem")
    command = [sys.executable, "-m", "journeys.trials.moody_server", kind, str(folder)]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True) as process:
        try:
            port = process.stdout.readline() if process.stdout else ""
            yield MoodySink(backend, int(port), folder)
        finally:
            process.terminate()
