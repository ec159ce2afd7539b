"""Several doing something at the same moment, each in a thread with database connections of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import TypeVar

from django.db import connections

from audit import door_connection

#: Seconds after which a test gives up what a loaded machine would have done long ago.
LIMIT = 120
Result = TypeVar("Result")


def at_once(*acts: Callable[[], Result]) -> list[Result]:
    """What each returned, in their order. They begin together; what any of them raises is raised here, all of it."""
    together = Barrier(len(acts))

    def act(own: Callable[[], Result]) -> Result:
        together.wait(LIMIT)
        return own()

    with _threads(len(acts)) as start:
        done = [start(lambda own=own: act(own)) for own in acts]
    if failed := [error for error in (one.exception() for one in done) if error]:
        raise BaseExceptionGroup("of those at once", failed)
    return [one.result() for one in done]


@contextmanager
def meanwhile(act: Callable[[], Result]) -> Iterator[Future[Result]]:
    """Done beside the block, which may ask for the result; what it raised is raised at the end of the block."""
    with _threads(1) as start:
        done = start(act)
        yield done
        done.result(LIMIT)


@contextmanager
def _threads(count: int) -> Iterator[Callable[[Callable[[], Result]], Future[Result]]]:
    """Their connections end with them, since a database in use cannot be dropped: their own, since another thread's may
    be in the middle of a statement."""

    def with_own_connections(act: Callable[[], Result]) -> Result:
        try:
            return act()
        finally:
            connections.close_all()
            door_connection.end_here()

    with ThreadPoolExecutor(count) as pool:
        yield lambda act: pool.submit(with_own_connections, act)
