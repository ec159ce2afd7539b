"""A campaign's audience becomes messages: all of it accounted for, some at a time, as often as anybody asks."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db.models import Q

from audit.blind import held_out_seed
from campaigns.campaign_plans import progress_of
from campaigns.domain.campaigns import Fate, Progress, is_held_out
from campaigns.enums import Arm, CampaignState, MessageState, Origin, Unsent
from campaigns.models import Campaign, CampaignMember, Message
from campaigns.operations import campaign_sending, campaigns, outbox
from campaigns.operations.delivery import deliver_due
from clinic.models import BlockedDate, Organisation
from patients.models import Person
from tests.campaigns.campaign.scenes import APPROVER, AUTHOR, REFUSED, mixed_people, scheduled
from tests.campaigns.scenes import BY, NOW, TODAY, intent, open_clinic, patient

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clinic(db: None, settings: pytest.FixtureRequest, mail_folder: Path) -> Organisation:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    return open_clinic()


def send(at: datetime = NOW) -> None:
    campaign_sending.send_due(at, by=BY)


def state(campaign: Campaign) -> str:
    return str(Campaign.objects.values_list("state", flat=True).get(pk=campaign.pk))


def progress(campaign: Campaign) -> Progress:
    return progress_of(Campaign.objects.get(pk=campaign.pk))


@pytest.mark.usefixtures("clinic")
def test_planned_and_refused_and_held_out_are_the_audience() -> None:
    mixed_people()
    campaign = scheduled(control_share=30)
    send()
    found, held_out = progress(campaign), CampaignMember.objects.filter(campaign=campaign, arm=Arm.CONTROL)
    assert found.audience == 60
    assert found.of(Fate.CONTROL) == held_out.count() > 0
    assert found.of(Fate.PENDING) == 0
    assert found.planned + sum(found.not_sent.values()) + found.of(Fate.CONTROL) == 60
    assert set(found.not_sent) == {"no-address", "topic-off"}
    assert Campaign.objects.get(pk=campaign.pk).audience_number == 60
    assert not Message.objects.filter(person__in=held_out.values("person")).exists()
    deliver_due(NOW, by=BY, only=Origin.CAMPAIGN)
    assert progress(campaign).of(Fate.SENT) == found.planned
    send(NOW + MINUTE)
    assert state(campaign) == CampaignState.DONE


@pytest.mark.usefixtures("clinic")
def test_held_out_are_those_whom_the_rule_names() -> None:
    mixed_people()
    campaign = scheduled(control_share=30)
    send()
    seed = held_out_seed(str(campaign.pk))
    arms = CampaignMember.objects.filter(campaign=campaign).values_list("person_id", "arm")
    assert {person for person, arm in arms if arm == Arm.CONTROL} == {
        person for person, _ in arms if is_held_out(seed, person, 30)
    }


@pytest.mark.usefixtures("clinic")
def test_nobody_who_joins_later_or_by_other_rules_gets_it() -> None:
    patient()
    campaign = scheduled(at=NOW, starts_at=NOW + MINUTE)
    type(campaign.segment).objects.update(rules=[{"kind": "sex", "any_of": ["female"]}])
    send()
    assert (state(campaign), Message.objects.count()) == (CampaignState.SCHEDULED, 0)
    send(NOW + MINUTE)
    patient("Late")
    send(NOW + 2 * MINUTE)
    assert list(Message.objects.values_list("origin", "origin_slug", "state")) == [("campaign", "we-moved", "planned")]


@pytest.mark.usefixtures("clinic")
def test_planning_that_broke_off_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    mixed_people()
    campaign = scheduled()
    campaign_sending.begin_due(NOW, by=BY)
    monkeypatch.setattr(campaign_sending, "BATCH", 25)
    batches = []

    def break_off(*args: object, **told: object) -> outbox.PlanReport:
        batches.append(1)
        if len(batches) == 2:
            raise RuntimeError
        return plan(*args, **told)  # type: ignore[arg-type]

    plan = outbox.plan
    monkeypatch.setattr(outbox, "plan", break_off)
    with pytest.raises(RuntimeError):
        campaign_sending.plan_some(campaign.pk, by=BY, now=NOW)
    assert (Message.objects.count(), progress(campaign).of(Fate.PENDING)) == (25, 35)
    campaign_sending.plan_some(campaign.pk, by=BY, now=NOW)
    assert (Message.objects.count(), progress(campaign).of(Fate.PENDING)) == (60, 0)
    assert campaign_sending.plan_some(campaign.pk, by=BY, now=NOW) == 0


@pytest.mark.usefixtures("clinic")
def test_throttle_spreads_over_the_hour_whoever_is_refused() -> None:
    mixed_people()
    campaign = scheduled(throttle=120)
    for minute in range(10):
        send(NOW + minute * MINUTE)
    allowed = Message.objects.filter(state=MessageState.PLANNED)
    by_minute = [allowed.filter(planned_at=NOW + minute * MINUTE).count() for minute in range(10)]
    assert by_minute == [2] * 10
    assert progress(campaign).of(Fate.PENDING) > 0


@pytest.mark.usefixtures("clinic")
def test_pause_holds_what_waits_and_resume_lets_it_go() -> None:
    mixed_people()
    campaign = scheduled(throttle=600)
    send()
    campaigns.pause(campaign_id=campaign.pk, by=AUTHOR, now=NOW)
    deliver_due(NOW, by=BY)
    send(NOW + MINUTE)
    paused = progress(campaign)
    assert (paused.of(Fate.HELD), paused.of(Fate.SENT), paused.of(Fate.WAITING)) == (10, 0, 0)
    campaigns.resume(campaign_id=campaign.pk, by=AUTHOR, now=NOW + MINUTE)
    deliver_due(NOW + MINUTE, by=BY)
    assert progress(campaign).of(Fate.SENT) == 10


@pytest.mark.usefixtures("clinic")
def test_what_a_pause_missed_is_held_a_minute_later() -> None:
    patient()
    campaign = scheduled()
    send()
    Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.PAUSED)  # and died there
    send(NOW + MINUTE)
    assert progress(campaign).of(Fate.HELD) == 1


@pytest.mark.usefixtures("clinic")
def test_cancelled_campaign_writes_to_nobody_any_more() -> None:
    mixed_people()
    campaign = scheduled(throttle=600, control_share=20)
    send()
    campaigns.cancel(campaign_id=campaign.pk, by=AUTHOR, now=NOW)
    deliver_due(NOW, by=BY)
    send(NOW + MINUTE)
    found = progress(campaign)
    assert (found.of(Fate.SENT), found.of(Fate.WAITING), found.of(Fate.PENDING)) == (0, 0, 0)
    assert found.audience == 60 == found.of(Fate.CONTROL) + sum(found.not_sent.values())
    assert found.not_sent[Unsent.CAMPAIGN_OVER] > 10


@pytest.mark.usefixtures("clinic")
def test_weekly_cap_counts_journeys_and_lets_a_campaign_wait(clinic: Organisation) -> None:
    Organisation.objects.update(weekly_cap=2)
    person = patient()
    earlier = [intent(person, is_capped=True, due_at=NOW - timedelta(days=days)) for days in (1, 3)]
    outbox.plan(earlier, by=BY, now=NOW, today=TODAY)
    campaign = scheduled(ends_at=NOW + timedelta(days=10))
    send()
    assert Message.objects.filter(origin=Origin.CAMPAIGN).count() == 0
    member = CampaignMember.objects.get(campaign=campaign)
    assert member.not_before is not None
    send(member.not_before)
    assert Message.objects.filter(origin=Origin.CAMPAIGN, state=MessageState.PLANNED).count() == 1


@pytest.mark.usefixtures("clinic")
def test_weekly_cap_without_room_before_the_end_is_the_reason(clinic: Organisation) -> None:
    Organisation.objects.update(weekly_cap=1)
    outbox.plan([intent(patient(), is_capped=True)], by=BY, now=NOW, today=TODAY)
    campaign = scheduled(ends_at=NOW + timedelta(days=2))
    send()
    assert progress(campaign).not_sent == {"weekly-cap": 1}


@pytest.mark.usefixtures("clinic")
def test_message_of_a_campaign_fills_the_week_for_the_next() -> None:
    Organisation.objects.update(weekly_cap=1)
    patient()
    scheduled(slug="first")
    send()
    second = scheduled(slug="second")
    send(NOW + MINUTE)
    assert progress(second).not_sent == {"weekly-cap": 1}


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize("at", [NOW + timedelta(hours=12), NOW - timedelta(hours=12)], ids=["night", "night before"])
def test_nothing_is_planned_at_night(at: datetime) -> None:
    patient()
    campaign = scheduled(starts_at=NOW - timedelta(days=1))
    send(at)
    assert (state(campaign), Message.objects.count()) == (CampaignState.SENDING, 0)


@pytest.mark.usefixtures("clinic")
def test_nothing_is_planned_on_a_closed_day() -> None:
    patient()
    BlockedDate.objects.create(day=TODAY)
    scheduled()
    send()
    assert Message.objects.count() == 0
    send(NOW + timedelta(days=1))
    assert Message.objects.count() == 1


@pytest.mark.usefixtures("clinic")
def test_planned_message_leaves_neither_at_night_nor_on_a_closed_day() -> None:
    patient()
    scheduled()
    send()
    night = NOW + timedelta(hours=13)
    deliver_due(night, by=BY)
    BlockedDate.objects.create(day=TODAY)
    deliver_due(NOW, by=BY)
    assert Message.objects.get().state == MessageState.PLANNED


@pytest.mark.usefixtures("clinic")
def test_what_did_not_leave_in_its_hours_leaves_in_the_next() -> None:
    patient()
    campaign = scheduled()
    send()
    tomorrow = NOW + timedelta(days=1)
    send(tomorrow)
    deliver_due(tomorrow, by=BY)
    assert progress(campaign).of(Fate.SENT) == 1


@pytest.mark.usefixtures("clinic")
def test_end_leaves_out_whom_nobody_has_reached() -> None:
    mixed_people()
    campaign = scheduled(throttle=60)
    send()
    deliver_due(NOW, by=BY)
    send(NOW + timedelta(days=3))
    found = progress(campaign)
    assert state(campaign) == CampaignState.DONE
    assert found.audience == 60 == found.of(Fate.SENT) + sum(found.not_sent.values())
    assert found.not_sent[Unsent.TOO_LATE] > 40


@pytest.mark.usefixtures("clinic")
def test_changed_text_pauses_until_another_than_the_author_resumes() -> None:
    patient()
    campaign = scheduled(starts_at=NOW + MINUTE)
    campaign.template.versions.create(language="en", number=99, subject="News", body="Other", published_at=NOW)
    send(NOW + MINUTE)
    paused = Campaign.objects.get(pk=campaign.pk)
    assert (paused.state, paused.why, Message.objects.count()) == (CampaignState.PAUSED, Unsent.TEXT_CHANGED, 0)
    with pytest.raises(campaigns.CannotDo):
        campaigns.resume(campaign_id=campaign.pk, by=AUTHOR, now=NOW + MINUTE)
    campaigns.resume(campaign_id=campaign.pk, by=APPROVER, now=NOW + MINUTE)
    send(NOW + 2 * MINUTE)
    assert Message.objects.filter(version__number=99).count() == 1


@pytest.mark.usefixtures("clinic")
def test_unsubscribing_after_planning_is_heard_at_the_door() -> None:
    person = patient()
    campaign = scheduled()
    send()
    Person.objects.filter(pk=person.pk).update(is_negative_persona=True)
    Message.objects.filter(~Q(pk=uuid4())).update(purpose="marketing", topic="offers")
    deliver_due(NOW, by=BY)
    assert progress(campaign).of(Fate.NOT_SENT) == 1
    assert REFUSED["deceased"] == 0
