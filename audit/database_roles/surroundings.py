"""What stands around the book's tables in the catalogue, and turns a statement about them into another one."""

from collections.abc import Iterable
from typing import Any

_OURS = "relnamespace = 'public'::regnamespace AND starts_with(relname, 'audit_')"


def stand_ins(cursor: Any, tables: Iterable[str]) -> list[tuple[str, str]]:
    """(table, what its bare name means to this session) where that is not the one in `public`."""
    cursor.execute(
        """
        SELECT name, coalesce(nspname || '.' || relname, 'nothing')
        FROM unnest(%s::text[]) name LEFT JOIN (pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace)
            ON pg_class.oid = to_regclass(quote_ident(name))
        WHERE nspname IS DISTINCT FROM 'public' ORDER BY 1
        """,
        [list(tables)],
    )
    return list(cursor.fetchall())


def settings(cursor: Any, users: list[str]) -> list[tuple[str, str, str]]:
    """(of whom, setting, how to take it back): what sessions of ours begin with that we did not ask for."""
    cursor.execute(
        """
        SELECT CASE WHEN setrole = 0 THEN 'everybody' ELSE pg_get_userbyid(setrole) END, setting,
            CASE WHEN setrole = 0 THEN 'ALTER DATABASE ' || quote_ident(coalesce(datname, current_database()))
                ELSE 'ALTER ROLE ' || quote_ident(pg_get_userbyid(setrole))
                    || coalesce(' IN DATABASE ' || quote_ident(datname), '') END
            || ' RESET ' || split_part(setting, '=', 1)
        FROM pg_db_role_setting LEFT JOIN pg_database ON pg_database.oid = setdatabase, unnest(setconfig) setting
        WHERE (setdatabase = 0 OR datname = current_database())
            AND (setrole = 0 OR pg_get_userbyid(setrole) = ANY (%s))
        ORDER BY 1, 2
        """,
        [users],
    )
    return list(cursor.fetchall())


def functions_that_run_as_their_owner(cursor: Any) -> list[tuple[str, str]]:
    """(name, name with arguments). PostgreSQL's own are not asked for."""
    cursor.execute(
        """
        SELECT nspname || '.' || proname, pg_proc.oid::regprocedure::text
        FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
        WHERE prosecdef AND nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 2
        """
    )
    return list(cursor.fetchall())


def event_triggers(cursor: Any) -> list[str]:
    cursor.execute("SELECT evtname FROM pg_event_trigger ORDER BY 1")
    return [name for (name,) in cursor.fetchall()]


def rights_on_sequences(cursor: Any) -> list[tuple[str, str, str]]:
    """(sequence, user, right), all but the owner's."""
    cursor.execute(
        f"""
        SELECT relname, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee) END, privilege_type
        FROM pg_class, aclexplode(coalesce(relacl, acldefault('s', relowner)))
        WHERE {_OURS} AND relkind = 'S' AND grantee <> relowner ORDER BY 1, 2, 3
        """  # noqa: S608  a constant
    )
    return list(cursor.fetchall())
