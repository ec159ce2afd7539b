"""A database server for each process of a parallel test run. Loaded before the settings (`-p` in pyproject.toml).

How far the book may be sealed is decided by all transactions of a server: tests beside each other would hold it back.

It lives in memory where there is room, and is gone with its process: a database is 300 files, and on a disk the making
of 300 files can take two seconds, in memory 50 ms.
"""

import atexit
import hashlib
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM_NEEDED = 2**30


def _folder_of(worker: str) -> Path:
    on_disk = Path(os.environ.get("REVISIT_VAR") or Path(__file__).resolve().parent.parent / "var" / "test")
    in_memory = _MEMORY / f"revisit-test-{os.getuid()}-{hashlib.sha256(os.fsencode(on_disk)).hexdigest()[:10]}"
    if not _MEMORY.is_mount() or shutil.disk_usage(_MEMORY).free < _ROOM_NEEDED:
        return on_disk / worker
    in_memory.mkdir(exist_ok=True)
    if not _is_ours(in_memory):
        return on_disk / worker
    atexit.register(_take_away, in_memory / worker)
    return in_memory / worker


def _is_ours(folder: Path) -> bool:
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022


def _take_away(folder: Path) -> None:
    """Registered before the server was started, so done after it was stopped."""
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):  # the other processes' are still there
        folder.parent.rmdir()


if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["REVISIT_VAR"] = str(_folder_of(worker))
