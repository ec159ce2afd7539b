"""A revocation and a hand-over order themselves: one waits for the other, and sees what it did."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from consent.enums import Recorded
from consent.operations import authorizations, preferences, rights, rights_answers
from consent.queries import gather_facts
from patients.models import Person
from patients.operations.people import register_person
from tests.conftest import CommittingDatabase
from tests.consent.people import DESK, NOW, TODAY, patient, signed, subscriber

_SOON = 0.5


def _elsewhere(pool: ThreadPoolExecutor, write: Callable[[], object]) -> "Future[None]":
    """Run a write on a connection of its own."""

    def run() -> None:
        try:
            write()
        finally:
            connection.close()

    return pool.submit(run)


def test_a_revocation_waits_for_the_hand_over_and_the_next_one_sees_it(committing_db: CommittingDatabase) -> None:
    person = patient()
    paper = signed(person.pk)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            before = gather_facts([person.pk], channel="email", today=TODAY, lock=True)[person.pk]
            revoking = _elsewhere(
                pool,
                lambda: authorizations.revoke(by=DESK, now=NOW, authorization_id=paper.pk, via=Recorded.STAFF),
            )
            with pytest.raises(TimeoutError):
                revoking.result(_SOON)
        revoking.result(60)
    after = gather_facts([person.pk], channel="email", today=TODAY, lock=False)[person.pk]
    assert [one.revoked for one in before.authorizations] == [False]
    assert [one.revoked for one in after.authorizations] == [True]


def test_a_hand_over_waits_for_an_unsubscribe_across_the_wall(committing_db: CommittingDatabase) -> None:
    known, also = patient("same@example.org"), subscriber("same@example.org")
    asked, seen = Event(), []

    def hand_over() -> None:
        with transaction.atomic():
            asked.set()
            seen.append(gather_facts([known.pk], channel="email", today=TODAY, lock=True)[known.pk])

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            preferences.unsubscribe_all(by=DESK, now=NOW, person_id=also.pk, via=Recorded.ONE_CLICK)
            handing_over = _elsewhere(pool, hand_over)
            assert asked.wait(60)
            with pytest.raises(TimeoutError):
                handing_over.result(_SOON)
        handing_over.result(60)
    assert {choice.wanted for choice in seen[0].neighbours[0].choices} == {False}


def test_two_hand_overs_do_not_wait_for_each_other(committing_db: CommittingDatabase) -> None:
    person = patient()

    def hand_over() -> None:
        with transaction.atomic():
            gather_facts([person.pk], channel="email", today=TODAY, lock=True)

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        gather_facts([person.pk], channel="email", today=TODAY, lock=True)
        _elsewhere(pool, hand_over).result(60)


def test_erasure_and_hand_over_lock_people_in_one_order(committing_db: CommittingDatabase) -> None:
    """A row with a smaller id at the same address: the other way round both would wait for ever."""
    told = {"by": DESK, "now": NOW}
    lead = register_person(**told, kind="lead", given_name="Sam", family_name="Smith", email="sam@example.org")
    mine = subscriber("sam@example.org", given_name="Sam Smith")
    assert lead.pk < mine.pk
    request = rights.receive(
        **told, kind="erasure", name="Sam", email="sam@example.org", words="All.", language="en", via="paper"
    )
    rights.recognise(**told, request_id=request.pk, person_id=mine.pk, how="document")
    waiting = Event()

    def hand_over() -> None:
        try:
            with transaction.atomic():
                Person.objects.select_for_update().get(pk=lead.pk)
                waiting.set()
                _wait_for_somebody_who_waits()
                gather_facts([lead.pk, mine.pk], channel="email", today=TODAY, lock=True)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        handing = pool.submit(hand_over)
        assert waiting.wait(60)
        rights_answers.answer(by=DESK, now=NOW, request_id=request.pk, outcome="granted")
        handing.result(60)
    request.refresh_from_db()
    assert request.state == "granted"


def _wait_for_somebody_who_waits() -> None:
    for _ in range(1200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise TimeoutError("nobody waits")
