"""One sealed book for many tests: each changes it as it likes, and finds it whole again."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import override_settings

from audit.models import AuditEvent
from tests.audit.sealing.books import TABLES, remember, seal, tamper, write
from tests.conftest import _close
from tests.database_roles import copy_database, drop_database

SIZES = (3, 3, 1)  # events of the three seals


@pytest.fixture(scope="package")
def kept_book(django_db_setup: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a database that has the book twice: in its tables, and beside them."""
    found = connections["default"].settings_dict
    usual, own = found["NAME"], f"{found['NAME']}_{os.getpid()}_sealed"
    state = tmp_path_factory.mktemp("sealer") / "state.json"
    with django_db_blocker.unblock(), override_settings(AUDIT_SEALER_STATE=str(state)):
        _close()
        copy_database(django_db_setup, own)
        found["NAME"] = own
        for events in SIZES:
            write(events)
            seal()
        tamper(*(f"CREATE TABLE kept_{table} AS TABLE {table}" for table in TABLES))
        _close()
        found["NAME"] = usual
    yield own
    with django_db_blocker.unblock():
        drop_database(own)


@pytest.fixture
def ids(kept_book: str, django_db_blocker: Any, sealer_state: None) -> Iterator[list[int]]:
    """Of the seven events in three seals; the test works on their database."""
    found = connections["default"].settings_dict
    usual = found["NAME"]
    with django_db_blocker.unblock():
        _close()
        found["NAME"] = kept_book
        try:
            tamper(
                f"TRUNCATE {', '.join(TABLES)}",
                *(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE TABLE kept_{table}" for table in TABLES),
            )
            remember()
            yield sorted(AuditEvent.objects.values_list("pk", flat=True))
        finally:
            _close()
            found["NAME"] = usual
