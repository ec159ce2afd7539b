"""Two hundred requests at once: each event names who asked, from where, and whom they saw, and nobody else's."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Barrier, BoundedSemaphore, Thread
from typing import Any

import pytest
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from audit import origin
from audit.door_connection import close_everywhere
from audit.models import AuditEvent
from clinic.enums import Role
from consent import links
from patients.models import Person
from tests.conftest import CommittingDatabase
from tests.desk_people import house, patient, staff
from tests.staff_sign_in import sign_in

AT_ONCE, AT_THE_DATABASE = 200, 12
_all_inside = Barrier(AT_ONCE)
_entering, _working = BoundedSemaphore(AT_THE_DATABASE), BoundedSemaphore(AT_THE_DATABASE)


class WaitForEverybody:
    """The innermost middleware of these requests: all of them stand here at once, then go on a few at a time (the
    database has fewer connections than there are requests)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        connections["default"].close()
        _entering.release()
        _all_inside.wait(timeout=120)
        _working.acquire()
        return self.get_response(request)


@dataclass(frozen=True)
class Asked:
    """A request, and what the book must say of it."""

    client: Client
    path: str
    place: str
    actor: tuple[str, str]
    person: Person
    address: str

    def ask(self) -> None:
        _entering.acquire()
        try:
            assert self.client.get(self.path, REMOTE_ADDR=self.address).status_code == 200
        finally:
            connections["default"].close()
            _working.release()


@pytest.fixture
def switching_often() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def test_two_hundred_requests_at_once_are_each_in_the_book_as_themselves(
    committing_db: CommittingDatabase, settings: Any, switching_often: None
) -> None:
    house()
    asked = [_asked(number) for number in range(AT_ONCE)]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.WaitForEverybody"]
    before = AuditEvent.objects.latest("id").pk
    threads = [Thread(target=one.ask) for one in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_everywhere()
    written = sorted(
        (event.address, event.place, event.actor_kind, event.actor_id, event.people)
        for event in AuditEvent.objects.filter(id__gt=before)
    )
    assert written == sorted((one.address, one.place, *one.actor, [one.person.pk]) for one in asked)


def _asked(number: int) -> Asked:
    """Every second one by a member of staff, the others by whoever holds a link."""
    person, client, address = patient(f"P{number}"), Client(), f"10.9.{number // 250}.{number % 250 + 1}"
    if number % 2:
        path = reverse("consent:preferences", args=[links.sign(links.PREFERENCES, person.pk)])
        return Asked(client, path, "web:consent:preferences", ("patient", str(person.pk)), person, address)
    member = staff(Role.FRONT_DESK, f"desk-{number}")
    path = reverse("admin:desk-person", args=[person.pk])
    actor = ("staff", str(member.pk))
    return Asked(sign_in(client, member), path, "web:admin:desk-person", actor, person, address)


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
