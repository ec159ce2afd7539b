"""Mail that stays in the house: one `.eml` a mail in `settings.MAIL_CAPTURE_DIR`, named by the message's id."""

import os
import re
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_NAME = re.compile(r"^<?([0-9a-zA-Z][0-9a-zA-Z-]*)@")


class CaptureBackend(BaseEmailBackend):
    """Nothing is overwritten: a message that was sent twice shows as `<id>.eml` and `<id>.2.eml`, as it would in a
    mailbox. The receipt is the Message-ID, as with SMTP."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_CAPTURE_DIR)
        for email in email_messages:
            written = email.message()
            write_new(folder, _file_name(str(written["Message-ID"])), ".eml", written.as_bytes())
        return len(email_messages)


def _file_name(message_id: str) -> str:
    found = _NAME.match(message_id)
    if not found:
        raise ValueError("a captured mail needs a Message-ID that can be a file name")
    return found[1]


def write_new(folder: Path, name: str, ending: str, content: bytes) -> None:
    """Whoever looks into the folder sees whole files only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{name}.{uuid4().hex}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        _link_as_new(draft, folder, name, ending)
    finally:
        draft.unlink()


def _link_as_new(draft: Path, folder: Path, name: str, ending: str) -> None:
    """A link is made at once or not at all, and never in the place of another file."""
    for number in count(1):
        try:
            os.link(draft, folder / (f"{name}{ending}" if number == 1 else f"{name}.{number}{ending}"))
        except FileExistsError:
            continue
        return
