"""When to try again: a decision is a value."""

from datetime import datetime, timedelta

MOST_ATTEMPTS = 6
#: After a line that failed, whoever's turn it was: it may be back any moment.
LONGEST_WAIT_FOR_A_LINE = timedelta(minutes=30)
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 120, 360))


def next_attempt(*, attempts: int, now: datetime, expires_at: datetime, line_failed: bool = False) -> datetime | None:
    """The moment of the next attempt after `attempts` that failed; None: give up, or it would be too late.

    `line_failed`: nobody could be talked to. That is not the message's fault: it is tried until it is too late, so that
    after an outage of hours nothing waits hours more.
    """
    if attempts >= MOST_ATTEMPTS and not line_failed:
        return None
    wait = _WAITS[min(max(attempts, 1), len(_WAITS)) - 1]
    moment = now + (min(wait, LONGEST_WAIT_FOR_A_LINE) if line_failed else wait)
    return moment if moment < expires_at else None
