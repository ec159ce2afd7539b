"""Text messages and the reader's night: 8:00 to 21:00 where they are (47 CFR 64.1200(c)(1))."""

from datetime import UTC, datetime, time, timedelta

import pytest

from campaigns.models import Message
from campaigns.operations.delivery import deliver_due
from clinic.domain.hours import zones_in_their_day
from clinic.models import Organisation
from patients.models import Person
from tests.campaigns.scenes import BY, NOW, booked, open_clinic, plan, reminder
from tests.campaigns.sms.readers import text_reader


@pytest.mark.parametrize(
    ("at", "zone", "is_day"),
    [
        (datetime(2026, 6, 15, 13, tzinfo=UTC), "America/Chicago", True),  # 8:00
        (datetime(2026, 6, 15, 12, 59, 59, tzinfo=UTC), "America/Chicago", False),
        (datetime(2026, 6, 16, 1, 59, 59, tzinfo=UTC), "America/Chicago", True),
        (datetime(2026, 6, 16, 2, tzinfo=UTC), "America/Chicago", False),  # 21:00
        (datetime(2026, 3, 8, 13, tzinfo=UTC), "America/Chicago", True),  # the day clocks go forward: 8:00 CDT
        (datetime(2026, 11, 1, 13, tzinfo=UTC), "America/Chicago", False),  # the day they go back: 7:00 CST
        (datetime(2026, 6, 15, 0, tzinfo=UTC), "Asia/Taipei", True),
        (datetime(2026, 6, 15, 2, 15, tzinfo=UTC), "Asia/Kathmandu", True),  # 8:00
        (datetime(2026, 6, 15, 2, 14, tzinfo=UTC), "Asia/Kathmandu", False),
    ],
)
def test_a_zone_is_in_its_day_by_its_own_clock(at: datetime, zone: str, is_day: bool) -> None:
    assert (zone in zones_in_their_day(at, since=time(8), until=time(21))) is is_day


@pytest.mark.django_db
def test_a_text_waits_for_the_reader_s_morning_though_the_clinic_is_open() -> None:
    """10:00 in Chicago is 23:00 in Taipei; at 7:30 the next day it is 20:30 there, and nobody is called here. Of whom
    the zone is not known, the clinic's counts."""
    open_clinic()
    Organisation.objects.update(quiet_from=time(22), quiet_until=time(7))
    here, there = text_reader(), text_reader(time_zone="Asia/Taipei")
    lost = [_text_reader_in(zone) for zone in ("", "Nowhere/At_all", "CST")]
    texts = {"template_slug": "appointment-reminder-sms", "channel": "sms", "expires_at": NOW + timedelta(days=3)}
    for person in (here, there, *lost):
        plan(reminder(booked(person, NOW + timedelta(days=4)), **texts))
    deliver_due(NOW, by=BY)
    left = {person.pk: "accepted" for person in (here, *lost)}
    assert _states() == left | {there.pk: "planned"}
    plan(reminder(booked(_text_reader_in("CST"), NOW + timedelta(days=4)), **texts))
    deliver_due(NOW + timedelta(hours=21, minutes=30), by=BY)
    assert sorted(_states().values()) == ["accepted"] * 5 + ["planned"]
    assert _states()[there.pk] == "accepted"


def _text_reader_in(zone: str) -> Person:
    """As an import may have left it: with a zone that nobody knows."""
    person = text_reader()
    Person.objects.filter(pk=person.pk).update(time_zone=zone)
    return person


def _states() -> dict[object, str]:
    return dict(Message.objects.values_list("person_id", "state"))
