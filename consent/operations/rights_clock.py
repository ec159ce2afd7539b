"""Telling the privacy officer of answers that are due."""

from datetime import date

from django.db import transaction

from clinic.domain.due_dates import stage_on
from clinic.enums import Role, StaffAlert
from clinic.operations.alerts import alert_staff
from consent.domain.rights import STAGES
from consent.models import RightsRequest


@transaction.atomic
def tell_of_due(*, today: date) -> None:
    """One alert for each stage that a request's last day reaches; `today` is the clinic-local day.

    Asked any number of times: the alert's key holds the request, its last day and the stage.
    """
    waiting = RightsRequest.objects.filter(closed_at=None, due_on__isnull=False)
    for pk, due_on, extended_to in waiting.values_list("pk", "due_on", "extended_to"):
        due = extended_to or due_on
        stage = stage_on(today, due, STAGES) if due else None
        if stage is not None:
            alert_staff(
                alert=StaffAlert.RIGHTS_DUE,
                once_key=f"{StaffAlert.RIGHTS_DUE}:{pk}:{due}:{stage}",
                audience=Role.PRIVACY_OFFICER,
                subject_id=pk,
            )
