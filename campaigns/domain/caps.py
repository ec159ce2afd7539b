"""How much one person gets: so many messages a week across journeys and campaigns, and text messages as health care's
rule says.

A cap counts days on the person's calendar, since a message leaves on the day that it is planned for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from campaigns.domain.openings import closing_moment, open_moment
from campaigns.domain.sending_hours import House, SendingHours
from clinic.domain.hours import at_local, local_day

WEEK = 7


class CapReason(StrEnum):
    """The same words as `campaigns.enums.Unsent`."""

    WEEKLY_CAP = "weekly-cap"
    SMS_CAP = "sms-cap"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` within any `days` days that follow each other."""

    most: int
    days: int


#: One a day, three a week: health care's exemption, 47 CFR 64.1200(a)(9)(iv).
TEXTS = (Limit(1, 1), Limit(3, WEEK))


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that the person got or is to get, on a day of theirs."""

    day: date
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message that may leave in [due_at, leaves_until), or in later `hours` of its own before `expires_at`.

    `is_capped`: the weekly cap may hold it back; what is not capped counts all the same. `priority`: 1 goes first.
    """

    key: UUID
    hours: SendingHours
    origin: str
    step: str
    due_at: datetime
    expires_at: datetime
    leaves_until: datetime | None = None
    priority: int = 5
    is_capped: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    """When it leaves; with a reason: it does not."""

    key: UUID
    due_at: datetime
    leaves_until: datetime | None
    reason: str = ""


def placed(
    wanted: Iterable[Wanted], taken: Iterable[Taken], *, weekly_cap: int, zone: str, house: House
) -> list[Placed]:
    """One person's messages, each at its time, at the first later one with room, or not at all.

    1. What is never held back goes first, then by priority, then what is due first.
    2. There is room on a day when no limit that the message is under would be exceeded in any days around it.
    3. Where its day has none, it leaves in its next open hours on a day that has; where there are none
       before it is too late, it does not leave.

    `zone` is the person's; a `weekly_cap` of 0 is no limit.
    """
    found: list[Placed] = []
    there = list(taken)
    for message in sorted(wanted, key=_order):
        at = _place(message, there, _limits(message, weekly_cap), zone, house)
        found.append(at)
        if not at.reason:
            there.append(Taken(local_day(at.due_at, zone), message.hours.is_text))
    return found


def has_room(day: date, taken: Sequence[date], limit: Limit) -> bool:
    """Whether one more on `day` leaves every span of `limit.days` days around it with at most `limit.most`."""
    starts = (day - timedelta(days=back) for back in range(limit.days))
    return all(sum(0 <= (other - start).days < limit.days for other in taken) < limit.most for start in starts)


def _order(message: Wanted) -> tuple[bool, int, datetime, str, str]:
    return message.is_capped, message.priority, message.due_at, message.origin, message.step


def _limits(message: Wanted, weekly_cap: int) -> list[tuple[Limit, bool, CapReason]]:
    """(limit, whether text messages alone count, what is said when it is full)."""
    weekly = [(Limit(weekly_cap, WEEK), False, CapReason.WEEKLY_CAP)] if message.is_capped and weekly_cap else []
    return weekly + [(limit, True, CapReason.SMS_CAP) for limit in TEXTS if message.hours.is_text]


def _place(
    message: Wanted,
    taken: Sequence[Taken],
    limits: Sequence[tuple[Limit, bool, CapReason]],
    zone: str,
    house: House,
) -> Placed:
    due_at: datetime | None = message.due_at
    until, reason = message.leaves_until, ""
    while due_at is not None:
        day = local_day(due_at, zone)
        full = _full(day, taken, limits)
        if not full:
            return Placed(message.key, due_at, until)
        reason, tomorrow = reason or full, at_local(day + timedelta(days=1), time(0), zone)
        due_at = open_moment(tomorrow, message.hours, zone, house, before=message.expires_at)
        until = due_at and closing_moment(due_at, message.hours, zone, house)
    return Placed(message.key, message.due_at, message.leaves_until, reason)


def _full(day: date, taken: Sequence[Taken], limits: Iterable[tuple[Limit, bool, CapReason]]) -> str:
    """The reason of the first limit that has no room on that day, or none."""
    for limit, texts_only, reason in limits:
        days = [other.day for other in taken if other.is_text or not texts_only]
        if not has_room(day, days, limit):
            return reason
    return ""
