"""What PostgreSQL's catalogue says about the roles, the book's tables, and those named in `settings.KEPT_TABLES`."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from audit.database_roles.guards import Trigger

_KEPT = ", ".join(f"'{table}'" for table in ("", *settings.KEPT_TABLES))
_OURS = (
    f"relnamespace = 'public'::regnamespace AND (starts_with(relname, 'audit_') OR relname IN ({_KEPT}))"
    " AND relkind NOT IN ('i', 'I', 'S', 'c')"
)


@dataclass(frozen=True)
class FoundRole:
    name: str
    attributes: list[str]
    member_of: list[str]
    owns: list[str]


@dataclass(frozen=True)
class Table:
    name: str
    owner: str
    oddities: list[str]


@dataclass(frozen=True)
class Right:
    table: str
    grantee: str
    name: str


@dataclass(frozen=True)
class FoundTrigger(Trigger):
    schema: str
    enabled: str
    is_plain: bool  # no WHEN, no OF columns, no arguments


@dataclass(frozen=True)
class Function:
    name: str
    body: str
    settings: list[str] | None
    language: str
    owner: str
    runs_as_owner: bool


def current_user(cursor: Any) -> str:
    cursor.execute("SELECT current_user")
    return str(cursor.fetchone()[0])


def roles(cursor: Any, names: list[str]) -> list[FoundRole]:
    cursor.execute(
        """
        SELECT rolname,
            array_remove(ARRAY[
                CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN rolcreaterole THEN 'CREATEROLE' END,
                CASE WHEN rolcreatedb THEN 'CREATEDB' END, CASE WHEN rolreplication THEN 'REPLICATION' END,
                CASE WHEN rolbypassrls THEN 'BYPASSRLS' END
            ], NULL),
            ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = r.oid ORDER BY 1),
            ARRAY(
                SELECT pg_describe_object(classid, objid, 0) FROM pg_shdepend
                WHERE refclassid = 'pg_authid'::regclass AND refobjid = r.oid AND deptype = 'o'
                  AND dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                ORDER BY 1 LIMIT 5
            )
        FROM pg_roles r WHERE rolname = ANY (%s) ORDER BY 1
        """,
        [names],
    )
    return [FoundRole(*row) for row in cursor.fetchall()]


def places_to_make_things(cursor: Any, users: list[str]) -> list[tuple[str, str, str]]:
    """(user, right, place): databases and schemas that somebody may make tables or functions in, temporary ones too."""
    cursor.execute(
        """
        SELECT rolname, wanted.privilege, 'DATABASE ' || quote_ident(current_database())
        FROM pg_roles, unnest(ARRAY['CREATE', 'TEMPORARY']) wanted (privilege)
        WHERE rolname = ANY (%s) AND has_database_privilege(rolname, current_database(), wanted.privilege)
        UNION ALL
        SELECT rolname, 'CREATE', 'SCHEMA ' || quote_ident(nspname)
        FROM pg_roles, pg_namespace
        WHERE rolname = ANY (%s) AND has_schema_privilege(rolname, pg_namespace.oid, 'CREATE')
        ORDER BY 1, 2, 3
        """,
        [users, users],
    )
    return list(cursor.fetchall())


def tables(cursor: Any) -> list[Table]:
    cursor.execute(
        f"""
        SELECT relname, pg_get_userbyid(relowner), array_remove(ARRAY[
            CASE WHEN relkind <> 'r' THEN 'is no plain table' END,
            CASE WHEN relpersistence <> 'p' THEN 'is not logged: a crash empties it' END,
            CASE WHEN relrowsecurity OR relforcerowsecurity THEN 'has row-level security' END,
            CASE WHEN EXISTS (SELECT FROM pg_inherits WHERE pg_class.oid IN (inhrelid, inhparent))
                THEN 'inherits, or is inherited from' END
        ], NULL)
        FROM pg_class WHERE {_OURS} ORDER BY 1
        """  # noqa: S608  a constant
    )
    return [Table(*row) for row in cursor.fetchall()]


def rights(cursor: Any) -> list[Right]:
    """All but the owner's. A right that may be passed on is another right; one on a column is one, too."""
    cursor.execute(
        f"""
        SELECT relname, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee) END,
            privilege_type || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
        FROM pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner)))
        WHERE {_OURS} AND grantee <> relowner
        UNION ALL
        SELECT relname, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee) END,
            privilege_type || ' (' || attname || ')' || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
        FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid, aclexplode(attacl)
        WHERE {_OURS} AND grantee <> relowner
        """  # noqa: S608  a constant
    )
    return [Right(*row) for row in cursor.fetchall()]


def triggers(cursor: Any) -> list[FoundTrigger]:
    """On all tables of the book, but for those by which PostgreSQL keeps foreign keys."""
    cursor.execute(
        f"""
        SELECT relname, tgname, proname, tgtype, pronamespace::regnamespace::text, tgenabled::text,
            tgqual IS NULL AND tgattr = '' AND tgnargs = 0
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE {_OURS} AND NOT (tgisinternal AND tgconstraint <> 0)
        """  # noqa: S608  a constant
    )
    return [FoundTrigger(*row) for row in cursor.fetchall()]


def functions(cursor: Any, names: list[str]) -> list[Function]:
    cursor.execute(
        """
        SELECT proname, prosrc, proconfig, lanname, pg_get_userbyid(proowner), prosecdef
        FROM pg_proc JOIN pg_language ON pg_language.oid = prolang
        WHERE pronamespace = 'public'::regnamespace AND proname = ANY (%s)
        """,
        [names],
    )
    return [Function(*row) for row in cursor.fetchall()]


def rewriting(cursor: Any) -> list[tuple[str, str]]:
    """Rules and row-level policies: statements on the table that do something else than they say."""
    cursor.execute(
        f"""
        SELECT relname, 'a rule ' || rulename FROM pg_rewrite JOIN pg_class ON pg_class.oid = ev_class WHERE {_OURS}
        UNION ALL
        SELECT relname, 'a row-level policy ' || polname FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
        WHERE {_OURS}
        ORDER BY 1, 2
        """  # noqa: S608  a constant
    )
    return list(cursor.fetchall())
