"""When to remind somebody of a day that comes near."""

from collections.abc import Collection
from datetime import date

AGREEMENT_STAGES = (60, 30, 7, 1, 0)
REGISTER_STAGES = (30, 7, 0)


def stage_on(today: date, due_on: date, stages: Collection[int]) -> int | None:
    """The stage that is reached: the least number of days before `due_on` that has come; None: too early.

    Days on which nothing ran are caught up with the one stage that holds now, not with all that were missed.
    """
    left = (due_on - today).days
    return min((stage for stage in stages if stage >= left), default=None)
