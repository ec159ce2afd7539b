"""Days of the house that come near: agreements that end, training that expires, risk assessments that are due."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction

from clinic import registers
from clinic.domain.due_dates import AGREEMENT_STAGES, REGISTER_STAGES, stage_on
from clinic.enums import Role, StaffAlert
from clinic.models import Vendor
from clinic.operations.alerts import alert_staff

#: Whoever can do something about it.
TOLD = (Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)


@transaction.atomic
def remind(*, today: date) -> None:
    """Alert the privacy officer and the administrator, once for each stage that a day reaches.

    `today` is the clinic-local day. Asked any number of times: an alert's key holds the row, its day and the stage,
    so that a day that was put off begins anew.
    """
    for vendor in Vendor.objects.exclude(baa_ends_on=None):
        _tell(StaffAlert.BAA_ENDING, vendor.pk, vendor.baa_ends_on, AGREEMENT_STAGES, today)
    for record in registers.training_that_counts():
        _tell(StaffAlert.TRAINING_DUE, record.pk, record.expires_on, REGISTER_STAGES, today)
    for assessment in registers.assessments_that_count():
        _tell(StaffAlert.RISK_ASSESSMENT_DUE, assessment.pk, assessment.next_on, REGISTER_STAGES, today)


def _tell(alert: StaffAlert, row: UUID, due_on: date | None, stages: Collection[int], today: date) -> None:
    stage = stage_on(today, due_on, stages) if due_on else None
    if stage is None:
        return
    for role in TOLD:
        alert_staff(alert=alert, once_key=f"{alert}:{row}:{due_on}:{stage}:{role}", audience=role, subject_id=row)
