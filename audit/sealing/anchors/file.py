"""`file:/path`: a line appended and on the disk before it counts. Worth as much as whoever may write that disk."""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from audit.domain.anchors import Anchor
from audit.sealing.anchors.place import AnchorFailed


class FilePlace:
    def __init__(self, url: str, every: timedelta) -> None:
        self.path, self.every = Path(unquote(urlsplit(url).path)), every
        if not self.path.is_absolute():
            raise ValueError("name a whole path, as in file:/var/log/anchors.jsonl")
        self.name = f"file:{self.path}"

    def tell(self, anchor: Anchor) -> None:
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
            try:
                _write_all(descriptor, f"{anchor.line()}\n".encode())
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise AnchorFailed(error.strerror or "the file could not be written") from error


def _write_all(descriptor: int, content: bytes) -> None:
    """One call for one line, so that lines of two writers do not mix. A full disk may take a part: that is a failure,
    and the next line begins on its own."""
    if os.write(descriptor, content) != len(content):
        os.write(descriptor, b"\n")
        raise OSError(0, "the disk took a part of the line")
