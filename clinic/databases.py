"""How each database role is reached: an address of its own in the environment, or a user of the embedded cluster."""

from pathlib import Path
from typing import Any

import environ
import psycopg

from clinic import embedded_postgres
from clinic.process_role import APPLICATION, AUDITOR, OWNER, SEALER, URLS

_USERS = {
    APPLICATION: "revisit",
    OWNER: "revisit_owner",
    SEALER: "revisit_sealer",
    AUDITOR: "revisit_auditor",
}


def are_named(env: environ.Env) -> bool:
    """Whether the environment names a PostgreSQL of the clinic's own, for whichever role."""
    return any(env(name, default="") for name in URLS.values())


def user_names(env: environ.Env) -> dict[str, str]:
    """What the roles are called in the database. An address without a password is enough to give a name."""
    return {role: _named(env, role).get("USER") or user for role, user in _USERS.items()}


def database_of(role: str, env: environ.Env, var: Path) -> dict[str, Any]:
    """Django's entry for one role. Ends the process with a sentence when its address is missing."""
    found = _named(env, role) or _missing(role) if are_named(env) else embedded_database(role, var)
    found.setdefault("CONN_MAX_AGE", 60)
    found["CONN_HEALTH_CHECKS"] = True
    # Our statements are short: compiling them (a second each, on tables without statistics) never pays.
    # Where names are looked up is said here, whatever somebody set for the role or the database.
    found.setdefault("OPTIONS", {})["options"] = "-c jit=off -c search_path=public,pg_temp"
    return found


def embedded_database(role: str, var: Path) -> dict[str, Any]:
    """Django's entry for one role on the embedded server of this folder, whatever the environment names."""
    return embedded_postgres.hold(var).as_django(_USERS[role])


def copy_statement(session: psycopg.Connection, template: str, name: str) -> str:
    """Makes a database as a copy of another, file by file: a fifth of the work of PostgreSQL 15's own choice, which
    writes every page into the log (14 knows no other way)."""
    by_file = " STRATEGY FILE_COPY" if session.info.server_version >= 150_000 else ""
    return f'CREATE DATABASE "{name}" TEMPLATE "{template}"{by_file}'


def _named(env: environ.Env, role: str) -> dict[str, Any]:
    return dict(env.db(URLS[role])) if env(URLS[role], default="") else {}


def _missing(role: str) -> dict[str, Any]:
    raise SystemExit(
        f"{URLS[role]} is missing. This process works as the database role {role!r} and needs its address"
        f" (postgres://USER:PASSWORD@HOST:5432/DATABASE). The README's part on production says how the roles are made."
    )
