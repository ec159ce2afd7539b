"""What each database role can do, tried with sessions of its own."""

import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from audit.models import AuditEvent, Epoch
from tests.database_roles import as_owner, as_role


@pytest.mark.django_db
def test_tests_themselves_run_as_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert (cursor.fetchone(), settings.DATABASE_ROLE) == (("revisit",), "application")


REFUSED = [
    ("application", "DELETE FROM audit_key_check"),
    ("application", "INSERT INTO audit_epoch VALUES (gen_random_uuid(), now() + interval '1 day')"),
    ("application", "INSERT INTO audit_seal_key VALUES ('mine', '', now())"),
    ("application", "DELETE FROM audit_review_case"),
    ("application", "INSERT INTO audit_verification (verdict) VALUES ('intact')"),
    ("application", "UPDATE audit_review_case SET staff_id = gen_random_uuid()"),
    ("application", "UPDATE audit_export SET staff_id = gen_random_uuid()"),
    ("application", "UPDATE audit_review_mark SET epoch = gen_random_uuid()"),
    ("application", "DELETE FROM audit_review_mark"),
    ("application", "UPDATE clinic_notice SET alert = 'seal-lag'"),
    ("application", "DELETE FROM clinic_notice"),
    ("application", "DELETE FROM clinic_breakglass"),
    ("application", "UPDATE clinic_accessgrant SET role = 'administrator'"),
    ("sealer", "INSERT INTO audit_verification (verdict) VALUES ('intact')"),
    ("auditor", "UPDATE audit_verification SET verdict = 'intact'"),
    ("application", "DELETE FROM django_migrations"),
    ("application", "TRUNCATE patients_person CASCADE"),
    ("application", "ALTER TABLE audit_event DISABLE TRIGGER ALL"),
    ("application", "DROP TABLE audit_event"),
    ("application", "SELECT setval(pg_get_serial_sequence('audit_event', 'id'), 1)"),
    ("application", "SELECT nextval(pg_get_serial_sequence('audit_event', 'id'))"),
    ("application", "CREATE TABLE public.audit_event_2 ()"),
    ("application", "CREATE TEMPORARY TABLE audit_epoch (id uuid, opened_at timestamptz)"),
    ("application", "CREATE SCHEMA revisit"),
    ("application", "CREATE DATABASE elsewhere"),
    ("application", "SET session_replication_role = replica"),
    ("application", "SET ROLE revisit_owner"),
    ("sealer", "SELECT FROM patients_person"),
    ("sealer", "SELECT FROM clinic_staff"),
    ("sealer", "INSERT INTO audit_event SELECT * FROM audit_event"),
    ("sealer", "DELETE FROM audit_seal"),
    ("sealer", "CREATE TEMPORARY TABLE audit_epoch (id uuid)"),
    ("auditor", "SELECT FROM patients_person"),
    ("auditor", "INSERT INTO audit_seal_key VALUES ('mine', '', now())"),
    ("auditor", "CREATE TABLE public.audit_event_2 ()"),
]


@pytest.mark.parametrize(("role", "tried"), REFUSED)
def test_is_refused(committing_db: object, role: str, tried: str) -> None:
    with as_role(role) as cursor, pytest.raises(InsufficientPrivilege):
        cursor.execute(tried.encode())


@pytest.mark.parametrize("role", ["application", "sealer", "auditor"])
def test_everybody_of_the_book_reads_it(committing_db: object, role: str) -> None:
    record_change(word=AuditWord.CHANGE, actor=Actor.system("test"))
    with as_role(role) as cursor:
        cursor.execute("SELECT actor_id FROM audit_event")
        assert cursor.fetchall() == [("test",)]


def test_temporary_table_of_the_owner_does_not_stand_in_for_ours(committing_db: object) -> None:
    """Only the owner can still make one. The event is stamped with the true epoch all the same."""
    columns = [field.column for field in AuditEvent._meta.local_fields if field.column not in ("id", "epoch")]
    record_change(word=AuditWord.CHANGE, actor=Actor.system("test"))
    copy = sql.SQL("INSERT INTO audit_event ({0}, epoch) SELECT {0}, gen_random_uuid() FROM audit_event").format(
        sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with as_owner() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE audit_epoch AS SELECT gen_random_uuid() AS id, now() AS opened_at")
        cursor.execute(copy)
    assert set(AuditEvent.objects.values_list("epoch", flat=True)) == {Epoch.objects.get().pk}
    assert AuditEvent.objects.count() == 2


@pytest.mark.django_db
def test_functions_of_triggers_look_in_no_temporary_schema_first() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND ("
            " prorettype = 'trigger'::regtype OR proname = ANY (%s))"
            " AND proconfig IS DISTINCT FROM ARRAY['search_path=pg_catalog, public, pg_temp']",
            [[settings.PROTECTED_CARE]],
        )
        assert cursor.fetchall() == []
