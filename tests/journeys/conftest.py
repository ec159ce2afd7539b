"""The stage of these tests: one furnished clinic for all of them, in a database of its own."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from clinic.models import Location
from tests.conftest import _close
from tests.database_roles import copy_database, drop_database
from tests.journeys.small_clinic import open_clinic

#: While there is one: the names of the usual database and of the furnished one, by whether a test asks for it.
_databases: dict[bool, str] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Function) -> None:
    """Who does not ask for the clinic finds none, whichever tests ran before: so before any fixture of the test's."""
    if _databases:
        _work_on("furnished" in item.fixturenames)


@pytest.fixture(scope="package")
def furnished(django_db_setup: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Publishing the built-in texts takes a second: done once, and every test that asks for it rolls back to it."""
    usual = connections["default"].settings_dict["NAME"]
    _databases.update({False: usual, True: f"{usual}_{os.getpid()}_journeys"})
    with django_db_blocker.unblock():
        _close()
        copy_database(django_db_setup, _databases[True])
        _work_on(True)
        open_clinic()
        _close()
    yield
    with django_db_blocker.unblock():
        _work_on(False)
        drop_database(_databases[True])
    _databases.clear()


def _work_on(is_furnished: bool) -> None:
    found, wanted = connections["default"].settings_dict, _databases[is_furnished]
    if found["NAME"] != wanted:
        _close()
        found["NAME"] = wanted


@pytest.fixture
def clinic(furnished: None, db: None) -> Location:
    return Location.objects.get()


@pytest.fixture(autouse=True)
def captured_post(settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND


@pytest.fixture
def trial_places(committing_db: object, django_db_setup: str, settings: Any) -> None:
    """Databases of trials begin as copies of the migrated template, which saves each of them seconds."""
    settings.TRIAL_TEMPLATE = django_db_setup
