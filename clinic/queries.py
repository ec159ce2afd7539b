"""Reads about the house."""

from datetime import date, datetime, time
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from clinic.enums import BaaScope, Channel, GrantState
from clinic.models import AccessGrant, Authenticator, BlockedDate, BreakGlass, Organisation, Staff, Vendor


def organisation() -> Organisation:
    """The clinic; an unsaved one with plain words until somebody has set it up."""
    return Organisation.objects.first() or Organisation(
        name="Our clinic",
        postal_address="",
        phone="",
        email=settings.DEFAULT_FROM_EMAIL,
        quiet_from=time(20),  # as the fields' defaults, which are texts until they have been saved
        quiet_until=time(8),
        nightly_at=time(2),
        rehearsed_at=time(15),
        opens_at=time(7),
        closes_at=time(20),
    )


def blocked_days() -> frozenset[date]:
    return frozenset(BlockedDate.objects.values_list("day", flat=True))


def vendor_with_baa(channel: Channel, backend: str, today: date) -> Vendor | None:
    """The vendor behind a backend, if its business associate agreement is in force on `today` and covers sending."""
    return (
        Vendor.objects.filter(channel=channel, backend=backend, baa_signed_on__lte=today)
        .filter(baa_scope__contains=[BaaScope.SEND])
        .filter(Q(baa_ends_on=None) | Q(baa_ends_on__gte=today))
        .first()
    )


def open_break_glass(staff_id: UUID, person_id: UUID, now: datetime) -> BreakGlass | None:
    """The emergency access of one reader to one person that is open now, one just opened by a slower clock included."""
    opened = BreakGlass.objects.filter(staff_id=staff_id, person_id=person_id, ends_at__gt=now)
    return opened.first()


def with_state_of_access(staff: QuerySet[Staff]) -> QuerySet[Staff]:
    """Each with `asked_role` (what waits for a second person), `newest_state` (of their other grants) and
    `has_second_factor`."""
    latest = AccessGrant.objects.filter(staff=OuterRef("pk")).order_by("-asked_at", "-id")
    return staff.annotate(
        asked_role=Subquery(latest.filter(state=GrantState.ASKED).values("role")[:1]),
        has_second_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"), confirmed=True)),
        newest_state=Subquery(latest.exclude(state=GrantState.ASKED).values("state")[:1]),
    )
