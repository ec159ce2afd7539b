"""What all tests stand on: a real PostgreSQL, and for tests that commit a copy of a template database.

Tables are made by their owner; tests run as the application (`tests.database_roles` does what only others may).
The book's triggers refuse TRUNCATE, also in tests, so Django's flushing test case cannot be used: whoever needs
real commits asks for `committing_db` and gets a database of its own.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from audit import door_connection
from tests import kept_template
from tests.database_roles import copy_database, drop_database, urls

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in the test's thread

_numbers = count(1)


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a real one costs half a second
    settings.FONT_CUTS = settings.BASE_DIR / "var" / "fonts"  # some seconds: once for all processes and runs
    settings.WHITENOISE_AUTOREFRESH = True  # or each new client reads every static file: 30 ms


def pytest_collection_finish() -> None:
    """Thousands of tests and Django's models stay till the end: no collection needs to walk through them again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def fonts_are_cut() -> None:
    """As a worker's start leaves them."""
    from consent.copies.font_cuts import Cut
    from consent.copies.fonts import make_cuts

    if not all(any(settings.FONT_CUTS.glob(f"{cut}-*.ttf")) for cut in Cut):
        make_cuts()


@dataclass(frozen=True)
class CommittingDatabase:
    """A database that a test may commit to, and what a process of its own needs to reach it."""

    name: str

    def environment(self) -> dict[str, str]:
        """An environment for a child process that works on this database with this test's keys."""
        secret = ",".join
        return {
            **os.environ,
            **urls(self.name),
            "SECRET_KEY": settings.SECRET_KEY,
            "FERNET_KEYS": secret(settings.FERNET_KEYS),
            "BLIND_INDEX_KEYS": secret(settings.BLIND_INDEX_KEYS),
            "LINK_KEYS": secret(settings.LINK_KEYS),
            "AUDIT_SEAL_KEY_FILE": settings.AUDIT_SEAL_KEY_FILE,
            "AUDIT_SEALER_STATE": settings.AUDIT_SEALER_STATE,
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
    work on the real one. The copy is kept for later runs, until the code changes.
    """
    with django_db_blocker.unblock():
        template = kept_template.make_or_find()
    yield template
    with django_db_blocker.unblock():
        _close()
        drop_database(connections["default"].settings_dict["NAME"])


@pytest.fixture
def committing_db(django_db_setup: str, django_db_blocker: Any) -> Iterator[CommittingDatabase]:
    """A database of this test's own: commits stay, several connections see them, triggers are in force."""
    with django_db_blocker.unblock(), copy_of(django_db_setup) as own:
        yield own


@pytest.fixture
def furnished_db(furnished_template: str, django_db_blocker: Any) -> Iterator[CommittingDatabase]:
    """As `committing_db`, with the house of the sample clinic in it, and nobody."""
    with django_db_blocker.unblock(), copy_of(furnished_template) as own:
        yield own


@pytest.fixture(scope="session")
def furnished_template(django_db_setup: str, django_db_blocker: Any) -> Iterator[str]:
    """Publishing the built-in texts takes four seconds: once for each process, at the hour of the run."""
    from audit.domain.actors import Actor
    from journeys.demo.house import furnish

    template = f"{connections['default'].settings_dict['NAME']}_{os.getpid()}_furnished"
    with django_db_blocker.unblock(), copy_of(django_db_setup) as own:
        furnish(by=Actor.system("test"), now=timezone.now())
        _close()
        copy_database(own.name, template)
    yield template
    with django_db_blocker.unblock():
        drop_database(template)


@contextmanager
def copy_of(template: str) -> Iterator[CommittingDatabase]:
    """Django's connection works on it meanwhile."""
    found = connections["default"].settings_dict
    usual, own = found["NAME"], f"{found['NAME']}_{os.getpid()}_{next(_numbers)}"
    _close()
    copy_database(template, own)
    found["NAME"] = own
    try:
        yield CommittingDatabase(own)
    finally:
        _close()
        found["NAME"] = usual
        drop_database(own)


@pytest.fixture(autouse=True)
def mail_folder(tmp_path: Path, settings: Any) -> Path:
    """Captured mail of this test."""
    folder = tmp_path / "mail"
    settings.MAIL_CAPTURE_DIR = folder
    settings.SMS_CAPTURE_DIR = tmp_path / "sms"
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND  # Django's test runner puts another one in its place
    return folder


@pytest.fixture(autouse=True)
def sealer_state(tmp_path: Path, settings: Any) -> None:
    """What this test's sealer remembers."""
    settings.AUDIT_SEALER_STATE = str(tmp_path / "sealer_state.json")


@pytest.fixture(autouse=True)
def quiet_alarm(settings: Any) -> None:
    """The alarm writes from a thread of its own, so not into the test's transaction: only tests about it have it on."""
    settings.BOOK_ALARM = "tests.conftest.no_alarm"


def no_alarm(code: str) -> None:
    pass


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
