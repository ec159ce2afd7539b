"""The lag rings whatever somebody who owns the tables does to make it look short."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.domain.seal_keys import text_of
from audit.models import Epoch
from audit.sealing.queries import SealStatus, seal_status
from clinic import process_role
from tests.audit.sealing.books import KEY, seal, tamper, write
from tests.database_roles import as_role

LATER = "ffffffff-0000-4000-8000-000000000000"


@pytest.fixture(autouse=True)
def trusted(settings: Any) -> None:
    settings.AUDIT_SEAL_PUBLIC_KEYS = [text_of(KEY.public)]


def in_hours(hours: int) -> SealStatus:
    return seal_status(timezone.now() + timedelta(hours=hours))


def test_sealed_book_is_not_late(ids: list[int]) -> None:
    assert (in_hours(5).is_late, in_hours(5).fault) == (False, "")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE audit_seal SET until_xid = until_xid + 1000000 WHERE number = 3", "not what its signature says"),
        ("UPDATE audit_epoch SET id = gen_random_uuid()", "not listed"),
        (
            "ALTER TABLE audit_epoch DROP CONSTRAINT audit_epoch_opened_once;"
            f"INSERT INTO audit_epoch SELECT '{LATER}', opened_at FROM audit_epoch",
            "same moment",
        ),
    ],
)
def test_seal_that_cannot_be_believed_rings_at_once(ids: list[int], change: str, words: str) -> None:
    try:
        tamper(change)
        status = in_hours(0)
    finally:
        tamper(
            "ALTER TABLE audit_epoch DROP CONSTRAINT IF EXISTS audit_epoch_opened_once",
            f"DELETE FROM audit_epoch WHERE id = '{LATER}'",
            "ALTER TABLE audit_epoch ADD CONSTRAINT audit_epoch_opened_once UNIQUE (opened_at)",
        )
    assert (status.is_late, status.sealed_until) == (True, None)
    assert words in status.fault


def test_events_of_a_life_dated_before_the_newest_seals_ring(ids: list[int]) -> None:
    tamper(f"INSERT INTO audit_epoch SELECT '{LATER}', opened_at - interval '1 day' FROM audit_epoch")
    write(1)
    tamper(f"UPDATE audit_event SET epoch = '{LATER}' WHERE id NOT IN (SELECT id FROM kept_audit_event)")
    assert seal() == []
    assert (Epoch.objects.count(), in_hours(1).is_late) == (2, True)


def test_no_seal_at_all_rings(ids: list[int]) -> None:
    tamper("DELETE FROM audit_seal")
    assert in_hours(1).is_late


def test_holder_of_the_sealing_lock_is_named(ids: list[int]) -> None:
    write(1)
    with as_role(process_role.APPLICATION) as somebody:
        somebody.execute(b"SELECT pg_advisory_lock(24225), pg_backend_pid()")
        found = somebody.fetchone()
        assert found is not None
        assert seal() == []
        assert in_hours(1).cause == f"Process {found[1]} of the database (revisit) holds the sealing lock."
