"""Reading the whole book by itself, once a day; what was found is a row that the auditor's role alone can add.

Rows that name a moment to come are not read: they could else put the next reading off for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from audit.enums import BookVerdict
from audit.models import Seal, Verification
from audit.sealing import kept_outside, verifying
from audit.sealing.anchoring import CLOCKS_APART

EVERY = timedelta(days=1)
#: After one that was not in order: what was late or away may have come.
AGAIN = timedelta(hours=1)
#: Until then the first seals reach the places outside.
FIRST_AFTER = timedelta(minutes=10)
OVERDUE_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Reading:
    """The last verification; `is_overdue`: there was none for two days, although there are seals to read."""

    last: Verification | None
    is_overdue: bool

    @property
    def is_in_order(self) -> bool:
        return self.last is None or is_in_order(self.last)


def last_reading(now: datetime) -> Reading:
    last = _latest(now)
    since = last.at if last else _first_seal()
    return Reading(last, is_overdue=since is not None and now - since > OVERDUE_AFTER)


def is_in_order(one: Verification) -> bool:
    return one.verdict == BookVerdict.INTACT and not one.unread


def is_due(now: datetime) -> bool:
    """`now` is by the database's clock."""
    if last := _latest(now):
        return now - last.at >= (EVERY if is_in_order(last) else AGAIN)
    first = _first_seal()
    return first is not None and now - first >= FIRST_AFTER


def verify_and_record(trusted: Mapping[str, bytes]) -> Verification:
    """With all anchors that can be read here. Needs the auditor's role and no transaction open."""
    anchors, unread = kept_outside.anchors()
    result = verifying.verify(trusted, anchors)
    return Verification.objects.create(
        verdict=BookVerdict(str(result.verdict)),
        words=" ".join([result.words, *result.remarks])[:300],
        seals=result.seals,
        events=result.events,
        unsealed=result.unsealed,
        anchors=result.anchors,
        unread="; ".join(unread)[:300],
        bad_seal=result.finding.seal if result.finding else None,
        bad_event=result.finding.event if result.finding else None,
    )


def _latest(now: datetime) -> Verification | None:
    return Verification.objects.filter(at__lte=now + CLOCKS_APART).order_by("-at", "-id").first()


def _first_seal() -> datetime | None:
    return Seal.objects.order_by("number").values_list("sealed_at", flat=True).first()
