"""Clusters made before there were four users get the others, and keep their data."""

from collections.abc import Iterable

from clinic.embedded_postgres.account import Account
from clinic.embedded_postgres.cluster import DATABASE, Cluster, note_users, write_missing_passwords
from clinic.embedded_postgres.postmaster import PORT, Postmaster
from clinic.embedded_postgres.users import SUPERUSER, ownership_statements, role_statements, schema_statements


def bring_users_up_to_date(cluster: Cluster, postmaster: Postmaster, account: Account) -> None:
    """Cut short, it is done again: passwords are on disk before the users are made, the note is written last."""
    if cluster.users_note.exists():
        return
    passwords = write_missing_passwords(cluster, account)
    _execute(cluster, postmaster, "template1", [*role_statements(passwords), *schema_statements()])
    _execute(cluster, postmaster, DATABASE, [*schema_statements(), *ownership_statements(DATABASE)])
    note_users(cluster, account)


def _execute(cluster: Cluster, postmaster: Postmaster, database: str, statements: Iterable[str]) -> None:
    import psycopg  # only here: most starts have nothing to bring up to date

    with psycopg.connect(
        host=str(postmaster.sockets),
        port=PORT,
        user=SUPERUSER,
        password=cluster.password_of(SUPERUSER),
        dbname=database,
        autocommit=True,
    ) as session:
        for statement in statements:
            session.execute(statement.encode())
