"""Of several rows about one thing the latest counts, also where a clock runs behind."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, QuerySet

_NEXT = timedelta(microseconds=1)


def moment_after(now: datetime, earlier: QuerySet[Any]) -> datetime:
    """When a word said now is recorded: after `earlier` ones (rows with `recorded_at`), whatever the clock says."""
    latest: datetime | None = earlier.aggregate(latest=Max("recorded_at"))["latest"]
    return max(now, latest + _NEXT) if latest else now
