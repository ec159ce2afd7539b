"""Many invented people at once: the rows that the public operations would leave, in batches, one event for each batch.
Only for trials. Everybody's number stands in a clear column (`tier`), so that an oracle can tell them apart."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from audit import blind, ledger
from audit.enums import AuditWord
from clinic.enums import ServiceCategory
from clinic.models import Location, Service
from clinic.queries import organisation
from consent.enums import SuppressionCause
from consent.operations import suppressions
from journeys.demo.cast import Character, cast
from journeys.trials.house import BY, FIRST_DAY, clock
from journeys.trials.numbers import address_of, is_barred, phone_of
from patients.enums import PersonKind
from patients.models import Appointment, Person, Visit
from patients.person_details import lay_down

BATCH = 500
_PLACES = 60  # appointments of one hour begin in different minutes
_GROWN_UP = date(FIRST_DAY.year - 25, 1, 1)  # mail to a minor needs a guardian
Thing = TypeVar("Thing")


def settle(people: int, obstacles: bool = False, first: int = 1) -> None:
    """Number `first` to `people`. With obstacles every tenth has no address, every tenth is dead, one bounced."""
    for characters in _batches(islice(cast(people, 1, FIRST_DAY), first - 1, None)):
        with transaction.atomic():
            made = Person.objects.bulk_create(_person(character, obstacles) for character in characters)
            ledger.record_change(word=AuditWord.CREATE, actor=BY, people=[person.pk for person in made])
    if obstacles:
        for number in range(first, people + 1):
            if is_barred(number) == "bounced":
                _bounce(number)


def book(people: int, day: str, hour: int = 10, skip: int = 0) -> None:
    """One appointment for each of the `people` numbers after `skip`, within the hour."""
    start = clock(date.fromisoformat(day), f"{hour:02}:00")
    places, services = list(Location.objects.order_by("name")), list(Service.objects.order_by("slug"))
    numbers = [f"{number}" for number in range(skip + 1, skip + people + 1)]
    ids = Person.objects.filter(tier__in=numbers).values_list("id", flat=True)
    booked = (
        Appointment(
            person_id=person_id,
            location=places[index % len(places)],
            service=services[index % len(services)],
            starts_at=start + timedelta(minutes=index % _PLACES),
        )
        for index, person_id in enumerate(ids)
    )
    for batch in _batches(booked):
        Appointment.objects.bulk_create(batch)


def remember_visits(each: int, before: str) -> None:
    """`each` visits of everybody before a day: what makes a history."""
    kinds, places = list(ServiceCategory.values), list(Location.objects.order_by("name"))
    begin = clock(date.fromisoformat(before), "09:00")
    visits = (
        Visit(
            person_id=person_id,
            location=places[number % len(places)],
            category=kinds[(index + number) % len(kinds)],
            started_at=begin - timedelta(days=30 + 17 * number + index % 17),
        )
        for index, person_id in enumerate(Person.objects.order_by("id").values_list("id", flat=True))
        for number in range(each)
    )
    for batch in _batches(visits):
        Visit.objects.bulk_create(batch)


def _person(who: Character, obstacles: bool) -> Person:
    barred = is_barred(who.number) if obstacles else ""
    person = Person(kind=PersonKind.PATIENT, is_deceased=barred == "deceased", tier=f"{who.number}")
    lay_down(
        person,
        {
            "given_name": who.given_name,
            "family_name": who.family_name,
            "email": "" if barred == "no-address" else address_of(who.number),
            "phone": phone_of(who.number),
            "street": who.street,
            "birth_date": min(who.born, _GROWN_UP),
            "record_number": who.record_number,
            "sex": who.sex,
            "language": who.language,
            "city": who.city,
            "postal_code": who.postal_code,
        },
        house=organisation(),
        today=FIRST_DAY,
    )
    return person


def _bounce(number: int) -> None:
    (key, *_) = blind.email_keys(address_of(number))
    suppressions.suppress(by=BY, now=timezone.now(), address_key=key, cause=SuppressionCause.BOUNCED)


def _batches(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    waiting = iter(things)
    while batch := list(islice(waiting, BATCH)):
        yield batch
