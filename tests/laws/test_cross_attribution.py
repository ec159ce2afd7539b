"""Two hundred requests at once: each event names who asked, from where, and whom they saw, and nobody else's."""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from audit import door_connection, origin
from audit.models import AuditEvent
from clinic.enums import Role
from clinic.models import Staff
from consent import bound_links
from patients.models import Person
from tests.conftest import CommittingDatabase
from tests.desk_people import house, patient, signed_in, staff

AT_ONCE, AT_THE_DATABASE, READERS = 200, 12, 20
_all_inside = Barrier(AT_ONCE)
_lent: SimpleQueue[Any] = SimpleQueue()


class WaitForEverybody:
    """The innermost middleware of these requests: all of them stand here at once, then go on a few at a time (the
    database has fewer connections than there are requests, which lend them to each other)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _give_back()
        _all_inside.wait(timeout=120)
        _borrow()
        return self.get_response(request)


def _borrow() -> None:
    """A connection of Django's and one of the door's."""
    connections["default"], door_connection._here.connection = _lent.get(timeout=120)
    door_connection._here.used_at = time.monotonic()


def _give_back() -> None:
    _lent.put((connections["default"], door_connection._here.connection))


@pytest.fixture
def lent(committing_db: CommittingDatabase) -> Iterator[None]:
    for _ in range(AT_THE_DATABASE):
        both = connections["default"].copy(), door_connection._new_connection()
        for one in both:
            one.inc_thread_sharing()
        _lent.put(both)
    yield
    while not _lent.empty():
        for one in _lent.get():
            one.close()


@dataclass(frozen=True)
class Asked:
    """A request, and what the book must say of it."""

    environ: dict[str, Any]
    place: str
    actor: tuple[str, str]
    person: Person
    address: str

    def ask(self, site: WSGIHandler, statuses: list[str]) -> None:
        """As a server's thread does. (Two hundred test clients would each copy what any of them renders.)"""
        _borrow()
        try:
            answer = site(self.environ, lambda status, headers: statuses.append(status))
            b"".join(answer)
            answer.close()
        finally:
            _give_back()


@contextmanager
def switching_often() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    yield
    sys.setswitchinterval(usual)


def test_two_hundred_requests_at_once_are_each_in_the_book_as_themselves(lent: None, settings: Any) -> None:
    house()
    readers = [(member, signed_in(member)) for member in (staff(Role.FRONT_DESK, f"{n}") for n in range(READERS))]
    asked = [_asked(number, *readers[number % READERS]) for number in range(AT_ONCE)]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.WaitForEverybody"]
    before, site, statuses = AuditEvent.objects.latest("id").pk, WSGIHandler(), list[str]()
    threads = [Thread(target=one.ask, args=(site, statuses)) for one in asked]
    with switching_often():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    door_connection.close_everywhere()
    assert statuses == ["200 OK"] * AT_ONCE
    written = sorted(
        (event.address, event.place, event.actor_kind, event.actor_id, event.people)
        for event in AuditEvent.objects.filter(id__gt=before)
    )
    assert written == sorted((one.address, one.place, *one.actor, [one.person.pk]) for one in asked)


def _asked(number: int, reader: Staff, client: Client) -> Asked:
    """Every second one by a member of staff, the others by whoever holds a link."""
    person, address = patient(f"P{number}"), f"10.9.{number // 250}.{number % 250 + 1}"
    if number // READERS % 2:
        path = reverse("consent:preferences", args=[bound_links.preferences_token(person.pk)])
        place, actor = "web:consent:preferences", ("patient", str(person.pk))
        client = Client()
    else:
        path = reverse("admin:desk-edit", args=[person.pk])
        place, actor = "web:admin:desk-edit", ("staff", str(reader.pk))
    return Asked(client._base_environ(PATH_INFO=path, REMOTE_ADDR=address), place, actor, person, address)


def test_two_hundred_tasks_of_one_loop_keep_their_origins() -> None:
    """None of ours runs on a loop today; whoever does it tomorrow stands on this."""

    async def act(number: int) -> bool:
        with origin.acting_from(f"task:{number}", f"10.8.0.{number}"):
            for _ in range(5):
                await asyncio.sleep(0)
                if origin.current() != origin.Origin(f"task:{number}", f"10.8.0.{number}"):
                    return False
        return True

    async def all_of_them() -> list[bool]:
        return await asyncio.gather(*(act(number) for number in range(AT_ONCE)))

    assert asyncio.run(all_of_them()) == [True] * AT_ONCE
