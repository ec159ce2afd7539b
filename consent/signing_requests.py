"""What changes of a request to sign have in common: it is locked, closed once, and stands in the book."""

from datetime import datetime
from uuid import UUID

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.enums import StaffAlert
from clinic.operations.alerts import alert_staff
from consent.enums import SigningState
from consent.locking import lock_person
from consent.models import SigningRequest
from patients.models import Person


class RequestClosed(ValueError):
    """It was signed, declined, withdrawn or locked meanwhile, or its time or its person's life is over. Trying again
    does not help."""


def locked(request_id: UUID) -> SigningRequest:
    """The request, FOR UPDATE, after its person. Raises `SigningRequest.DoesNotExist`."""
    lock_person(SigningRequest.objects.values_list("person_id", flat=True).get(pk=request_id))
    return SigningRequest.objects.select_for_update().get(pk=request_id)


def locked_open(request_id: UUID, now: datetime) -> SigningRequest:
    """As `locked`, if it can still be answered. Raises `RequestClosed`."""
    request = locked(request_id)
    if not can_be_answered(request, now):
        raise RequestClosed(request.state)
    return request


def can_be_answered(request: SigningRequest, now: datetime) -> bool:
    """Open, in time, and its person lives."""
    if request.state != SigningState.OPEN or request.expires_at <= now:
        return False
    return not Person.objects.filter(pk=request.person_id, is_deceased=True).exists()


def close_signed(by: Actor, request: SigningRequest, now: datetime) -> None:
    """Its paper is signed, in this transaction."""
    close(by, request, SigningState.SIGNED, now)
    tell_who_asked(request)


def close_locked(by: Actor, request: SigningRequest, now: datetime) -> None:
    """Too many wrong answers, in this transaction."""
    close(by, request, SigningState.LOCKED, now)


def close(by: Actor, request: SigningRequest, state: SigningState, now: datetime) -> None:
    request.state, request.closed_at, request.code_key = state, now, None
    request.save(update_fields=["state", "closed_at", "code_key"])
    record_step(by, request, state.value)


def record_step(by: Actor, request: SigningRequest, what: str, **more: int) -> None:
    record_change(
        word=AuditWord.CONSENT,
        actor=by,
        people=[request.person_id],
        fields=["consent.signingrequest.state"],
        details={"request": str(request.pk), "kind": request.kind, "way": request.way, "what": what, **more},
    )


def tell_who_asked(request: SigningRequest) -> None:
    alert_staff(
        alert=StaffAlert.AUTHORIZATION_SIGNED,
        once_key=f"{StaffAlert.AUTHORIZATION_SIGNED}:{request.pk}",
        recipient_id=request.asked_by,
        subject_id=request.pk,
    )
