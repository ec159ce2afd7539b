"""In the worker: a signed-in member of staff asks for pages, through the whole stack of middleware."""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic.domain.hours import local_day
from clinic.enums import Role
from clinic.models import Staff
from clinic.operations.staff import hire
from clinic.role_permissions import ROLE_TABLE
from journeys.demo.cast import Character, cast
from journeys.demo.house import ZONE
from journeys.trials import crowd, nights
from journeys.trials.house import BY, FIRST_DAY, clock
from journeys.trials.numbers import phone_of
from journeys.trials.staff_sign_in import sign_in
from patients.models import Person

_MESSAGES = 500
Ask = Callable[[Client, Character], Any]
_ids: dict[str, UUID] = {}


class PageFailed(AssertionError):
    """A page did not answer with 200: its time would mean nothing."""


def fill_the_day(appointments: int, visits_each: int) -> None:
    """Somebody of each role; today's appointments; tomorrow's with their reminders, so that lists have rows."""
    for role in Role:
        hire(by=BY, now=timezone.now(), username=role.value, password=None, role=role)
    today = local_day(timezone.now(), ZONE)
    crowd.remember_visits(each=visits_each, before=today.isoformat())
    crowd.book(people=appointments, day=today.isoformat())
    crowd.book(people=_MESSAGES, day=f"{today + timedelta(days=1)}", skip=appointments)
    nights.run(clock(today, "02:00").isoformat(), kind="nightly")
    nights.run(clock(today, "12:00").isoformat())


def names() -> list[str]:
    return list(_pages())


def visit(name: str, requests: int) -> list[float]:
    """Milliseconds of each request, after three that are not counted. Raises `PageFailed`."""
    role, ask = _pages()[name]
    client = sign_in(Client(SERVER_NAME="127.0.0.1"), Staff.objects.get(username=role.value))
    people = Random(1).choices(list(cast(Person.objects.count(), 1, FIRST_DAY)), k=requests + 3)  # noqa: S311
    _ids.update(Person.objects.filter(tier__in=[f"{who.number}" for who in people]).values_list("tier", "id"))
    return [_milliseconds(name, ask, client, who) for who in people][3:]


def _milliseconds(name: str, ask: Ask, client: Client, who: Character) -> float:
    began = time.perf_counter()
    response = ask(client, who)
    spent = (time.perf_counter() - began) * 1000
    if response.status_code != 200:
        raise PageFailed(f"{name} answered {response.status_code}")
    return round(spent, 2)


def _pages() -> Mapping[str, tuple[Role, Ask]]:
    desk: dict[str, Ask] = {
        "look-up by full name": _look_up(lambda who: f"{who.given_name} {who.family_name}"),
        "look-up by family name": _look_up(lambda who: who.family_name),
        "look-up by phone": _look_up(lambda who: phone_of(who.number)),
        "look-up by record number": _look_up(lambda who: who.record_number),
        "person page": _person_page,
        "today": lambda client, who: client.get(reverse("admin:desk-today")),
        "front page": lambda client, who: client.get(reverse("admin:index")),
    }
    lists = {
        f"list of {model._meta.verbose_name_plural}": (_reader_of(model), _list(model))
        for model in admin.site._registry
        if model._meta.app_label in ("patients", "campaigns", "journeys", "consent", "audit")
    }
    return {name: (Role.FRONT_DESK, ask) for name, ask in desk.items()} | lists


def _look_up(term: Callable[[Character], str]) -> Ask:
    return lambda client, who: client.post(reverse("admin:desk-look-up"), {"term": term(who)})


def _person_page(client: Client, who: Character) -> Any:
    return client.get(reverse("admin:desk-person", args=[_ids[f"{who.number}"]]))


def _list(model: type[Model]) -> Ask:
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return lambda client, who: client.get(page)


def _reader_of(model: type[Model]) -> Role:
    """The first role that may see it; the front desk comes first."""
    permission = f"{model._meta.app_label}.view_{model._meta.model_name}"
    return next(Role(role) for role, allowed in ROLE_TABLE.items() if permission in allowed)
