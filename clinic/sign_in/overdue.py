"""Sign-ins that ended by themselves: their rows go, a line of the book each. Whoever notices first does it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from clinic.domain.sign_in import IDLE, why_ended
from clinic.models import StaffSession
from clinic.sign_in.events import record_ended

_AT_ONCE = 500


@transaction.atomic
def end_overdue(now: datetime) -> int:
    """Idle and too old ones, and those that never got their second factor. How many there were."""
    overdue = Q(expire_date__lte=now) | Q(staff__isnull=False, seen_at__lte=now - IDLE)
    rows = (
        StaffSession.objects.filter(overdue).select_related("staff").select_for_update(of=("self",), skip_locked=True)
    )
    found = list(rows[:_AT_ONCE])
    for row in found:
        why = why_ended(expires_at=row.expire_date, seen_at=row.seen_at, now=now)
        if row.staff and why:
            record_ended(row.staff, why)
    StaffSession.objects.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)
