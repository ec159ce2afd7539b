"""When an address is not written to any more, from all that was reported about it.

A function of what happened, not of the order in which we heard: reports come late, twice and shuffled.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

COMPLAINED, BOUNCED = "complained", "bounced"
HARD, SOFT, DELIVERED = "hard", "soft", "delivered"


@dataclass(frozen=True, slots=True)
class Happened:
    """`what`: hard, soft, delivered or complained; `at`: when, as whoever reported says. Aware UTC."""

    at: datetime
    what: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Soft bounces on `days` different days (UTC) within `within`, without a delivery between, stop mail for `pause`.

    Days, not mails: three letters that leave while a mail server is down for an hour are one failure.
    """

    days: int
    within: timedelta
    pause: timedelta


@dataclass(frozen=True, slots=True)
class Standing:
    """No mail from `since` until `until`; None: until somebody lifts it. `until` may be over."""

    cause: str
    since: datetime
    until: datetime | None


def standings(
    happened: Iterable[Happened],
    limits: Limits,
    *,
    complaint_lifted: datetime | None = None,
    bounce_lifted: datetime | None = None,
) -> tuple[Standing, ...]:
    """At most one of each cause. What came before a lifting counts no more, however late it is reported.

    1. A complaint stops mail for good; a later delivery says only that the mailbox is there.
    2. So does a hard bounce.
    3. Soft bounces stop it for a while; a delivery ends that, and the count. After it the next soft bounce stops it
       again at once, as long as those before are within the limits.
    """
    ordered = sorted(happened, key=lambda one: one.at)
    after_complaint = _after(ordered, complaint_lifted)
    after_bounce = _after(ordered, bounce_lifted)
    complaint = _first(after_complaint, COMPLAINED, COMPLAINED)
    bounce = _first(after_bounce, HARD, BOUNCED) or _pause(after_bounce, limits)
    return tuple(one for one in (complaint, bounce) if one)


def _after(ordered: Sequence[Happened], lifted: datetime | None) -> Sequence[Happened]:
    return [one for one in ordered if lifted is None or one.at > lifted]


def _first(ordered: Sequence[Happened], what: str, cause: str) -> Standing | None:
    return next((Standing(cause, one.at, None) for one in ordered if one.what == what), None)


def _pause(ordered: Sequence[Happened], limits: Limits) -> Standing | None:
    """The latest; of pauses that overlap, one from the first beginning to the last end."""
    standing: Standing | None = None
    failed: dict[date, datetime] = {}
    for one in ordered:
        running = standing and standing.until and one.at < standing.until
        if one.what == DELIVERED:
            failed.clear()
            if standing and running:
                standing = Standing(BOUNCED, standing.since, one.at)
        elif one.what == SOFT:
            failed = {day: at for day, at in failed.items() if one.at - at <= limits.within}
            failed.setdefault(one.at.date(), one.at)
            if len(failed) >= limits.days:
                since = standing.since if standing and running else one.at
                standing = Standing(BOUNCED, since, one.at + limits.pause)
    return standing
