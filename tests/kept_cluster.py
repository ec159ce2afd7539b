"""A server's data with the migrated template in it: made once for each state of the code, copied for each process.

Kept for the machine (`$XDG_CACHE_HOME/revisit-tests`), so that a fresh copy of the project migrates nothing that
another one has migrated. What is kept was never used by a test: it holds no people, and no check of a key.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from clinic.embedded_postgres.account import server_account
from clinic.embedded_postgres.cluster import cluster_in
from clinic.embedded_postgres.holding import _one_at_a_time
from clinic.embedded_postgres.place import home_of
from clinic.embedded_postgres.postmaster import stop
from clinic.embedded_postgres.programs import find_programs
from tests import migrated_code

_KEEPS = 4
_MIGRATE = """
import django
django.setup()
from django.db import connections
from tests import database_roles, kept_template
kept_template.make_or_find()
connections["default"].close()
database_roles.drop_database(connections["default"].settings_dict["NAME"])
"""


def begin_with_it(var: Path) -> None:
    """Before the server of this folder starts: its data is a copy, unless it came from this code or is in use."""
    var.mkdir(parents=True, exist_ok=True)
    key, note = _key(), var / "kept.txt"
    with _one_at_a_time(var):
        cluster = cluster_in(home_of(var, server_account()))
        is_of_this_code = note.exists() and note.read_text() == key and cluster.folder.exists()
        if is_of_this_code or _is_in_use(var):
            return
        stop_what_runs_in(var)
        note.unlink(missing_ok=True)
        shutil.rmtree(cluster.folder, ignore_errors=True)
        _copy(_kept(key), cluster.folder)
        note.write_text(key)


def stop_what_runs_in(var: Path) -> None:
    """Of a process that was killed."""
    stop(cluster_in(home_of(var, server_account())))


def _key() -> str:
    """Data files belong to one major version of the server and to one user."""
    return f"{migrated_code.digest()}-{find_programs(None).major}-{server_account().uid}"


def _is_in_use(var: Path) -> bool:
    with (var / "postgres.users").open("a") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _kept(key: str) -> Path:
    """Where it is; made first where there is none. Whoever comes meanwhile waits."""
    place = _place()
    with _alone(place):
        if not (place / key).exists():
            _make(place, key)
        os.utime(place / key)
        for old in sorted(_all_in(place), key=lambda folder: -folder.stat().st_mtime)[_KEEPS:]:
            shutil.rmtree(old, ignore_errors=True)
    return place / key


def _place() -> Path:
    """Beside the project's own state where this user may keep nothing else."""
    with suppress(OSError, RuntimeError):
        place = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "revisit-tests"
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.access(place, os.W_OK):
            return place
    place = migrated_code.ROOT / "var" / "kept-for-tests"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def _make(place: Path, key: str) -> None:
    """In a process of its own, which stops the server when it ends: only then are its files whole."""
    with _somewhere() as var:
        environment = {**os.environ, "REVISIT_VAR": str(var), "REVISIT_PG_FSYNC": "off"}
        environment |= {"DJANGO_SETTINGS_MODULE": "clinic.settings", "PYTEST_XDIST_WORKER": ""}
        command = [sys.executable, "-c", _MIGRATE]
        subprocess.run(command, cwd=migrated_code.ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
        unfinished = place / f"{key}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        _copy(cluster_in(home_of(var, server_account())).folder, unfinished)
        os.sync()
        unfinished.rename(place / key)


def _all_in(place: Path) -> Iterator[Path]:
    return (folder for folder in place.iterdir() if folder.is_dir() and folder.suffix != ".unfinished")


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _somewhere() -> Iterator[Path]:
    """A folder that the server's user may enter, gone afterwards with all that was made for it."""
    with tempfile.TemporaryDirectory(prefix="revisit-migrating-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        yield folder
        if (elsewhere := folder / "postgres.at").exists():
            shutil.rmtree(elsewhere.read_text().strip(), ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    """With owners and modes."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
