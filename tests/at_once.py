"""Several doing something at the same moment, each in a thread with database connections of its own.

What a thread raises is raised in the test. Its connections end with it: a database in use cannot be dropped. They are
its own alone, since another thread's may be in the middle of a statement.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any, TypeVar

from django.db import connection, connections

from audit import door_connection

#: Seconds after which a test gives up what a loaded machine would have done long ago.
LIMIT = 120
Result = TypeVar("Result")
Start = Callable[[Callable[[], Any]], "Future[Any]"]


def at_once(*acts: Callable[[], Result]) -> list[Result]:
    """What each returned, in their order. They begin together."""
    together = Barrier(len(acts))

    def act(own: Callable[[], Result]) -> Result:
        connection.ensure_connection()
        together.wait(LIMIT)
        return own()

    with elsewhere(len(acts)) as start:
        done = [start(lambda own=own: act(own)) for own in acts]
    return [one.result() for one in done]


@contextmanager
def elsewhere(most: int = 1) -> Iterator[Start]:
    """Starts acts in threads. At the end of the block all of them have ended."""
    started: list[Future[Any]] = []
    with ThreadPoolExecutor(most) as pool:

        def start(act: Callable[[], Any]) -> "Future[Any]":
            started.append(pool.submit(_with_own_connections, act))
            return started[-1]

        yield start
    if failed := [error for error in (one.exception() for one in started) if error]:
        raise BaseExceptionGroup("in threads", failed)


def until_somebody_waits_for_a_lock() -> None:
    give_up_at = time.monotonic() + LIMIT
    while time.monotonic() < give_up_at:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise TimeoutError("nobody waits for a lock")


def _with_own_connections(act: Callable[[], Any]) -> Any:
    try:
        return act()
    finally:
        connections.close_all()
        door_connection.end_here()
