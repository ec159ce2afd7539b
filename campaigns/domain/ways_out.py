"""How much may go one way now: a rate, a number a day, and a breaker. Decisions are values; nothing here keeps time.

The breaker as in M. Nygard, Release It!, 5.2: closed, open after failures in a row, half open for one try.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

#: So many failures in a row of the line shut it; one that did not come from the line, in between, starts them anew.
FAILURES_THAT_SHUT = 5
#: For how long, the first, second … time in a row.
_SHUT_FOR = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 30))
#: Meanwhile nobody else tries.
_ONE_TRY_TAKES = timedelta(minutes=2)
#: After a quiet time so many seconds' messages may go at once.
_BURST_SECONDS = 2.0
_LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """None: as many as there are. `a_day`: by the clinic's calendar."""

    a_second: float | None = None
    a_day: int | None = None

    @property
    def are_none(self) -> bool:
        return self.a_second is None and self.a_day is None


@dataclass(frozen=True, slots=True)
class Way:
    """What is known of one way out. `shut_until` that is past: the next message is a try."""

    tokens: float = 0.0
    counted_at: datetime | None = None
    day: date | None = None
    sent_today: int = 0
    failures: int = 0
    times_shut: int = 0
    shut_until: datetime | None = None
    shut_because: str = ""

    @property
    def is_as_new(self) -> bool:
        return not self.failures and self.shut_until is None


@dataclass(frozen=True, slots=True)
class Allowed:
    """`number` may go now. `more_after`: when fewer may than were wanted for the rate alone, how long to wait."""

    number: int
    more_after: timedelta | None = None


def allow(way: Way, limits: Limits, *, wanted: int, now: datetime, today: date) -> tuple[Allowed, Way]:
    """What may go of `wanted`, and the way afterwards: what may go counts as gone."""
    if way.shut_until is not None:
        return _one_try(way, limits, wanted=wanted, now=now, today=today)
    filled = _filled(way, limits, now, today)
    by_day = wanted if limits.a_day is None else max(limits.a_day - filled.sent_today, 0)
    by_rate = wanted if limits.a_second is None else int(filled.tokens)
    number = min(wanted, by_day, by_rate)
    is_for_the_rate = number < min(wanted, by_day)
    return Allowed(number, _until_the_next(filled, limits) if is_for_the_rate else None), _taken(filled, number, limits)


def give_back(way: Way, limits: Limits, number: int) -> Way:
    """What was allowed and did not go after all."""
    return _taken(way, -number, limits)


def failed(way: Way, *, number: int, because: str, now: datetime, wait: timedelta = timedelta()) -> Way:
    """`number` failures of the line, the last with this reason. `wait`: what the other side asked for (Retry-After)."""
    failures = way.failures + number
    tried = way.shut_until is not None
    if not tried and failures < FAILURES_THAT_SHUT and not wait:
        return replace(way, failures=failures)
    if tried and way.shut_until is not None and way.shut_until > now + _ONE_TRY_TAKES:
        return replace(way, failures=failures)  # somebody else has shut it already
    pause = max(_SHUT_FOR[min(way.times_shut, len(_SHUT_FOR) - 1)], min(wait, _LONGEST_WAIT))
    return replace(way, failures=failures, times_shut=way.times_shut + 1, shut_until=now + pause, shut_because=because)


def served(way: Way) -> Way:
    """The other side answered about a letter: the line is well."""
    return replace(way, failures=0, times_shut=0, shut_until=None, shut_because="")


def _one_try(way: Way, limits: Limits, *, wanted: int, now: datetime, today: date) -> tuple[Allowed, Way]:
    if way.shut_until is None or now < way.shut_until or wanted < 1:
        return Allowed(0), way
    opened = replace(way, shut_until=None)
    allowed, after = allow(opened, limits, wanted=1, now=now, today=today)
    return allowed, replace(after, shut_until=now + _ONE_TRY_TAKES if allowed.number else way.shut_until)


def _filled(way: Way, limits: Limits, now: datetime, today: date) -> Way:
    """As time filled it since; never backwards, should a clock be set back."""
    fresh = way if way.day == today else replace(way, day=today, sent_today=0)
    if limits.a_second is None:
        return fresh
    most = max(limits.a_second * _BURST_SECONDS, 1.0)
    if fresh.counted_at is None:
        return replace(fresh, tokens=most, counted_at=now)
    since = max((now - fresh.counted_at).total_seconds(), 0.0)
    tokens = min(fresh.tokens + since * limits.a_second, most)
    return replace(fresh, tokens=tokens, counted_at=max(now, fresh.counted_at))


def _taken(way: Way, number: int, limits: Limits) -> Way:
    tokens = way.tokens - number if limits.a_second is not None else way.tokens
    return replace(way, tokens=tokens, sent_today=max(way.sent_today + number, 0))


def _until_the_next(way: Way, limits: Limits) -> timedelta:
    missing = max(1.0 - (way.tokens - int(way.tokens)), 0.0)
    return timedelta(seconds=missing / limits.a_second) if limits.a_second else timedelta(seconds=1)
