"""From where something is done: a page's name and address, a task, a command. Never a URL with a value in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    place: str
    address: str | None = None
    program: str = ""  # of our own, which visits a page in nobody's place


_PROCESS = Origin("process")
_current: ContextVar[Origin] = ContextVar("revisit_origin", default=_PROCESS)


def current() -> Origin:
    return _current.get()


@contextmanager
def acting_from(place: str, address: str | None = None, program: str = "") -> Iterator[None]:
    mark = _current.set(Origin(place, address, program))
    try:
        yield
    finally:
        _current.reset(mark)
