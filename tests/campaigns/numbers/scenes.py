"""A quarter with two campaigns, of which one has a held-out group, and a journey: large enough for numbers, and with
some that are too small."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from campaigns.enums import Arm
from campaigns.models import Campaign, CampaignMember, DeliveryEvent, Message, MessageTemplate
from clinic.models import Location
from patients.models import Appointment, Person
from tests.campaigns.campaign.scenes import scheduled
from tests.campaigns.scenes import patient


def people(number: int) -> list[Person]:
    """Rows alone: nothing of them is read."""
    return Person.objects.bulk_create([Person(kind="patient", language="en") for _ in range(number)])


def messages(to: list[Person], at: datetime, *, slug: str, origin: str, text: str, **told: Any) -> list[Message]:
    template = MessageTemplate.objects.get(slug=text)
    made = [
        Message(
            person=person, template=template, purpose=template.purpose, topic=template.topic, channel="email",
            origin=origin, origin_id=uuid4(), origin_slug=slug, step="only", occurrence="once", anchor_at=at, due_at=at,
            expires_at=at, planned_at=at, handed_over_at=at, **({"state": "delivered"} | told),
        )
        for person in to
    ]  # fmt: skip
    return Message.objects.bulk_create(made)


def events(of: list[Message], event_type: str, at: datetime) -> None:
    DeliveryEvent.objects.bulk_create(
        DeliveryEvent(message=one, esp="here", event_type=event_type, once_key=uuid4().hex, occurred_at=at)
        for one in of
    )


def a_quarter(at: datetime) -> None:
    """Due at `at`. The clinic is open."""
    patient()
    news = scheduled(control_share=30, name="We have moved: new address and hours")
    Campaign.objects.filter(pk=news.pk).update(audience_at=at)
    got, held_out = people(300), people(150)
    sent = messages(got[:260], at, slug=news.slug, origin="campaign", text="welcome")
    messages(got[260:275], at, slug=news.slug, origin="campaign", text="welcome", state="bounced")
    messages(got[275:], at, slug=news.slug, origin="campaign", text="welcome", state="refused", reason="topic-off")
    events(sent[:120], "opened", at)
    events(sent[:40], "clicked", at)
    events(sent[100:130], "clicked-by-machine", at)
    for arm, members in ((Arm.SENT, got), (Arm.CONTROL, held_out)):
        CampaignMember.objects.bulk_create(CampaignMember(campaign=news, person=one, arm=arm) for one in members)
    _booked([*(one.pk for one in got[:90]), *(one.pk for one in held_out[:20])], at + timedelta(days=2))
    _small(at)
    _reminders(at)


def _small(at: datetime) -> None:
    offer = scheduled(slug="for-few", name="=For a few")
    Campaign.objects.filter(pk=offer.pk).update(audience_at=at)
    messages(people(7), at, slug=offer.slug, origin="campaign", text="health-news")


def _reminders(at: datetime) -> None:
    place = Location.objects.create(name="North Office", time_zone="America/Chicago")
    for status, number in (("fulfilled", 80), ("noshow", 12), ("cancelled", 14)):
        for place_in_line, person in enumerate(people(number)):
            kept = Appointment.objects.create(
                person=person, location=place, starts_at=at + timedelta(hours=20), status=status, created_at=at,
                confirmed_at=at if status == "fulfilled" and place_in_line % 2 else None,
            )  # fmt: skip
            messages(
                [person], at, slug="appointment-reminder", origin="journey", text="appointment-reminder",
                appointment=kept,
            )  # fmt: skip


def _booked(ids: list[UUID], at: datetime) -> None:
    place = Location.objects.create(name="South Office", time_zone="America/Chicago")
    Appointment.objects.bulk_create(
        Appointment(person_id=one, location=place, starts_at=at + timedelta(days=60), created_at=at) for one in ids
    )
