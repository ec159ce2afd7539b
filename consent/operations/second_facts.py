"""The second thing to know before a link to sign, or to a copy, shows anything: the patient's year of birth.

Whoever reads the mailbox may hold the link. Five wrong years, and the link opens nothing any more (DESIGN 5).
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.domain.hours import local_day
from clinic.enums import Role, StaffAlert
from clinic.operations.alerts import alert_staff
from clinic.queries import organisation
from consent.domain.signing import MOST_TRIES, is_their_birth_year
from consent.enums import SigningState
from consent.models import SigningRequest
from consent.signing_requests import close_locked, locked
from patients.models import Person

_STRANGER = Actor.system("stranger")


@transaction.atomic
def knows_birth_year(*, now: datetime, request_id: UUID, year: int) -> bool:
    """Whether it is the patient's. Every wrong answer counts, also after the signature, when the copy is asked for;
    after the fifth the right one does not help either. Raises `SigningRequest.DoesNotExist`."""
    request = locked(request_id)
    if is_used_up(request):
        return False
    born = Person.objects.values_list("birth_year", flat=True).get(pk=request.person_id)
    if is_their_birth_year(year, born, local_day(now, organisation().time_zone)):
        return True
    _count(request, now)
    return False


def is_used_up(request: SigningRequest) -> bool:
    return request.tries >= MOST_TRIES


def _count(request: SigningRequest, now: datetime) -> None:
    request.tries += 1
    request.save(update_fields=["tries"])
    record_change(
        word=AuditWord.CONSENT,
        actor=_STRANGER,
        people=[request.person_id],
        fields=["consent.signingrequest.tries"],
        details={"request": str(request.pk), "what": "wrong year of birth", "tries": request.tries},
    )
    if is_used_up(request):
        _lock(request, now)


def _lock(request: SigningRequest, now: datetime) -> None:
    if request.state == SigningState.OPEN:
        close_locked(_STRANGER, request, now)
    once = f"{StaffAlert.SIGNING_LOCKED}:{request.pk}"
    alert_staff(alert=StaffAlert.SIGNING_LOCKED, once_key=once, recipient_id=request.asked_by, subject_id=request.pk)
    alert_staff(
        alert=StaffAlert.SIGNING_LOCKED,
        once_key=f"{once}:{Role.PRIVACY_OFFICER}",
        audience=Role.PRIVACY_OFFICER,
        subject_id=request.pk,
    )
