"""Print the statements that make the database roles: for a superuser, once for each PostgreSQL server."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from audit.database_roles import Role
from audit.database_roles.granting import quoted

_PLAIN = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


class Command(BaseCommand):
    help = "Print the SQL that makes the four database roles. Connects to nothing, changes nothing."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("\n".join(statements(str(connection.settings_dict["NAME"]))))


def statements(database: str) -> Iterator[str]:
    owner, application = quoted(Role.OWNER.user), quoted(Role.APPLICATION.user)
    yield "-- As a superuser, with psql. Leave out what is there already."
    for role in Role:
        yield f"CREATE ROLE {quoted(role.user)} {_PLAIN};"
        yield f"\\password {role.user}"
    yield f"CREATE DATABASE {quoted(database)} OWNER {owner};"
    yield ""
    yield "-- Only for a database that the application made itself until now, connected to it:"
    yield f"ALTER DATABASE {quoted(database)} OWNER TO {owner};"
    yield f"REASSIGN OWNED BY {application} TO {owner};"
    yield f"ALTER ROLE {application} {_PLAIN};"
    yield ""
    yield "-- Only for PostgreSQL 14, connected to it:"
    yield "ALTER SCHEMA public OWNER TO pg_database_owner;"
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC;"
    yield ""
    yield "-- Rights on tables are granted by `python3 run.py manage migrate`, each time."
