"""A hold that is placed while planning is under way: nothing slips between them."""

from datetime import date

import pytest
from django.db import transaction

from campaigns.models import Message
from journeys.enums import HoldScope, RunKind
from journeys.models import Hold
from journeys.operations import claiming, holds
from journeys.operations.runs import run
from tests.at_once import elsewhere, until_somebody_waits_for_a_lock
from tests.conftest import CommittingDatabase
from tests.journeys.small_clinic import BY, booked, local, open_clinic, patient


@pytest.fixture(autouse=True)
def clinic(committing_db: CommittingDatabase) -> None:
    open_clinic()
    booked(patient(), "11-24 14:00")


def test_hold_waits_for_the_batch_under_way_and_then_holds_what_it_planned() -> None:
    everything = {"scope": HoldScope.EVERYTHING, "why": "fire alarm", "night": date(2026, 11, 23)}
    with elsewhere() as start, transaction.atomic():
        claiming.keep_switches()
        placed = start(lambda: holds.place(**everything, by=BY, now=local("11-23 02:00")))
        until_somebody_waits_for_a_lock()
        run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
        assert not placed.done()
    assert Hold.objects.count() == 1
    assert list(Message.objects.values_list("state", "reason")) == [("held", "held-by-staff")]
