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


@pytest.fixture(scope="package")
def furnished(django_db_setup: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Publishing the built-in texts takes a second: done once, and every test rolls back to it."""
    found = connections["default"].settings_dict
    usual, own = found["NAME"], f"{found['NAME']}_{os.getpid()}_journeys"
    with django_db_blocker.unblock():
        _close()
        copy_database(django_db_setup, own)
        found["NAME"] = own
        open_clinic()
        _close()
    yield
    with django_db_blocker.unblock():
        _close()
        found["NAME"] = usual
        drop_database(own)


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
