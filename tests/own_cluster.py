"""A database server for each process of a test run. Loaded before the settings (`-p` in pyproject.toml).

Tests have a server apart from the one that the project is tried out with. How far the book may be sealed is decided by
all transactions of a server: tests beside each other would hold it back.

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

import run

_MEMORY = Path("/dev/shm")
_ROOM_NEEDED = 2**30
_ALONE = "alone-"  # and the number of the process


def _folder_of(process: str) -> Path:
    on_disk = Path(os.environ["REVISIT_TESTS_VAR"])
    in_memory = _MEMORY / f"revisit-test-{os.getuid()}-{hashlib.sha256(os.fsencode(on_disk)).hexdigest()[:10]}"
    if not _MEMORY.is_mount() or shutil.disk_usage(_MEMORY).free < _ROOM_NEEDED:
        return on_disk / process
    in_memory.mkdir(exist_ok=True)
    return (in_memory if _is_ours(in_memory) else on_disk) / process


def _is_ours(folder: Path) -> bool:
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022


def _take_away(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):  # the other processes' are still there
        folder.parent.rmdir()


def _begin(folder: Path) -> None:
    """What is registered first is done last: the server is stopped before its files are taken away."""
    atexit.register(_take_away, folder)
    os.environ["REVISIT_VAR"] = str(folder)
    if run.is_demo_mode():
        from tests import kept_cluster

        kept_cluster.begin_with_it(folder)
        for other in folder.parent.glob(f"{_ALONE}*"):
            if not _is_alive(int(other.name.removeprefix(_ALONE))):
                kept_cluster.stop_what_runs_in(other)
                _take_away(other)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


# Workers take it over from the process that started them.
os.environ.setdefault("REVISIT_TESTS_VAR", os.environ.get("REVISIT_VAR") or str(run.ROOT / "var" / "test"))
_begin(_folder_of(os.environ.get("PYTEST_XDIST_WORKER") or f"{_ALONE}{os.getpid()}"))
