"""What a trial's workers do in a told year: the house and its people, what happens to them, and the ticks."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from clinic.domain.hours import local_day
from clinic.enums import ServiceCategory
from clinic.models import BlockedDate, Location, Organisation
from consent.enums import Recorded, Topic
from consent.operations import preferences
from journeys.demo.house import ZONE
from journeys.models import Journey
from journeys.operations import runs, switching
from journeys.trials.house import BY
from journeys.trials.numbers import address_of
from patients.enums import PersonKind
from patients.models import Appointment, Person
from patients.operations import appointments, people, visits

_RUN = ("welcome", "appointment-reminder", "post-op-care", "birthday")


def prepare(at: str, closed: Sequence[str]) -> None:
    """Sundays and some days closed, a second place in another zone, no weekly cap, and these journeys alone."""
    now = datetime.fromisoformat(at)
    Organisation.objects.update(send_weekdays=[1, 2, 3, 4, 5, 6], weekly_cap=0)
    BlockedDate.objects.bulk_create(BlockedDate(day=date.fromisoformat(day), reason="Holiday") for day in closed)
    Location.objects.create(name="Denver", time_zone="America/Denver")
    for journey in Journey.objects.order_by("slug"):
        switch = switching.switch_on if journey.slug in _RUN else switching.switch_off
        switch(journey_id=journey.pk, by=BY, now=now)


def settle(somebodies: Sequence[Mapping[str, Any]], at: str) -> None:
    """Each with number, date of birth, and whether they want greetings; as patients of long ago or of today."""
    now = datetime.fromisoformat(at)
    for one in somebodies:
        person = people.register_person(
            by=BY,
            now=now,
            kind=PersonKind.PATIENT,
            given_name="Pat",
            family_name=f"Number {one['number']}",
            email=address_of(one["number"]),
            birth_date=date.fromisoformat(one["born"]),
            tier=f"{one['number']}",
            joined_on=local_day(now, ZONE) if one["joins"] else None,
        )
        if one["wants_greetings"]:
            _say(person.pk, Topic.GREETINGS, wanted=True, now=now)


def happen(happenings: Sequence[Mapping[str, Any]]) -> None:
    """In their order, each through its operation, as of its moment."""
    for one in happenings:
        now = datetime.fromisoformat(one["at"])
        person = Person.objects.only("id").get(tier=f"{one['person']}")
        _happens(person.pk, one["what"], one["told"], now)


def tick(at: str) -> None:
    """What beat does each minute."""
    runs.run_due(datetime.fromisoformat(at), by=BY)


def _happens(person_id: UUID, what: str, told: Mapping[str, Any], now: datetime) -> None:
    match what:
        case "book":
            appointments.book(
                by=BY,
                now=now,
                person_id=person_id,
                location_id=Location.objects.get(name=told["place"]).pk,
                starts_at=datetime.fromisoformat(told["starts_at"]),
                source=told["key"],
            )
        case "move":
            starts_at = datetime.fromisoformat(told["starts_at"])
            appointments.move(by=BY, now=now, appointment_id=_appointment(told["key"]), starts_at=starts_at)
        case "cancel":
            appointments.cancel(by=BY, now=now, appointment_id=_appointment(told["key"]))
        case "treat":
            visits.record_procedure(by=BY, now=now, person_id=person_id, category=ServiceCategory.SURGERY, ended_at=now)
        case "leave":
            _say(person_id, Topic(told["topic"]), wanted=False, now=now)


def _appointment(key: str) -> UUID:
    found: UUID = Appointment.objects.values_list("pk", flat=True).get(source=key)
    return found


def _say(person_id: UUID, topic: Topic, *, wanted: bool, now: datetime) -> None:
    preferences.set_topic(by=BY, now=now, person_id=person_id, topic=topic, wanted=wanted, via=Recorded.STAFF)
