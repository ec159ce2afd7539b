"""A clinic with somebody behind each link, and every public page of it in one table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from audit.domain.actors import Actor
from campaigns.enums import LinkPurpose
from campaigns.models import Message, Seminar
from clinic.models import Location
from consent import bound_links, links
from consent.enums import OptInMode, SignUpPlace
from consent.models import OptIn, PrivacyNotice, RightsRequest, SigningRequest, SignUpForm
from consent.operations import notices, opt_ins, pauses, rights, rights_answers, signing
from journeys.demo.house import furnish
from patients.models import Person
from patients.operations import appointments
from tests.campaigns.messages import message_about
from tests.campaigns.pages.reader import path_of
from tests.campaigns.seminars.scenes import invited, seminar
from tests.campaigns.seminars.scenes import path_of as page_of_seminar
from tests.consent.people import patient, signed, subscriber
from tests.consent.signing.scenes import clerk

BY = Actor.system("public-pages")


@dataclass(frozen=True)
class Scene:
    person: Person
    reader: Person
    opt_in: OptIn
    asked: SigningRequest
    right: RightsRequest
    message: Message
    seminar: Seminar
    invited: Message


def furnished() -> Scene:
    """As of now, because pages read the clock."""
    now = datetime.now(UTC)
    furnish(by=BY, now=now)
    SignUpForm.objects.create(slug="fair", place=SignUpPlace.BOOTH, title_en="Health fair", created_at=now)
    SignUpForm.objects.create(
        slug="desk", place=SignUpPlace.BOOTH, mode=OptInMode.SINGLE, title_en="Front desk", created_at=now
    )
    notices.begin_version(by=BY, now=now)
    PrivacyNotice.objects.filter(version=2).update(
        changes="The clinic has moved.", effective_on=now.date() + timedelta(days=40)
    )
    notices.publish(version=2, by=BY, now=now)
    person = patient(phone="+1 312 555 0142", language="zh-hant")
    signed(person.pk, signed_on=now.date(), now=now)
    asked = signing.ask(by=clerk(), now=now, person_id=person.pk, kind="condition-specific", way="link", asked_for=True)
    booked, evening = _message(person, now), _seminar(now)
    to_it = invited(person, evening)
    return Scene(person, _reader(now), _opt_in(now), asked.request, _right(now), booked, evening, to_it)


def _seminar(now: datetime) -> Seminar:
    """Open for registration, in a week."""
    begins = now + timedelta(days=7)
    return seminar(starts_at=begins, closes_at=begins, now=now)


def _message(person: Person, now: datetime) -> Message:
    """A reminder of their appointment tomorrow."""
    place, tomorrow = Location.objects.all()[0], now + timedelta(days=1)
    booked = appointments.book(by=BY, now=now, person_id=person.pk, location_id=place.pk, starts_at=tomorrow)
    return message_about(booked)


def _reader(now: datetime) -> Person:
    """A subscriber who pauses."""
    reader = subscriber()
    pauses.pause(by=BY, now=now, person_id=reader.pk, weeks=8, via="preference-page")
    return reader


def _opt_in(now: datetime) -> OptIn:
    asked = opt_ins.ask(
        by=BY, now=now, name="Ana", email="ana@example.org", language="en", form="newsletter", text_version="t"
    )
    assert asked is not None
    return asked


def _right(now: datetime) -> RightsRequest:
    """Denied, so that its page says all that a denial must."""
    asked = right_asked(now, "ana@example.org")
    told = {"outcome": "denied", "ground": "not-recognised", "words": "We found nobody of this name."}
    rights_answers.answer(by=BY, now=now, request_id=asked.pk, **told)
    return asked


def right_asked(now: datetime, email: str) -> RightsRequest:
    return rights.receive(
        by=BY, now=now, kind="access", name="Ana", email=email, words="All of it.", language="en", via="rights-page"
    )


def _told(right: RightsRequest) -> UUID:
    """The step that the mail leads to."""
    step = right.steps.filter(told_to__isnull=False).latest("at", "id")
    return step.pk


def _preferences(person: Person) -> str:
    return f"/preferences/{bound_links.preferences_token(person.pk)}/"


#: What it is called in messages → its address. A new public page is one line here; a test compares with the URLs.
PAGES: dict[str, Callable[[Scene], str]] = {
    "subscribe": lambda scene: "/subscribe/",
    "subscribe-form": lambda scene: "/subscribe/fair/",
    "confirm": lambda scene: f"/subscribe/confirm/{bound_links.confirm_token(scene.opt_in.pk)}/",
    "lost-link": lambda scene: "/preferences/",
    "preferences": lambda scene: _preferences(scene.person),
    "preferences of a subscriber who pauses": lambda scene: _preferences(scene.reader),
    "permissions": lambda scene: f"{_preferences(scene.person)}permissions/",
    "unsubscribe": lambda scene: f"/u/{links.sign(links.UNSUBSCRIBE, scene.person.pk, 'offers')}/",
    "privacy": lambda scene: "/privacy/",
    "privacy-version": lambda scene: "/privacy/2/",
    "cookies": lambda scene: "/privacy/cookies/",
    "authorize": lambda scene: f"/authorize/{bound_links.signing_token(scene.asked.pk)}/",
    "rights": lambda scene: "/rights/",
    "rights-request": lambda scene: f"/rights/{bound_links.rights_token(scene.right.pk)}/",
    "rights-answer": lambda scene: f"/rights/answer/{bound_links.answer_token(_told(scene.right))}/",
    "tablet": lambda scene: "/tablet/",
    "book": lambda scene: "/book/",
    "book-link": lambda scene: path_of(LinkPurpose.BOOKING, scene.message),
    "event": lambda scene: "/events/sleep/",
    "event-link": lambda scene: page_of_seminar(scene.invited, scene.seminar),
    "appointment": lambda scene: path_of(LinkPurpose.APPOINTMENT, scene.message),
    "care": lambda scene: path_of(LinkPurpose.CARE, scene.message),
}
#: Views without a page of their own to look at: a file, an address that leads on, or one that a vendor's program calls.
NO_PAGES = {
    "appointment-file",
    "counted-link",
    "counted-picture",
    "gpc",
    "signed-copy",
    "signed-copy-file",
    "sns",
    "twilio-inbound",
    "twilio-status",
}
