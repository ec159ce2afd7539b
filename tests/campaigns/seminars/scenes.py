"""A seminar in a week, and people who register for it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from audit.domain.actors import Actor
from campaigns import seminar_mails
from campaigns.domain.seminars import about_seminar
from campaigns.enums import SeminarState
from campaigns.models import Message, Seminar
from campaigns.operations import notices, seminars
from campaigns.operations.seminars import Written
from clinic.models import Location
from consent.operations import doorstep
from patients.models import Person
from tests.campaigns.messages import message_to
from tests.campaigns.scenes import BY, NOW

STAFF = Actor.staff(uuid4(), "marketer")
#: Monday a week later, half past six in the evening in Chicago.
EVENING = datetime(2026, 6, 22, 23, 30, tzinfo=UTC)


def written(**changes: Any) -> Written:
    told: dict[str, Any] = {
        "slug": "sleep", "topic_en": "Sleeping well", "topic_zh_hant": "睡得好", "speaker_en": "Dr. Ada Wu",
        "starts_at": EVENING, "closes_at": EVENING - timedelta(hours=12), "seats": 2, "about_en": "With questions.",
        "online_url": "https://meet.example/sleep",
    }  # fmt: skip
    return Written(**(told | changes))


def seminar(*, state: SeminarState = SeminarState.OPEN, now: datetime = NOW, **changes: Any) -> Seminar:
    made = seminars.write(written=written(**changes), by=STAFF, now=now)
    if state == SeminarState.DRAFT:
        return made
    seminars.move_to(state=SeminarState.OPEN, seminar_id=made.pk, by=STAFF, now=now)
    if state != SeminarState.OPEN:
        seminars.move_to(state=state, seminar_id=made.pk, by=STAFF, now=now)
    return Seminar.objects.get(pk=made.pk)


def north_office() -> Location:
    made, _ = Location.objects.get_or_create(
        name="North Office", defaults={"address": "5 North Road", "time_zone": "America/Chicago"}
    )
    return made


def take_up(now: datetime = NOW) -> None:
    doorstep.take_up(by=Actor.system("test"), now=now)


def mail_out(now: datetime = NOW) -> None:
    take_up(now)
    notices.deliver(now=now, by=BY)


def invited(person: Person, to: Seminar) -> Message:
    """A message that invites to it."""
    return message_to(person, about=about_seminar(to.pk))


def path_of(message: Message, to: Seminar) -> str:
    """The page behind its link."""
    return urlsplit(seminar_mails.page_url(message, to)).path
