"""An appointment as an iCalendar file (RFC 5545), with the zone of the place: a calendar elsewhere shows the same hour.

Calendars are shared at home and at work: the entry says the clinic's name and where, and not what for.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

MEDIA_TYPE = "text/calendar"


@dataclass(frozen=True, slots=True)
class Entry:
    """`uid` stays the same when it moves, `revision` grows, so that a calendar replaces what it had. Moments are aware;
    `zone` is the place's."""

    uid: str
    revision: int
    starts_at: datetime
    minutes: int
    zone: str
    title: str
    place: str
    written_at: datetime


def calendar_file(entry: Entry) -> bytes:
    zone = ZoneInfo(entry.zone)
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.written_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", (entry.starts_at + timedelta(minutes=entry.minutes)).astimezone(zone))
    event.add("summary", entry.title)
    event.add("location", entry.place)
    event.add("sequence", entry.revision)
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", "-//Revisit//Appointment//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
