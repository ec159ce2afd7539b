"""When to ask a mail service what became of a message, where it does not report by itself: a decision is a value."""

from datetime import datetime, timedelta

#: After the hand-over. Most mail is delivered in seconds; a mail server that is away is tried for some days.
_HOUR, _DAY = 60, 24 * 60
_AFTER = tuple(
    timedelta(minutes=minutes) for minutes in (2, 10, 30, 2 * _HOUR, 6 * _HOUR, _DAY, 2 * _DAY, 3 * _DAY, 5 * _DAY)
)
LAST_ASKED_AFTER = _AFTER[-1]


def next_question(*, asked: int, handed_over_at: datetime) -> datetime | None:
    """The moment of the question after `asked` of them; None: nobody asks any more."""
    return handed_over_at + _AFTER[asked] if asked < len(_AFTER) else None


def is_last(asked: int) -> bool:
    """Whether the question number `asked` (from 1) is the last."""
    return asked >= len(_AFTER)
