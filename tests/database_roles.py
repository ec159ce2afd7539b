"""What the application may not do in the database, tests have done by the owner or by the superuser."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

import environ
import psycopg
import pytest
from django.conf import settings
from django.db import connections

from audit.database_roles import database_statements
from clinic import databases, embedded_postgres, process_role


@contextmanager
def as_owner() -> Iterator[psycopg.Cursor]:
    """A session of the owner of the tables, each statement committed, in the database that the test works on."""
    with _session(process_role.OWNER) as session, session.cursor() as cursor:
        yield cursor


@contextmanager
def as_role(role: str) -> Iterator[psycopg.Cursor]:
    with _session(role) as session, session.cursor() as cursor:
        yield cursor


@contextmanager
def as_superuser() -> Iterator[psycopg.Cursor]:
    """The embedded cluster's, or DATABASE_SUPERUSER_URL. Skips where neither is known."""
    with psycopg.connect(_superuser_url(_database()), autocommit=True) as session, session.cursor() as cursor:
        yield cursor


@contextmanager
def closed_book() -> Iterator[None]:
    """The application may not write the book. Takes no lock, so it works beside a test's open transaction."""
    application = _entry(process_role.APPLICATION)["USER"]
    with as_owner() as cursor:
        cursor.execute(f'REVOKE INSERT ON audit_event FROM "{application}"'.encode())
        try:
            yield
        finally:
            cursor.execute(f'GRANT INSERT ON audit_event TO "{application}"'.encode())


@contextmanager
def working_as_owner() -> Iterator[None]:
    """Django's own connection as the owner: for making the tables."""
    found, owner = connections["default"].settings_dict, _entry(process_role.OWNER)
    usual = {name: found[name] for name in ("USER", "PASSWORD")}
    connections["default"].close()
    found.update({name: owner[name] for name in usual})
    try:
        yield
    finally:
        connections["default"].close()
        found.update(usual)


def urls(database: str) -> dict[str, str]:
    """The addresses of all roles, for a child process that works on this database."""
    return {name: _url(role, database) for role, name in process_role.URLS.items()}


@contextmanager
def holding_lock(name: str) -> Iterator[None]:
    """One process of all that use this server at a time."""
    with _session(process_role.OWNER, "postgres") as session:
        session.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        yield


def copy_database(template: str, name: str) -> None:
    """With the rights on the database itself, which are not copied."""
    connections["default"].close()
    with _session(process_role.OWNER, "postgres") as session:
        session.execute(databases.copy_statement(session, template, name).encode())
    _administer(*database_statements(name))


def drop_database(name: str) -> None:
    """Sessions of ours are ended. One of autovacuum is not ours to end, and is over in a moment."""
    for patience in range(50, -1, -1):
        try:
            return _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        except psycopg.Error:
            if not patience:
                raise
            time.sleep(0.1)


def _administer(*statements: str) -> None:
    with _session(process_role.OWNER, "postgres") as session:
        for statement in statements:
            session.execute(statement.encode())


def _session(role: str, database: str = "") -> psycopg.Connection:
    return psycopg.connect(_url(role, database or _database()), autocommit=True)


def _url(role: str, database: str) -> str:
    entry = _entry(role)
    where = urlencode({"host": entry["HOST"], "port": entry["PORT"] or 5432})
    return f"postgres://{quote(entry['USER'])}:{quote(entry['PASSWORD'])}@/{quote(database)}?{where}"


def _entry(role: str) -> dict[str, str]:
    return databases.database_of(role, environ.Env(), settings.VAR_DIR)


def _superuser_url(database: str) -> str:
    if settings.DEMO_MODE:
        server = embedded_postgres.hold(settings.VAR_DIR)
        where = urlencode({"host": server.host, "port": server.port})
        return f"postgres://postgres:{server.password_of('postgres')}@/{quote(database)}?{where}"
    found = os.environ.get("DATABASE_SUPERUSER_URL")
    if not found and not os.environ.get("CI"):
        pytest.skip("DATABASE_SUPERUSER_URL names no superuser of this server")
    return psycopg.conninfo.make_conninfo(found or "", dbname=database)


def _database() -> str:
    return str(connections["default"].settings_dict["NAME"])
