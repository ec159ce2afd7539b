"""Pages behind the links in a message, as whoever said the year of birth sees them, and what their forms answer."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from campaigns.enums import LinkPurpose, SeminarState
from campaigns.models import CareGuide, LinkGuard, Message
from campaigns.operations import appointment_answers, bookings, care_answers, seminar_places
from clinic.models import Location
from consent import links
from consent.pages.signer_cookies import READER
from patients.models import Appointment
from patients.operations import appointments
from patients.operations.visits import record_procedure
from tests.campaigns.messages import message_about, message_to
from tests.campaigns.pages.reader import path_of
from tests.campaigns.seminars.scenes import invited, seminar
from tests.campaigns.seminars.scenes import path_of as page_of_seminar
from tests.consent.people import patient
from tests.public_pages.after_posts import Visit
from tests.public_pages.scene import BY

_GUIDE = """Rest today.

## When to call us

- You have a fever above 38.5 °C (101 °F).
- The pain grows **after the second day**.
"""


def _now() -> datetime:
    return datetime.now(UTC)


def reminder() -> Message:
    """Of an appointment in three days."""
    person = patient(f"{uuid4().hex}@example.org")
    place, _ = Location.objects.get_or_create(
        name="Maple Street", defaults={"address": "12 Maple Street, Springfield", "time_zone": "America/Chicago"}
    )
    starts_at = (_now() + timedelta(days=3)).replace(hour=15, minute=30, second=0, microsecond=0)
    booked = appointments.book(by=BY, now=_now(), person_id=person.pk, location_id=place.pk, starts_at=starts_at)
    return message_about(booked)


def aftercare() -> Message:
    """A week after a treatment that there is a guide for."""
    person, ended_at = patient(f"{uuid4().hex}@example.org"), _now() - timedelta(days=7)
    record_procedure(by=BY, now=_now(), person_id=person.pk, category="surgery", ended_at=ended_at)
    for language, title in (("en", "After a surgery"), ("zh-hant", "手術之後"), ("zh-hans", "手术之后")):
        CareGuide.objects.get_or_create(
            category="surgery", number=900, language=language,
            defaults={"title": title, "body": _GUIDE, "published_at": _now()},
        )  # fmt: skip
    return message_to(person, anchor_at=ended_at, origin_slug="post-op-care")


def _let_in(purpose: LinkPurpose, message: Message, told: Mapping[str, str] | None = None, status: int = 200) -> Visit:
    until = str(int(_now().timestamp()) + 900)
    return Visit(path_of(purpose, message), told, status, {READER: links.sign(READER, message.pk, until)})


def _appointment(told: Mapping[str, str] | None = None, status: int = 200) -> Visit:
    message = reminder()
    seen = {"seen": message.anchor_at.isoformat()}
    return _let_in(LinkPurpose.APPOINTMENT, message, {**seen, **told} if told is not None else None, status)


def _confirmed(_: str) -> Visit:
    message = reminder()
    appointment_answers.confirm(by=BY, now=_now(), appointment_id=message.appointment_id, seen_at=message.anchor_at)
    return _let_in(LinkPurpose.APPOINTMENT, message)


def _over(_: str) -> Visit:
    message = reminder()
    Appointment.objects.filter(pk=message.appointment_id).update(status="fulfilled")
    return _let_in(LinkPurpose.APPOINTMENT, message)


def _changed(_: str) -> Visit:
    message = reminder()
    return _let_in(LinkPurpose.APPOINTMENT, message, {"do": "confirm", "seen": _now().isoformat()}, 409)


def _asked_to_call(_: str) -> Visit:
    message = aftercare()
    care_answers.answer(by=BY, now=_now(), message=message, answer="call-me")
    return _let_in(LinkPurpose.CARE, message)


def _wished(_: str) -> Visit:
    message = reminder()
    bookings.wish(by=BY, now=_now(), message=message, preferred=[], words="", language="en")
    return _let_in(LinkPurpose.BOOKING, message)


def _locked(_: str) -> Visit:
    """Whoever wrote the wrong year for the fifth time."""
    message = reminder()
    LinkGuard.objects.create(
        purpose="care", subject_id=message.person_id, person=message.person, tries=5, locked_at=_now()
    )
    return Visit(path_of(LinkPurpose.CARE, message), status=410)


def _wrong_booking() -> dict[str, str]:
    return {
        "name": "www.x.org",
        "email": "ana",
        "phone": "1",
        "day1": "2020-01-01",
        "part1": "noon",
        "words": "x" * 400,
    }


def _registered(told: Mapping[str, str] | None = None) -> Visit:
    evening = seminar(slug=uuid4().hex, **_next_week())
    message = invited(patient(f"{uuid4().hex}@example.org"), evening)
    seminar_places.register(by=BY, now=_now(), seminar_id=evening.pk, message=message)
    return Visit(page_of_seminar(message, evening), told)


def _next_week() -> dict[str, datetime]:
    begins = _now() + timedelta(days=7)
    return {"starts_at": begins, "closes_at": begins, "now": _now()}


def _of_seminar(state: SeminarState) -> Visit:
    made = seminar(slug=uuid4().hex, state=state, **_next_week())
    return Visit(f"/events/{made.slug}/")


#: What it is called in messages → what is sent where, in a language.
BEHIND_MESSAGES: dict[str, Callable[[str], Visit]] = {
    "appointment, booked": lambda _: _appointment(),
    "appointment, confirm": _confirmed,
    "appointment, confirmed now": lambda _: _appointment({"do": "confirm"}),
    "appointment, cancelled now": lambda _: _appointment({"do": "cancel"}),
    "appointment, another time asked": lambda _: _appointment({"do": "ask"}),
    "appointment, errors": lambda _: _appointment({"do": "ask", "day1": "2020-01-01", "part2": "noon"}, 400),
    "appointment, changed meanwhile": _changed,
    "appointment, over": _over,
    "care": lambda _: _let_in(LinkPurpose.CARE, aftercare()),
    "care without a guide": lambda _: _let_in(LinkPurpose.CARE, reminder()),
    "care, fine": lambda _: _let_in(LinkPurpose.CARE, aftercare(), {"answer": "fine"}),
    "care, call asked": _asked_to_call,
    "care, call asked now": lambda _: _let_in(LinkPurpose.CARE, aftercare(), {"answer": "call-me"}),
    "care, locked": _locked,
    "book by a link": lambda _: _let_in(LinkPurpose.BOOKING, reminder()),
    "book by a link, sent": _wished,
    "event, errors": lambda _: Visit("/events/sleep/", {"name": "www.x.org", "email": "ana"}, 400),
    "event, sent": lambda _: Visit("/events/sleep/", {"name": "Ana", "email": f"{uuid4().hex}@example.org"}),
    "event, closed": lambda _: _of_seminar(SeminarState.CLOSED),
    "event, off": lambda _: _of_seminar(SeminarState.OFF),
    "event by a link, has a place": lambda _: _registered(),
    "event by a link, gave it up": lambda _: _registered({"do": "give-up"}),
    "book, errors": lambda _: Visit("/book/", _wrong_booking(), 400),
    "book, sent": lambda _: Visit(
        "/book/", {"name": "Ana", "email": f"{uuid4().hex}@example.org", "phone": "", "words": ""}
    ),
}
