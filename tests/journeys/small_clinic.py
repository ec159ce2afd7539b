"""A small clinic in Chicago and the people of one story, made through the public operations."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from audit.domain.actors import Actor
from audit.domain.uuid7 import uuid7
from campaigns.models import Message, MessageTemplate
from campaigns.operations import library as texts
from clinic.models import Location, Organisation
from journeys.models import Journey, JourneyVersion, Step
from journeys.operations import library
from patients.models import Appointment, Person
from patients.operations import appointments, people, visits

CHICAGO = ZoneInfo("America/Chicago")
BY = Actor.system("test")
LONG_AGO = datetime(2026, 1, 5, 15, tzinfo=UTC)


def local(text: str) -> datetime:
    """A moment of 2026 by the clinic's clock: `11-23 10:00`."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=CHICAGO).astimezone(UTC)


def open_clinic() -> Location:
    Organisation.objects.create(
        name="Maple Street Clinic",
        postal_address="12 Maple Street, Chicago, IL 60601",
        phone="+1 312 555 0100",
        email="hello@maple.example",
        time_zone="America/Chicago",
    )
    place = Location.objects.create(
        name="Main building", address="12 Maple Street", phone="+1 312 555 0100", time_zone="America/Chicago"
    )
    texts.install(by=BY, now=LONG_AGO)
    library.install(by=BY, now=LONG_AGO)
    return place


def patient(name: str = "ada", **details: Any) -> Person:
    return people.register_person(
        by=BY,
        now=LONG_AGO,
        kind=details.pop("kind", "patient"),
        **{
            "given_name": name.title(),
            "family_name": "Lovelace",
            "email": f"{name}@example.org",
            "birth_year": 1980,
        }
        | details,
    )


def booked(person: Person, starts_at: str, **details: Any) -> Appointment:
    place = Location.objects.first()
    assert place is not None
    return appointments.book(
        by=BY, now=LONG_AGO, person_id=person.pk, location_id=place.pk, starts_at=local(starts_at), **details
    )


def operated(person: Person, ended_at: str, category: str = "surgery") -> None:
    visits.record_procedure(
        by=BY, now=local(ended_at), person_id=person.pk, category=category, ended_at=local(ended_at)
    )


def checked_up(person: Person, started_at: datetime) -> None:
    visits.record_visit(by=BY, now=started_at, person_id=person.pk, category="check-up", started_at=started_at)


def journey_of(trigger: str, *steps: dict[str, Any], text: str = "welcome", slug: str = "", **said: Any) -> Journey:
    """A journey that is on, with these steps (one on the day itself if none is told) and one text for all of them."""
    journey = Journey.objects.create(slug=slug or f"test-{trigger}", name=trigger, trigger=trigger, is_active=True)
    version = JourneyVersion.objects.create(journey=journey, number=1, **said)
    template = MessageTemplate.objects.get(slug=text)
    for number, step in enumerate(steps or ({"late_entry_hours": 48},)):
        Step.objects.create(version=version, **{"key": f"step-{number}", "template": template} | step)
    JourneyVersion.objects.filter(pk=version.pk).update(published_at=LONG_AGO)
    return journey


def another_version(slug: str, **changes: Any) -> JourneyVersion:
    """A journey's latest version once more, with changes."""
    old = JourneyVersion.objects.filter(journey__slug=slug).order_by("-number")[0]
    steps = list(old.steps.all())
    new = old
    new.pk, new.number, new.published_at = uuid7(), old.number + 1, None
    for name, value in changes.items():
        setattr(new, name, value)
    new.save(force_insert=True)
    for step in steps:
        step.pk, step.version = uuid7(), new
        step.save(force_insert=True)
    JourneyVersion.objects.filter(pk=new.pk).update(published_at=LONG_AGO)
    return new


def states(person_id: UUID | None = None) -> list[tuple[str, str, str]]:
    """(step, state, reason) of the messages; what went well has no reason here."""
    found = Message.objects.all() if person_id is None else Message.objects.filter(person_id=person_id)
    rows = found.order_by("planned_at", "due_at", "step", "id").values_list("step", "state", "reason")
    return [(step, state, "" if state in ("planned", "accepted") else reason) for step, state, reason in rows]


def outcomes(report: Any) -> dict[str, int]:
    found: Counter[str] = Counter()
    for (_, outcome, _), count in report.results.items():
        found[outcome] += count
    return dict(found)


def captured(folder: Path) -> list[str]:
    """The mails in the captured post, as text."""
    return [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob("*.eml"))]
