"""What a trial's worker does while the clock of its machine is set, or the machine sleeps."""

import time
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from campaigns.channels.smtp import SmtpLine
from campaigns.operations.delivery import deliver_due
from clinic.ticking import seconds_gone_by
from journeys.trials.house import BY

_LOOKS_BEFORE = 5  # at the clock, in a delivery


def deliver_across(at: str, seconds: float) -> dict[str, int]:
    """The machine sleeps so long in the middle."""
    looks = count()
    report = deliver_due(
        datetime.fromisoformat(at),
        by=BY,
        ticks=lambda: seconds_gone_by() + (seconds if next(looks) > _LOOKS_BEFORE else 0),
    )
    return dict(report.outcomes)


def deliver_while_it_is_set(at: str, seconds: float) -> dict[str, int]:
    """Somebody sets the machine's clock by so much, and back, again and again."""
    right, looks = timezone.now, count()

    def wrong() -> datetime:
        return right() + timedelta(seconds=seconds * (next(looks) % 2))

    setattr(timezone, "now", wrong)  # noqa: B010
    try:
        return dict(deliver_due(datetime.fromisoformat(at), by=BY).outcomes)
    finally:
        setattr(timezone, "now", right)  # noqa: B010


def slow_down(seconds: float) -> None:
    """Each mail takes so much longer from now on."""
    hand_over = SmtpLine.hand_over

    def slow(self: SmtpLine, mail: Any) -> Any:
        time.sleep(seconds)
        return hand_over(self, mail)

    setattr(SmtpLine, "hand_over", slow)  # noqa: B010
