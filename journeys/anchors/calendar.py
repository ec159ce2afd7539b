"""Anchors that are days of the calendar. They begin at midnight on the person's clock, where it is known."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from audit import blind
from clinic.domain import holidays as greeted
from clinic.domain.hours import local_day
from clinic.queries import organisation
from journeys.domain.entry import EntryWindow, birthdays_on
from journeys.models import JourneyVersion

_MIDNIGHT = """{day}::timestamp AT TIME ZONE CASE
        WHEN p.time_zone <> '' AND p.time_zone IN (SELECT name FROM pg_timezone_names) THEN p.time_zone
        ELSE %(zone)s
    END
"""

# The date of birth stays sealed: the digests of these days are compared with the stored ones. A minor is one until the
# end of the year of turning 18; 1900 stands for 90 and older.
_BIRTHDAY = """
    SELECT p.id, NULL::uuid, to_char(b.day, 'YYYY-MM-DD'), {midnight}, p.time_zone, NULL::uuid
    FROM unnest(%(digests)s::bytea[], %(days)s::date[]) AS b (digest, day)
    JOIN patients_person p ON p.birthday_key = b.digest
    WHERE p.kind = %(patient)s AND p.birth_year IS NOT NULL AND extract(year FROM b.day) - p.birth_year > %(adult_age)s
"""

# What goes to everybody at once begins for those alone who ever asked for something of the kind.
_HOLIDAY = """
    SELECT p.id, NULL::uuid, h.name || ':' || to_char(h.day, 'YYYY-MM-DD'), {midnight},
           p.time_zone, NULL::uuid
    FROM unnest(%(names)s::text[], %(days)s::date[]) AS h (name, day)
    CROSS JOIN patients_person p
    WHERE p.kind = %(patient)s AND p.id IN (
        SELECT r.person_id FROM consent_preference r WHERE r.topic = %(greetings)s AND r.wanted
        UNION ALL SELECT o.person_id FROM consent_optin o WHERE o.topic = %(greetings)s
    ) AND NOT EXISTS (
        SELECT 1 FROM (
            SELECT c.offered, c.wanted FROM consent_holidaychoice c WHERE c.person_id = p.id
            ORDER BY c.recorded_at DESC, c.id DESC LIMIT 1
        ) said
        WHERE h.name = ANY(said.offered) AND NOT h.name = ANY(said.wanted)
    )
"""
# A newsletter is for readers of every kind; each said so, and no signature says it for them.
_FIXED_DAY = """
    SELECT p.id, NULL::uuid, to_char(f.day, 'YYYY-MM-DD'), {midnight}, p.time_zone, NULL::uuid
    FROM unnest(%(days)s::date[]) AS f (day)
    CROSS JOIN patients_person p
    WHERE p.kind = ANY(%(kinds)s) AND (%(asks_nothing)s OR p.id IN (
        SELECT a.person_id FROM consent_authorization a WHERE NOT %(is_newsletter)s
        UNION ALL SELECT r.person_id FROM consent_preference r WHERE r.topic = ANY(%(topics)s) AND r.wanted
        UNION ALL SELECT o.person_id FROM consent_optin o WHERE o.topic = ANY(%(topics)s)
    ))
"""
BIRTHDAY = _BIRTHDAY.format(midnight=_MIDNIGHT.format(day="b.day"))
HOLIDAY = _HOLIDAY.format(midnight=_MIDNIGHT.format(day="h.day"))
FIXED_DAY = _FIXED_DAY.format(midnight=_MIDNIGHT.format(day="f.day"))


def birthdays(version: JourneyVersion, window: EntryWindow, zone: str) -> Mapping[str, Any]:
    """One pair for each digest and day of the window: several while keys rotate, and where 29 February is missing."""
    pairs = [
        (digest, day)
        for day in _days(window, zone)
        for birthday in birthdays_on(day)
        for digest in blind.birthday_keys(birthday)
    ]
    return {"digests": [digest for digest, _ in pairs], "days": [day for _, day in pairs]}


def holidays(version: JourneyVersion, window: EntryWindow, zone: str) -> Mapping[str, Any]:
    after, until = local_day(window.after, zone), local_day(window.until, zone)
    found = greeted.holidays_between(holiday_keys(version), after, until)
    return {"names": [one.name for one in found], "days": [one.day for one in found]}


def holiday_keys(version: JourneyVersion) -> Sequence[str]:
    """Which holidays it greets: those that it names, else all of the clinic's calendars."""
    return version.holidays or greeted.of_calendars(organisation().holiday_calendars)


def fixed_days(version: JourneyVersion, window: EntryWindow, zone: str) -> Mapping[str, Any]:
    return {"days": [day for day in _days(window, zone) if day.day == version.day_of_month]}


def _days(window: EntryWindow, zone: str) -> Iterator[date]:
    """The clinic-local days of (after, until]."""
    day, until = local_day(window.after, zone), local_day(window.until, zone)
    while day < until:
        day += timedelta(days=1)
        yield day
