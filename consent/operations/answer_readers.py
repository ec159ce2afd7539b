"""Before an answer about a patient is read over a link: the patient's year of birth, as before a form is signed.

Whoever reads the mailbox has the link. After five wrong years for one request its links open nothing any more; the
desk prints the answer. Answers to somebody who is no patient here hold nothing of a record, and have no such year.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from clinic.domain.hours import local_day
from clinic.enums import Role, StaffAlert
from clinic.operations.alerts import alert_staff
from clinic.queries import organisation
from consent.domain.signing import MOST_TRIES, is_their_birth_year
from consent.enums import RightsStepKind
from consent.models import RightsRequest, RightsStep
from consent.rights_steps import add_step, locked
from patients.enums import PersonKind
from patients.models import Person

_STRANGER = Actor.system("stranger")


def patient_of(step: RightsStep) -> Person | None:
    """Whose year of birth is asked for: who was told, else of whom the answer is, if that is a patient."""
    of_whom = step.request.person if step.what != RightsStepKind.EXTENDED else None
    return next((one for one in (step.told_to, of_whom) if one and one.kind == PersonKind.PATIENT), None)


def is_used_up(request: RightsRequest) -> bool:
    return request.tries >= MOST_TRIES


@transaction.atomic
def knows_birth_year(*, now: datetime, step_id: UUID, year: int) -> bool:
    """Whether it is the patient's. Every wrong answer counts; after the fifth the right one does not help either.
    Raises `RightsStep.DoesNotExist`, `LookupError` for an answer that is no patient's."""
    step = RightsStep.objects.select_related("told_to", "request__person").get(pk=step_id)
    patient = patient_of(step)
    if patient is None:
        raise LookupError("no year of birth is asked for")
    request = locked(step.request_id)
    if is_used_up(request):
        return False
    if is_their_birth_year(year, patient.birth_year, local_day(now, organisation().time_zone)):
        return True
    _count(request, now)
    return False


def _count(request: RightsRequest, now: datetime) -> None:
    request.tries += 1
    request.save(update_fields=["tries"])
    what = RightsStepKind.LINK_LOCKED if is_used_up(request) else RightsStepKind.WRONG_YEAR
    add_step(request, what, by=_STRANGER, now=now)
    if is_used_up(request):
        alert_staff(
            alert=StaffAlert.MESSAGE_LINK_LOCKED,
            once_key=f"{StaffAlert.MESSAGE_LINK_LOCKED}:{request.pk}",
            audience=Role.PRIVACY_OFFICER,
            subject_id=request.pk,
        )
