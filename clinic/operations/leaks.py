"""The leak check: look everywhere, keep what was found until a check no longer finds it, tell staff (R49)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.domain.leaks import Leak, Looked, each_once
from clinic.enums import StaffAlert
from clinic.models import LeakCheck, LeakFinding
from clinic.operations.alerts import alert_staff
from clinic.operations.reminders import TOLD

EVERY = timedelta(days=7)
GIVEN_UP_AFTER = timedelta(hours=1)
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class LeakReport:
    """`looked_at`: probe → number of things. `open`: what somebody must see to; accepted findings are left out."""

    looked_at: dict[str, int]
    open: tuple[LeakFinding, ...]
    new: int
    gone: int

    @property
    def failures(self) -> list[LeakFinding]:
        return [finding for finding in self.open if not finding.is_warning]


def check(*, now: datetime, tell: Callable[[str], None] = lambda probe: None) -> LeakReport:
    """Look everywhere now. `tell` hears the name of each probe before it begins.

    A probe that fails fails the check: what was found before stays open, and the check is shown as unfinished.
    """
    return _carry_out(LeakCheck.objects.create(started_at=now), now, tell)


def check_if_due(*, now: datetime) -> LeakReport | None:
    """Once in seven days, whatever was missed; one that did not finish is tried again after an hour."""
    begun = _begin_if_due(now)
    return _carry_out(begun, now, lambda probe: None) if begun else None


@transaction.atomic
def accept(*, by: Actor, now: datetime, finding_id: UUID) -> None:
    """Somebody answers for it with their name: it stays on the list and fails no check. Raises `DoesNotExist`."""
    finding = LeakFinding.objects.select_for_update().get(pk=finding_id, gone_at=None)
    if finding.accepted_at:
        return
    finding.accepted_by, finding.accepted_at = UUID(by.id), now
    finding.save(update_fields=["accepted_by", "accepted_at"])
    record_change(
        word=AuditWord.CONFIGURE,
        actor=by,
        details={"model": "clinic.leakfinding", "id": str(finding_id), "what": "accepted", "probe": finding.probe},
    )


@transaction.atomic
def _begin_if_due(now: datetime) -> LeakCheck | None:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE clinic_leakcheck IN SHARE ROW EXCLUSIVE MODE")
    recent = LeakCheck.objects.filter(started_at__gt=now - EVERY).exclude(
        finished_at=None, started_at__lt=now - GIVEN_UP_AFTER
    )
    return None if recent.exists() else LeakCheck.objects.create(started_at=now)


def _carry_out(begun: LeakCheck, now: datetime, tell: Callable[[str], None]) -> LeakReport:
    looked = Looked()
    for name in settings.LEAK_PROBES:
        tell(name.rpartition(".")[2].removeprefix("look_at_").replace("_", " "))
        looked.add(import_string(name)(now))
    return _record(begun, looked, now)


@transaction.atomic
def _record(begun: LeakCheck, looked: Looked, now: datetime) -> LeakReport:
    was_open = {_key(one): one for one in LeakFinding.objects.select_for_update().filter(gone_at=None)}
    leaks = each_once(looked.leaks)
    new = [leak for leak in leaks if _key(leak) not in was_open]
    for leak in leaks:
        if known := was_open.pop(_key(leak), None):
            known.last_seen, known.advice, known.is_warning = begun, leak.advice, leak.is_warning
            known.save(update_fields=["last_seen", "advice", "is_warning"])
    LeakFinding.objects.bulk_create(_finding(leak, begun) for leak in new)
    LeakFinding.objects.filter(pk__in=[finding.pk for finding in was_open.values()]).update(gone_at=now)
    LeakCheck.objects.filter(pk=begun.pk).update(finished_at=Now(), looked_at=dict(looked.things))
    _tell_staff(begun, new)
    still = LeakFinding.objects.filter(gone_at=None, accepted_at=None).order_by("is_warning", "probe", "place", "what")
    return LeakReport(dict(looked.things), tuple(still), len(new), len(was_open))


def _tell_staff(begun: LeakCheck, new: Sequence[Leak]) -> None:
    if not any(not leak.is_warning for leak in new):
        return
    for role in TOLD:
        alert_staff(
            alert=StaffAlert.LEAK_FOUND,
            once_key=f"{StaffAlert.LEAK_FOUND}:{begun.pk}:{role}",
            audience=role,
            subject_id=begun.pk,
        )


def _key(one: Leak | LeakFinding) -> _Key:
    return str(one.probe), one.place[:200], one.what[:200]


def _finding(leak: Leak, begun: LeakCheck) -> LeakFinding:
    probe, place, what = _key(leak)
    return LeakFinding(
        probe=probe,
        place=place,
        what=what,
        advice=leak.advice[:300],
        is_warning=leak.is_warning,
        first_seen=begun,
        last_seen=begun,
    )
