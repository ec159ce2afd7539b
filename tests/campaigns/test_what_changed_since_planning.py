"""What somebody chose, or became, between planning and hand-over rules what leaves; of a household only their own."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from audit import blind
from campaigns.models import Message, MessageTemplate
from campaigns.operations.delivery import deliver_due
from clinic.models import Organisation
from consent import links
from consent.enums import RestrictionCovers
from consent.models import OptIn, Pause, Restriction
from consent.operations import preferences, suppressions
from patients.models import Person
from patients.operations.people import become_patient, register_person, update_person
from tests.campaigns.scenes import BY, NOW, TODAY, booked, intent, open_clinic, patient, plan, reminder
from tests.consent.people import signed

pytestmark = pytest.mark.django_db
#: Midnight at the end of today, in the clinic's zone.
MIDNIGHT = datetime(2026, 6, 16, 5, tzinfo=UTC)
TELLING = {"origin": "notice", "expires_at": MIDNIGHT + timedelta(days=400)}


@pytest.fixture(autouse=True)
def clinic(settings: pytest.FixtureRequest) -> Organisation:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    return open_clinic()


def _recipients(folder: Path) -> list[str]:
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml")]
    return sorted(mail["To"] for mail in mails)


def _make(slug: str, *, purpose: str, topic: str) -> None:
    MessageTemplate.objects.filter(slug=slug).update(purpose=purpose, topic=topic)


def _outcomes(at: datetime = NOW) -> list[tuple[str, str]]:
    report = deliver_due(at, by=BY)
    return sorted((outcome, reason) for (_, outcome, reason), count in report.counts.items() for _ in range(count))


def test_a_confidential_address_overrides_every_message_that_is_planned(mail_folder: Path) -> None:
    person = patient(email="home@mail.example")
    slugs = ("welcome", "post-op-next-day", "post-op-one-week", "annual-check-up")
    plan(reminder(booked(person)), *(intent(person, slug) for slug in slugs))
    update_person(by=BY, now=NOW, person_id=person.pk, confidential_email="safe@mail.example")
    deliver_due(NOW, by=BY)
    assert _recipients(mail_folder) == ["safe@mail.example"] * 5


def test_when_the_confidential_address_fails_nothing_goes_to_the_other_one(mail_folder: Path) -> None:
    person = patient(email="home@mail.example", confidential_email="safe@mail.example")
    plan(intent(person))
    key = blind.email_key("safe@mail.example") or b""
    suppressions.suppress(by=BY, now=NOW, address_key=key, cause="bounced")
    assert (_outcomes(), _recipients(mail_folder)) == ([("refused", "address-bounced")], [])


def _pause(person: Person) -> None:
    Pause.objects.create(person=person, until=NOW + timedelta(weeks=4), recorded_at=NOW, via="preference-page")


def _pause_and_end_it(person: Person) -> None:
    _pause(person)
    later = NOW + timedelta(seconds=1)
    Pause.objects.create(person=person, until=NOW, recorded_at=later, via="preference-page")


def _restrict(person: Person, *, is_agreed: bool = True, at: datetime = NOW) -> None:
    Restriction.objects.create(
        person=person, covers=RestrictionCovers.ALL_BUT_CARE, is_agreed=is_agreed, recorded_at=at, via="letter"
    )


def _restrict_and_end_it(person: Person) -> None:
    _restrict(person)
    _restrict(person, is_agreed=False, at=NOW + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (_pause, ("refused", "paused")),
        (_pause_and_end_it, ("accepted", "authorized")),
        (_restrict, ("refused", "restricted")),
        (_restrict_and_end_it, ("accepted", "authorized")),
    ],
)
def test_the_latest_word_between_planning_and_hand_over_counts(
    change: Callable[[Person], None], outcome: tuple[str, str]
) -> None:
    _make("welcome", purpose="marketing", topic="offers")
    person = patient()
    signed(person.pk)
    assert plan(intent(person)).planned == 1
    change(person)
    assert _outcomes() == [outcome]


@pytest.mark.parametrize(
    ("at", "outcome"),
    [
        (MIDNIGHT - timedelta(seconds=1), ("accepted", "authorized")),
        (MIDNIGHT, ("refused", "authorization-expired")),
    ],
)
def test_a_paper_ends_at_midnight_of_the_clinic_not_of_utc(at: datetime, outcome: tuple[str, str]) -> None:
    _make("welcome", purpose="marketing", topic="offers")
    person = patient()
    signed(person.pk, expires_on=TODAY)
    plan(intent(person, **TELLING))
    assert _outcomes(at) == [outcome]


def test_a_lead_who_becomes_a_patient_leaves_nurture() -> None:
    _make("welcome", purpose="newsletter", topic="introduction")
    leads = [
        register_person(by=BY, now=NOW, kind="lead", given_name="Lea", family_name="", email=f"{name}@mail.example")
        for name in ("stays", "comes")
    ]
    asked: dict[str, Any] = {"topic": "introduction", "mode": "double", "form": "f", "text_version": "t1"}
    for lead in leads:
        OptIn.objects.create(person=lead, asked_at=NOW, confirmed_at=NOW, via="sign-up-form", **asked)
    assert plan(*(intent(lead) for lead in leads)).planned == 2
    become_patient(by=BY, now=NOW, person_id=leads[1].pk)
    assert _outcomes() == [("accepted", "opted-in"), ("refused", "now-a-patient")]
    assert Message.objects.get(reason="now-a-patient").person == leads[1]
    assert leads[1].opt_ins.count() == 1


def test_one_members_one_click_leaves_the_others_messages_alone(mail_folder: Path, client: Any) -> None:
    ana, ben = (patient(name, email="family@mail.example") for name in ("Ana", "Ben"))
    plan(intent(ana), intent(ben))
    client.post(links.unsubscribe_url(ana.pk, "welcome"), {"List-Unsubscribe": "One-Click"})
    assert _outcomes() == [("accepted", "operations-allowed"), ("refused", "topic-off")]
    assert Message.objects.get(state="accepted").person == ben


def test_a_child_who_grows_up_before_the_hand_over_is_not_written_to_at_the_parents_address() -> None:
    parent = patient(email="family@mail.example")
    ward = patient(email="family@mail.example", birth_date=date(TODAY.year - 18, 3, 1), guardian_id=parent.pk)
    plan(intent(ward, **TELLING))
    assert _outcomes(datetime(TODAY.year + 1, 1, 1, 7, tzinfo=UTC)) == [("refused", "former-guardians-address")]


def test_everything_switched_off_by_a_child_does_not_silence_the_parents_subscription(mail_folder: Path) -> None:
    _make("welcome", purpose="newsletter", topic="newsletter")
    parent = patient(email="family@mail.example")
    child = patient(email="family@mail.example", birth_date=date(TODAY.year - 9, 3, 1), guardian_id=parent.pk)
    also = register_person(
        by=BY, now=NOW, kind="subscriber", given_name="Pam", family_name="", email="family@mail.example"
    )
    told = {"mode": "double", "form": "f", "text_version": "t1", "via": "sign-up-form"}
    OptIn.objects.create(person=also, asked_at=NOW, confirmed_at=NOW, **told)
    preferences.unsubscribe_all(by=BY, now=NOW, person_id=child.pk, via="preference-page")
    plan(intent(also))
    assert _outcomes() == [("accepted", "opted-in")]
