"""What the pages about access show."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from audit.models import AuditEvent
from clinic.domain.break_glass import is_open, is_overdue
from clinic.enums import GrantState
from clinic.models import AccessGrant, BreakGlass, Staff
from clinic.queries import with_state_of_access


@dataclass(frozen=True, slots=True)
class WaitingGrant:
    """A role that waits; `why_not`: why the reader does not decide it, as a sentence."""

    grant: AccessGrant
    why_not: str
    may_withdraw: bool


def members() -> QuerySet[Staff]:
    """Everybody whose access is looked after here: superusers are the shell's."""
    return with_state_of_access(Staff.objects.filter(is_superuser=False))


def waiting_grants() -> list[AccessGrant]:
    """Oldest first."""
    waiting = AccessGrant.objects.filter(state=GrantState.ASKED).order_by("asked_at", "id")
    return list(waiting.select_related("staff", "asked_by"))


#: How long a reviewed one stays on the page.
_LATELY = timedelta(days=30)


@dataclass(slots=True)
class Emergency:
    """`looks`: events of the book that say they rest on it. `words` are revealed for one page, never kept."""

    opened: BreakGlass
    looks: int
    is_open: bool
    is_overdue: bool
    words: str = ""
    may_review: bool = False


def emergencies(now: datetime) -> list[Emergency]:
    """What waits for a review, oldest first, then what was reviewed lately. Two queries."""
    shown = Q(reviewed_at=None) | Q(reviewed_at__gte=now - _LATELY)
    rows = list(BreakGlass.objects.filter(shown).select_related("staff", "reviewed_by").order_by("opened_at"))
    looks = _looks_under(rows)
    return [
        Emergency(
            row,
            looks[str(row.pk)],
            is_open(now, row.ends_at),
            is_overdue(now, row.review_due_at, is_reviewed=row.reviewed_at is not None),
        )
        for row in rows
    ]


def _looks_under(rows: Sequence[BreakGlass]) -> Counter[str]:
    if not rows:
        return Counter()
    readers, first = {str(row.staff_id) for row in rows}, min(row.opened_at for row in rows)
    events = AuditEvent.objects.filter(actor_id__in=readers, occurred_at__gte=first)
    under = events.filter(details__has_key="break_glass").exclude(word="break-glass")
    return Counter(under.values_list("details__break_glass", flat=True))
