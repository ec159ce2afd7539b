"""Who has a place at a seminar to come: their address is kept until then (`settings.STILL_EXPECTED`)."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from campaigns.enums import PlaceState
from campaigns.models import SeminarPlace


def expected(now: datetime) -> QuerySet[SeminarPlace, Any]:
    """Their ids."""
    held = SeminarPlace.objects.filter(state=PlaceState.HELD, seminar__starts_at__gt=now)
    return held.values("person_id")
