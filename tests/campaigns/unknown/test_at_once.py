"""A report on the first try and the second try, each on a connection of its own, in both orders."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction

from campaigns.models import Message
from campaigns.operations import unknowns
from campaigns.operations.delivery import deliver_due
from tests.campaigns.scenes import BY, open_clinic
from tests.campaigns.unknown.lost import LATER, lost_reminder, reminders_are_sent_again, report
from tests.conftest import CommittingDatabase


@pytest.fixture
def message(committing_db: CommittingDatabase, settings: pytest.FixtureRequest, mail_folder: Path) -> Message:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()
    reminders_are_sent_again()
    return lost_reminder()


@contextmanager
def _meanwhile(act: Callable[[], object]) -> Iterator[threading.Thread]:
    """`act` begins on another connection when the block is through, and has ended after it."""

    def alone() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=alone)
    yield thread
    thread.join()


def _until_somebody_waits_for_a_lock() -> None:
    pause = threading.Event()
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        pause.wait(0.05)
    raise AssertionError("nobody waited for the lock")


def _again() -> int:
    return unknowns.plan_again(by=BY, now=LATER)


def _outcome(message: Message) -> tuple[str, int]:
    message.refresh_from_db()
    return message.state, message.resends


def test_a_report_waits_for_the_plan_of_a_second_try_and_stops_it(message: Message, mail_folder: Path) -> None:
    with _meanwhile(lambda: report(message, "delivered")) as reporter, transaction.atomic():
        assert _again() == 1
        reporter.start()
        _until_somebody_waits_for_a_lock()
    assert _outcome(message) == ("delivered", 1)
    assert (dict(deliver_due(LATER, by=BY).counts), list(mail_folder.glob("*.eml"))) == ({}, [])


def test_what_is_being_reported_on_is_passed_over_by_the_plan(message: Message) -> None:
    planned: list[int] = []
    with _meanwhile(lambda: planned.append(_again())) as planner, transaction.atomic():
        report(message, "delivered")
        planner.start()
        planner.join()
    assert (planned, _outcome(message)) == ([0], ("delivered", 0))


def test_two_plans_at_once_plan_one_second_try(message: Message) -> None:
    planned: list[int] = []
    with _meanwhile(lambda: planned.append(_again())) as other, transaction.atomic():
        planned.append(_again())
        other.start()
        other.join()
    assert (sorted(planned), _outcome(message)) == ([0, 1], ("planned", 1))
    assert message.settlements.count() == 1


def test_a_worker_passes_over_a_second_try_that_is_being_reported_on(message: Message, mail_folder: Path) -> None:
    _again()
    left: list[int] = []
    with (
        _meanwhile(lambda: left.append(deliver_due(LATER, by=BY).outcomes["accepted"])) as worker,
        transaction.atomic(),
    ):
        report(message, "delivered")
        worker.start()
        worker.join()
    assert (left, _outcome(message), list(mail_folder.glob("*.eml"))) == ([0], ("delivered", 1), [])


def test_two_people_at_once_settle_it_once(message: Message) -> None:
    told = {"by": BY, "now": LATER, "basis": unknowns.Basis.SERVICE_LOG}
    settled: list[int] = []
    ids, gone = [message.pk], unknowns.Found.NOT_ARRIVED
    with _meanwhile(lambda: settled.append(unknowns.settle(ids, found=gone, **told))) as other, transaction.atomic():
        settled.append(unknowns.settle(ids, found=unknowns.Found.ARRIVED, **told))
        other.start()
        _until_somebody_waits_for_a_lock()
    assert (sorted(settled), _outcome(message)) == ([0, 1], ("accepted", 0))
    assert message.settlements.count() == 1
