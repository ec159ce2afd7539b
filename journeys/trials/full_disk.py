"""A disk of a trial's own for some of its tables, so small that it can be filled. Linux, as root, with the right to
mount; and the database's superuser, whose address is DATABASE_SUPERUSER_URL where the server is not ours."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import uuid4

import environ
import psycopg
from django.conf import settings

from audit.door_connection import DoorClosed
from audit.enums import AuditWord, PurposeOfUse
from audit.ledger import record_read
from clinic import databases, embedded_postgres
from clinic.embedded_postgres.account import server_account
from journeys.trials.house import BY
from journeys.trials.place import Place

_PAGE = 8192
_ROOM = 512  # pages beside what the tables hold


class NoSmallDisk(RuntimeError):
    """This machine lets us make none; the message says why."""


class Disk:
    def __init__(self, folder: Path) -> None:
        self._filler = folder / "filler"

    def fill(self, *, but: int) -> None:
        """Until `but` bytes are left."""
        left = os.statvfs(self._filler.parent)
        size = max(left.f_bavail * left.f_frsize - but, 0)
        with self._filler.open("wb", buffering=0) as filler:
            os.posix_fallocate(filler.fileno(), 0, size)

    def empty(self) -> None:
        self._filler.unlink(missing_ok=True)


@contextmanager
def small_disk(place: Place, tables: Sequence[str]) -> Iterator[Disk]:
    """These tables are on it meanwhile. Raises `NoSmallDisk`."""
    with _superuser(place) as session, _file_system(_bytes(session, tables)) as folder:
        space = f"trial_{uuid4().hex}"
        session.execute(f"CREATE TABLESPACE {space} LOCATION '{folder}'".encode())
        try:
            _move(session, tables, space)
            yield Disk(folder)
        finally:
            Disk(folder).empty()
            _move(session, tables, "pg_default")
            session.execute(f"DROP TABLESPACE {space}".encode())


def write_until_the_book_is_full() -> None:
    """There is room in the pages that it has."""
    with suppress(DoorClosed):
        while True:
            record_read(word=AuditWord.LIST, actor=BY, purpose=PurposeOfUse.OPERATIONS, people=[], fields=[])


def _move(session: psycopg.Connection, tables: Sequence[str], space: str) -> None:
    for table in tables:
        session.execute(f"ALTER TABLE {table} SET TABLESPACE {space}".encode())


def _bytes(session: psycopg.Connection, tables: Sequence[str]) -> int:
    """Twice: while a table is moved there, nothing is missing."""
    found = session.execute(
        "SELECT sum(pg_table_size(name::regclass))::bigint FROM unnest(%s::text[]) name", [list(tables)]
    )
    row = found.fetchone()
    return int(row[0] if row else 0) + _ROOM * _PAGE


@contextmanager
def _file_system(size: int) -> Iterator[Path]:
    folder, account = Path("/tmp") / f"revisit-trial-{uuid4().hex}", server_account()  # noqa: S108 - the server goes there
    folder.mkdir(mode=0o711)
    options = f"size={size},mode=0700,uid={account.uid},gid={account.gid}"
    try:
        _run("mount", "-t", "tmpfs", "-o", options, "tmpfs", f"{folder}")
        try:
            yield folder
        finally:
            _run("umount", "--lazy", f"{folder}")
    finally:
        folder.rmdir()


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        raise NoSmallDisk(f"{command[0]} is not allowed here") from None


@contextmanager
def _superuser(place: Place) -> Iterator[psycopg.Connection]:
    with psycopg.connect(_address(place), autocommit=True) as session:
        yield session


def _address(place: Place) -> str:
    if not databases.are_named(environ.Env()):
        server = embedded_postgres.hold(settings.VAR_DIR)
        where = urlencode({"host": server.host, "port": server.port})
        return f"postgres://postgres:{quote(server.password_of('postgres'))}@/{place.database}?{where}"
    if named := os.environ.get("DATABASE_SUPERUSER_URL"):
        return psycopg.conninfo.make_conninfo(named, dbname=place.database)
    raise NoSmallDisk("DATABASE_SUPERUSER_URL names no superuser")
