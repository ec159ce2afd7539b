"""When to try again: a decision is a value."""

from datetime import datetime, timedelta

MOST_ATTEMPTS = 6
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 120, 360))


def next_attempt(*, attempts: int, now: datetime, expires_at: datetime) -> datetime | None:
    """The moment of the next attempt after `attempts` that failed; None: give up, or it would be too late."""
    if attempts >= MOST_ATTEMPTS:
        return None
    moment = now + _WAITS[min(max(attempts, 1), len(_WAITS)) - 1]
    return moment if moment < expires_at else None
