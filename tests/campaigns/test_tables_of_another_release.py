"""A deploy changes tables while a worker of the release before is at work: that is no message's fault."""

from pathlib import Path
from typing import Any

import pytest
from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    connection,
)
from django.db.transaction import TransactionManagementError

from campaigns.models import Message
from campaigns.operations import whose_fault
from campaigns.operations.delivery import deliver_due
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["consent_pause", "campaigns_messagedecision", "given_name", "handed_over_at"])
def test_what_is_no_longer_there_by_its_name_fails_no_message(mail_folder: Path, name: str) -> None:
    """Statements ask for it by a name that the database does not know."""

    def renamed(execute: Any, sql: Any, *rest: Any) -> Any:
        return execute(sql.replace(name, f"{name}_of_before") if isinstance(sql, str) else sql, *rest)

    open_clinic()
    plan(*(intent(patient()) for _ in range(3)))
    with connection.execute_wrapper(renamed), pytest.raises(ProgrammingError):
        deliver_due(NOW, by=BY)
    assert set(Message.objects.values_list("state", flat=True)) == {"planned"}
    assert deliver_due(NOW, by=BY).outcomes == {"accepted": 3}


@pytest.mark.parametrize(
    ("code", "error", "is_of_the_house"),
    [
        ("42P01", ProgrammingError, True),  # no such table
        ("42703", ProgrammingError, True),  # no such column
        ("42501", ProgrammingError, True),  # no right to it
        ("0A000", NotSupportedError, True),  # a cached plan must not change its result
        ("23502", IntegrityError, True),  # a new column that must not be empty
        ("57014", OperationalError, True),
        ("23514", IntegrityError, False),
        ("22001", DataError, False),
        ("P0001", ProgrammingError, False),
    ],
)
def test_what_the_database_says_of_values_is_about_a_message(
    code: str, error: type[DatabaseError], is_of_the_house: bool
) -> None:
    class Told(Exception):
        sqlstate = code

    said = error()
    said.__cause__ = Told()
    assert whose_fault.is_of_the_house(said) is is_of_the_house


def test_an_error_of_ours_is_about_a_message() -> None:
    assert not whose_fault.is_of_the_house(ZeroDivisionError())
    assert not whose_fault.is_of_the_house(TransactionManagementError())
