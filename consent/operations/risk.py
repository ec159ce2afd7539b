"""Whether the patient accepts that e-mail may be read on its way (45 CFR 164.522(b); 78 FR 5634)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from consent.enums import Recorded
from consent.latest_word import moment_after
from consent.locking import lock_person
from consent.models import RiskAcknowledgement


@transaction.atomic
def acknowledge(
    *, by: Actor, now: datetime, person_id: UUID, accepted: bool, via: str, text_version: str
) -> RiskAcknowledgement:
    """Record the patient's answer to the warning `text_version`. The latest answer counts."""
    if not text_version:
        raise ValueError("an acknowledgement names the text that the patient was shown")
    lock_person(person_id)
    answer = RiskAcknowledgement.objects.create(
        person_id=person_id,
        accepted=accepted,
        recorded_at=moment_after(now, RiskAcknowledgement.objects.filter(person_id=person_id)),
        via=Recorded(via),
        recorded_by=by.staff_id,
        text_version=text_version,
    )
    record_change(
        word=AuditWord.CONSENT,
        actor=by,
        people=[person_id],
        fields=["consent.riskacknowledgement.accepted"],
        details={"accepted": int(accepted), "via": Recorded(via).value, "text_version": text_version},
    )
    return answer
