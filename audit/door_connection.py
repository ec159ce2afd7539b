"""The door's own database connection: autocommit, so that an event outlives a rolled-back transaction.

One per thread, apart from Django's own. Lock and statement time-outs are short: a book that cannot be written
closes the door instead of hanging it.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

from django.db import DatabaseError, InterfaceError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from audit.alarm import raise_alarm

LOCK_TIMEOUT_MS = 2000
_TIMEOUTS = f"-c lock_timeout={LOCK_TIMEOUT_MS} -c statement_timeout=5000"
_IDLE_SECONDS = 5  # after which a connection is asked whether it still lives, before it is trusted with an event
_here = threading.local()
_all: WeakSet[BaseDatabaseWrapper] = WeakSet()
# A forked child must not write on its parent's socket: it opens one of its own.
os.register_at_fork(after_in_child=lambda: vars(_here).pop("connection", None))


class DoorClosed(RuntimeError):
    """The book of reads cannot be written, so nothing is revealed. Trying again later can help."""


@contextmanager
def door_cursor() -> Iterator[Any]:
    """A cursor that commits each statement by itself; `DoorClosed` when the database refuses."""
    connection = _connection()
    try:
        with connection.cursor() as cursor:
            yield cursor
    except (DatabaseError, InterfaceError) as error:
        connection.close()
        raise closed_by(error) from error


def closed_by(error: Exception) -> DoorClosed:
    """What to raise instead of an error of the book's table. Staff are told."""
    raise_alarm(error)
    return DoorClosed("the audit book could not be written; nothing was revealed")


def close_here() -> None:
    """Give this thread's connection back (end of a request or task)."""
    if connection := getattr(_here, "connection", None):
        connection.close_if_unusable_or_obsolete()


def end_here() -> None:
    """This thread is at its end, and so is its connection; those of others are theirs."""
    if connection := vars(_here).pop("connection", None):
        connection.close()


def close_everywhere() -> None:
    """Where no other thread is at work: one in the middle of a statement would find the door closed."""
    for connection in list(_all):
        connection.inc_thread_sharing()
        connection.close()


def _connection() -> BaseDatabaseWrapper:
    connection = getattr(_here, "connection", None)
    if connection is None or connection.settings_dict["NAME"] != connections["default"].settings_dict["NAME"]:
        if connection is not None:
            connection.close()
        connection = _here.connection = _new_connection()
    elif time.monotonic() - _here.used_at > _IDLE_SECONDS:
        connection.health_check_done = False
    _here.used_at = time.monotonic()
    return connection


def _new_connection() -> BaseDatabaseWrapper:
    connection = connections["default"].copy()
    options = dict(connection.settings_dict.get("OPTIONS") or {})
    options["options"] = f"{options.get('options', '')} {_TIMEOUTS}".strip()
    options.pop("pool", None)
    connection.settings_dict.update(OPTIONS=options, ATOMIC_REQUESTS=False, AUTOCOMMIT=True)
    _all.add(connection)
    return connection
