"""Emergency access: opened with a reason for one person and one hour, ended, reviewed, called in when nobody does."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord, PurposeOfUse
from audit.ledger import record_change
from clinic.domain.break_glass import OPEN_FOR, REVIEWED_WITHIN, is_open, why_not_end, why_not_open, why_not_review
from clinic.enums import BreakGlassReason, Role, StaffAlert
from clinic.models import BreakGlass
from clinic.operations.alerts import alert_staff, settle_alerts
from clinic.operations.rights import NotAllowed, locked
from clinic.phi_policy import BREAK_GLASS_TABLE, emergency_adds
from clinic.queries import open_break_glass


@transaction.atomic
def break_glass(*, by: Actor, now: datetime, person_id: UUID, reason: BreakGlassReason, words: str) -> BreakGlass:
    """Row, event and the alert to the privacy officers stand or fall together. While one is open, it is the answer.

    `words` say why; they are sealed. Raises `NotAllowed`. Whether such a person exists is the caller's to know.
    """
    if by.kind == "staff":
        by, _ = locked(by, UUID(by.id))
    table, added = BREAK_GLASS_TABLE.get(by.role, frozenset()), emergency_adds(by.role)
    if why := why_not_open(by, table=table, added=added, words=words):
        raise NotAllowed(why)
    if opened := open_break_glass(UUID(by.id), person_id, now):
        return opened
    opened = BreakGlass(staff_id=UUID(by.id), person_id=person_id, reason=BreakGlassReason(reason), opened_at=now)
    opened.words, opened.ends_at, opened.review_due_at = words.strip(), now + OPEN_FOR, now + REVIEWED_WITHIN
    opened.save(force_insert=True)
    _record(AuditWord.BREAK_GLASS, by, opened, "opened", fields=table)
    alert_staff(
        alert=StaffAlert.BREAK_GLASS,
        once_key=f"break-glass:{opened.pk}",
        audience=Role.PRIVACY_OFFICER,
        subject_id=opened.pk,
    )
    return opened


@transaction.atomic
def end_early(*, by: Actor, now: datetime, break_glass_id: UUID) -> BreakGlass:
    """By the reader, with a click. Raises `NotAllowed`."""
    opened = BreakGlass.objects.select_for_update().get(pk=break_glass_id)
    if why := why_not_end(by, reader_id=str(opened.staff_id), ends_at=opened.ends_at, now=now):
        raise NotAllowed(why)
    opened.ends_at = now
    opened.save(update_fields=["ends_at"])
    _record(AuditWord.BREAK_GLASS, by, opened, "ended")
    return opened


@transaction.atomic
def review(*, by: Actor, now: datetime, break_glass_id: UUID, was_justified: bool) -> None:
    """By a privacy officer who is not the reader, once, when it has ended. Administrators hear of one that was not
    justified: what follows from it is the house's. Raises `NotAllowed`."""
    by, _ = locked(by, UUID(by.id))
    opened = BreakGlass.objects.select_for_update().get(pk=break_glass_id)
    ended, answered = not is_open(now, opened.ends_at), opened.reviewed_at is not None
    if why := why_not_review(by, reader_id=str(opened.staff_id), has_ended=ended, is_reviewed=answered):
        raise NotAllowed(why)
    opened.reviewed_by_id, opened.reviewed_at, opened.was_justified = UUID(by.id), now, was_justified
    opened.save(update_fields=["reviewed_by", "reviewed_at", "was_justified"])
    _record(AuditWord.REVIEW, by, opened, "justified" if was_justified else "not-justified")
    for alert in (StaffAlert.BREAK_GLASS, StaffAlert.REVIEW_OVERDUE):
        settle_alerts(alert=alert, subject_id=opened.pk, now=now, by=by)
    if not was_justified:
        alert_staff(
            alert=StaffAlert.NOT_JUSTIFIED,
            once_key=f"not-justified:{opened.pk}",
            audience=Role.ADMINISTRATOR,
            subject_id=opened.staff_id,
        )


@transaction.atomic
def call_in_overdue(*, now: datetime) -> int:
    """Tell privacy officers and administrators of each that nobody has reviewed in time, once. How many there are."""
    overdue = BreakGlass.objects.filter(reviewed_at=None, review_due_at__lte=now).values_list("pk", flat=True)
    for pk in overdue:
        for audience in (Role.PRIVACY_OFFICER, Role.ADMINISTRATOR):
            alert_staff(
                alert=StaffAlert.REVIEW_OVERDUE,
                once_key=f"break-glass-overdue:{pk}:{audience.value}",
                audience=audience,
                subject_id=pk,
            )
    return len(overdue)


def _record(word: AuditWord, by: Actor, opened: BreakGlass, what: str, fields: frozenset[str] = frozenset()) -> None:
    record_change(
        word=word,
        actor=by,
        people=[opened.person_id],
        fields=fields or ["clinic.breakglass"],
        purpose=PurposeOfUse.TREATMENT.value if word == AuditWord.BREAK_GLASS else PurposeOfUse.OPERATIONS.value,
        details={"what": what, "reason": opened.reason, "break_glass": str(opened.pk)},
    )
