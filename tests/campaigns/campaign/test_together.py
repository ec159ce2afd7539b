"""Two at once: planners, and a pause while a batch is being planned."""

from threading import Event
from typing import Any

import pytest

from campaigns.campaign_plans import progress_of
from campaigns.domain.campaigns import Fate
from campaigns.models import Campaign, Message
from campaigns.operations import campaign_sending, campaigns, outbox
from tests.at_once import LIMIT, at_once, elsewhere, until_somebody_waits_for_a_lock
from tests.campaigns.campaign.scenes import AUTHOR, mixed_people, scheduled
from tests.campaigns.scenes import BY, NOW, open_clinic
from tests.conftest import CommittingDatabase


@pytest.fixture
def campaign(committing_db: CommittingDatabase, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()
    mixed_people(may=19)
    made = scheduled()
    campaign_sending.begin_due(NOW, by=BY)
    monkeypatch.setattr(campaign_sending, "BATCH", 10)
    return made


def test_two_planners_at_once_plan_each_member_once(campaign: Campaign) -> None:
    def send() -> int:
        return campaign_sending.plan_some(campaign.pk, by=BY, now=NOW)

    looked_at = at_once(send, send)
    looked_at.append(send())
    assert sum(looked_at) == Message.objects.count() == 30
    assert progress_of(campaign).of(Fate.PENDING) == 0


def test_pause_takes_effect_within_one_batch(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    in_the_middle, go_on, plan = Event(), Event(), outbox.plan

    def slowly(*args: Any, **told: Any) -> outbox.PlanReport:
        report = plan(*args, **told)
        in_the_middle.set()
        assert go_on.wait(LIMIT)
        return report

    monkeypatch.setattr(outbox, "plan", slowly)
    with elsewhere(2) as start:
        planned = start(lambda: campaign_sending.plan_some(campaign.pk, by=BY, now=NOW))
        assert in_the_middle.wait(LIMIT)
        start(lambda: campaigns.pause(campaign_id=campaign.pk, by=AUTHOR, now=NOW))
        until_somebody_waits_for_a_lock()
        go_on.set()
    number = planned.result()
    found = progress_of(campaign)
    assert number == 10 * (number // 10)
    assert (found.of(Fate.WAITING), found.of(Fate.SENT)) == (0, 0)
    assert found.of(Fate.PENDING) == 30 - number
    assert campaign_sending.plan_some(campaign.pk, by=BY, now=NOW) == 0
