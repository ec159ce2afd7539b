"""A pause for some weeks, and what may be counted: rows are added, the latest counts."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from audit.domain.actors import Actor
from audit.domain.uuid7 import uuid7
from audit.models import AuditEvent
from consent.models import Pause, TrackingChoice
from consent.operations import pauses, tracking
from consent.queries import may_track, paused_until, said_about_tracking
from tests.consent.people import DESK, NOW, patient, subscriber

pytestmark = pytest.mark.django_db
PAGE = "preference-page"
STAFF = Actor.staff(uuid7(), "front-desk")


@pytest.mark.parametrize("weeks", [4, 8, 12])
def test_a_pause_lasts_its_weeks_on_every_channel_and_ends_by_itself(weeks: int) -> None:
    person = patient()
    until = pauses.pause(by=DESK, now=NOW, person_id=person.pk, weeks=weeks, via=PAGE)
    assert until == NOW + timedelta(weeks=weeks)
    assert set(Pause.objects.values_list("channel", "until")) == {("email", until), ("sms", until)}
    assert paused_until(person.pk, until - timedelta(seconds=1)) == until
    assert paused_until(person.pk, until) is None
    event = AuditEvent.objects.get(word="consent")
    assert (event.people, event.details["until"]) == ([person.pk], until.isoformat())


def test_a_pause_of_other_weeks_is_refused() -> None:
    with pytest.raises(ValueError, match="lasts"):
        pauses.pause(by=DESK, now=NOW, person_id=patient().pk, weeks=52, via=PAGE)
    assert Pause.objects.count() == 0


def test_a_new_pause_takes_the_place_of_an_older_one_also_when_it_is_shorter() -> None:
    person = patient()
    pauses.pause(by=DESK, now=NOW, person_id=person.pk, weeks=12, via=PAGE)
    until = pauses.pause(by=DESK, now=NOW, person_id=person.pk, weeks=4, via=PAGE)
    assert paused_until(person.pk, NOW + timedelta(days=1)) == until


def test_ending_a_pause_counts_at_once_although_the_clock_runs_behind() -> None:
    person, late = patient(), NOW + timedelta(minutes=5)
    pauses.pause(by=DESK, now=late, person_id=person.pk, weeks=4, via=PAGE)
    assert pauses.end(by=STAFF, now=NOW, person_id=person.pk, via="staff") is True
    assert paused_until(person.pk, late + timedelta(seconds=1)) is None
    assert pauses.end(by=STAFF, now=late + timedelta(seconds=1), person_id=person.pk, via="staff") is False
    assert Pause.objects.latest("recorded_at").recorded_by == STAFF.staff_id


def test_one_persons_pause_is_not_anothers_at_the_same_address() -> None:
    one, other = patient("same@example.org"), subscriber("same@example.org")
    pauses.pause(by=DESK, now=NOW, person_id=one.pk, weeks=4, via=PAGE)
    assert paused_until(other.pk, NOW) is None


def test_nothing_said_about_counting_means_no() -> None:
    silent, yes, no = (patient(f"{name}@example.org").pk for name in ("silent", "yes", "no"))
    for person_id, answers in ((yes, (False, True)), (no, (True, False))):
        for wanted in answers:
            tracking.choose(by=DESK, now=NOW, person_id=person_id, wanted=wanted, via=PAGE, text_version="t1")
    assert may_track([silent, yes, no]) == {yes}
    assert [said_about_tracking(person_id) for person_id in (silent, yes, no)] == [None, True, False]
    assert may_track([]) == frozenset()


def test_the_same_answer_twice_is_one_row() -> None:
    person_id = patient().pk
    told = {"by": DESK, "now": NOW, "person_id": person_id, "via": PAGE, "text_version": "t1"}
    assert [tracking.choose(wanted=wanted, **told) for wanted in (False, False, True, True)] == [
        True, False, True, False,
    ]  # fmt: skip
    assert TrackingChoice.objects.count() == 2


def test_an_answer_names_the_text_that_was_shown() -> None:
    with pytest.raises(ValueError, match="text"):
        tracking.choose(by=DESK, now=NOW, person_id=patient().pk, wanted=True, via=PAGE, text_version="")


@pytest.mark.parametrize("model", [Pause, TrackingChoice])
def test_rows_stay_as_they_are(model: type[Pause] | type[TrackingChoice]) -> None:
    person_id = patient().pk
    pauses.pause(by=DESK, now=NOW, person_id=person_id, weeks=4, via=PAGE)
    tracking.choose(by=DESK, now=NOW, person_id=person_id, wanted=True, via=PAGE, text_version="t1")
    for act in (lambda rows: rows.update(via="staff"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act(model.objects.all())
