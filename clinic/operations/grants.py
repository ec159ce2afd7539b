"""A role for somebody: asked by one, decided by another (`clinic.domain.grants`). Only a granted one is in force.

The shell's is granted at once. Each step is one line of the book in its transaction.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from clinic.domain.grants import DECIDERS, Asked, why_not_ask, why_not_decide, why_not_withdraw
from clinic.enums import GrantState, Role, StaffAlert
from clinic.models import AccessGrant, Staff
from clinic.operations.alerts import alert_staff, settle_alerts
from clinic.operations.rights import NotAllowed, locked, member_of, record, staff_id_of


@transaction.atomic
def ask(*, by: Actor, now: datetime, staff_id: UUID, role: Role) -> AccessGrant:
    """A new member, another role, or somebody who comes back. Raises `NotAllowed`, and `Staff.DoesNotExist`."""
    by, staff = locked(by, staff_id)
    if why := why_not_ask(by, member_of(staff), Role(role)):
        raise NotAllowed(why)
    grant = AccessGrant.objects.create(staff=staff, role=Role(role), asked_by_id=staff_id_of(by), asked_at=now)
    record(by, staff_id, "asked", grant.role, grant=str(grant.pk))
    if by.kind == "system":
        _put_in_force(grant, staff, by, now)
    else:
        _tell_deciders(grant)
    return grant


@transaction.atomic
def grant_asked(*, by: Actor, now: datetime, grant_id: UUID) -> AccessGrant:
    """From now on they have the role and may sign in. Raises `NotAllowed`: also when somebody was first."""
    by, staff, grant = _waiting(by, grant_id)
    _put_in_force(grant, staff, by, now)
    return grant


@transaction.atomic
def refuse_asked(*, by: Actor, now: datetime, grant_id: UUID) -> None:
    """Nothing changes for them. Raises `NotAllowed`."""
    by, staff, grant = _waiting(by, grant_id)
    _settle(grant, GrantState.REFUSED, by, now)
    record(by, staff.pk, "refused", grant.role, grant=str(grant.pk))


@transaction.atomic
def withdraw_asked(*, by: Actor, now: datetime, grant_id: UUID) -> None:
    """By who asked. Raises `NotAllowed`."""
    by, staff, grant = _locked(by, grant_id)
    if why := why_not_withdraw(by, _asked(grant)):
        raise NotAllowed(why)
    _settle(grant, GrantState.WITHDRAWN, None, now)
    record(by, staff.pk, "withdrawn", grant.role, grant=str(grant.pk))


def possible_deciders(grant: AccessGrant) -> list[UUID]:
    """Everybody here who may decide it: not the one who asked, not the one it is for, no superuser."""
    concerned = [grant.staff_id, grant.asked_by_id or grant.staff_id]
    deciders = Staff.objects.filter(role__in=DECIDERS, is_active=True, is_superuser=False).exclude(pk__in=concerned)
    return list(deciders.values_list("pk", flat=True))


def _waiting(by: Actor, grant_id: UUID) -> tuple[Actor, Staff, AccessGrant]:
    """What may be decided, locked: of two who decide at once, the second is told."""
    by, staff, grant = _locked(by, grant_id)
    if why := why_not_decide(by, _asked(grant)):
        raise NotAllowed(why)
    return by, staff, grant


def _locked(by: Actor, grant_id: UUID) -> tuple[Actor, Staff, AccessGrant]:
    """People first, then the grant: the order of everybody who changes rights."""
    by, staff = locked(by, AccessGrant.objects.only("staff_id").get(pk=grant_id).staff_id)
    return by, staff, AccessGrant.objects.select_for_update().get(pk=grant_id)


def _asked(grant: AccessGrant) -> Asked:
    return Asked(str(grant.staff_id), str(grant.asked_by_id or ""), waits=grant.state == GrantState.ASKED)


def _put_in_force(grant: AccessGrant, staff: Staff, by: Actor, now: datetime) -> None:
    before = AccessGrant.objects.filter(staff=staff, state=GrantState.GRANTED)
    was = before.values_list("role", flat=True).first() or ""
    before.update(state=GrantState.REPLACED, ended_at=now)
    _settle(grant, GrantState.GRANTED, by, now)
    staff.role, staff.is_active = grant.role, True
    staff.save(update_fields=["role", "is_active"])
    record(by, staff.pk, "granted", grant.role, grant=str(grant.pk), before=was)


def _settle(grant: AccessGrant, state: GrantState, by: Actor | None, now: datetime) -> None:
    grant.state, grant.decided_at, grant.decided_by_id = state, now, staff_id_of(by) if by else None
    grant.save(update_fields=["state", "decided_at", "decided_by"])
    settle_alerts(alert=StaffAlert.GRANT_ASKED, subject_id=grant.pk, now=now, by=by)


def _tell_deciders(grant: AccessGrant) -> None:
    for decider in possible_deciders(grant):
        alert_staff(
            alert=StaffAlert.GRANT_ASKED,
            once_key=f"grant-asked:{grant.pk}:{decider}",
            recipient_id=decider,
            subject_id=grant.pk,
        )
