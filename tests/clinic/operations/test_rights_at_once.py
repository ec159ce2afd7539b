"""Two who change rights at the same moment: one is first, the other is told; nobody waits for ever."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from audit.domain.actors import Actor
from clinic.enums import BreakGlassReason, Role
from clinic.models import AccessGrant, BreakGlass, Staff
from clinic.operations.break_glass import break_glass
from clinic.operations.grants import ask, grant_asked, refuse_asked
from clinic.operations.leaving import let_go
from clinic.operations.rights import NotAllowed
from tests.at_once import at_once
from tests.desk_people import NOW, house, signed_in, staff

ROUNDS = 5


@pytest.fixture(autouse=True)
def clinic(committing_db: object) -> Iterator[None]:
    house()
    yield


def acting(member: Staff) -> Actor:
    return Actor.staff(member.pk, member.role)


def became(*acts: Callable[[], Any]) -> list[str]:
    """Of each that was done at once: done, or refused."""

    def run(act: Callable[[], Any]) -> str:
        try:
            act()
        except NotAllowed:
            return "refused"
        return "done"

    return sorted(at_once(*(partial(run, act) for act in acts)))


def test_two_deciders_one_decision() -> None:
    boss = staff(Role.ADMINISTRATOR, "boss")
    first, second = staff(Role.PRIVACY_OFFICER, "first"), staff(Role.PRIVACY_OFFICER, "second")
    for number in range(ROUNDS):
        member = staff(username=f"member-{number}")
        grant = ask(by=acting(boss), now=NOW, staff_id=member.pk, role=Role.CLINICIAN)
        told = became(
            lambda pk=grant.pk: grant_asked(by=acting(first), now=NOW, grant_id=pk),  # type: ignore[misc]
            lambda pk=grant.pk: refuse_asked(by=acting(second), now=NOW, grant_id=pk),  # type: ignore[misc]
        )
        grant.refresh_from_db()
        member.refresh_from_db()
        assert told == ["done", "refused"]
        assert member.role == ("clinician" if grant.state == "granted" else "front-desk")


def test_two_who_let_each_other_go() -> None:
    for number in range(ROUNDS):
        one, other = (staff(Role.ADMINISTRATOR, f"{name}-{number}") for name in ("one", "other"))
        told = became(
            lambda a=one, b=other: let_go(by=acting(a), now=NOW, staff_id=b.pk),  # type: ignore[misc]
            lambda a=one, b=other: let_go(by=acting(b), now=NOW, staff_id=a.pk),  # type: ignore[misc]
        )
        here = Staff.objects.filter(pk__in=[one.pk, other.pk], is_active=True).count()
        assert (told, here) == (["done", "refused"], 1)


def test_asked_twice_at_once_is_asked_once() -> None:
    bosses = [staff(Role.ADMINISTRATOR, name) for name in ("one", "other")]
    member = staff()
    told = became(
        *(lambda by=boss: ask(by=acting(by), now=NOW, staff_id=member.pk, role=Role.CLINICIAN) for boss in bosses)  # type: ignore[misc]
    )
    assert (told, AccessGrant.objects.filter(staff=member, state="asked").count()) == (["done", "refused"], 1)


def test_emergency_opened_twice_at_once_is_opened_once() -> None:
    reader, person = staff(), staff(username="any-id").pk

    def opening() -> BreakGlass:
        return break_glass(
            by=acting(reader),
            now=timezone.now(),
            person_id=person,
            reason=BreakGlassReason.SAFETY,
            words="In danger now.",
        )

    assert (became(opening, opening), BreakGlass.objects.count()) == (["done", "done"], 1)


def test_let_go_while_pages_are_open() -> None:
    """Whatever answers after the click that let somebody go has answered: nothing more is shown."""
    boss, member = staff(Role.ADMINISTRATOR, "boss"), staff()
    clients = [signed_in(member) for _ in range(3)]
    became(
        *(lambda it=client: [it.get("/admin/desk/today/") for _ in range(3)] for client in clients),  # type: ignore[misc]
        lambda: let_go(by=acting(boss), now=NOW, staff_id=member.pk),
    )
    assert [client.get("/admin/desk/today/").status_code for client in clients] == [302, 302, 302]
    assert not Staff.objects.get(pk=member.pk).is_active
