"""Days that come near are told in time, once for each stage, to who can do something about it."""

from datetime import date, timedelta

import pytest

from clinic.enums import Role, StaffAlert
from clinic.models import Notice, RiskAssessment, TrainingRecord, Vendor
from clinic.operations import leaving
from clinic.operations.reminders import remind
from tests.desk_people import BY, NOW, TODAY, house, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clinic() -> None:
    house()


def _in(days: int) -> date:
    return TODAY + timedelta(days=days)


def _days_told(alert: StaffAlert, first: int, last: int) -> list[int]:
    """On which days somebody is told, when the task runs three times on each."""
    told = []
    for day in range(first, last + 1):
        before = Notice.objects.filter(alert=alert).count()
        for _ in range(3):
            remind(today=_in(day))
        new = Notice.objects.filter(alert=alert).count() - before
        assert new in (0, 2)  # the privacy officer and the administrator
        told += [day] if new else []
    return told


def test_an_agreement_is_warned_of_60_30_7_and_1_days_ahead_and_on_its_last_day() -> None:
    Vendor.objects.create(name="Post", backend="post", baa_signed_on=_in(-300), baa_ends_on=_in(70))
    assert _days_told(StaffAlert.BAA_ENDING, 0, 80) == [10, 40, 63, 69, 70]
    assert set(Notice.objects.values_list("audience", flat=True)) == {Role.PRIVACY_OFFICER, Role.ADMINISTRATOR}


def test_days_on_which_nothing_ran_are_caught_up_with_one_alert() -> None:
    Vendor.objects.create(name="Post", backend="post", baa_signed_on=_in(-300), baa_ends_on=_in(5))
    assert _days_told(StaffAlert.BAA_ENDING, 0, 0) == [0]


def test_an_agreement_that_was_renewed_begins_anew() -> None:
    vendor = Vendor.objects.create(name="Post", backend="post", baa_signed_on=_in(-300), baa_ends_on=_in(30))
    remind(today=TODAY)
    vendor.baa_ends_on = _in(60)
    vendor.save()
    assert _days_told(StaffAlert.BAA_ENDING, 0, 1) == [0]


def test_an_agreement_without_an_end_is_not_warned_of() -> None:
    Vendor.objects.create(name="Post", backend="post", baa_signed_on=_in(-300))
    assert _days_told(StaffAlert.BAA_ENDING, 0, 5) == []


def test_training_is_reminded_of_30_and_7_days_ahead_and_on_its_last_day() -> None:
    TrainingRecord.objects.create(staff=staff(), topic="Privacy", done_on=_in(-300), expires_on=_in(40))
    assert _days_told(StaffAlert.TRAINING_DUE, 0, 45) == [10, 33, 40]


def test_training_that_was_repeated_or_lasts_is_not_reminded_of() -> None:
    member = staff()
    for topic, expires in (("Privacy", _in(3)), ("privacy", _in(300)), ("Fire", _in(3)), ("Fire", None)):
        TrainingRecord.objects.create(staff=member, topic=topic, done_on=_in(-9), expires_on=expires)
    assert _days_told(StaffAlert.TRAINING_DUE, 0, 5) == []


def test_training_of_who_left_is_not_reminded_of() -> None:
    member = staff()
    TrainingRecord.objects.create(staff=member, topic="Privacy", done_on=_in(-9), expires_on=_in(3))
    leaving.let_go(by=BY, now=NOW, staff_id=member.pk)
    assert _days_told(StaffAlert.TRAINING_DUE, 0, 5) == []


def test_a_risk_assessment_is_reminded_of_until_the_next_one_is_there() -> None:
    told = {"title": "Yearly look", "done_by": "Parker", "summary": "…"}
    RiskAssessment.objects.create(**told, done_on=_in(-350), next_on=_in(10))
    assert _days_told(StaffAlert.RISK_ASSESSMENT_DUE, 0, 4) == [0, 3]
    RiskAssessment.objects.create(**told, done_on=_in(4), next_on=_in(370))
    assert _days_told(StaffAlert.RISK_ASSESSMENT_DUE, 5, 20) == []
