"""The database itself refuses to change the book."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connection, transaction
from psycopg import Cursor, sql
from psycopg.errors import InsufficientPrivilege

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from audit.models import AuditEvent
from tests.database_roles import as_owner, as_role, as_superuser

CHANGES = (
    "UPDATE audit_event SET actor_id = 'somebody else'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
)
_INSERT_WITH_ID = sql.SQL(
    "INSERT INTO audit_event (id, word, actor_kind, actor_id, actor_role, purpose, people, fields, outcome, place,"
    " details, categories, saw_protected) OVERRIDING SYSTEM VALUE SELECT {}, 'change', 'system', 'x', '', '', '{{}}',"
    " '{{}}', 'granted', 'test', '{{}}', '{{}}', false FROM audit_event RETURNING id"
)
Sessions = Callable[[], AbstractContextManager[Cursor]]


@contextmanager
def as_superuser_in_replica_mode() -> Iterator[Cursor]:
    with as_superuser() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    ("session", "refusal"),
    [
        (lambda: as_role("application"), "permission denied for table audit_event"),
        (lambda: as_role("sealer"), "permission denied for table audit_event"),
        (lambda: as_role("auditor"), "permission denied for table audit_event"),
        (as_owner, "audit_event is append-only"),
        (as_superuser, "audit_event is append-only"),
        (as_superuser_in_replica_mode, "audit_event is append-only"),
    ],
    ids=["application", "sealer", "auditor", "owner", "superuser", "superuser in replica mode"],
)
def test_change_of_an_event_is_refused(committing_db: object, change: str, session: Sessions, refusal: str) -> None:
    record_change(word=AuditWord.CHANGE, actor=Actor.system("test"))
    with session() as cursor, pytest.raises(InsufficientPrivilege, match=refusal):
        cursor.execute(change.encode())
    assert AuditEvent.objects.filter(actor_id="test").count() == 1


@pytest.mark.django_db
def test_triggers_are_on_whatever_the_replication_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = 'audit_event'::regclass AND NOT tgisinternal"
        )
        assert sorted(cursor.fetchall()) == [
            ("audit_event_no_change", "A"),
            ("audit_event_no_truncate", "A"),
            ("audit_event_stamp", "A"),
        ]


def test_event_is_stamped_by_the_database_whatever_the_row_says(committing_db: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_event (occurred_at, xid, epoch, word, actor_kind, actor_id, actor_role, purpose, people,"
            " fields, outcome, place, details, categories, saw_protected)"
            " VALUES ('2001-01-01', 7, gen_random_uuid(), 'change', 'system', 'x', '',"
            " '', '{}', '{}', 'granted', 'test', '{}', '{}', false)"
        )
        cursor.execute("SELECT now() - occurred_at < interval '1 minute', xid > 7 FROM audit_event")
        assert cursor.fetchone() == (True, True)
        cursor.execute("SELECT count(*) FROM audit_event JOIN audit_epoch ON audit_epoch.id = epoch")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("asked", ["-5", "id + 1", "id + 1000", "9223372036854775807", "NULL"])
@pytest.mark.parametrize("session", [lambda: as_role("application"), as_owner], ids=["application", "owner"])
def test_nobody_chooses_the_id_of_an_event(committing_db: object, session: Sessions, asked: str) -> None:
    """One below zero would fall behind seals made already; one taken in advance would close the book."""
    first = record_change(word=AuditWord.CHANGE, actor=Actor.system("test"))
    with session() as cursor:
        cursor.execute(_INSERT_WITH_ID.format(sql.SQL(asked)))
        assert cursor.fetchone() == (first + 1,)
    assert record_change(word=AuditWord.CHANGE, actor=Actor.system("test")) == first + 2


def test_change_event_goes_with_a_rolled_back_change(committing_db: object) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record_change(word=AuditWord.CHANGE, actor=Actor.system("test"))
        raise ZeroDivisionError
    assert AuditEvent.objects.count() == 0
