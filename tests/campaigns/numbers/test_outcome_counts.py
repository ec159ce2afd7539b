"""Messages of a quarter, counted by the database, against what was done to them."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from audit.domain.actors import Actor
from campaigns.domain.comparisons import Side, compared
from campaigns.domain.numbers import TEXT, Measure, RowKey
from campaigns.domain.suppression import Cell
from campaigns.enums import Arm, MessageState
from campaigns.held_out_counts import held_out
from campaigns.models import Campaign, CampaignMember, DeliveryEvent, Message, MessageTemplate
from campaigns.outcome_counts import Counted, counted
from clinic.models import Location
from consent.operations import preferences
from patients.models import Appointment, Person, Visit
from patients.operations import appointments
from tests.campaigns.campaign.scenes import scheduled
from tests.campaigns.messages import message_to
from tests.campaigns.scenes import BY, NOW, booked, open_clinic, patient

pytestmark = pytest.mark.django_db
SINCE, UNTIL = NOW - timedelta(days=30), NOW + timedelta(days=60)
LATER = NOW + timedelta(days=20)
WELCOME, REMINDERS = RowKey("journey", "welcome"), RowKey("journey", "appointment-reminder")


def _message(person: Person, state: str = "delivered", slug: str = "welcome", **told: Any) -> Message:
    text = MessageTemplate.objects.get_or_create(
        slug=slug, defaults={"name": slug, "purpose": "operations", "topic": "welcome"}
    )[0]
    receipt = "r" if state == MessageState.ACCEPTED else ""
    return message_to(
        person, at=NOW, template=text, origin_slug=slug, purpose=text.purpose, topic=text.topic, state=state,
        handed_over_at=NOW if state in ("delivered", "bounced", "complained", "accepted", "unknown") else None,
        receipt=receipt, **told,
    )  # fmt: skip


def _event(message: Message, event_type: str) -> None:
    DeliveryEvent.objects.create(
        message=message, esp="here", event_type=event_type, once_key=uuid4().hex, occurred_at=NOW
    )


def _counted() -> Counted:
    return counted(SINCE, UNTIL, LATER)


def _numbers(key: RowKey) -> dict[str, int]:
    return {str(name): cell.number for name, cell in _counted().rows[key].measures.items() if cell.number}


def test_messages_are_counted_by_state_and_reason() -> None:
    people = [patient() for _ in range(9)]
    states = ["delivered", "delivered", "bounced", "complained", "accepted", "unknown", "planned", "held"]
    for person, state in zip(people, states, strict=False):
        _message(person, state)
    _message(people[8], "refused", reason="topic-off")
    _message(people[0], "expired", reason="too-late", step="second")
    found = _counted().rows[WELCOME]
    assert _numbers(WELCOME) == {
        "intended": 10, "planned": 8, "waiting": 2, "sent": 6, "delivered": 2, "bounced": 1, "complained": 1,
        "unanswered": 2, "reached": 6, "invited": 6,
    }  # fmt: skip
    assert found.reasons == {"too-late": Cell(1, 1), "topic-off": Cell(1, 1)}
    assert found.of(Measure.INTENDED) == Cell(10, 9)


def test_people_are_counted_once_whatever_they_opened_and_programs_apart() -> None:
    ana, bo, cy = patient(), patient(), patient()
    for person, step in ((ana, "one"), (ana, "two"), (bo, "one"), (cy, "one")):
        sent = _message(person, step=step)
        for event_type in {ana.pk: ("opened", "clicked"), bo.pk: ("clicked-by-machine",)}.get(person.pk, ()):
            _event(sent, event_type)
            _event(sent, event_type)
    found = _counted().rows[WELCOME]
    assert (found.of("sent"), found.of("reached")) == (Cell(4, 3), Cell(3, 3))
    assert [found.of(name).number for name in ("opened", "clicked", "by-machine")] == [1, 1, 1]


@pytest.mark.parametrize(
    ("days", "topic", "via", "number"),
    [(1, "welcome", "one-click", 1), (1, "all", "preference-page", 1), (8, "welcome", "one-click", 0),
     (1, "offers", "one-click", 0), (1, "welcome", "staff", 0)],
)  # fmt: skip
def test_unsubscribed_is_whoever_switched_the_topic_off_within_a_week(
    days: int, topic: str, via: str, number: int
) -> None:
    person = patient()
    _message(person)
    preferences.set_topic(
        by=BY, now=NOW + timedelta(days=days), person_id=person.pk, topic=topic, wanted=False, via=via
    )
    assert _numbers(WELCOME).get("unsubscribed", 0) == number


def test_appointments_are_counted_once_by_what_became_of_them() -> None:
    by = Actor.system("test-run")
    for number, became in enumerate(("fulfilled", "noshow", "cancelled", "booked", "confirmed")):
        person = patient()
        appointment = booked(person, NOW + timedelta(days=1 if number < 3 else 40))
        for step in ("week", "day"):
            _message(person, slug="appointment-reminder", appointment=appointment, step=step)
        if became in ("fulfilled", "confirmed"):
            appointments.set_status(by=by, now=NOW, appointment_id=appointment.pk, status="confirmed")
        if became not in ("booked", "confirmed"):
            Appointment.objects.filter(pk=appointment.pk).update(status=became)
    assert _numbers(REMINDERS) == {
        "intended": 10, "planned": 10, "sent": 10, "delivered": 10, "reached": 5,
        "appointments": 5, "confirmed": 2, "ahead": 2, "kept": 1, "no-show": 1, "off": 1,
    }  # fmt: skip


def test_moved_appointment_is_no_longer_confirmed() -> None:
    appointment = booked(patient())
    appointments.set_status(by=BY, now=NOW, appointment_id=appointment.pk, status="confirmed")
    moved = appointments.move(
        by=BY, now=NOW, appointment_id=appointment.pk, starts_at=appointment.starts_at + timedelta(days=1)
    )
    assert (moved.status, moved.confirmed_at) == ("booked", None)


@pytest.mark.parametrize(("days", "number"), [(-1, 0), (1, 1), (30, 1), (31, 0)])
def test_booked_afterwards_is_an_appointment_made_within_thirty_days(days: int, number: int) -> None:
    person = patient()
    _message(person)
    made = booked(person, NOW + timedelta(days=90))
    Appointment.objects.filter(pk=made.pk).update(created_at=NOW + timedelta(days=days))
    assert _numbers(WELCOME).get("booked", 0) == number


def test_what_was_due_in_another_quarter_is_not_counted() -> None:
    _message(patient())
    assert counted(NOW + timedelta(days=1), UNTIL, LATER).rows == {}
    assert counted(SINCE, NOW, LATER).rows == {}


def test_members_of_a_campaign_without_a_message_count_with_their_reason() -> None:
    open_clinic()
    patient()
    campaign = scheduled()
    members = [(Arm.SENT, "weekly-cap"), (Arm.SENT, "weekly-cap"), (Arm.CONTROL, "")]
    for arm, reason in members:
        CampaignMember.objects.create(
            campaign=campaign, person=patient(), arm=arm, reason=reason, settled_at=NOW if reason else None
        )
    found = _counted()
    assert found.rows[RowKey("campaign", "we-moved")].reasons == {"weekly-cap": Cell(2, 2)}
    assert found.rows[RowKey(TEXT, str(campaign.template_id))].reasons == {"weekly-cap": Cell(2, 2)}
    assert found.used == [(RowKey("campaign", "we-moved"), RowKey(TEXT, str(campaign.template_id)))]


@pytest.mark.parametrize("people", [1, 3])
def test_three_queries_however_many(people: int, django_assert_num_queries: Any) -> None:
    for _ in range(people):
        _message(patient())
        _message(patient(), slug=f"other-{people}")
    with django_assert_num_queries(3):
        _counted()
    with django_assert_num_queries(1):
        held_out(SINCE, UNTIL, LATER)


def _member(campaign: Campaign, arm: Arm) -> UUID:
    return CampaignMember.objects.create(campaign=campaign, person=patient(), arm=arm).person_id


def test_held_out_count_beside_those_whom_the_lot_gave_it() -> None:
    open_clinic()
    patient()
    campaign = scheduled(control_share=50)
    Campaign.objects.filter(pk=campaign.pk).update(audience_at=NOW)
    place = Location.objects.create(name="North", time_zone="America/Chicago")
    sent = [_member(campaign, Arm.SENT) for _ in range(3)]
    control = [_member(campaign, Arm.CONTROL) for _ in range(2)]
    for person_id in (sent[0], sent[1], control[0]):
        made = appointments.book(
            by=BY, now=NOW, person_id=person_id, location_id=place.pk, starts_at=NOW + timedelta(days=9)
        )
        Appointment.objects.filter(pk=made.pk).update(created_at=NOW + timedelta(hours=1))
    Visit.objects.create(person_id=sent[2], started_at=NOW + timedelta(days=3))
    Visit.objects.create(person_id=control[1], started_at=NOW + timedelta(days=31))
    [found] = held_out(SINCE, UNTIL, LATER)
    assert (found.sent, found.control) == (Side(3, {"booked": 2, "came": 1}), Side(2, {"booked": 1, "came": 0}))


@pytest.mark.parametrize(
    ("sent", "control", "is_told"),
    [((200, 50), (100, 15), True), ((200, 50), (100, 10), False), ((200, 50), (20, 10), False),
     ((200, 195), (100, 15), False), ((200, 50), (10, 0), False), ((200, 50), (100, 0), True)],
)  # fmt: skip
def test_comparison_is_told_where_nobody_can_be_told_apart(
    sent: tuple[int, int], control: tuple[int, int], is_told: bool
) -> None:
    sides = [Side(of, {"booked": did}) for of, did in (sent, control)]
    assert (compared(sides[0], sides[1], "booked") is not None) is is_told
