"""A campaign invites to a seminar: behind the link in its mail one click registers its reader."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.test import Client

from campaigns.domain import campaigns as rules
from campaigns.enums import PlaceState, SeminarState
from campaigns.models import Campaign, Message, Seminar, SeminarPlace
from campaigns.operations import campaign_sending, campaigns, delivery, seminars
from clinic.models import Organisation
from consent.operations import unconfirmed
from patients.models import Person
from tests.campaigns.campaign.scenes import approved, written
from tests.campaigns.scenes import BY, NOW, patient
from tests.campaigns.seminars.scenes import EVENING, STAFF, invited, path_of, seminar, take_up
from tests.consent.people import signed

pytestmark = pytest.mark.django_db
_TEXT = {"template_slug": "seminar-invitation", "seminar_slug": "sleep"}


def _invites() -> Campaign:
    campaign = approved(**_TEXT)
    return campaigns.schedule(campaign_id=campaign.pk, by=STAFF, now=NOW)


def test_reader_of_an_invitation_registers_with_one_click(client: Client, mail_folder: Path) -> None:
    person = patient()
    signed(person.pk, now=NOW, signed_on=NOW.date())
    seminar()
    campaign = _invites()
    campaign_sending.send_due(NOW, by=BY)
    delivery.deliver_due(NOW, by=BY)
    [path] = mail_folder.glob("*.eml")
    text = str(message_from_bytes(path.read_bytes(), policy=policy.default).get_body(["plain"]).get_content())  # type: ignore[attr-defined]
    assert ("Monday, June 22, 6:30 PM" in text, "Sleeping" in text) == (True, False)
    [link] = set(re.findall(r"/events/to/[\w-]+/", text))
    for _ in range(2):
        assert client.post(link, {"do": "register"}).status_code == 302
    place = SeminarPlace.objects.get()
    assert (place.person_id, place.state, place.message.origin_id) == (person.pk, PlaceState.HELD, campaign.pk)  # type: ignore[union-attr]
    assert "You have a place" in client.get(link).content.decode()


def test_looking_registers_nobody(client: Client) -> None:
    path = path_of(invited(patient(), made := seminar()), made)
    assert [client.get(path).status_code, client.head(path).status_code, SeminarPlace.objects.count()] == [200, 200, 0]


@pytest.mark.parametrize("state", [SeminarState.CLOSED, SeminarState.OFF])
def test_closed_seminar_takes_nobody_by_a_link_either(client: Client, state: SeminarState) -> None:
    made = seminar(state=state)
    assert client.post(path_of(invited(patient(), made), made), {"do": "register"}).status_code == 302
    assert SeminarPlace.objects.count() == 0


def test_invitation_to_a_seminar_that_was_called_off_does_not_leave(client: Client) -> None:
    person = patient()
    signed(person.pk, now=NOW, signed_on=NOW.date())
    made = seminar()
    _invites()
    campaign_sending.send_due(NOW, by=BY)
    seminars.move_to(state=SeminarState.OFF, seminar_id=made.pk, by=STAFF, now=NOW)
    delivery.deliver_due(NOW, by=BY)
    assert list(Message.objects.values_list("state", "reason")) == [("expired", "seminar-off")]


def test_campaign_needs_the_seminar_that_its_text_asks_for(client: Client) -> None:
    seminar(state=SeminarState.CLOSED)
    with pytest.raises(campaigns.CannotDo) as refused:
        campaigns.approve(campaign_id=written(**_TEXT).pk, by=STAFF, now=NOW)
    assert "The text invites to a seminar: choose one that is open for registration." in refused.value.problems


def test_campaign_that_goes_on_when_the_seminar_begins_is_refused() -> None:
    plan = rules.Plan(
        purpose="own-service", topic="events", languages=["en"], clinic_language="en", asks_for=["link.seminar"],
        starts_at=NOW, ends_at=NOW + timedelta(days=3), audience=20, seminar_at=NOW + timedelta(days=2),
    )  # fmt: skip
    assert rules.problems(plan, NOW) == [
        "The seminar begins before the campaign is too late: set an earlier last moment."
    ]


def test_whoever_is_expected_is_not_forgotten_before_it_is_over(client: Client) -> None:
    seminar()
    told = {"name": "Ana", "email": "ana@mail.example"}
    client.post("/subscribe/", told)
    client.post("/events/sleep/", told)
    take_up()
    Seminar.objects.update(starts_at=EVENING + timedelta(days=60))
    later = NOW + timedelta(days=40)
    assert (unconfirmed.wipe(by=BY, now=later), Person.objects.get().email_key is None) == (0, False)
    assert unconfirmed.wipe(by=BY, now=EVENING + timedelta(days=61)) == 1
    assert Organisation.objects.count() == 1
