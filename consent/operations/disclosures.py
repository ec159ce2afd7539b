"""Keeping account of disclosures that a person may ask for (45 CFR 164.528(b))."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.domain.hours import local_day
from clinic.queries import organisation
from consent.enums import DisclosureKind
from consent.locking import lock_person
from consent.models import Disclosure


@transaction.atomic
def record(
    *, by: Actor, now: datetime, person_id: UUID, kind: str, disclosed_on: date, recipient: str, what: str, why: str
) -> Disclosure:
    """Write one down, with all that (b)(2) asks for. It stays as it is: a mistake is followed by a corrected one.

    Raises `ValueError` for a day that has not come or a missing word; `Person.DoesNotExist`.
    """
    if disclosed_on > local_day(now, organisation().time_zone):
        raise ValueError("a disclosure cannot lie in the future")
    if not (recipient.strip() and what.strip() and why.strip()):
        raise ValueError("to whom, what and what for: the law asks for all three")
    lock_person(person_id)
    row = Disclosure(
        person_id=person_id,
        kind=DisclosureKind(kind),
        disclosed_on=disclosed_on,
        recipient=recipient.strip(),
        what=what.strip(),
        why=why.strip(),
        recorded_by=by.staff_id,
        recorded_at=now,
    )
    row.save(force_insert=True)
    record_change(
        word=AuditWord.CREATE,
        actor=by,
        people=[person_id],
        fields=["consent.disclosure"],
        details={"disclosure": str(row.pk), "kind": row.kind},
    )
    return row
