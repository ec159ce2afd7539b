"""What the pages about access show."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from audit.domain.actors import Actor
from audit.models import AuditEvent
from clinic.domain.access_reviews import stand_in
from clinic.domain.break_glass import is_open, is_overdue
from clinic.domain.grants import ROLES_TO_KEEP_FILLED
from clinic.enums import GrantState, ReviewAnswer, Role
from clinic.models import AccessGrant, AccessReview, AccessReviewItem, BreakGlass, Staff
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
    under = events.filter(details__has_key="break_glass").exclude(word__in=("break-glass", "review"))
    return Counter(under.values_list("details__break_glass", flat=True))


@dataclass(frozen=True, slots=True)
class Progress:
    """A review as counts, and as the widths of a bar of 100. `last_ones`: who must not be forgotten."""

    review: AccessReview
    kept: int
    ended: int
    waiting: tuple[AccessReviewItem, ...]
    last_ones: tuple[str, ...]

    @property
    def all(self) -> int:
        return self.kept + self.ended + len(self.waiting)

    @property
    def bar(self) -> tuple[int, int, int]:
        """Width of kept, width of ended, and where the rest begins."""
        whole = self.all or 1
        kept, ended = 100 * self.kept // whole, 100 * self.ended // whole
        return kept, ended, kept + ended


def own_items(by: Actor) -> list[AccessReviewItem]:
    """The lines that this reader answers, in open reviews."""
    role = by.role
    stands_in = Q(pk=None)
    if role in {stand_in(owner) for owner in Role.values}:
        owners = [owner for owner in Role.values if stand_in(owner) == role]
        stands_in = Q(reviewer=None, grant__role__in=owners)
    waiting = _waiting().filter(Q(reviewer_id=by.id) | stands_in).exclude(grant__staff_id=by.id)
    return list(waiting)


def open_reviews() -> list[Progress]:
    """Newest first, each with what still waits."""
    found = list(AccessReview.objects.filter(closed_at=None))
    answered = AccessReviewItem.objects.filter(review__in=found).exclude(answer="")
    given = Counter(answered.values_list("review_id", "answer"))
    waiting = list(_waiting())
    last = _last_ones()
    return [
        Progress(
            review,
            kept=given[review.pk, ReviewAnswer.KEEP],
            ended=given[review.pk, ReviewAnswer.END],
            waiting=tuple(mine := [item for item in waiting if item.review_id == review.pk]),
            last_ones=tuple(str(item.grant.staff) for item in mine if item.grant.staff_id in last),
        )
        for review in found
    ]


def _waiting() -> QuerySet[AccessReviewItem]:
    waiting = AccessReviewItem.objects.filter(answer="", review__closed_at=None, grant__state=GrantState.GRANTED)
    return waiting.select_related("review", "grant__staff", "reviewer").order_by("grant__staff__username")


def _last_ones() -> set[UUID]:
    """Who is the only one left in a role that the clinic cannot do without."""
    here = Staff.objects.filter(is_active=True, is_superuser=False, role__in=ROLES_TO_KEEP_FILLED)
    found = list(here.values_list("pk", "role"))
    number = Counter(role for _, role in found)
    return {pk for pk, role in found if number[role] == 1}
