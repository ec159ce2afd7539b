"""Each way to weaken the book that is left standing is named at the next start."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from psycopg import Cursor

from audit.database_roles import Role, grant
from audit.database_roles.faults import faults
from tests.conftest import CommittingDatabase
from tests.database_roles import as_owner, as_superuser, closed_book, working_as_owner
from tests.started import refusals

Sessions = Callable[[], AbstractContextManager[Cursor]]
NOT_OURS = "CREATE FUNCTION idle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
STAMP_ELSE = """
    CREATE OR REPLACE FUNCTION audit_event_stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
"""
# What is done, by whom, and the sentence that names it.
CASES = [
    ("GRANT UPDATE ON audit_event TO revisit", as_owner, "revisit has the right UPDATE on audit_event"),
    ("GRANT DELETE ON audit_seal TO revisit_sealer", as_owner, "revisit_sealer has the right DELETE on audit_seal"),
    ("GRANT TRUNCATE ON audit_event TO PUBLIC", as_owner, "PUBLIC has the right TRUNCATE on audit_event"),
    ("GRANT SELECT ON audit_event TO pg_monitor", as_owner, "pg_monitor has the right SELECT on audit_event"),
    (
        "GRANT INSERT ON audit_event TO revisit WITH GRANT OPTION",
        as_owner,
        "revisit has the right INSERT WITH GRANT OPTION on audit_event",
    ),
    (
        "GRANT UPDATE (details) ON audit_event TO revisit",
        as_owner,
        "revisit has the right UPDATE (details) on audit_event",
    ),
    ("REVOKE INSERT ON audit_event FROM revisit", as_owner, "revisit has no INSERT right on audit_event"),
    ("DROP TRIGGER audit_event_no_change ON audit_event", as_owner, "The trigger audit_event_no_change on audit_event"),
    ("DROP TRIGGER audit_seal_no_truncate ON audit_seal", as_owner, "The trigger audit_seal_no_truncate on audit_seal"),
    (
        "ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_change",
        as_owner,
        "The trigger audit_event_no_change does not always fire",
    ),
    (
        "ALTER TABLE audit_event ENABLE TRIGGER audit_event_stamp",
        as_owner,
        "The trigger audit_event_stamp does not always fire",
    ),
    (
        "DROP TRIGGER audit_event_no_change ON audit_event;"
        "CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW"
        " WHEN (OLD.id = 0) EXECUTE FUNCTION audit_event_refuse();"
        "ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_no_change",
        as_owner,
        "The trigger audit_event_no_change on audit_event is not the one that the migrations made",
    ),
    (
        "DROP TRIGGER audit_event_no_change ON audit_event;"
        "CREATE TRIGGER audit_event_no_change BEFORE UPDATE ON audit_event FOR EACH ROW"
        " EXECUTE FUNCTION audit_event_refuse();"
        "ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_no_change",
        as_owner,
        "The trigger audit_event_no_change on audit_event is not the one that the migrations made",
    ),
    (
        f"{NOT_OURS}; CREATE TRIGGER aaa BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION idle()",
        as_owner,
        "audit_event has a trigger aaa that is not ours",
    ),
    (STAMP_ELSE, as_owner, "The function audit_event_stamp is not the one that the migrations made"),
    (
        "ALTER FUNCTION audit_event_stamp() RESET search_path",
        as_owner,
        "The function audit_event_stamp is not the one that the migrations made",
    ),
    ("CREATE RULE quiet AS ON INSERT TO audit_event DO INSTEAD NOTHING", as_owner, "audit_event has a rule quiet"),
    ("CREATE POLICY part ON audit_event", as_owner, "audit_event has a row-level policy part"),
    ("ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY", as_owner, "audit_event has row-level security"),
    ("CREATE TABLE apart () INHERITS (audit_event)", as_owner, "audit_event inherits, or is inherited from"),
    ("ALTER TABLE audit_event SET UNLOGGED", as_owner, "audit_event is not logged"),
    ("ALTER TABLE audit_event RENAME TO elsewhere", as_owner, "There is no table audit_event"),
    ("GRANT CREATE ON SCHEMA public TO revisit", as_owner, "revisit may make things in SCHEMA public"),
    (
        "CREATE SCHEMA aside; GRANT CREATE ON SCHEMA aside TO PUBLIC",
        as_owner,
        "revisit may make things in SCHEMA aside",
    ),
    ("GRANT TEMPORARY ON DATABASE {database} TO PUBLIC", as_owner, "revisit may make things in DATABASE"),
    (
        f"{NOT_OURS}; CREATE TRIGGER aaa BEFORE INSERT ON audit_review_case FOR EACH ROW EXECUTE FUNCTION idle()",
        as_owner,
        "audit_review_case has a trigger aaa that is not ours",
    ),
    (
        "CREATE FUNCTION tidy(said text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN EXECUTE said; END'",
        as_owner,
        "The function tidy(text) runs with its owner's rights",
    ),
    (
        "CREATE FUNCTION audit_event_stamp(said text) RETURNS void LANGUAGE sql SECURITY DEFINER AS ''",
        as_owner,
        "The function audit_event_stamp is not the one",
    ),
    (
        "CREATE FUNCTION listen() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';"
        "CREATE EVENT TRIGGER listening ON ddl_command_end EXECUTE FUNCTION listen()",
        as_superuser,
        "There is an event trigger listening",
    ),
    (
        "GRANT UPDATE ON SEQUENCE audit_event_id_seq TO revisit",
        as_owner,
        "revisit has the right UPDATE on the sequence audit_event_id_seq",
    ),
    (
        "CREATE OR REPLACE FUNCTION patients_any_protected(asked uuid[]) RETURNS boolean LANGUAGE sql STABLE"
        " SET search_path = pg_catalog, public, pg_temp AS 'SELECT false'",
        as_owner,
        "The function patients_any_protected is not the one that the migrations made",
    ),
    (
        "ALTER DATABASE {database} SET search_path = aside, public",
        as_owner,
        "Sessions of everybody begin with search_path=aside, public",
    ),
    (
        "ALTER TABLE audit_event OWNER TO postgres",
        as_superuser,
        "audit_event belongs to postgres: ALTER TABLE audit_event OWNER TO revisit_owner",
    ),
    ("ALTER TABLE patients_person OWNER TO revisit", as_superuser, "table patients_person belongs to revisit"),
]


@pytest.mark.parametrize(
    ("done", "session", "named"), CASES, ids=[case[0].split(";")[0][:60].strip() for case in CASES]
)
def test_fault_is_named(committing_db: CommittingDatabase, done: str, session: Sessions, named: str) -> None:
    assert faults(connection, Role.APPLICATION) == []
    with session() as cursor:
        cursor.execute(done.replace("{database}", f'"{committing_db.name}"').encode())
    assert [fault for fault in faults(connection, Role.APPLICATION) if fault.startswith(named)] != []


# Roles belong to the whole server: these are made and taken back.
ROLE_CASES = [
    (
        "ALTER ROLE revisit SET search_path = aside, public",
        "ALTER ROLE revisit RESET search_path",
        "Sessions of revisit begin with search_path=aside, public, which we did not set: ALTER ROLE revisit RESET",
    ),
    ("ALTER ROLE revisit SUPERUSER", "ALTER ROLE revisit NOSUPERUSER", "The database role revisit is SUPERUSER"),
    ("ALTER ROLE revisit CREATEDB", "ALTER ROLE revisit NOCREATEDB", "The database role revisit is CREATEDB"),
    ("ALTER ROLE revisit BYPASSRLS", "ALTER ROLE revisit NOBYPASSRLS", "The database role revisit is BYPASSRLS"),
    (
        "ALTER ROLE revisit_sealer REPLICATION",
        "ALTER ROLE revisit_sealer NOREPLICATION",
        "The database role revisit_sealer is REPLICATION",
    ),
    (
        "GRANT pg_write_all_data TO revisit",
        "REVOKE pg_write_all_data FROM revisit",
        "The database role revisit is a member of pg_write_all_data",
    ),
    (
        "REVOKE revisit FROM revisit_owner; GRANT revisit_owner TO revisit",
        "REVOKE revisit_owner FROM revisit; GRANT revisit TO revisit_owner",
        "The database role revisit is a member of revisit_owner",
    ),
]


@pytest.mark.parametrize(("done", "undone", "named"), ROLE_CASES, ids=[case[0] for case in ROLE_CASES])
def test_fault_of_a_role_is_named(committing_db: object, done: str, undone: str, named: str) -> None:
    with as_superuser() as cursor:
        cursor.execute(done.encode())
        try:
            found = faults(connection, Role.APPLICATION)
        finally:
            cursor.execute(undone.encode())
    assert [fault for fault in found if fault.startswith(named)] != []


def test_process_in_somebody_elses_role_is_told(committing_db: object) -> None:
    with working_as_owner():
        assert faults(connection, Role.APPLICATION) == [
            "This process is connected as revisit_owner, not as revisit: put that name into its address."
        ]


def test_table_that_stands_in_for_ours_is_named(committing_db: object) -> None:
    with as_owner() as cursor:
        cursor.execute("CREATE SCHEMA aside; CREATE TABLE aside.audit_event (); GRANT USAGE ON SCHEMA aside TO revisit")
    with connection.cursor() as cursor:
        cursor.execute("SET search_path = aside, public")
    assert [fault[:58] for fault in faults(connection, Role.APPLICATION)] == [
        "What this process calls audit_event is aside.audit_event, "
    ]


def test_sessions_of_ours_look_in_no_other_schema_whatever_is_set_for_them(committing_db: CommittingDatabase) -> None:
    with as_owner() as cursor:
        cursor.execute(f'ALTER DATABASE "{committing_db.name}" SET search_path = aside'.encode())
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert cursor.fetchone() == ("public,pg_temp",)


def test_rights_too_many_and_too_few_are_mended_by_the_next_migrate(committing_db: object) -> None:
    with as_owner() as cursor:
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO revisit")
        cursor.execute("GRANT UPDATE (details) ON audit_event TO revisit, PUBLIC")
        cursor.execute("GRANT USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA public TO revisit")
        cursor.execute("REVOKE SELECT ON audit_seal FROM revisit, revisit_sealer")
    assert faults(connection, Role.APPLICATION) != []
    with working_as_owner():
        grant(connection)
    assert faults(connection, Role.APPLICATION) == []


def test_a_fault_is_a_failed_system_check(committing_db: object) -> None:
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_change")
    with pytest.raises(SystemCheckError, match=r"audit\.E020"):
        call_command("check")


def test_book_that_takes_no_line_is_a_failed_system_check_and_no_traceback(committing_db: object) -> None:
    with closed_book(), pytest.raises(SystemCheckError) as failed:
        call_command("check")
    assert [code in str(failed.value) for code in ("audit.E020", "audit.E021")] == [True, True]


def test_nothing_serves_over_an_unguarded_book(committing_db: CommittingDatabase, tmp_path: Path) -> None:
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_change")
    said = refusals(committing_db.environment(), tmp_path)
    assert [what for what, why in said.items() if "ENABLE ALWAYS TRIGGER audit_event_no_change" in why] == [
        "worker",
        "beat",
        "pages",
    ]
