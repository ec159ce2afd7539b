"""Requests for rights among the matters of the privacy desk."""

from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.db.models.functions import Coalesce
from django.urls import reverse

from clinic.domain.hours import local_day
from clinic.domain.privacy import PrivacyCard, State
from clinic.queries import organisation
from consent.models import RightsRequest

_SOON = timedelta(days=7)


def requests(now: datetime) -> PrivacyCard:
    """One query: how many are open, and the nearest last day."""
    today = local_day(now, organisation().time_zone)
    last = Coalesce("extended_to", "due_on")
    found = RightsRequest.objects.filter(closed_at=None).aggregate(number=Count("pk"), first=Min(last))
    first = found["first"]
    state = State.GOOD if first is None or first > today + _SOON else State.ACT if first < today else State.LOOK
    note = f"the next answer is due on {first:%-d %B}" if first else "nobody waits for an answer"
    return PrivacyCard("Requests for rights", str(found["number"]), state, note, reverse("admin:desk-rights"))
