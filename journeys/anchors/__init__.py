"""Who has an anchor near, by trigger: one query each, which the enrolment makes one statement of.

Each yields person_id, appointment_id, anchor_key, anchor_at, time_zone, location_id of anchors in (after, until].
The key is what makes an anchor one and the same; the values that all of them may use are given by `entering.values`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from journeys.anchors import appointments, calendar, care, people, seminars
from journeys.domain.entry import EntryWindow
from journeys.enums import Trigger
from journeys.models import JourneyVersion

#: What a query needs besides: (version, window, the clinic's zone) → its values.
Values = Callable[[JourneyVersion, EntryWindow, str], Mapping[str, Any]]


def no_more(version: JourneyVersion, window: EntryWindow, zone: str) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Anchors:
    sql: str
    values: Values = no_more


ANCHORS: Mapping[str, Anchors] = {
    Trigger.JOINED: Anchors(people.JOINED),
    Trigger.LEAD: Anchors(people.LEAD),
    Trigger.AUTHORIZATION_ENDING: Anchors(people.AUTHORIZATION_ENDING),
    Trigger.SEMINAR: Anchors(seminars.SEMINAR),
    Trigger.APPOINTMENT: Anchors(appointments.APPOINTMENT),
    Trigger.NO_SHOW: Anchors(appointments.NO_SHOW),
    Trigger.PROCEDURE: Anchors(care.PROCEDURE),
    Trigger.CHECK_UP_DUE: Anchors(care.CHECK_UP_DUE),
    Trigger.LAST_VISIT: Anchors(care.LAST_VISIT),
    Trigger.BIRTHDAY: Anchors(calendar.BIRTHDAY, calendar.birthdays),
    Trigger.HOLIDAY: Anchors(calendar.HOLIDAY, calendar.holidays),
    Trigger.FIXED_DAY: Anchors(calendar.FIXED_DAY, calendar.fixed_days),
}
