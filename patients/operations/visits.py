"""Writes about what took place."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit import blind, ledger
from audit.domain.actors import Actor
from audit.enums import AuditWord
from clinic.enums import ServiceCategory
from patients.models import Procedure, Visit
from patients.moments import require_aware


@transaction.atomic
def record_visit(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    category: ServiceCategory | str,
    started_at: datetime,
    ended_at: datetime | None = None,
    location_id: UUID | None = None,
    source: str = "",
    external_id: str = "",
) -> Visit:
    """Add a visit that has begun by `now`. Raises ValueError for one that has not, or that ends before it begins."""
    _require_past(started_at, now)
    if ended_at is not None and ended_at < started_at:
        raise ValueError("a visit cannot end before it begins")
    visit = Visit.objects.create(
        person_id=person_id,
        location_id=location_id,
        category=ServiceCategory(category),
        started_at=started_at,
        ended_at=ended_at,
        source=source,
        external_key=blind.external_key(source, external_id) if external_id else None,
    )
    _record(by, person_id, "patients.visit", visit.pk)
    return visit


@transaction.atomic
def record_procedure(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    category: ServiceCategory | str,
    ended_at: datetime,
    visit_id: UUID | None = None,
    source: str = "",
    external_id: str = "",
) -> Procedure:
    """Add something done, ended by `now`. Raises ValueError otherwise, or when the visit is another person's."""
    _require_past(ended_at, now)
    if visit_id and not Visit.objects.filter(pk=visit_id, person_id=person_id).exists():
        raise ValueError("the visit is not this person's")
    procedure = Procedure.objects.create(
        person_id=person_id,
        visit_id=visit_id,
        category=ServiceCategory(category),
        ended_at=ended_at,
        source=source,
        external_key=blind.external_key(source, external_id) if external_id else None,
    )
    _record(by, person_id, "patients.procedure", procedure.pk)
    return procedure


def _require_past(moment: datetime, now: datetime) -> None:
    require_aware(moment)
    if moment > now:
        raise ValueError("this has not happened yet")


def _record(by: Actor, person_id: UUID, what: str, row: UUID) -> None:
    ledger.record_change(word=AuditWord.CREATE, actor=by, people=[person_id], fields=[what], details={"row": str(row)})
