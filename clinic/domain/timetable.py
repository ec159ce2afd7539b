"""Which tasks watch over the clinic, and when one of them counts as stopped."""

from datetime import datetime, timedelta

#: What staff may switch off: it sends, and watches nothing. Every other task guards or tells.
SWITCHABLE = frozenset({"journeys.tasks.tick"})
_GRACE = timedelta(minutes=10)  # the scheduler writes its times down every few minutes


def is_overdue(*, last: datetime, every: timedelta, at: datetime) -> bool:
    """One turn may be missed while the clinic's machine starts."""
    return at - last > 2 * every + _GRACE
