"""Which night comes next, and since when it should have been rehearsed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from clinic.domain.hours import at_local
from journeys.domain.nightly import nightly_date

#: A rehearsal that began and has not ended by then has died, and may be begun again.
GIVEN_UP_AFTER = timedelta(minutes=30)
#: So long after it should have been there, staff are told that it is not.
MISSED_AFTER = timedelta(minutes=45)


@dataclass(frozen=True, slots=True)
class ComingNight:
    """`as_of` is the moment of its run, `rehearsed_from` the moment in the day before when its rehearsal is due."""

    night: date
    as_of: datetime
    rehearsed_from: datetime


def coming_night(now: datetime, zone: str, *, nightly_at: time, rehearsed_at: time) -> ComingNight:
    """The night whose run has not come yet. A rehearsal is always before its run: of the clinic's two times of day,
    the last rehearsing one before the run counts."""
    night = nightly_date(now, zone, nightly_at) + timedelta(days=1)
    day = night if rehearsed_at < nightly_at else night - timedelta(days=1)
    return ComingNight(night, at_local(night, nightly_at, zone), at_local(day, rehearsed_at, zone))
