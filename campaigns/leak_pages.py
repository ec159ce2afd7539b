"""Pages of this app for the leak check, opened with the links in an invented message."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.urls import reverse

from audit.domain.actors import Actor
from campaigns.enums import LinkPurpose, Origin
from campaigns.message_links import token_for
from campaigns.models import Message, MessageTemplate
from clinic.domain.page_leaks import PublicPage
from clinic.models import Location
from consent.enums import MessagePurpose, Topic
from patients.enums import PersonKind
from patients.models import Appointment, Person
from patients.operations.appointments import book
from patients.operations.people import register_person

_BY = Actor.system("leak-check")
_WISHES = frozenset({"day1", "part1", "day2", "part2", "day3", "part3", "words"})
_PAGES = (
    ("campaigns:appointment", LinkPurpose.APPOINTMENT),
    ("campaigns:care", LinkPurpose.CARE),
    ("campaigns:book-link", LinkPurpose.BOOKING),
)


def pages(at: datetime) -> Iterator[PublicPage]:
    """Runs in a transaction that its caller rolls back: nobody is registered, nothing is sent."""
    notice = reverse("consent:privacy")
    asks = _WISHES | {"name", "email", "phone"}
    yield PublicPage("/book/", reverse("campaigns:book"), may_ask=asks, privacy_notice=notice)
    message, secrets = _invented(at)
    for view, purpose in _PAGES:
        token = token_for(purpose, message)
        path = reverse(view, args=[token])
        place = path.replace(token, "<token>")
        year = frozenset({"birth_year"})
        yield PublicPage(place, path, secrets, behind_token=True, may_ask=year, privacy_notice=notice)


def _invented(at: datetime) -> tuple[Message, dict[str, str]]:
    """A reminder that nobody gets, of an appointment of somebody whom nobody is."""
    mark = uuid4().hex[:12]
    secrets = {"given name": f"Given{mark}", "family name": f"Family{mark}", "place": f"Place{mark}"}
    person = register_person(
        by=_BY,
        now=at,
        kind=PersonKind.PATIENT,
        given_name=secrets["given name"],
        family_name=secrets["family name"],
        email=f"{mark}@leak-check.invalid",
        birth_date=date(1951, 3, 17),
    )
    place = Location.objects.create(name=secrets["place"], time_zone="UTC")
    booked = book(by=_BY, now=at, person_id=person.pk, location_id=place.pk, starts_at=at + timedelta(days=3650))
    return _message(person, booked, at, mark), secrets


def _message(person: Person, booked: Appointment, at: datetime, mark: str) -> Message:
    text = MessageTemplate.objects.create(
        slug=mark, name=mark, purpose=MessagePurpose.TREATMENT, topic=Topic.APPOINTMENTS
    )
    return Message.objects.create(
        person=person,
        template=text,
        purpose=text.purpose,
        topic=text.topic,
        origin=Origin.JOURNEY,
        origin_id=uuid4(),
        origin_slug=mark,
        step="only",
        occurrence="once",
        appointment=booked,
        anchor_at=booked.starts_at,
        due_at=at,
        expires_at=booked.starts_at,
        planned_at=at,
    )
