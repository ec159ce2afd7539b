"""Weeks of the clinic: Monday to Sunday (ISO 8601), told from Monday morning on."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from clinic.domain.hours import at_local, local_day

TOLD_FROM = time(8)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """`name` such as 2026-W47; from `begins_at` to before `ends_at`."""

    name: str
    begins_at: datetime
    ends_at: datetime


def week_to_tell(now: datetime, zone: str) -> Week | None:
    """The week that is over, from Monday morning of the next one on; None while it is too early."""
    today = local_day(now, zone)
    monday = today - timedelta(days=today.weekday())
    if now < at_local(monday, TOLD_FROM, zone):
        return None
    first = monday - _WEEK
    year, number, _ = first.isocalendar()
    return Week(f"{year}-W{number:02}", at_local(first, time(0), zone), at_local(monday, time(0), zone))
