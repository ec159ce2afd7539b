"""The weekly mail to administrators: when, once, without a number, and only where it is wanted."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from campaigns.domain.weeks import week_to_tell
from campaigns.operations import notices
from campaigns.operations.weekly_numbers import tell_of_the_week
from clinic.enums import Role, StaffAlert
from clinic.models import Notice, Organisation
from tests.at_once import at_once
from tests.campaigns.numbers.scenes import messages, people
from tests.campaigns.scenes import BY, open_clinic
from tests.desk_people import staff

#: Monday, 8:00 in Chicago.
MONDAY = datetime(2026, 11, 23, 14, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "zone", "name"),
    [
        (MONDAY, "America/Chicago", "2026-W47"),
        (MONDAY - MINUTE, "America/Chicago", None),
        (MONDAY - DAY, "America/Chicago", "2026-W46"),  # Sunday: caught up
        (MONDAY + 6 * DAY, "America/Chicago", "2026-W47"),
        (MONDAY - timedelta(hours=14), "Asia/Taipei", "2026-W47"),
        (MONDAY - timedelta(hours=14) - MINUTE, "Asia/Taipei", None),
        (datetime(2027, 1, 4, 14, tzinfo=UTC), "America/Chicago", "2026-W53"),
        # The clocks went forward on the Sunday before: 8:00 is an hour earlier.
        (datetime(2026, 3, 9, 13, tzinfo=UTC), "America/Chicago", "2026-W10"),
        (datetime(2026, 3, 9, 12, 59, tzinfo=UTC), "America/Chicago", None),
    ],
)
def test_week_is_told_from_monday_morning_of_the_clinic(now: datetime, zone: str, name: str | None) -> None:
    week = week_to_tell(now, zone)
    assert (week.name if week else None) == name


def test_week_holds_seven_days_of_the_clinic_whatever_its_clocks_do() -> None:
    week = week_to_tell(datetime(2026, 3, 9, 13, tzinfo=UTC), "America/Chicago")
    assert week is not None
    assert (week.begins_at, week.ends_at) == (datetime(2026, 3, 2, 6, tzinfo=UTC), datetime(2026, 3, 9, 5, tzinfo=UTC))


def _a_week(at: datetime = MONDAY - 3 * DAY) -> None:
    open_clinic()
    messages(people(1), at, slug="welcome", origin="journey", text="welcome")


def _told() -> list[Notice]:
    return list(Notice.objects.filter(alert=StaffAlert.WEEKLY_NUMBERS).order_by("created_at"))


@pytest.mark.django_db
def test_administrators_get_a_mail_with_a_link_and_no_number(mail_folder: Path) -> None:
    _a_week()
    manager = staff(Role.ADMINISTRATOR)
    type(manager).objects.filter(pk=manager.pk).update(email="manager@maple.example")
    staff(Role.FRONT_DESK)
    tell_of_the_week(now=MONDAY)
    notices.deliver(now=MONDAY, by=BY)
    [mail] = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in mail_folder.glob("*.eml")]
    body = mail.get_body(("plain",))
    assert body is not None
    assert mail["To"] == "manager@maple.example"
    assert "/admin/desk/numbers/" in body.get_content()


@pytest.mark.django_db
def test_each_week_is_told_once_and_takes_the_place_of_the_one_before() -> None:
    _a_week()
    messages(people(1), MONDAY + DAY, slug="welcome", origin="journey", text="welcome")
    for now in (MONDAY, MONDAY + MINUTE, MONDAY + 2 * DAY, MONDAY + 7 * DAY, MONDAY + 8 * DAY):
        tell_of_the_week(now=now)
    assert [(one.once_key, one.seen_at is None) for one in _told()] == [
        ("weekly-numbers:2026-W47:administrator", False),
        ("weekly-numbers:2026-W48:administrator", True),
    ]


def test_two_schedules_at_once_tell_a_week_once(committing_db: Any) -> None:
    _a_week()
    at_once(lambda: tell_of_the_week(now=MONDAY), lambda: tell_of_the_week(now=MONDAY))
    assert [(one.once_key, one.seen_at) for one in _told()] == [("weekly-numbers:2026-W47:administrator", None)]


@pytest.mark.django_db
@pytest.mark.parametrize(("wanted", "at", "now"), [
    (False, MONDAY - DAY, MONDAY),
    (True, MONDAY - 20 * DAY, MONDAY),
    (True, MONDAY - DAY, MONDAY - MINUTE),
])  # fmt: skip
def test_nobody_is_told_where_it_is_off_or_too_early_or_nothing_left(wanted: bool, at: datetime, now: datetime) -> None:
    _a_week(at)
    Organisation.objects.update(weekly_numbers=wanted)
    tell_of_the_week(now=now)
    assert _told() == []
