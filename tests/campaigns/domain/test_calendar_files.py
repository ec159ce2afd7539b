from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from campaigns.domain.calendar_files import Entry, calendar_file


def _entry(starts_at: datetime, zone: str, revision: int = 0) -> Entry:
    return Entry(
        uid="1@clinic.example", revision=revision, starts_at=starts_at, minutes=45, zone=zone,
        title="Maple Street Clinic", place="North Office, 5 North Road", written_at=datetime(2026, 6, 1, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("starts_at", "zone", "clock"),
    [
        (datetime(2026, 6, 16, 15, tzinfo=UTC), "America/Chicago", "10:00-0500"),
        (datetime(2026, 3, 8, 15, tzinfo=UTC), "America/Chicago", "10:00-0500"),  # the clocks went forward that night
        (datetime(2026, 11, 1, 16, tzinfo=UTC), "America/Chicago", "10:00-0600"),  # and back
        (datetime(2026, 6, 16, 2, tzinfo=UTC), "Asia/Taipei", "10:00+0800"),
        (datetime(2028, 2, 29, 9, tzinfo=UTC), "Europe/London", "09:00+0000"),
    ],
)
def test_calendar_elsewhere_shows_the_hour_of_the_place(starts_at: datetime, zone: str, clock: str) -> None:
    read = Calendar.from_ical(calendar_file(_entry(starts_at, zone)))
    [event] = read.walk("VEVENT")
    assert event.start == starts_at
    assert f"{event.start:%H:%M%z}" == clock
    assert (event.end - event.start).seconds == 45 * 60
    assert event["DTSTART"].params["TZID"] == zone


def test_file_brings_the_rules_of_the_zone() -> None:
    starts_at = datetime(2026, 6, 16, 15, tzinfo=UTC)
    text = calendar_file(_entry(starts_at, "America/Chicago")).decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert ("BEGIN:VTIMEZONE" in text, "TZID:America/Chicago" in text) == (True, True)
    assert f"DTSTART;TZID=America/Chicago:{starts_at.astimezone(ZoneInfo('America/Chicago')):%Y%m%dT%H%M%S}" in text


def test_same_appointment_later_replaces_the_entry() -> None:
    first = _entry(datetime(2026, 6, 16, 15, tzinfo=UTC), "America/Chicago")
    moved = _entry(datetime(2026, 6, 18, 15, tzinfo=UTC), "America/Chicago", revision=60)
    [before], [after] = (Calendar.from_ical(calendar_file(one)).walk("VEVENT") for one in (first, moved))
    assert (before["UID"], before["SEQUENCE"], after["SEQUENCE"]) == (after["UID"], 0, 60)
