"""What the application's own role cannot do to marks and answers of reviews, tried with a session of its own."""

from uuid import uuid4

import pytest
from psycopg import Cursor
from psycopg.errors import InsufficientPrivilege

from audit.models import Epoch
from tests.database_roles import as_role

DECIDED = (
    "INSERT INTO audit_review_case (id, rule, staff_id, day, reads, first_event, last_event, first_at, last_at, facts,"
    " opened_at, verdict, decided_by, decided_at, note)"
    " VALUES (%s, 'bulk', gen_random_uuid(), current_date, 5, 10, 20, now(), now(), '{}',"
    " now(), 'breach', gen_random_uuid(), now(), '')"
)
OPEN_AGAIN = "UPDATE audit_review_case SET verdict = '', decided_by = NULL, decided_at = NULL"


def refused(cursor: Cursor, statement: str, words: str) -> None:
    with pytest.raises(InsufficientPrivilege, match=words):
        cursor.execute(statement.encode())


def test_mark_goes_forward_alone_and_never_past_what_is_to_come(committing_db: object) -> None:
    epoch = Epoch.objects.get().pk
    with as_role("application") as cursor:
        cursor.execute("INSERT INTO audit_review_mark VALUES (%s, 5, now(), 3)", [epoch])
        cursor.execute("UPDATE audit_review_mark SET until_xid = 6")
        for column in ("until_xid", "settled_until_xid"):
            refused(cursor, f"UPDATE audit_review_mark SET {column} = 1", "forward alone")  # noqa: S608
            refused(cursor, f"UPDATE audit_review_mark SET {column} = 9000000000000000", "to come")  # noqa: S608


def test_answer_stays_until_more_was_found(committing_db: object) -> None:
    with as_role("application") as cursor:
        cursor.execute(DECIDED.encode(), [uuid4()])
        refused(cursor, "UPDATE audit_review_case SET verdict = 'appropriate'", "an answer stays")
        refused(cursor, "UPDATE audit_review_case SET decided_by = gen_random_uuid()", "an answer stays")
        refused(cursor, OPEN_AGAIN, "an answer stays")
        refused(cursor, "UPDATE audit_review_case SET last_event = 19", "only grows")
        cursor.execute(f"{OPEN_AGAIN}, reads = 6".encode())
        cursor.execute("UPDATE audit_review_case SET verdict = 'explained', decided_at = now()")
