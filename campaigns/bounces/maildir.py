"""A Maildir (cr.yp.to/proto/maildir.html): one mail a file, new ones in `new/`, those that were seen in `cur/`."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from campaigns.domain.bounces import MOST_BYTES

_SEEN = ":2,S"


class NoMaildir(ValueError):
    """The folder has no `new` and `cur`."""


def waiting(folder: Path) -> Iterator[Path]:
    """New mails, the oldest first. Raises `NoMaildir`."""
    if not (folder / "new").is_dir() or not (folder / "cur").is_dir():
        raise NoMaildir("no Maildir: it has no new/ and cur/")
    return iter(sorted(path for path in (folder / "new").iterdir() if not path.name.startswith(".")))


def content(path: Path) -> bytes | None:
    """As much as is ever read of a mail; None for what is gone by now or is no file. No link is followed."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        return None
    with os.fdopen(number, "rb") as file:
        return file.read(MOST_BYTES)


def mark_seen(path: Path) -> bool:
    """Moves it to `cur/`. False if somebody else did."""
    try:
        path.rename(path.parent.parent / "cur" / (path.name.partition(":")[0] + _SEEN))
    except FileNotFoundError:
        return False
    return True
