"""Who may connect, and what they are: one list for new clusters and for those made before there were four.

The superuser is for repairs by hand. The owner makes tables, the three others get rights on them with each `migrate`.
"""

from collections.abc import Iterator, Mapping

SUPERUSER = "postgres"
APPLICATION, OWNER, SEALER, AUDITOR = "revisit", "revisit_owner", "revisit_sealer", "revisit_auditor"
PASSWORD_FILES = {
    SUPERUSER: "superuser-password",
    APPLICATION: "password",
    OWNER: "owner-password",
    SEALER: "sealer-password",
    AUDITOR: "auditor-password",
}
_PLAIN = "LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS"
_ATTRIBUTES = {
    APPLICATION: f"{_PLAIN} NOCREATEDB",
    OWNER: f"{_PLAIN} CREATEDB",
    SEALER: f"{_PLAIN} NOCREATEDB",
    AUDITOR: f"{_PLAIN} NOCREATEDB",
}


def role_statements(passwords: Mapping[str, str]) -> Iterator[str]:
    """Each on one line, each harmless when repeated."""
    for name, attributes in _ATTRIBUTES.items():
        missing = f"IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN CREATE ROLE {name}; END IF;"
        yield f"DO $$ BEGIN {missing} END $$"
        yield f"ALTER ROLE {name} {attributes} PASSWORD '{passwords[name]}'"
    # So that the owner may end their sessions before it drops a test's database.
    yield f"GRANT {APPLICATION}, {SEALER}, {AUDITOR} TO {OWNER}"


def schema_statements() -> Iterator[str]:
    """PostgreSQL 15's rule for `public`, also in 14: whoever owns the database makes tables, nobody else."""
    yield "ALTER SCHEMA public OWNER TO pg_database_owner"
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"


def ownership_statements(database: str) -> Iterator[str]:
    """In a database that the application made: from now on it is the owner's."""
    yield f"ALTER DATABASE {database} OWNER TO {OWNER}"
    yield f"REASSIGN OWNED BY {APPLICATION} TO {OWNER}"
