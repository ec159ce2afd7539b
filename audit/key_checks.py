"""A value per key ring, kept in the database, that only the right keys recognise."""

from collections.abc import Callable, Sequence

from django.db import connection

from audit.door_connection import door_cursor
from audit.enums import Outcome
from audit.key_use import record_use


class WrongKey(RuntimeError):
    """The keys in the environment are not those that this database was written with."""


def require(
    ring: str, keys: Sequence[str], checked: set[str], *, make: Callable[[], bytes], matches: Callable[[bytes], bool]
) -> None:
    """Compare once per process and database, and say so in the book; store the value where there is none.

    Raises `WrongKey`.
    """
    with_database = _database_name()
    if with_database in checked:
        return
    with door_cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_key_check (ring, value) VALUES (%s, %s) ON CONFLICT (ring) DO NOTHING",
            [ring, make()],
        )
        cursor.execute("SELECT value FROM audit_key_check WHERE ring = %s", [ring])
        stored = bytes(cursor.fetchone()[0])
    if not matches(stored):
        record_use(ring, keys, outcome=Outcome.DENIED)
        raise WrongKey(
            f"The {ring} keys in the environment are not the ones this database was written with. "
            "Nothing was read or written. Put the old key back into the list (after the new one, to rotate)."
        )
    record_use(ring, keys)
    checked.add(with_database)


def _database_name() -> str:
    return str(connection.settings_dict["NAME"])
