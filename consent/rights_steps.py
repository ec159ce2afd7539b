"""What every change of a request for a right does: it locks the row, adds a step, and stands in the book."""

from datetime import datetime
from uuid import UUID

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.enums import NoticeKind, StaffAlert
from clinic.models import Notice
from clinic.operations.alerts import settle_alerts
from consent.enums import RightsState, RightsStepKind
from consent.models import RightsRequest, RightsStep
from patients.enums import PersonKind


class Closed(ValueError):
    """The request was answered or taken back before. Nothing was written."""


def locked(request_id: UUID) -> RightsRequest:
    """The row, FOR UPDATE. Raises `RightsRequest.DoesNotExist`."""
    return RightsRequest.objects.select_for_update().get(pk=request_id)


def locked_open(request_id: UUID) -> RightsRequest:
    """Raises `Closed`, and `RightsRequest.DoesNotExist`."""
    request = locked(request_id)
    if request.closed_at is not None:
        raise Closed("the request is closed")
    return request


def add_step(
    request: RightsRequest,
    what: RightsStepKind,
    *,
    by: Actor,
    now: datetime,
    ground: str = "",
    note: str = "",
    told_to: UUID | None = None,
) -> RightsStep:
    """The step, and its line in the book: which request and what; never a word of it."""
    step = RightsStep(
        request=request, at=now, by=by.staff_id, what=what, ground=ground, note=note.strip(), told_to_id=told_to
    )
    step.save(force_insert=True)
    record_change(
        word=AuditWord.CREATE if what == RightsStepKind.RECEIVED else AuditWord.CHANGE,
        actor=by,
        people=sorted({one for one in (request.person_id, request.reply_to_id) if one}),
        fields=["consent.rightsrequest.state"],
        details={"request": str(request.pk), "kind": request.kind, "what": what.value, "ground": ground},
    )
    return step


def close(request: RightsRequest, state: RightsState, *, by: Actor, now: datetime) -> None:
    """For good; what reminded staff of it leaves their desks."""
    request.state, request.closed_at = state, now
    request.save(update_fields=["state", "closed_at"])
    for alert in (StaffAlert.RIGHTS_ASKED, StaffAlert.RIGHTS_DUE):
        settle_alerts(alert=alert, subject_id=request.pk, now=now, by=by)


def tell(
    request: RightsRequest, what: RightsStepKind, *, by: Actor, now: datetime, ground: str = "", note: str = ""
) -> None:
    """A step that the person reads, and the mail with the link to it alone: to the person we know at the address on
    file, else to the address that was typed. Without either, or without the year of birth that the link to a patient's
    answer asks for, the desk prints a letter."""
    to = _mailed(request)
    step = add_step(request, what, by=by, now=now, ground=ground, note=note, told_to=to or request.person_id)
    if to:
        leave_notice(NoticeKind.RIGHTS_ANSWERED, step.pk, to)


def leave_notice(kind: NoticeKind, subject_id: UUID, person_id: UUID) -> None:
    """Once for each request or step."""
    Notice.objects.create(kind=kind, person_id=person_id, subject_id=subject_id, once_key=f"{kind.value}:{subject_id}")


def _mailed(request: RightsRequest) -> UUID | None:
    known = request.person
    if known and known.kind == PersonKind.PATIENT and known.birth_year is None:
        return None
    return known.pk if known and (known.confidential_email_key or known.email_key) else request.reply_to_id
