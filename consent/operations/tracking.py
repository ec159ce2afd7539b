"""Whether the clinic may count that somebody opened a letter or followed a link in it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from consent.enums import Recorded
from consent.latest_word import moment_after
from consent.locking import lock_person
from consent.models import TrackingChoice
from consent.queries import said_about_tracking


@transaction.atomic
def choose(*, by: Actor, now: datetime, person_id: UUID, wanted: bool, via: str, text_version: str) -> bool:
    """Record the answer to the text `text_version`. False if the same was said before: nothing is added.

    Raises `Person.DoesNotExist`.
    """
    if not text_version:
        raise ValueError("a choice names the text that the person was shown")
    lock_person(person_id)
    if said_about_tracking(person_id) is wanted:
        return False
    TrackingChoice.objects.create(
        person_id=person_id,
        wanted=wanted,
        recorded_at=moment_after(now, TrackingChoice.objects.filter(person_id=person_id)),
        via=Recorded(via),
        recorded_by=by.staff_id,
        text_version=text_version,
    )
    record_change(
        word=AuditWord.CONSENT,
        actor=by,
        people=[person_id],
        fields=["consent.trackingchoice.wanted"],
        details={"wanted": int(wanted), "via": Recorded(via).value, "text_version": text_version},
    )
    return True
