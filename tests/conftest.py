"""What all tests stand on: a real PostgreSQL, and for tests that commit a copy of a template database.

The book's triggers refuse TRUNCATE, also in tests, so Django's flushing test case cannot be used: whoever needs
real commits asks for `committing_db` and gets a database of its own.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import DatabaseError, connections
from django.test.utils import setup_databases, teardown_databases

from audit import door_connection

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in the test's thread

_numbers = count(1)


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a real one costs half a second


@dataclass(frozen=True)
class CommittingDatabase:
    """A database that a test may commit to, and what a process of its own needs to reach it."""

    name: str

    def environment(self) -> dict[str, str]:
        """An environment for a child process that works on this database with this test's keys."""
        found = connections["default"].settings_dict
        secret = ",".join
        return {
            **os.environ,
            "DATABASE_URL": f"postgres://{found['USER']}:{quote(found['PASSWORD'])}@/{self.name}"
            f"?host={quote(found['HOST'])}&port={found['PORT']}",
            "SECRET_KEY": settings.SECRET_KEY,
            "FERNET_KEYS": secret(settings.FERNET_KEYS),
            "BLIND_INDEX_KEYS": secret(settings.BLIND_INDEX_KEYS),
            "LINK_KEYS": secret(settings.LINK_KEYS),
            "AUDIT_SEAL_KEY_FILE": settings.AUDIT_SEAL_KEY_FILE,
            "AUDIT_SEAL_PUBLIC_KEYS": secret(settings.AUDIT_SEAL_PUBLIC_KEYS),
            "AUDIT_ANCHORS": secret(settings.AUDIT_ANCHORS),
            "EMAIL_BACKEND": settings.CAPTURE_BACKEND,
            "DEBUG": "on",
        }


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[str]:
    """The migrated test database, one for each process, and a pristine copy of it. Yields the copy's name.

    Instead of the plug-in's own, which makes no database when only tests with `committing_db` are run: they would
    work on the real one.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
        test_name = connections["default"].settings_dict["NAME"]
        template = f"{test_name}_template"
        _close()
        _administer(f'DROP DATABASE IF EXISTS "{template}"')
        _administer(f'CREATE DATABASE "{template}" TEMPLATE "{test_name}"')
    yield template
    with django_db_blocker.unblock():
        _close()
        _drop(template)
        teardown_databases(made, verbosity=0)


@pytest.fixture
def committing_db(django_db_setup: str, django_db_blocker: Any) -> Iterator[CommittingDatabase]:
    """A database of this test's own: commits stay, several connections see them, triggers are in force."""
    found = connections["default"].settings_dict
    usual, own = found["NAME"], f"{found['NAME']}_{os.getpid()}_{next(_numbers)}"
    with django_db_blocker.unblock():
        _close()
        _administer(f'CREATE DATABASE "{own}" TEMPLATE "{django_db_setup}"')
        found["NAME"] = own
        try:
            yield CommittingDatabase(own)
        finally:
            _close()
            found["NAME"] = usual
            _drop(own)


@pytest.fixture(autouse=True)
def mail_folder(tmp_path: Path, settings: Any) -> Path:
    """Captured mail of this test."""
    folder = tmp_path / "mail"
    settings.MAIL_CAPTURE_DIR = folder
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND  # Django's test runner puts another one in its place
    return folder


@pytest.fixture
def samples() -> Path:
    """Real-format inputs that the project does not hold."""
    folder = os.environ.get("REVISIT_SAMPLES")
    if not folder:
        pytest.skip("REVISIT_SAMPLES names no folder of sample records")
    return Path(folder)


def _close() -> None:
    door_connection.close_everywhere()
    connections["default"].close()


def _administer(sql: str) -> None:
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(sql)


def _drop(name: str) -> None:
    """Sessions of ours are ended. One of autovacuum is not ours to end, and is over in a moment."""
    for patience in range(50, -1, -1):
        try:
            return _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        except DatabaseError:
            if not patience:
                raise
            time.sleep(0.1)
