"""A database of its own on the same server, with keys, folder and mail of its own; gone afterwards."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import environ
import psycopg
from django.conf import settings
from django.db import connections

from audit.database_roles import Role, database_statements
from clinic import process_role, secrets_of_demo
from clinic.databases import copy_statement, database_of, embedded_database
from journeys.trials.worker import Worker

JOURNAL_BACKEND = "journeys.trials.post.JournalBackend"
JOURNAL_LINE = "journeys.trials.post.JournalLine"
_PREFIX = "revisit_trial"
_PATIENCE = 1000
_numbers = count(1)


@dataclass(frozen=True)
class Place:
    """Where one trial happens. Left alone by everything else."""

    database: str
    folder: Path
    #: State of an embedded PostgreSQL of its own; without one it is on the project's server.
    server: Path | None = None

    @property
    def journal(self) -> Path:
        return self.folder / "mail" / "journal.jsonl"

    @property
    def seal_key(self) -> Path:
        return self.folder / "seal_key"

    def environment(self, **more: str) -> dict[str, str]:
        """For a child process. Production's switches, so that what is proved holds there: no demo mode, no DEBUG."""
        keys = secrets_of_demo.load_or_make(self.folder / "secrets.json")
        ours = {name: value if isinstance(value, str) else ",".join(value) for name, value in keys.items()}
        foreign = ("ANYMAIL_", "EMAIL_")
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(foreign)},
            **ours,
            "AUDIT_SEAL_KEY_FILE": f"{self.seal_key}",
            "AUDIT_SEAL_PUBLIC_KEYS": secrets_of_demo.public_seal_key(self.seal_key),
            "AUDIT_ANCHORS": ",".join(f"file:{self.folder / name}.jsonl" for name in ("anchors-1", "anchors-2")),
            "DJANGO_SETTINGS_MODULE": "clinic.settings",
            **{name: self._url(role) for role, name in process_role.URLS.items()},
            process_role.OVERRIDE: process_role.APPLICATION,
            "REVISIT_VAR": str(self.folder),
            "DEBUG": "off",
            "PUBLIC_URL": "http://127.0.0.1:8000",
            "SECURE_SSL_REDIRECT": "off",
            "ALLOWED_HOSTS": "127.0.0.1",
            "ANYMAIL_WEBHOOK_SECRET": "trial:trial",
            "EMAIL_BACKEND": JOURNAL_BACKEND,
            "MAIL_VENDOR_ENFORCES_TLS": "on",
            "CELERY_BROKER_URL": "memory://",
            "LOG_LEVEL": "ERROR",
            **more,
        }

    def worker(self, **more: str) -> Worker:
        return Worker(self.environment(**more), log=self.folder / "workers.log")

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a statement of the owner says, committed, on a connection of its own."""
        with self.session() as session:
            done = session.execute(sql.encode(), values)
            return done.fetchall() if done.description else []

    def session(self) -> psycopg.Connection:
        """A connection of the owner's, apart from any worker's, committing each statement."""
        return psycopg.connect(self._url(process_role.OWNER), autocommit=True)

    def wait_until_left_alone(self) -> None:
        """A killed process's session ends a little later: until then what it did may still be committed."""
        busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' "
        for _ in range(_PATIENCE):
            if self.rows(busy + "AND pid <> pg_backend_pid()") == [(0,)]:
                return
            time.sleep(0.01)
        raise TimeoutError("a session of a process that is gone is still at work after ten seconds")

    def _url(self, role: str) -> str:
        return _url(role, self.database, self.server)


@contextmanager
def place_of_its_own(server: Path | None = None) -> Iterator[Place]:
    """A database and folder, taken away at the end whatever happens (but `kill -9`).

    The database is empty, or a copy of `settings.TRIAL_TEMPLATE` where tests name one that has every table.
    """
    if server is None:
        _drop_what_killed_trials_left()
    name = f"{_PREFIX}_{os.getpid()}_{next(_numbers)}"
    with tempfile.TemporaryDirectory(prefix="revisit-trial-") as folder:
        template = getattr(settings, "TRIAL_TEMPLATE", "template1")
        with _as_owner(server) as session:
            session.execute(copy_statement(session, template, name).encode())
        for statement in database_statements(name):
            _administer(statement, server=server)
        try:
            yield Place(name, Path(folder), server)
        finally:
            _drop(name, server)


@contextmanager
def place_with_tables(server: Path | None = None) -> Iterator[Place]:
    """A place with every table and nothing in them: enough for whoever needs the book alone."""
    with place_of_its_own(server) as place:
        if not hasattr(settings, "TRIAL_TEMPLATE"):
            with place.worker(**{process_role.OVERRIDE: process_role.OWNER}) as owner:
                owner.call("journeys.trials.house.make_tables")
        yield place


@contextmanager
def furnished_place(**more: str) -> Iterator[tuple[Place, Worker]]:
    """A place with every table and a clinic without people (texts, journeys, a mail vendor under agreement), and the
    worker that made it: for what need not be measured. `more`: of its environment."""
    with place_with_tables() as place, place.worker(**more) as steady:
        steady.call("journeys.trials.house.build")
        yield place, steady


def _drop_what_killed_trials_left() -> None:
    """Databases named after a process of this machine that is gone, where the server is this machine's, too."""
    if not connections["default"].settings_dict["HOST"].startswith("/"):
        return
    for (name,) in _administer("SELECT datname FROM pg_database WHERE datname LIKE %s", f"{_PREFIX}\\_%"):
        if not _is_running(int(name.split("_")[2])):
            _drop(name)


def _drop(name: str, server: Path | None = None) -> None:
    """Not WITH (FORCE), which fails while autovacuum looks at the database. What cannot be dropped now is dropped by
    the next trial: that is no reason to lose what this one found."""
    try:
        _administer(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = ANY (%s)",
            name,
            [role.user for role in Role],
            server=server,
        )
        _administer(f'DROP DATABASE IF EXISTS "{name}"', server=server)
    except psycopg.Error as error:
        print(f"The database {name} could not be dropped; the next trial does it: {error}", file=sys.stderr)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _administer(sql: str, *values: Any, server: Path | None = None) -> list[tuple[Any, ...]]:
    with _as_owner(server) as session:
        done = session.execute(sql.encode(), values or None)
        return done.fetchall() if done.description else []


def _as_owner(server: Path | None = None) -> psycopg.Connection:
    return psycopg.connect(_url(process_role.OWNER, "postgres", server), autocommit=True)


def _url(role: str, database: str, server: Path | None) -> str:
    found = embedded_database(role, server) if server else database_of(role, environ.Env(), settings.VAR_DIR)
    options = {"host": found["HOST"], "port": found["PORT"]}
    options |= {name: value for name, value in found.get("OPTIONS", {}).items() if name.startswith("ssl")}
    query = urlencode({name: value for name, value in options.items() if value})
    return f"postgres://{quote(found['USER'])}:{quote(found['PASSWORD'])}@/{database}?{query}"
