"""Campaigns are written by one and approved by another; the database keeps both, and each arrow."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEvent
from campaigns.enums import CAMPAIGN_ARROWS, Arm, CampaignState
from campaigns.models import Campaign, CampaignMember
from campaigns.operations import campaigns
from campaigns.operations.campaigns import CannotDo
from tests.campaigns.campaign.scenes import APPROVER, AUTHOR, approved, draft, scheduled, written
from tests.campaigns.scenes import NOW, open_clinic, patient


@pytest.fixture(autouse=True)
def clinic(db: None) -> None:
    open_clinic()
    patient()


def steps() -> list[str]:
    told = {"word": "configure", "actor_id__in": [str(AUTHOR.id), str(APPROVER.id)]}
    found = AuditEvent.objects.filter(fields__contains=["campaigns.campaign"], **told).order_by("pk")
    return [event.details["step"] for event in found]


def test_every_step_of_a_campaign_is_in_the_book() -> None:
    campaign = scheduled()
    campaigns.cancel(campaign_id=campaign.pk, by=AUTHOR, now=NOW)
    assert sorted(steps()) == sorted(["draft", "approved", "scheduled", "cancelled"])


def test_author_cannot_approve() -> None:
    with pytest.raises(CannotDo) as refused:
        campaigns.approve(campaign_id=written().pk, by=AUTHOR, now=NOW)
    assert "somebody else" in refused.value.problems[0]


def test_whoever_writes_last_is_the_author() -> None:
    campaign = written()
    campaigns.write_draft(draft=draft(name="Other"), by=APPROVER, now=NOW, campaign_id=campaign.pk)
    with pytest.raises(CannotDo):
        campaigns.approve(campaign_id=campaign.pk, by=APPROVER, now=NOW)
    assert campaigns.approve(campaign_id=campaign.pk, by=AUTHOR, now=NOW).name == "Other"


@pytest.mark.parametrize(
    "change",
    [
        {"approved_by": str(AUTHOR.id)},
        {"approved_by": ""},
        {"control_share": 51},
        {"ends_at": NOW - timedelta(days=1)},
        {"rules": [{"kind": "upcoming", "has": True}]},
        {"throttle": 5},
    ],
)
def test_database_keeps_what_was_approved(change: dict[str, object]) -> None:
    campaign = approved()
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(**change)


@pytest.mark.parametrize("state", CampaignState)
def test_database_refuses_every_other_arrow(state: CampaignState) -> None:
    allowed = set()
    for wanted in set(CampaignState) - {state}:
        Campaign.objects.all().delete()
        campaign = written(slug=f"{state}-{wanted}")
        Campaign.objects.filter(pk=campaign.pk).delete()
        campaign.state, campaign.approved_by, campaign.approved_at = state, str(APPROVER.id), NOW
        campaign.save(force_insert=True)
        try:
            with transaction.atomic():
                Campaign.objects.filter(pk=campaign.pk).update(state=wanted)
            allowed.add(wanted)
        except IntegrityError:
            pass
    assert allowed == CAMPAIGN_ARROWS.get(state, frozenset())


def test_held_out_member_can_have_no_message() -> None:
    campaign = approved()
    member = CampaignMember(campaign=campaign, person=patient(), arm=Arm.CONTROL)
    member.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignMember.objects.filter(pk=member.pk).update(settled_at=NOW)


def test_approved_campaign_is_changed_only_after_it_was_taken_back() -> None:
    campaign = approved()
    with pytest.raises(CannotDo):
        campaigns.write_draft(draft=draft(), by=AUTHOR, now=NOW, campaign_id=campaign.pk)
    campaigns.take_back(campaign_id=campaign.pk, by=AUTHOR, now=NOW)
    campaigns.write_draft(draft=draft(throttle=5), by=AUTHOR, now=NOW, campaign_id=campaign.pk)
    assert (Campaign.objects.get().throttle, Campaign.objects.get().approved_by) == (5, "")


@pytest.mark.parametrize("act", [campaigns.pause, campaigns.resume, campaigns.schedule])
def test_act_out_of_turn_is_refused_in_words(act: object) -> None:
    campaign = written()
    with pytest.raises(CannotDo) as refused:
        act(campaign_id=campaign.pk, by=AUTHOR, now=NOW)  # type: ignore[operator]
    assert refused.value.problems == ["It is draft by now: please look at the page again."]


def test_text_about_care_cannot_be_approved() -> None:
    with pytest.raises(CannotDo) as refused:
        approved(template_slug="annual-check-up")
    assert "purpose" in refused.value.problems[0]
