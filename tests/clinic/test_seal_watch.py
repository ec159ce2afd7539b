"""The privacy officer hears when the book is not sealed or not anchored, and what may be archived."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from audit.domain.actors import Actor
from audit.domain.seal_keys import text_of
from audit.enums import AuditWord
from audit.ledger import record_change
from audit.models import AuditEvent
from audit.sealing.queries import seal_status
from clinic import process_role
from clinic.models import Notice
from clinic.operations.seal_watch import propose_retention, watch_seals
from tests.audit.sealing.books import KEY, seal
from tests.database_roles import as_owner, as_role

pytestmark = pytest.mark.usefixtures("committing_db")  # other tests leave events without seals
MINUTE = timedelta(minutes=1)


def alerts() -> list[tuple[str, str]]:
    return sorted(Notice.objects.filter(kind="staff-alert").values_list("alert", "audience"))


def write() -> datetime:
    record_change(word=AuditWord.CHANGE, actor=Actor.system("test"))
    return AuditEvent.objects.latest("pk").occurred_at


def test_book_without_events_is_not_late() -> None:
    status = seal_status(timezone.now())
    assert (status.lag, status.is_late, status.last_seal, status.sealed_until) == (timedelta(0), False, 0, None)


def test_lag_is_told_once_an_hour() -> None:
    at = write().replace(minute=59, second=0) + timedelta(hours=1)
    watch_seals(now=at)
    watch_seals(now=at + timedelta(seconds=30))
    assert alerts() == [("seal-lag", "privacy-officer")]
    watch_seals(now=at + MINUTE)
    assert alerts() == [("seal-lag", "privacy-officer")] * 2


def test_event_may_wait_a_minute() -> None:
    at = write()
    assert watch_seals(now=at + timedelta(seconds=60)).is_late is False
    assert watch_seals(now=at + timedelta(seconds=61)).is_late is True
    assert alerts() == [("seal-lag", "privacy-officer")]


def test_long_transaction_is_named_as_the_cause(committing_db: object) -> None:
    with as_role(process_role.APPLICATION) as long:
        long.execute(b"BEGIN")
        long.execute(b"SELECT pg_current_xact_id()")
        at = write()
        cause = watch_seals(now=at + 2 * MINUTE).cause  # the oldest of the whole server, perhaps of a test beside this
        assert re.match(r"Process \d+ of the database \(\S+\) has had a transaction open since", cause)


def receipt(place: str, seal: int, at: datetime, problem: str = "") -> None:
    with as_owner() as cursor:
        cursor.execute(
            b"INSERT INTO audit_anchor_receipt (place, seal, tried_at, problem) VALUES (%s, %s, %s, %s)",
            [place, seal, at, problem],
        )


def test_place_that_takes_no_anchors_is_told_once_a_day(committing_db: object, settings: Any, tmp_path: Path) -> None:
    write()
    settings.AUDIT_SEAL_PUBLIC_KEYS = [text_of(KEY.public)]
    seal()
    settings.AUDIT_ANCHORS = [f"file:{tmp_path}/good", f"file:{tmp_path}/bad"]
    now = timezone.now()
    receipt(f"file:{tmp_path}/good", 1, now)
    receipt(f"file:{tmp_path}/bad", 1, now, "No space left on device")
    assert [anchor.is_late for anchor in watch_seals(now=now + 15 * MINUTE).anchors] == [False, False]
    status = watch_seals(now=now + 16 * MINUTE)
    assert [(anchor.is_late, anchor.problem) for anchor in status.anchors] == [
        (False, ""),
        (True, "No space left on device"),
    ]
    watch_seals(now=now + 17 * MINUTE)
    assert alerts() == [("anchor-failed", "privacy-officer")]


def test_retention_is_proposed_once_a_year_and_removes_nothing() -> None:
    at = write()
    propose_retention(now=at.replace(year=at.year + 6) - timedelta(seconds=1))
    assert alerts() == []
    for _ in range(2):
        propose_retention(now=at.replace(year=at.year + 6) + timedelta(seconds=1))
    assert alerts() == [("retention-due", "privacy-officer")]
    assert AuditEvent.objects.count() == 1
