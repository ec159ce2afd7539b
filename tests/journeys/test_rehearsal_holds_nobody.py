"""While the coming night is rehearsed, patients, staff and real runs go on: it keeps nobody waiting, and gives way."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from campaigns.models import Message
from consent.operations import preferences
from journeys.enums import HoldScope, RunKind
from journeys.models import Journey, Rehearsal, Run
from journeys.operations import giving_way, holds, rehearsals, switching
from journeys.operations.runs import run
from patients.models import Person
from patients.operations import appointments
from tests.conftest import CommittingDatabase
from tests.journeys.small_clinic import BY, booked, local, open_clinic, patient

_AFTERNOON = local("11-22 15:00")
_LATER = local("11-22 15:01")


@pytest.fixture(autouse=True)
def ada(committing_db: CommittingDatabase) -> Person:
    """Waits for a reminder that is due at 14:00 today, and for one of tomorrow."""
    open_clinic()
    person = patient()
    booked(person, "11-23 14:00")
    booked(person, "11-24 14:00")
    return person


def _elsewhere(act: Callable[[], Any]) -> Any:
    try:
        return act()
    finally:
        connection.close()


@contextmanager
def _rehearsal_under_way(monkeypatch: pytest.MonkeyPatch) -> Iterator[Future[Rehearsal | None]]:
    """It has decided the coming night, and takes as long to look further as a clinic of many thousands."""
    inside, go_on = Event(), Event()
    look_further = rehearsals._look_further

    def slowly(*args: Any, **said: Any) -> None:
        inside.set()
        while not go_on.wait(0.05):
            giving_way.to_whoever_waits()
        look_further(*args, **said)

    monkeypatch.setattr(rehearsals, "_look_further", slowly)
    with ThreadPoolExecutor(1) as other:
        rehearsed = other.submit(_elsewhere, lambda: rehearsals.rehearse_now(by=BY, now=_AFTERNOON))
        try:
            assert inside.wait(120)
            yield rehearsed
        finally:
            go_on.set()


@contextmanager
def _waiting_for_nobody() -> Iterator[None]:
    """To wait for ever is an error; that the rehearsal gave way instead would be seen by its forecast."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
        yield
        cursor.execute("RESET lock_timeout")


def test_patients_and_staff_go_on_and_it_ends(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    with _rehearsal_under_way(monkeypatch) as rehearsed, _waiting_for_nobody():
        preferences.unsubscribe_all(by=BY, now=_LATER, person_id=ada.pk, via="staff")
        preferences.set_topic(by=BY, now=_LATER, person_id=ada.pk, topic="appointments", wanted=True, via="staff")
        holds.place(scope=HoldScope.EVERYTHING, why="x", by=BY, now=_LATER, night=date(2026, 11, 23))
        appointments.cancel(by=BY, now=_LATER, appointment_id=ada.appointments.order_by("starts_at")[1].pk)
        switching.switch_off(journey_id=Journey.objects.get(slug="welcome").pk, by=BY, now=_LATER)
    found = rehearsed.result(60)
    assert found is not None
    assert (found.number, found.counts["planned"], len(found.forecast)) == (1, 1, 7)


@pytest.mark.parametrize(
    ("kind", "at", "due"),
    [(RunKind.NIGHTLY, "11-23 02:00", "11-23 14:00"), (RunKind.SWEEP, "11-22 15:01", "11-22 15:01")],
)
def test_real_run_goes_first(kind: RunKind, at: str, due: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with _rehearsal_under_way(monkeypatch) as rehearsed:
        run(local(at), kind=kind, by=BY)
        assert rehearsed.result(60) is not None
    found = Rehearsal.objects.get()
    assert (found.counts["planned"], len(found.forecast)) == (1, 1)
    assert list(Message.objects.exclude(state="expired").values_list("due_at", flat=True)) == [local(due)]


def test_night_does_not_wait_for_a_long_statement_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = Event()

    def for_ever(*args: Any, **said: Any) -> None:
        inside.set()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(600)")

    monkeypatch.setattr(rehearsals, "_look_further", for_ever)
    with ThreadPoolExecutor(1) as other:
        rehearsed = other.submit(_elsewhere, lambda: rehearsals.rehearse_now(by=BY, now=_AFTERNOON))
        assert inside.wait(120)
        run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
        found = rehearsed.result(60)
    assert found is not None
    assert (found.counts["planned"], len(found.forecast)) == (1, 1)


def test_it_begins_again_where_it_had_to_give_way_before_it_knew_the_night(monkeypatch: pytest.MonkeyPatch) -> None:
    take, tries = rehearsals._take, []

    def held_up_once(*args: Any, **said: Any) -> None:
        take(*args, **said)
        tries.append(1)
        if len(tries) == 1:
            raise giving_way.GaveWay

    monkeypatch.setattr(rehearsals, "_take", held_up_once)
    found = rehearsals.rehearse_now(by=BY, now=_AFTERNOON)
    assert found is not None
    assert (len(tries), found.counts["planned"], len(found.forecast)) == (2, 1, 7)


def test_it_does_not_wait_for_whoever_holds_what_it_needs() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE journeys_enrolment IN EXCLUSIVE MODE")
        with ThreadPoolExecutor(1) as other:
            rehearse = other.submit(_elsewhere, lambda: rehearsals.rehearse_now(by=BY, now=_AFTERNOON))
            assert rehearse.result(60) is None
    assert Rehearsal.objects.count() == 0
    assert rehearsals.rehearse_now(by=BY, now=_AFTERNOON) is not None


def test_it_does_not_begin_beside_the_run_of_a_night() -> None:
    Run.objects.create(kind=RunKind.NIGHTLY, clinic_date=date(2026, 11, 22), at=local("11-22 02:00"))
    assert rehearsals.rehearse_now(by=BY, now=_AFTERNOON) is None
    assert Rehearsal.objects.count() == 0
