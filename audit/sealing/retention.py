"""How long the book is kept: six years from the day an event was written (45 CFR 164.316(b)(2)(i)).

This proposes and never removes: see docs/recipes/keep-the-book.md for what an owner does by hand, and what
verification says afterwards.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit.models import AuditEvent, Seal

YEARS = 6


@dataclass(frozen=True, slots=True)
class Proposal:
    """`events` written before `before` may be archived: in whole seals, up to `last_seal` (0: not even one)."""

    before: datetime
    events: int
    last_seal: int

    def as_json(self) -> dict[str, Any]:
        return {"before": self.before.isoformat(), "events": self.events, "last_seal": self.last_seal}


def proposal(now: datetime) -> Proposal:
    before = _years_before(now)
    last = Seal.objects.filter(sealed_at__lt=before).order_by("-number").values_list("number", flat=True).first()
    return Proposal(before, AuditEvent.objects.filter(occurred_at__lt=before).count(), last or 0)


def _years_before(now: datetime) -> datetime:
    """29 February counts from 1 March: never less than six years."""
    try:
        return now.replace(year=now.year - YEARS)
    except ValueError:
        return now.replace(year=now.year - YEARS, month=2, day=28)
