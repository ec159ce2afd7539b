"""On which holidays somebody wants a greeting."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from consent.enums import Recorded
from consent.latest_word import moment_after
from consent.locking import lock_person
from consent.models import HolidayChoice
from consent.queries import holidays_left_out


@transaction.atomic
def choose(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    offered: Collection[str],
    wanted: Collection[str],
    via: str,
    text_version: str,
) -> bool:
    """Record which of the offered holidays (names of `clinic.domain.holidays`) they want to be greeted on. False if the
    same was said before. It asks for no greetings: that is the topic's switch.

    Raises `Person.DoesNotExist`; ValueError for one that was not offered.
    """
    if extra := set(wanted) - set(offered):
        raise ValueError(f"not offered: {', '.join(sorted(extra))}")
    lock_person(person_id)
    if holidays_left_out(person_id) & set(offered) == set(offered) - set(wanted):
        return False
    HolidayChoice.objects.create(
        person_id=person_id,
        offered=sorted(offered),
        wanted=sorted(wanted),
        recorded_at=moment_after(now, HolidayChoice.objects.filter(person_id=person_id)),
        via=Recorded(via),
        recorded_by=by.staff_id,
        text_version=text_version,
    )
    record_change(
        word=AuditWord.CONSENT,
        actor=by,
        people=[person_id],
        fields=["consent.holidaychoice.wanted"],
        details={"offered": len(offered), "wanted": len(wanted), "via": Recorded(via).value},
    )
    return True
