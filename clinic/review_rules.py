"""Rules that know the house: when it is open."""

from datetime import time

from audit.domain.review import Hit
from audit.enums import ReviewRule
from audit.review.reads import IS_SHOWN, TALLY, Batch, hits, whole_days
from clinic.queries import organisation

#: The desk is made ready before the door opens, and cleared up after it has closed.
ALLOWED_MINUTES = 30


_DAY = 24 * 60
_MINUTE = "(extract(epoch FROM (e.occurred_at AT TIME ZONE %(zone)s)::time)::int / 60)"
_IS_OUTSIDE = f"(({_MINUTE} - %(from_minute)s + {_DAY}) %% {_DAY}) >= %(minutes_open)s"


def after_hours(batch: Batch) -> list[Hit]:
    """Anybody's data shown, on a page or a list, while the clinic was closed. Opening hours may cross midnight; equal
    hours mean that it never closes."""
    house = organisation()
    opens, closes = _minute(house.opens_at), _minute(house.closes_at)
    minutes_open = (closes - opens) % _DAY + 2 * ALLOWED_MINUTES
    if opens == closes or minutes_open >= _DAY:
        return []
    sql = f"""
    WITH {whole_days(f"{IS_SHOWN} AND {_IS_OUTSIDE}")}
    SELECT reader, NULL::uuid, day, {TALLY}, count(DISTINCT person) AS people,
        %(opens)s::text AS opens, %(closes)s::text AS closes
    FROM whole CROSS JOIN LATERAL unnest(people) AS person
    GROUP BY reader, day"""  # noqa: S608 - our own words
    return hits(
        ReviewRule.AFTER_HOURS,
        sql,
        batch,
        is_whole_day=True,
        from_minute=(opens - ALLOWED_MINUTES) % _DAY,
        minutes_open=minutes_open,
        opens=f"{house.opens_at:%H:%M}",
        closes=f"{house.closes_at:%H:%M}",
    )


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute
