"""The second thing to know before a page behind a link in a message shows anything: the person's year of birth.

Five wrong years lock all links to the same thing, until staff open them again (DESIGN 5).
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.enums import LinkPurpose
from campaigns.models import LinkGuard
from clinic.domain.hours import local_day
from clinic.enums import Role, StaffAlert
from clinic.operations.alerts import alert_staff, settle_alerts
from clinic.queries import organisation
from consent.domain.signing import MOST_TRIES, is_their_birth_year
from patients.models import Person

_STRANGER = Actor.system("stranger")
_TOLD = (Role.FRONT_DESK, Role.PRIVACY_OFFICER)


@transaction.atomic
def knows_birth_year(*, now: datetime, purpose: LinkPurpose, subject_id: UUID, person_id: UUID, year: int) -> bool:
    """Whether it is theirs. Every wrong answer counts; after the fifth the right one does not help either. Answers
    that come at once are looked at one after the other: the first of all, too.

    Raises `Person.DoesNotExist`.
    """
    born = Person.objects.values_list("birth_year", flat=True).get(pk=person_id)
    guard = _locked_guard(purpose, subject_id, person_id)
    if guard.locked_at:
        return False
    if is_their_birth_year(year, born, local_day(now, organisation().time_zone)):
        return True
    _count(guard, now)
    return False


def is_locked(*, purpose: LinkPurpose, subject_id: UUID, person_id: UUID) -> bool:
    guards = LinkGuard.objects.filter(purpose=purpose, subject_id=subject_id, person_id=person_id)
    return guards.filter(locked_at__isnull=False).exists()


@transaction.atomic
def open_again(*, by: Actor, now: datetime, guard_id: UUID) -> bool:
    """Staff have talked to the person: five more tries. False if it was not locked."""
    guard = LinkGuard.objects.select_for_update().get(pk=guard_id)
    if guard.locked_at is None:
        return False
    guard.tries, guard.locked_at, guard.opened_at = 0, None, now
    guard.save(update_fields=["tries", "locked_at", "opened_at"])
    settle_alerts(alert=StaffAlert.MESSAGE_LINK_LOCKED, subject_id=guard.pk, now=now, by=by)
    _record(guard, by, "opened again")
    return True


def _locked_guard(purpose: LinkPurpose, subject_id: UUID, person_id: UUID) -> LinkGuard:
    """FOR UPDATE. It is made before it is locked: what is not there cannot make anybody wait."""
    guard, _ = LinkGuard.objects.get_or_create(purpose=purpose, subject_id=subject_id, person_id=person_id)
    return LinkGuard.objects.select_for_update().get(pk=guard.pk)


def _count(guard: LinkGuard, now: datetime) -> None:
    guard.tries += 1
    guard.locked_at = now if guard.tries >= MOST_TRIES else None
    guard.save(update_fields=["tries", "locked_at"])
    _record(guard, _STRANGER, "wrong year of birth")
    if guard.locked_at:
        _tell(guard)


def _tell(guard: LinkGuard) -> None:
    for role in _TOLD:
        alert_staff(
            alert=StaffAlert.MESSAGE_LINK_LOCKED,
            once_key=f"{StaffAlert.MESSAGE_LINK_LOCKED}:{guard.pk}:{guard.locked_at:%Y%m%d%H%M%S}:{role}",
            audience=role,
            subject_id=guard.pk,
        )


def _record(guard: LinkGuard, by: Actor, what: str) -> None:
    record_change(
        word=AuditWord.CHANGE,
        actor=by,
        people=[guard.person_id],
        fields=["campaigns.linkguard"],
        details={"guard": str(guard.pk), "purpose": guard.purpose, "what": what, "tries": guard.tries},
    )
