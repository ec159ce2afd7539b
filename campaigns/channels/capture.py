"""Mail that stays in the house: one `.eml` a message in `settings.MAIL_CAPTURE_DIR`, named by the message's id."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_NAME = re.compile(r"^<?([0-9a-zA-Z][0-9a-zA-Z-]*)@")


class CaptureBackend(BaseEmailBackend):
    """The same message captured twice is one file. The receipt is the Message-ID, as with SMTP."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_CAPTURE_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for email in email_messages:
            written = email.message()
            _write(folder / f"{_file_name(str(written['Message-ID']))}.eml", written.as_bytes())
        return len(email_messages)


def _file_name(message_id: str) -> str:
    found = _NAME.match(message_id)
    if not found:
        raise ValueError("a captured mail needs a Message-ID that can be a file name")
    return found[1]


def _write(path: Path, content: bytes) -> None:
    """Whoever looks into the folder sees whole mails only."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    draft.replace(path)
