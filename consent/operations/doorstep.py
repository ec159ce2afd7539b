"""The letter box of public pages: whatever anybody pushes through is sealed and kept; somebody looks at it later.

So the page does the same work and gives the same answer for an address that we know and for one that we do not.
`post` is all that a page does. `take_up` opens what waits and hands it to the taker of its kind, which
`settings.DOORSTEP` names:

    def take(letter: Letter, *, by: Actor, now: datetime) -> None

A taker works in its letter's transaction and may raise what it likes: then this letter alone is put back and tried
again later, and in the end stays where it is for the privacy officer, who is told.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat, Left
from django.utils.module_loading import import_string

from audit.domain.actors import Actor
from audit.door import phi_access
from audit.door_connection import DoorClosed
from audit.enums import AuditWord, PurposeOfUse
from audit.ledger import record_change
from clinic.enums import Role, StaffAlert
from clinic.operations.alerts import alert_staff, settle_alerts
from consent.domain.letters import MOST_TRIES, NEXT_TRY_AFTER
from consent.enums import DoorstepKind
from consent.models import Posted

CONTENT = "consent.posted.content"
#: The privacy officer was told when it got stuck.
STUCK_IS_KEPT = timedelta(days=30)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody pushed through the letter box, opened for as long as its taker works."""

    id: UUID
    language: str
    posted_at: datetime
    content: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class TakenUp:
    taken: int
    put_back: int


@transaction.atomic
def post(*, kind: DoorstepKind, content: Mapping[str, str], language: str, now: datetime) -> None:
    """Keep it, sealed: the same work whatever it says."""
    posted = Posted(kind=DoorstepKind(kind), language=language, posted_at=now)
    posted.content = json.dumps(dict(content))
    posted.save(force_insert=True)
    record_change(
        word=AuditWord.CREATE,
        actor=Actor.system("doorstep"),
        fields=[CONTENT],
        details={"posted": str(posted.pk), "kind": posted.kind},
    )


def take_up(*, by: Actor, now: datetime, most: int = 500) -> TakenUp:
    """See to what waits, oldest first, each in a transaction of its own. Any number of workers may do it at once.

    Raises `DoorClosed`: no letter can be opened while the book is closed, and none is to blame.
    """
    taken = put_back = 0
    for posted_id in _waiting(now).order_by("tries", "posted_at", "pk").values_list("pk", flat=True)[:most]:
        try:
            taken += _take(posted_id, by=by, now=now)
        except DoorClosed:
            raise
        except Exception as error:  # whatever is wrong with one letter: others go on, and its row says what kind
            _log.exception("a letter could not be taken up")
            _put_back(posted_id, type(error).__name__, now)
            put_back += 1
    return TakenUp(taken, put_back)


@transaction.atomic
def try_again(*, by: Actor, now: datetime, posted_id: UUID) -> bool:
    """A stuck letter is tried like a new one. False if it is not stuck."""
    is_stuck = bool(stuck().filter(pk=posted_id).update(tries=0))
    if is_stuck:
        _settle(by, now, posted_id, "tried again")
    return is_stuck


@transaction.atomic
def see_to_by_hand(*, by: Actor, now: datetime, posted_id: UUID) -> bool:
    """Staff have done what a stuck letter asks for: it is emptied. False if it is not stuck."""
    is_stuck = bool(stuck().filter(pk=posted_id).update(content=None, handled_at=now))
    if is_stuck:
        _settle(by, now, posted_id, "seen to by hand")
    return is_stuck


def empty_stuck(*, by: Actor, now: datetime) -> int:
    """Empty what has been stuck for `STUCK_IS_KEPT`, each with a note in its row and in the book. How many."""
    old = stuck().filter(posted_at__lt=now - STUCK_IS_KEPT).values_list("pk", flat=True)
    return sum(_emptied(by, now, posted_id) for posted_id in list(old))


@transaction.atomic
def _emptied(by: Actor, now: datetime, posted_id: UUID) -> bool:
    note = Left(Concat(Value("emptied unread: "), F("problem")), 80)
    is_stuck = bool(stuck().filter(pk=posted_id).update(content=None, handled_at=now, problem=note))
    if is_stuck:
        _settle(by, now, posted_id, "emptied unread")
    return is_stuck


def read(posted: Posted, *, by: Actor) -> Letter:
    """What it says, through the door. Raises `AccessRefused`, `DoorClosed`."""
    with phi_access(
        actor=by,
        purpose=PurposeOfUse.OPERATIONS,
        people=(),
        fields=[CONTENT],
        details={"posted": str(posted.pk), "kind": posted.kind},
    ) as phi:
        content = json.loads(phi.reveal(posted.content) or "{}")
    return Letter(posted.pk, posted.language, posted.posted_at, content)


def stuck() -> QuerySet[Posted]:
    """Letters that nobody tries any more."""
    return Posted.objects.filter(handled_at=None, tries__gte=MOST_TRIES)


def _waiting(now: datetime) -> QuerySet[Posted]:
    due = Q()
    for tries, wait in enumerate(NEXT_TRY_AFTER):
        due |= Q(tries=tries, posted_at__lte=now - wait)
    return Posted.objects.filter(due, handled_at=None)


@transaction.atomic
def _take(posted_id: UUID, *, by: Actor, now: datetime) -> bool:
    """False when another worker has it."""
    posted = Posted.objects.select_for_update(skip_locked=True).filter(pk=posted_id, handled_at=None).first()
    if posted is None:
        return False
    take = import_string(settings.DOORSTEP[posted.kind])
    take(read(posted, by=by), by=by, now=now)
    posted.content, posted.handled_at, posted.problem = None, now, ""
    posted.save(update_fields=["content", "handled_at", "problem"])
    return True


@transaction.atomic
def _put_back(posted_id: UUID, problem: str, now: datetime) -> None:
    Posted.objects.filter(pk=posted_id, handled_at=None).update(tries=F("tries") + 1, problem=problem[:80])
    if stuck().filter(pk=posted_id).exists():
        alert_staff(
            alert=StaffAlert.DOORSTEP_STUCK,
            once_key=f"doorstep-stuck:{posted_id}:{now:%Y%m%d%H%M%S}",
            audience=Role.PRIVACY_OFFICER,
            subject_id=posted_id,
        )


def _settle(by: Actor, now: datetime, posted_id: UUID, what: str) -> None:
    settle_alerts(alert=StaffAlert.DOORSTEP_STUCK, subject_id=posted_id, now=now, by=by)
    record_change(
        word=AuditWord.CHANGE, actor=by, fields=["consent.posted"], details={"posted": str(posted_id), "what": what}
    )
