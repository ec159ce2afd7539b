"""The second thing to know before a page behind a link in a message shows anything: the person's year of birth.

It is one thing, so that wrong years are counted for the person, whichever links, pages and appointments they were
written behind: five lock all of them, until staff open them again (DESIGN 5).
"""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Sum

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
    """Whether it is theirs. Every wrong answer counts; after the fifth the right one does not help either, behind any
    link of theirs. Answers that come at once are looked at one after the other. `purpose`, `subject_id`: where it was
    asked.

    Raises `Person.DoesNotExist`.
    """
    born = Person.objects.values_list("birth_year", flat=True).get(pk=person_id)
    _one_at_a_time(person_id)
    if is_locked(person_id=person_id):
        return False
    if is_their_birth_year(year, born, local_day(now, organisation().time_zone)):
        return True
    guard, _ = LinkGuard.objects.get_or_create(purpose=purpose, subject_id=subject_id, person_id=person_id)
    _count(guard, now)
    return False


def is_locked(*, person_id: UUID) -> bool:
    return LinkGuard.objects.filter(person_id=person_id, locked_at__isnull=False).exists()


@transaction.atomic
def open_again(*, by: Actor, now: datetime, guard_id: UUID) -> bool:
    """Staff have talked to the person: five more tries, behind all their links. False if it was not locked."""
    person_id = LinkGuard.objects.values_list("person_id", flat=True).get(pk=guard_id)
    _one_at_a_time(person_id)
    guard = LinkGuard.objects.get(pk=guard_id)
    if guard.locked_at is None:
        return False
    theirs = LinkGuard.objects.filter(person_id=person_id)
    for locked in theirs.filter(locked_at__isnull=False):
        settle_alerts(alert=StaffAlert.MESSAGE_LINK_LOCKED, subject_id=locked.pk, now=now, by=by)
    theirs.update(tries=0, locked_at=None, opened_at=now)
    _record(guard, by, "opened again", tries=0)
    return True


def _one_at_a_time(person_id: UUID) -> None:
    """In a transaction. Not by a row: what is not there cannot make anybody wait, and people are held for long by a
    rehearsal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('campaigns.link-guards'), hashtext(%s))", [str(person_id)]
        )


def _count(guard: LinkGuard, now: datetime) -> None:
    LinkGuard.objects.filter(pk=guard.pk).update(tries=F("tries") + 1)
    tries = LinkGuard.objects.filter(person_id=guard.person_id).aggregate(all=Sum("tries"))["all"]
    _record(guard, _STRANGER, "wrong year of birth", tries=tries)
    if tries >= MOST_TRIES:
        guard.locked_at = now
        guard.save(update_fields=["locked_at"])
        _tell(guard)


def _tell(guard: LinkGuard) -> None:
    for role in _TOLD:
        alert_staff(
            alert=StaffAlert.MESSAGE_LINK_LOCKED,
            once_key=f"{StaffAlert.MESSAGE_LINK_LOCKED}:{guard.pk}:{guard.locked_at:%Y%m%d%H%M%S}:{role}",
            audience=role,
            subject_id=guard.pk,
        )


def _record(guard: LinkGuard, by: Actor, what: str, *, tries: int) -> None:
    record_change(
        word=AuditWord.CHANGE,
        actor=by,
        people=[guard.person_id],
        fields=["campaigns.linkguard"],
        details={"guard": str(guard.pk), "purpose": guard.purpose, "what": what, "tries": tries},
    )
