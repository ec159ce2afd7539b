"""Bringing the database to the table. Needs the owner; harmless when repeated."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from audit.database_roles.rights import GRANTEES, Role, rights_on


class RolesAreMissing(RuntimeError):
    """The database has not all the roles that rights are to be granted to."""


def grant(connection: BaseDatabaseWrapper) -> None:
    """Rights on every table of the database, and on the database itself: exactly what the table says."""
    with connection.cursor() as cursor:
        _require_roles(cursor)
        relations = list(_our_relations(cursor))
        statements = [*database_statements(str(connection.settings_dict["NAME"])), *_statements(relations)]
        cursor.execute(";\n".join(statements))


def database_statements(database: str) -> Iterator[str]:
    """For databases copied from a template, too: rights on the database itself are not copied."""
    yield f"REVOKE ALL ON DATABASE {quoted(database)} FROM PUBLIC, {_everybody()}"
    yield f"GRANT CONNECT ON DATABASE {quoted(database)} TO {_everybody()}"


def _our_relations(cursor: Any) -> Iterator[tuple[str, str]]:
    """Those that the owner made, with their kind: an extension's are not ours."""
    cursor.execute(
        "SELECT relname, relkind FROM pg_class JOIN pg_roles owner ON owner.oid = relowner"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')"
        " AND owner.rolname = current_user ORDER BY relname"
    )
    yield from cursor.fetchall()


def _statements(relations: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {_everybody()}"
    for name, kind in relations:
        noun = "SEQUENCE" if kind == "S" else "TABLE"
        yield f"REVOKE ALL ON {noun} public.{quoted(name)} FROM PUBLIC, {_everybody()}"
        if kind == "r":
            yield from _grants(name)


def _grants(table: str) -> Iterator[str]:
    for role, rights in rights_on(table).items():
        yield f"GRANT {', '.join(sorted(rights))} ON TABLE public.{quoted(table)} TO {quoted(role.user)}"


def _require_roles(cursor: Any) -> None:
    wanted = {role.user for role in Role}
    cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", [sorted(wanted)])
    missing = wanted - {name for (name,) in cursor.fetchall()}
    if missing:
        raise RolesAreMissing(
            f"The database has no role {' and no role '.join(sorted(missing))}, so no rights can be granted."
            " `python3 run.py manage database_roles` prints the statements that make them."
        )


def _everybody() -> str:
    return ", ".join(quoted(role.user) for role in GRANTEES)


def quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
