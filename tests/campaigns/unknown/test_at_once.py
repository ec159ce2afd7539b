"""A report on the first try and the second try, each on a connection of its own, in both orders."""

from pathlib import Path

import pytest
from django.db import transaction

from campaigns.models import Message
from campaigns.operations import unknowns
from campaigns.operations.delivery import deliver_due
from tests.at_once import LIMIT, elsewhere, until_somebody_waits_for_a_lock
from tests.campaigns.scenes import BY, open_clinic
from tests.campaigns.unknown.lost import LATER, lost_reminder, reminders_are_sent_again, report
from tests.conftest import CommittingDatabase


@pytest.fixture
def message(committing_db: CommittingDatabase, settings: pytest.FixtureRequest, mail_folder: Path) -> Message:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()
    reminders_are_sent_again()
    return lost_reminder()


def _again() -> int:
    return unknowns.plan_again(by=BY, now=LATER)


def _outcome(message: Message) -> tuple[str, int]:
    message.refresh_from_db()
    return message.state, message.resends


def test_a_report_waits_for_the_plan_of_a_second_try_and_stops_it(message: Message, mail_folder: Path) -> None:
    with elsewhere() as start, transaction.atomic():
        assert _again() == 1
        start(lambda: report(message, "delivered"))
        until_somebody_waits_for_a_lock()
    assert _outcome(message) == ("delivered", 1)
    assert (dict(deliver_due(LATER, by=BY).counts), list(mail_folder.glob("*.eml"))) == ({}, [])


def test_what_is_being_reported_on_is_passed_over_by_the_plan(message: Message) -> None:
    with elsewhere() as start, transaction.atomic():
        report(message, "delivered")
        planned = start(_again).result(LIMIT)
    assert (planned, _outcome(message)) == (0, ("delivered", 0))


def test_two_plans_at_once_plan_one_second_try(message: Message) -> None:
    with elsewhere() as start, transaction.atomic():
        planned = [_again(), start(_again).result(LIMIT)]
    assert (planned, _outcome(message)) == ([1, 0], ("planned", 1))
    assert message.settlements.count() == 1


def test_a_worker_passes_over_a_second_try_that_is_being_reported_on(message: Message, mail_folder: Path) -> None:
    _again()
    with elsewhere() as start, transaction.atomic():
        report(message, "delivered")
        left = start(lambda: deliver_due(LATER, by=BY).outcomes["accepted"]).result(LIMIT)
    assert (left, _outcome(message), list(mail_folder.glob("*.eml"))) == (0, ("delivered", 1), [])


def test_two_people_at_once_settle_it_once(message: Message) -> None:
    told = {"by": BY, "now": LATER, "basis": unknowns.Basis.SERVICE_LOG}
    ids, gone = [message.pk], unknowns.Found.NOT_ARRIVED
    with elsewhere() as start, transaction.atomic():
        settled = unknowns.settle(ids, found=unknowns.Found.ARRIVED, **told)
        other = start(lambda: unknowns.settle(ids, found=gone, **told))
        until_somebody_waits_for_a_lock()
    assert (settled, other.result(), _outcome(message)) == (1, 0, ("accepted", 0))
    assert message.settlements.count() == 1
