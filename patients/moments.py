"""Moments are aware; what a clinic's wall clock says is not a moment yet."""

from datetime import datetime


def require_aware(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
