"""A rehearsal decides all that a run would, and is undone: meanwhile it keeps nobody waiting."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, LockNotAvailable, QueryCanceled

#: Far less than PostgreSQL's deadlock_timeout (1 s): of two that wait for each other, the rehearsal is who stops.
_WAITS_AT_MOST = "100ms"
_REHEARSALS = "hashtext('journeys.rehearsals')"
_SOMEBODY_WAITS = """
    SELECT EXISTS (
        SELECT FROM pg_locks waits WHERE NOT waits.granted AND pg_backend_pid() = ANY(pg_blocking_pids(waits.pid))
    )
"""
_ASKED_TO_END = 30
# A lock of one number is listed in two halves (PostgreSQL, 54.12 pg_locks).
_END_THEM = f"""
    SELECT pg_cancel_backend(pid) FROM pg_locks
    WHERE locktype = 'advisory' AND mode = 'ShareLock' AND granted AND objsubid = 1 AND pid <> pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (classid::bigint << 32) | objid::bigint = {_REHEARSALS}::bigint
"""  # noqa: S608 - a lock's name of ours

_rehearses: ContextVar[bool] = ContextVar("rehearses", default=False)


class GaveWay(Exception):
    """Somebody waited for the rehearsal, or it would have had to wait: it is undone, and can be begun again."""


def rehearses() -> bool:
    """Whether what is decided here will be undone: then no person, journey or list of entries is locked for it."""
    return _rehearses.get()


@contextmanager
def to_everybody() -> Iterator[None]:
    """In a transaction that will be undone. Raises `GaveWay`; rows that it writes nevertheless (entries, messages) are
    locked until then, so it looks every moment whether somebody waits for them (`to_whoever_waits`)."""
    before = _rehearses.set(True)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_WAITS_AT_MOST])
            cursor.execute(f"SELECT pg_advisory_xact_lock_shared({_REHEARSALS})")
        yield
    except Exception as error:
        if not _was_held_up(error):
            raise
        raise GaveWay("it would have had to wait, or was asked to end") from error
    finally:
        _rehearses.reset(before)


def to_whoever_waits() -> None:
    """Nothing outside a rehearsal. Raises `GaveWay`."""
    if not rehearses():
        return
    with connection.cursor() as cursor:
        cursor.execute(_SOMEBODY_WAITS)
        if cursor.fetchone()[0]:
            raise GaveWay("somebody waits for it")


def to_the_night() -> None:
    """The night's own run leaves out what others hold: rehearsals under way end first, also in the middle of a
    statement. After half a minute it goes on without: a rehearsal that does not end is no reason to send nothing."""
    for _ in range(_ASKED_TO_END):
        try:
            return _wait_for_rehearsals()
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
        with connection.cursor() as cursor:
            cursor.execute(_END_THEM)


@transaction.atomic
def _wait_for_rehearsals() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', '1s', true)")
        cursor.execute(f"SELECT pg_advisory_xact_lock({_REHEARSALS})")


def _was_held_up(error: BaseException | None) -> bool:
    """Also where somebody said it in other words, as the book does."""
    while error and not isinstance(error, LockNotAvailable | DeadlockDetected | QueryCanceled):
        error = error.__cause__
    return error is not None
