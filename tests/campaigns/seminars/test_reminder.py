"""The day before, whoever has a place is reminded; who gave it up, or whose seminar is off, is not."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from campaigns.enums import SeminarState
from campaigns.models import Message, SeminarPlace
from campaigns.operations import seminar_places, seminars
from campaigns.operations.delivery import deliver_due
from journeys.enums import RunKind
from journeys.models import Enrolment
from journeys.operations import library, runs
from tests.campaigns.scenes import BY, NOW, patient
from tests.campaigns.seminars.scenes import EVENING, STAFF, invited, mail_out, seminar, written

pytestmark = pytest.mark.django_db
_THE_DAY_BEFORE = EVENING - timedelta(hours=23)


@pytest.fixture(autouse=True)
def registered(client: Client) -> SeminarPlace:
    """A subscriber who registered over the page."""
    library.install(by=BY, now=NOW)
    seminar()
    client.post("/events/sleep/", {"name": "Ana", "email": "ana@mail.example"})
    mail_out()
    return SeminarPlace.objects.get()


def _run(at: datetime) -> None:
    runs.run(at, kind=RunKind.SWEEP, by=BY)
    deliver_due(at, by=BY)


def _reminders() -> list[tuple[str, str]]:
    return list(Message.objects.filter(origin_slug="seminar-reminder").values_list("state", "reason"))


def test_whoever_has_a_place_is_reminded_once(registered: SeminarPlace) -> None:
    for hours in (0, 1, 2):
        _run(_THE_DAY_BEFORE + timedelta(hours=hours))
    assert _reminders() == [("accepted", "answers-request")]
    assert Message.objects.get(origin_slug="seminar-reminder").about == f"place:{registered.pk.hex}"


def test_patient_is_reminded_as_well() -> None:
    made = seminar(slug="other")
    message = invited(patient(), made)
    seminar_places.register(by=BY, now=NOW, seminar_id=made.pk, message=message)
    _run(_THE_DAY_BEFORE)
    assert _reminders() == [("accepted", "answers-request")] * 2


def _gives_up(place: SeminarPlace) -> None:
    seminar_places.give_up(by=BY, now=NOW, place_id=place.pk)


def _is_called_off(place: SeminarPlace) -> None:
    seminars.move_to(state=SeminarState.OFF, seminar_id=place.seminar_id, by=STAFF, now=NOW)


def _is_moved(place: SeminarPlace) -> None:
    later = written(starts_at=EVENING + timedelta(days=9))
    seminars.write(written=later, by=STAFF, now=NOW, seminar_id=place.seminar_id)


@pytest.mark.parametrize("happens", [_gives_up, _is_called_off, _is_moved])
def test_reminder_that_waits_is_taken_back(registered: SeminarPlace, happens: Callable[[SeminarPlace], None]) -> None:
    runs.run(EVENING - timedelta(hours=40), kind=RunKind.NIGHTLY, by=BY)
    assert [state for state, _ in _reminders()] == ["planned"]
    happens(registered)
    runs.run(EVENING - timedelta(hours=39), kind=RunKind.SWEEP, by=BY)
    assert [state for state, _ in _reminders()] == ["expired"]


def test_reminder_does_not_leave_before_the_next_run_has_seen_it_either(registered: SeminarPlace) -> None:
    runs.run(EVENING - timedelta(hours=40), kind=RunKind.NIGHTLY, by=BY)
    _gives_up(registered)
    deliver_due(_THE_DAY_BEFORE, by=BY)
    assert _reminders() == [("expired", "seminar-off")]


def test_moved_seminar_reminds_of_its_new_time(registered: SeminarPlace) -> None:
    runs.run(EVENING - timedelta(hours=40), kind=RunKind.NIGHTLY, by=BY)
    _is_moved(registered)
    _run(_THE_DAY_BEFORE + timedelta(days=9))
    assert sorted(state for state, _ in _reminders()) == ["accepted", "expired"]
    assert Enrolment.objects.filter(journey__slug="seminar-reminder").count() == 2
