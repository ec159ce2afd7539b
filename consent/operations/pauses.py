"""No news and offers for some weeks. Messages about somebody's own care go on."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.enums import Channel
from consent.enums import Recorded
from consent.latest_word import moment_after
from consent.locking import lock_person
from consent.models import Pause
from consent.queries import paused_until

#: How many weeks can be chosen.
WEEKS = (4, 8, 12)


@transaction.atomic
def pause(*, by: Actor, now: datetime, person_id: UUID, weeks: int, via: str) -> datetime:
    """On every channel, from now on; the moment at which it ends by itself. A new pause takes an older one's place.

    Raises `ValueError` for a number that is not one of `WEEKS`, `Person.DoesNotExist`.
    """
    if weeks not in WEEKS:
        raise ValueError(f"a pause lasts {WEEKS} weeks")
    lock_person(person_id)
    moment = _moment(now, person_id)
    until = moment + timedelta(weeks=weeks)
    _add(by, person_id, moment, until, via)
    return until


@transaction.atomic
def end(*, by: Actor, now: datetime, person_id: UUID, via: str) -> bool:
    """News and offers go on as they were chosen. False if nothing was paused. Raises `Person.DoesNotExist`."""
    lock_person(person_id)
    moment = _moment(now, person_id)
    if paused_until(person_id, moment) is None:
        return False
    _add(by, person_id, moment, moment, via)
    return True


def _moment(now: datetime, person_id: UUID) -> datetime:
    return moment_after(now, Pause.objects.filter(person_id=person_id))


def _add(by: Actor, person_id: UUID, moment: datetime, until: datetime, via: str) -> None:
    Pause.objects.bulk_create(
        Pause(
            person_id=person_id,
            channel=channel,
            until=until,
            recorded_at=moment,
            via=Recorded(via),
            recorded_by=by.staff_id,
        )
        for channel in Channel
    )
    record_change(
        word=AuditWord.CONSENT,
        actor=by,
        people=[person_id],
        fields=["consent.pause.until"],
        details={"until": until.isoformat(), "via": Recorded(via).value},
    )
