"""What a trial's workers do in a told year: the house and its people, what happens to them, and the ticks."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from campaigns.operations import inbound_texts
from clinic.domain.hours import local_day
from clinic.enums import Channel, ServiceCategory
from clinic.models import BlockedDate, Location, Organisation, Vendor
from consent.enums import Recorded, Topic
from consent.operations import preferences
from journeys.demo.house import ZONE
from journeys.enums import HoldScope
from journeys.models import Hold, Journey
from journeys.operations import holds, runs, switching
from journeys.trials.house import BY
from journeys.trials.numbers import address_of, phone_of
from patients.enums import AppointmentStatus, PersonKind
from patients.models import Appointment, Person
from patients.operations import appointments, people, visits

Told = Mapping[str, Any]
#: (number of the person, what is told, when)
Happens = Callable[[int, Told, datetime], None]
_RUN = frozenset(
    {
        "welcome",
        "appointment-reminder",
        "appointment-reminder-sms",
        "appointment-confirmation",
        "post-op-care",
        "annual-checkup",
        "recall",
        "no-show",
        "birthday",
    }
)


def prepare(at: str, closed: Sequence[str], weekly_cap: int) -> None:
    """Sundays and some days closed, a second place in another zone, an SMS vendor, and these journeys alone."""
    now = datetime.fromisoformat(at)
    Organisation.objects.update(send_weekdays=[1, 2, 3, 4, 5, 6], weekly_cap=weekly_cap)
    Vendor.objects.create(
        name="Texts",
        channel=Channel.SMS,
        backend=settings.SMS_BACKEND,
        baa_signed_on=date(2020, 1, 1),
        baa_scope=["store", "send"],
    )
    BlockedDate.objects.bulk_create(BlockedDate(day=date.fromisoformat(day), reason="Holiday") for day in closed)
    Location.objects.create(name="Denver", time_zone="America/Denver")
    for journey in Journey.objects.order_by("slug"):
        switch = switching.switch_on if journey.slug in _RUN else switching.switch_off
        switch(journey_id=journey.pk, by=BY, now=now)


def settle(somebodies: Sequence[Mapping[str, Any]], at: str) -> None:
    """Each with number, date of birth, whether they want greetings and text messages, and when they were seen; as
    patients of long ago or of today."""
    now = datetime.fromisoformat(at)
    for one in somebodies:
        person = people.register_person(
            by=BY,
            now=now,
            kind=PersonKind.PATIENT,
            given_name="Pat",
            family_name=f"Number {one['number']}",
            email=address_of(one["number"]),
            phone=phone_of(one["number"]),
            birth_date=date.fromisoformat(one["born"]),
            tier=f"{one['number']}",
            joined_on=local_day(now, ZONE) if one["joins"] else None,
        )
        if one["wants_greetings"]:
            _say(person.pk, Topic.GREETINGS, wanted=True, now=now)
        if one["wants_texts"]:
            _say(person.pk, Topic.APPOINTMENTS, wanted=True, now=now, channel=Channel.SMS)
        if one["seen"]:
            kind = ServiceCategory.CHECK_UP if one["was_check_up"] else ServiceCategory.CONSULTATION
            seen = datetime.fromisoformat(one["seen"])
            visits.record_visit(by=BY, now=now, person_id=person.pk, category=kind, started_at=seen)


def happen(happenings: Sequence[Mapping[str, Any]]) -> None:
    """In their order, each through its operation, as of its moment."""
    for one in happenings:
        _HAPPENS[one["what"]](one["person"], one["told"], datetime.fromisoformat(one["at"]))


def tick(at: str) -> None:
    """What beat does each minute."""
    runs.run_due(datetime.fromisoformat(at), by=BY)


def _book(number: int, told: Told, now: datetime) -> None:
    appointments.book(
        by=BY,
        now=now,
        person_id=_person(number),
        location_id=Location.objects.get(name=told["place"]).pk,
        starts_at=datetime.fromisoformat(told["starts_at"]),
        source=told["key"],
    )


def _move(number: int, told: Told, now: datetime) -> None:
    starts_at = datetime.fromisoformat(told["starts_at"])
    appointments.move(by=BY, now=now, appointment_id=_appointment(told["key"]), starts_at=starts_at)


def _mark(status: AppointmentStatus) -> Happens:
    def mark(number: int, told: Told, now: datetime) -> None:
        appointments.set_status(by=BY, now=now, appointment_id=_appointment(told["key"]), status=status)

    return mark


def _treat(number: int, told: Told, now: datetime) -> None:
    kind = ServiceCategory.SURGERY
    visits.record_procedure(by=BY, now=now, person_id=_person(number), category=kind, ended_at=now)


def _check(number: int, told: Told, now: datetime) -> None:
    kind = ServiceCategory.CHECK_UP
    visits.record_visit(by=BY, now=now, person_id=_person(number), category=kind, started_at=now)


def _leave(number: int, told: Told, now: datetime) -> None:
    """As the link in a mail does it."""
    preferences.unsubscribe(by=BY, now=now, person_id=_person(number), topic=told["topic"], via=Recorded.ONE_CLICK)


def _stop(number: int, told: Told, now: datetime) -> None:
    inbound_texts.take_in(
        by=BY, now=now, message_id=f"stop-{number}-{now.isoformat()}", sender=phone_of(number), body="STOP"
    )


def _hold(number: int, told: Told, now: datetime) -> None:
    if told["journey"]:
        journey = Journey.objects.get(slug=told["journey"]).pk
        holds.place(by=BY, now=now, scope=HoldScope.JOURNEY, why=told["key"], journey_id=journey)
    else:
        holds.place(by=BY, now=now, scope=HoldScope.PERSON, why=told["key"], person_id=_person(number))


def _lift(number: int, told: Told, now: datetime) -> None:
    holds.lift(by=BY, now=now, hold_id=Hold.objects.get(why=told["key"]).pk)


_HAPPENS: Mapping[str, Happens] = {
    "book": _book,
    "move": _move,
    "confirm": _mark(AppointmentStatus.CONFIRMED),
    "cancel": _mark(AppointmentStatus.CANCELLED),
    "come": _mark(AppointmentStatus.FULFILLED),
    "miss": _mark(AppointmentStatus.NO_SHOW),
    "treat": _treat,
    "check": _check,
    "leave": _leave,
    "stop": _stop,
    "hold": _hold,
    "lift": _lift,
}


def _person(number: int) -> UUID:
    return Person.objects.only("id").get(tier=f"{number}").pk


def _appointment(key: str) -> UUID:
    found: UUID = Appointment.objects.values_list("pk", flat=True).get(source=key)
    return found


def _say(person_id: UUID, topic: Topic, *, wanted: bool, now: datetime, channel: Channel = Channel.EMAIL) -> None:
    preferences.set_topic(
        by=BY, now=now, person_id=person_id, topic=topic, wanted=wanted, via=Recorded.STAFF, channel=channel
    )
