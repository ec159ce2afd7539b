from datetime import UTC, date, datetime, timedelta

import pytest

from audit.domain.uuid7 import uuid7
from audit.models import AuditEvent
from consent.domain.choices import switched_off
from consent.enums import MARKETING_TOPICS, Recorded, Topic
from consent.models import Preference
from consent.operations import preferences
from consent.queries import gather_facts, topics_of
from patients.models import Person
from tests.consent.people import DESK, NOW, TODAY, patient, subscriber
from tests.desk_people import house

pytestmark = pytest.mark.django_db(databases=["default"])
LATER = NOW + timedelta(hours=1)


def _said(person: Person) -> list[tuple[str, bool]]:
    return [(row.topic, row.wanted) for row in Preference.objects.filter(person=person).order_by("recorded_at", "id")]


def test_a_marketing_topic_switches_off_all_marketing() -> None:
    person = patient()
    preferences.unsubscribe(by=DESK, now=NOW, person_id=person.pk, topic="offers", via=Recorded.ONE_CLICK)
    assert {topic for topic, _ in _said(person)} == {topic.value for topic in MARKETING_TOPICS}
    assert {wanted for _, wanted in _said(person)} == {False}


def test_a_treatment_topic_switches_off_itself_alone() -> None:
    person = patient()
    preferences.unsubscribe(by=DESK, now=NOW, person_id=person.pk, topic="appointments", via=Recorded.ONE_CLICK)
    assert _said(person) == [("appointments", False)]


def test_everything_means_every_topic() -> None:
    person = patient()
    preferences.unsubscribe_all(by=DESK, now=NOW, person_id=person.pk, via=Recorded.STAFF)
    assert {topic for topic, _ in _said(person)} == set(Topic.values)


def test_saying_no_twice_is_saying_it_once() -> None:
    person = patient()
    for now in (NOW, LATER):
        preferences.unsubscribe(by=DESK, now=now, person_id=person.pk, topic="aftercare", via=Recorded.ONE_CLICK)
    assert _said(person) == [("aftercare", False)]


def test_a_topic_comes_back_after_everything_was_off() -> None:
    person = patient()
    preferences.unsubscribe_all(by=DESK, now=NOW, person_id=person.pk, via=Recorded.STAFF)
    changed = preferences.set_topic(
        by=DESK, now=LATER, person_id=person.pk, topic="aftercare", wanted=True, via=Recorded.STAFF
    )
    assert changed
    assert _said(person)[-1] == ("aftercare", True)


def test_the_day_on_which_somebody_is_of_age_is_the_clinics() -> None:
    house()
    person = patient(birth_date=date(2007, 5, 1))
    told = {"by": DESK, "person_id": person.pk, "topic": "greetings", "wanted": True, "via": Recorded.STAFF}
    assert preferences.set_topic(now=datetime(2025, 5, 1, tzinfo=UTC), **told)
    new_years_eve = datetime(2026, 1, 1, 3, tzinfo=UTC)  # 21:00 in Chicago: the guardian's word still counts
    assert not preferences.set_topic(now=new_years_eve, **told)
    assert preferences.set_topic(now=new_years_eve + timedelta(hours=3), **told)


def test_each_change_is_in_the_book() -> None:
    person = patient()
    preferences.unsubscribe(by=DESK, now=NOW, person_id=person.pk, topic="aftercare", via=Recorded.ONE_CLICK)
    event = AuditEvent.objects.filter(word="consent").latest("id")
    assert event.people == [person.pk]
    assert event.details == {"on": "", "off": "aftercare", "via": "one-click"}


def test_nobody_has_no_preferences() -> None:
    with pytest.raises(Person.DoesNotExist):
        preferences.unsubscribe_all(by=DESK, now=NOW, person_id=uuid7(), via=Recorded.STAFF)


@pytest.mark.parametrize("behind", [timedelta(0), timedelta(seconds=30), timedelta(days=3)])
def test_a_later_no_counts_where_the_clock_runs_behind(behind: timedelta) -> None:
    person = patient()
    preferences.set_topic(
        by=DESK, now=NOW, person_id=person.pk, topic="newsletter", wanted=True, via=Recorded.PREFERENCE_PAGE
    )
    preferences.unsubscribe(by=DESK, now=NOW - behind, person_id=person.pk, topic="newsletter", via=Recorded.ONE_CLICK)
    assert not topics_of(person.pk, today=TODAY)[Topic.NEWSLETTER]


def test_a_later_no_counts_across_the_wall_where_the_clock_runs_behind() -> None:
    person, also = patient("one@example.org"), subscriber("one@example.org")
    preferences.set_topic(
        by=DESK, now=NOW, person_id=also.pk, topic="newsletter", wanted=True, via=Recorded.PREFERENCE_PAGE
    )
    preferences.unsubscribe_all(by=DESK, now=NOW - timedelta(seconds=30), person_id=person.pk, via=Recorded.ONE_CLICK)
    facts = gather_facts([also.pk], channel="email", today=TODAY)[also.pk]
    assert switched_off(facts, Topic.NEWSLETTER) is not None


def test_a_no_said_again_counts_after_a_yes_from_the_other_side_of_the_wall() -> None:
    person, also = patient("one@example.org"), subscriber("one@example.org")
    for moment, who, wanted in ((NOW, person, False), (LATER, also, True), (LATER + timedelta(hours=1), person, False)):
        preferences.set_topic(
            by=DESK, now=moment, person_id=who.pk, topic="newsletter", wanted=wanted, via=Recorded.PREFERENCE_PAGE
        )
    facts = gather_facts([also.pk], channel="email", today=TODAY)[also.pk]
    assert switched_off(facts, Topic.NEWSLETTER) is not None
