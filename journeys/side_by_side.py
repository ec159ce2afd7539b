"""Two threads for work that waits for the database half of its time: while one waits, the other decides."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Event

from django.db import connections

from audit import door_connection


def side_by_side(here: Callable[[Event], None], beside: Callable[[Event], None]) -> None:
    """Do one here and the other in a thread with database connections of its own; return when both are done.

    Each looks at its event between transactions and ends when it is set: the other one failed, or the process is to
    end. What either raised is raised here, after both have ended. Not for the inside of a transaction: the other
    thread does not see its rows.
    """
    enough = Event()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="beside") as pool:
        other = pool.submit(copy_context().run, _apart, beside, enough)
        try:
            here(enough)
            other.result()
        finally:
            enough.set()


def _apart(work: Callable[[Event], None], enough: Event) -> None:
    try:
        work(enough)
    except BaseException:
        enough.set()
        raise
    finally:
        connections.close_all()
        door_connection.end_here()
