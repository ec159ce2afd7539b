import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from uuid import uuid4

import pytest

from campaigns.models import Message
from campaigns.operations import notices, outbox
from clinic.domain.hours import local_day
from clinic.models import Notice, Organisation
from consent import links
from consent.models import OptIn, RightsRequest, RightsStep
from patients.models import Person
from patients.operations.people import register_person
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clinic(settings: pytest.FixtureRequest) -> Organisation:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    return open_clinic()


def _subscriber() -> Person:
    return register_person(by=BY, now=NOW, kind="subscriber", email=f"{uuid4().hex}@mail.example")


def _asked(person: Person, kind: str = "confirm-subscription") -> Notice:
    subject = _step_told(person) if kind == "rights-answered" else _opt_in(person)
    return Notice.objects.create(kind=kind, person_id=person.pk, subject_id=subject.pk, once_key=uuid4().hex)


def _opt_in(person: Person) -> OptIn:
    return OptIn.objects.create(
        person=person, mode="double", form="newsletter", text_version="1", asked_at=NOW, via="sign-up-form"
    )


def _step_told(person: Person) -> RightsStep:
    request = RightsRequest.objects.create(
        kind="access", language="en", reply_to=person, received_at=NOW, received_on=NOW.date(), via="rights-page"
    )
    return RightsStep.objects.create(request=request, at=NOW, what="extended", told_to=person)


def test_a_subscriber_is_asked_to_confirm_once_with_a_link_of_their_own(mail_folder: Path) -> None:
    notice = _asked(_subscriber())
    for _ in range(2):
        notices.deliver(now=NOW, by=BY)
    notice.refresh_from_db()
    (path,) = mail_folder.glob("*.eml")
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert (notice.handled_at, notice.outcome) == (NOW, "planned")
    assert mail["Subject"] == "Please confirm your subscription"
    assert "/subscribe/" in mail.get_body(["plain"]).get_content()
    assert Message.objects.get().state == "accepted"


def test_lost_link_is_mailed_once_a_day_and_opens_the_readers_own_choices(mail_folder: Path) -> None:
    person = patient()
    for _ in range(2):
        Notice.objects.create(kind="preferences-link", person_id=person.pk, subject_id=uuid4(), once_key=uuid4().hex)
        notices.deliver(now=NOW, by=BY)
    (path,) = mail_folder.glob("*.eml")
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert mail["Subject"] == "The link for your mail settings"
    [token] = set(re.findall(r"/preferences/([\w-]+)/", mail.get_body(["plain"]).get_content()))
    assert links.opened(links.PREFERENCES, token).id == person.pk


@pytest.mark.parametrize(
    "known", [{"is_deceased": True}, {"is_negative_persona": True}, {"confidential_email_key": b"elsewhere"}]
)
def test_a_housemate_is_answered_whatever_is_known_of_the_patient_at_that_address(
    mail_folder: Path, known: dict[str, object]
) -> None:
    at_home = patient(email="home@mail.example")
    Person.objects.filter(pk=at_home.pk).update(**known)
    widow = register_person(by=BY, now=NOW, kind="subscriber", email="home@mail.example")
    kinds = ["confirm-subscription", "preferences-link", "subscription-confirmed"]
    for kind in kinds:
        _asked(widow, kind)
    notices.deliver(now=NOW, by=BY)
    said = Message.objects.order_by("origin_slug").values_list("origin_slug", "reason")
    assert list(said) == [(kind, "answers-request") for kind in kinds]


def test_asking_again_on_the_same_day_is_refused(mail_folder: Path) -> None:
    person = _subscriber()
    _asked(person)
    notices.deliver(now=NOW, by=BY)
    again = _asked(person)
    notices.deliver(now=NOW + timedelta(hours=1), by=BY)
    again.refresh_from_db()
    assert again.outcome == "refused"
    assert Message.objects.get(origin_id=again.pk).reason == "asked-today-already"
    assert len(list(mail_folder.glob("*.eml"))) == 1


@pytest.mark.parametrize("kind", ["revocation-received", "rights-answered"])
def test_each_news_of_a_paper_or_a_request_is_sent_also_on_one_day(mail_folder: Path, kind: str) -> None:
    """No stranger causes them; whoever took two papers back on a day reads of both."""
    person = _subscriber()
    for hours in range(2):
        _asked(person, kind)
        notices.deliver(now=NOW + timedelta(hours=hours), by=BY)
    said = list(Message.objects.values_list("state", "reason"))
    assert (said, len(list(mail_folder.glob("*.eml")))) == ([("accepted", "answers-request")] * 2, 2)


def test_asking_twice_at_the_same_moment_is_answered_once(mail_folder: Path) -> None:
    person, other = _subscriber(), _subscriber()
    for asks in (person, person, other):
        _asked(asks)
    notices.deliver(now=NOW, by=BY)
    assert sorted(Message.objects.values_list("state", "reason")) == [
        ("accepted", "answers-request"),
        ("accepted", "answers-request"),
        ("refused", "asked-today-already"),
    ]
    assert len(list(mail_folder.glob("*.eml"))) == 2


def test_two_answers_planned_apart_are_one_when_they_are_handed_over_together(mail_folder: Path) -> None:
    """Two planners at once do not see each other's rows."""
    person, planned = _subscriber(), timedelta(days=1)
    for moment in (NOW - planned, NOW):
        notice = _asked(person)
        wanted = intent(
            person,
            "confirm-subscription",
            origin="notice",
            origin_id=notice.pk,
            due_at=moment,
            expires_at=NOW + planned,
        )
        outbox.plan([wanted], by=BY, now=moment, today=local_day(moment, "America/Chicago"))
    notices.deliver(now=NOW, by=BY)
    assert dict(Message.objects.values_list("state", "reason")) == {
        "accepted": "answers-request",
        "refused": "asked-today-already",
    }
    assert len(list(mail_folder.glob("*.eml"))) == 1


@pytest.mark.parametrize(
    ("earlier", "now", "outcome"),
    [
        # 1 November 2026 has 25 hours in Chicago: it ends at 06:00 UTC.
        (datetime(2026, 11, 2, 5, 10, tzinfo=UTC), datetime(2026, 11, 2, 5, 50, tzinfo=UTC), "refused"),
        (datetime(2026, 11, 2, 5, 50, tzinfo=UTC), datetime(2026, 11, 2, 6, 10, tzinfo=UTC), "planned"),
    ],
)
def test_a_day_of_the_clinic_ends_at_its_midnight_when_clocks_change(
    earlier: datetime, now: datetime, outcome: str
) -> None:
    person = _subscriber()
    _asked(person)
    notices.deliver(now=earlier, by=BY)
    again = _asked(person)
    notices.deliver(now=now, by=BY)
    again.refresh_from_db()
    assert again.outcome == outcome


def test_answers_leave_at_night_too_and_journeys_are_left_to_their_run(mail_folder: Path) -> None:
    plan(intent(patient()))
    _asked(_subscriber(), "subscription-confirmed")
    notices.deliver(now=NOW + timedelta(hours=11), by=BY)
    assert dict(Message.objects.values_list("origin", "state")) == {"journey": "planned", "notice": "accepted"}
