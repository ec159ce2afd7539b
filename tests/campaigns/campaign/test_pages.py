"""The pages of campaigns: what stands on them, what their buttons do, and who may press them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.enums import CampaignState
from campaigns.models import Campaign, Message, Segment
from campaigns.operations import campaign_sending, campaigns
from clinic.enums import Role
from clinic.models import Staff
from tests.campaigns.campaign.scenes import mixed_people, written
from tests.campaigns.scenes import BY, open_clinic, patient
from tests.desk_people import events_of, signed_in, staff

LIST = "admin:desk-campaigns"


@pytest.fixture
def author(db: None, settings: Any) -> Staff:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()
    return staff(Role.MARKETER)


@pytest.fixture
def officer(author: Staff) -> Client:
    return signed_in(staff(Role.PRIVACY_OFFICER))


@pytest.fixture
def marketer(author: Staff) -> Client:
    return signed_in(author)


def page(client: Client, campaign: Campaign, part: str = "") -> str:
    return client.get(reverse(f"admin:desk-campaign{part}", args=[campaign.pk])).content.decode()


def press(client: Client, campaign: Campaign, do: str) -> str:
    response = client.post(reverse("admin:desk-campaign-act", args=[campaign.pk]), {"do": do}, follow=True)
    return response.content.decode()


def approve(client: Client, campaign: Campaign) -> str:
    response = client.post(reverse("admin:desk-campaign-approve", args=[campaign.pk]), follow=True)
    return response.content.decode()


def a_draft(**changes: object) -> Campaign:
    now = timezone.now()
    return written(**({"starts_at": now - timedelta(minutes=1), "ends_at": now + timedelta(days=9)} | changes))


def test_marketer_writes_and_another_approves(marketer: Client, officer: Client, author: Staff) -> None:
    mixed_people(may=3)
    Segment.objects.create(slug="everybody", name="Everybody", rules=[])
    begins = timezone.localtime() + timedelta(days=1)
    told = {
        "name": "We have moved", "slug": "we-moved", "template": "welcome", "segment": "everybody",
        "starts_at": f"{begins:%Y-%m-%dT%H:%M}", "ends_at": f"{begins + timedelta(days=2):%Y-%m-%dT%H:%M}",
        "throttle": 0, "control_share": 0,
    }  # fmt: skip
    marketer.post(reverse("admin:desk-campaign-new"), told)
    campaign = Campaign.objects.get()
    assert (campaign.state, campaign.written_by) == (CampaignState.DRAFT, str(author.pk))
    own = page(marketer, campaign)
    assert "You wrote it" in own and ">Approve<" not in own
    assert "cannot approve" in approve(marketer, campaign)
    assert ">Approve<" in page(officer, campaign)
    assert "Approved. It can be scheduled" in approve(officer, campaign)
    assert "begins at its time" in press(marketer, campaign, "schedule")
    assert Campaign.objects.get().state == CampaignState.SCHEDULED
    assert [event.details["step"] for event in events_of(author, "configure")] == ["draft", "scheduled"]


def test_page_says_who_may_be_written_to_and_names_nobody(marketer: Client) -> None:
    mixed_people(may=10)
    response = marketer.post(reverse("admin:desk-campaign-reach", args=[a_draft().pk]))
    shown = response.content.decode()
    assert "Of these <strong>21</strong>, <strong>10</strong> may be written to now, <strong>11</strong> not" in shown
    assert "This topic is switched off" in shown
    assert "Ana0" not in shown and "Li" not in shown.split()
    assert Message.objects.count() == 0


def test_page_of_a_few_says_no_number(marketer: Client) -> None:
    patient()
    campaign = a_draft()
    assert "Fewer than 11 people" in page(marketer, campaign)
    shown = marketer.post(reverse("admin:desk-campaign-reach", args=[campaign.pk])).content.decode()
    assert "may be written to now" not in shown


def test_page_of_a_draft_that_cannot_be_approved_says_why(officer: Client) -> None:
    patient()
    shown = page(officer, a_draft(template_slug="annual-check-up"))
    assert "cannot be approved yet" in shown and ">Approve<" not in shown


def test_page_shows_how_far_it_is(marketer: Client, officer: Client) -> None:
    mixed_people(may=4)
    campaign = a_draft(control_share=30)
    approve(officer, campaign)
    press(marketer, campaign, "schedule")
    now = timezone.now()
    campaign_sending.begin_due(now, by=BY)
    shown = page(marketer, campaign)
    assert "15 people in the audience" in shown and "campaign-bar" in shown
    assert "Paused: nothing more leaves" in press(marketer, campaign, "pause")
    assert 'data-state="paused"' in page(marketer, campaign, "-progress")
    assert "It goes on" in press(marketer, campaign, "resume")
    assert "taken back" in press(marketer, campaign, "cancel")
    assert "It is cancelled by now" in press(marketer, campaign, "pause")


def test_empty_list_says_what_to_do(marketer: Client) -> None:
    shown = marketer.get(reverse(LIST)).content.decode()
    assert "No campaign yet" in shown and "Write the first one" in shown


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_as_many_queries_for_many_as_for_one(marketer: Client, rows: int) -> None:
    for number in range(rows):
        a_draft(slug=f"campaign-{number}")
    marketer.get(reverse(LIST))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        marketer.get(reverse(LIST))
    assert sum("campaigns_campaign" in query["sql"] for query in queries) == 1


def test_page_with_progress_takes_the_same_queries_for_any_audience(marketer: Client, officer: Client) -> None:
    counts = []
    for number in (1, 12):
        for _ in range(number):
            patient()
        campaign = a_draft(slug=f"to-{number}")
        approve(officer, campaign)
        press(marketer, campaign, "schedule")
        campaign_sending.send_due(timezone.now(), by=BY)
        with CaptureQueriesContext(connection) as queries:
            page(marketer, campaign)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_front_desk_sees_no_campaigns(author: Staff) -> None:
    assert signed_in(staff(Role.FRONT_DESK)).get(reverse(LIST)).status_code == 403


def test_message_names_its_campaign(marketer: Client, officer: Client) -> None:
    patient()
    campaign = a_draft()
    approve(officer, campaign)
    campaigns.schedule(campaign_id=campaign.pk, by=BY, now=timezone.now())
    campaign_sending.begin_due(timezone.now(), by=BY)
    noon = timezone.now() + timedelta(days=3)
    while not Message.objects.exists():
        noon += timedelta(hours=1)
        campaign_sending.send_due(noon, by=BY)
    message = Message.objects.get()
    shown = marketer.get(reverse("admin:campaigns_message_change", args=[message.pk])).content.decode()
    assert "Campaign: We have moved" in shown


def test_segment_page_says_who_may_be_written_to(marketer: Client) -> None:
    mixed_people(may=10)
    address = reverse("admin:campaigns_segment_reach")
    told = marketer.post(address, {"use": "operations:welcome"}).json()
    assert told["reach"] == "Of the first 21, 10 may be written to, 11 not because:"
    assert "This topic is switched off: 5" in told["reasons"]
    told = marketer.post(address, {"use": "marketing:offers"}).json()
    assert told["reach"] == "Of the first 21, 0 may be written to, 21 not because:"
    assert marketer.post(address, {"use": "treatment:check-ups"}).json().keys() == {"problems"}


def test_segment_page_says_no_number_of_a_few(marketer: Client) -> None:
    patient()
    told = marketer.post(reverse("admin:campaigns_segment_reach"), {"use": "operations:welcome"}).json()
    assert told["reasons"] == [] and "Fewer than 11" in told["reach"]
