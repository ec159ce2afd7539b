"""A mail and an SMS service that write down what was handed to them: the oracle for "sent". The people in it are
invented."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from campaigns.channels import Handed, Text, Verdict
from journeys.trials.entry import Entry, entry


class JournalBackend(BaseEmailBackend):
    """One line a mail, appended in one write between line ends, so that a torn one spoils no other."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with _journal() as journal:
            for email in email_messages:
                written = email.message()
                written.as_bytes()  # what every other way of sending has to do
                _write(journal, str(written["Message-ID"]), str(written["To"]), str(email.body))
        return len(email_messages)


class JournalLine:
    """Implements `campaigns.channels.Line`: text messages, in the same journal."""

    def open(self) -> None:
        pass

    def hand_over(self, text: Text) -> Handed:
        with _journal() as journal:
            _write(journal, str(text.message_id), text.to, text.text)
        return Handed(Verdict.ACCEPTED, f"journal:{text.message_id}")

    def close(self) -> None:
        pass


@contextmanager
def _journal() -> Iterator[int]:
    folder = Path(settings.MAIL_CAPTURE_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    journal = os.open(folder / "journal.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        yield journal
    finally:
        os.close(journal)


def _write(journal: int, *line: str) -> None:
    os.write(journal, f"\n{json.dumps(line)}\n".encode())


class Journal:
    """What was written since it was last asked: whole lines only. A line that its writer died over is no mail: no
    server had all of it."""

    def __init__(self, path: Path) -> None:
        self._path, self._read = path, 0

    def news(self) -> list[Entry]:
        if not self._path.exists():
            return []
        with self._path.open("rb") as file:
            file.seek(self._read)
            whole = file.read().rpartition(b"\n")[0]
        self._read += len(whole)
        return [entry(*line) for line in map(_whole, whole.splitlines()) if line]


def _whole(line: bytes) -> list[str]:
    try:
        found: list[str] = json.loads(line)
    except ValueError:
        return []
    return found
