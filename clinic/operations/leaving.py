"""Somebody leaves: one call ends everything they could do here (45 CFR 164.308(a)(3)(ii)(C)).

The account stays: the book names it. Exports and other long work ask between batches whether who began them still
works here (`audit.exporting.still_may_or_cut`). Authenticators stay too, and open nothing.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from clinic.domain.access_reviews import stand_in
from clinic.domain.grants import DECIDERS, ROLES_TO_KEEP_FILLED, why_not_let_go
from clinic.enums import GrantState, Role, StaffAlert
from clinic.models import AccessGrant, AccessReviewItem, BreakGlass, Staff
from clinic.operations.alerts import alert_staff, settle_alerts
from clinic.operations.rights import NotAllowed, locked, member_of, record
from clinic.sign_in.sessions import end_sessions_of


@transaction.atomic
def let_go(*, by: Actor, now: datetime, staff_id: UUID) -> None:
    """From the next request on they are nobody. Raises `NotAllowed`, and `Staff.DoesNotExist`."""
    by, staff = locked(by, staff_id)
    if why := why_not_let_go(by, member_of(staff)):
        raise NotAllowed(why)
    end_access(by=by, now=now, staff=staff, state=GrantState.ENDED, what="let-go")


def end_access(*, by: Actor, now: datetime, staff: Staff, state: GrantState, what: str) -> None:
    """Inside a transaction that holds the row of `staff`; whether it may be is the caller's to ask.

    1. The account is closed. 2. What was granted ends, what was asked for them is withdrawn. 3. Sessions end.
    4. Emergency access ends. 5. Whose access they kept or ended falls to their own manager.
    """
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    _end_grants(staff, state, by, now)
    sessions = end_sessions_of(staff.pk)
    opened = BreakGlass.objects.filter(staff=staff, ends_at__gt=now).update(ends_at=now)
    handed_on = _hand_on(staff)
    if staff.role in DECIDERS:
        _tell_of_a_guard(staff, now)
    record(by, staff.pk, what, staff.role, sessions=sessions, break_glass=opened, reviews=handed_on)


def _tell_of_a_guard(staff: Staff, now: datetime) -> None:
    """Of an administrator or privacy officer who can do nothing any more: nobody ends that unseen."""
    for audience in (Role.PRIVACY_OFFICER, Role.ADMINISTRATOR):
        alert_staff(
            alert=StaffAlert.GUARD_LET_GO,
            once_key=f"guard-let-go:{staff.pk}:{now.timestamp()}:{audience.value}",
            audience=audience,
            subject_id=staff.pk,
        )


def last_of(staff: Staff) -> str:
    """The role of which they are the last who is left, if the clinic needs somebody in it; else empty."""
    if staff.role not in ROLES_TO_KEEP_FILLED or not staff.is_active:
        return ""
    others = Staff.objects.filter(role=staff.role, is_active=True, is_superuser=False).exclude(pk=staff.pk)
    return "" if others.exists() else staff.role


def _end_grants(staff: Staff, state: GrantState, by: Actor, now: datetime) -> None:
    grants = AccessGrant.objects.filter(staff=staff)
    grants.filter(state=GrantState.GRANTED).update(state=state, ended_at=now)
    for asked in grants.filter(state=GrantState.ASKED):
        settle_alerts(alert=StaffAlert.GRANT_ASKED, subject_id=asked.pk, now=now, by=by)
    grants.filter(state=GrantState.ASKED).update(state=GrantState.WITHDRAWN, decided_at=now)


def _hand_on(staff: Staff) -> int:
    """Their team and their unanswered reviews; without a manager of their own, whoever stands in answers."""
    heir = staff.manager if staff.manager and staff.manager.is_active else None
    Staff.objects.filter(manager=staff).exclude(pk__in=[heir.pk] if heir else []).update(manager=heir)
    left = AccessReviewItem.objects.filter(reviewer=staff, answer="", review__closed_at=None)
    told = set(left.values_list("review_id", "grant__role"))
    number = left.exclude(grant__staff=heir).update(reviewer=heir) + left.update(reviewer=None)
    for review_id, role in told:
        _tell(heir, review_id, stand_in(role), staff)
    return number


def _tell(heir: Staff | None, review_id: UUID, stand_ins: str, left: Staff) -> None:
    alert_staff(
        alert=StaffAlert.ACCESS_REVIEW,
        once_key=f"access-review:{review_id}:{'heir' if heir else stand_ins}:left:{left.pk}",
        audience=None if heir else Role(stand_ins),
        recipient_id=heir.pk if heir else None,
        subject_id=review_id,
    )
