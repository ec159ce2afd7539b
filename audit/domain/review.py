"""What rules find in the book, and how finds become cases."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

#: A reader's whole day, looked at while it went on: one read more is no news after a sign-off, twice as many are.
_NEWS_WHEN_DOUBLED = frozenset({"bulk", "after-hours", "denied-burst"})

Key = tuple[str, UUID, UUID | None, date]


@dataclass(frozen=True, slots=True)
class Hit:
    """Reads by one reader on one clinic-local day (of one person, where the rule is about one).

    `is_whole_day`: counted over all of the day so far; otherwise only what no earlier batch held. `facts` are counts
    and codes that the reason is told with.
    """

    rule: str
    staff_id: UUID
    person_id: UUID | None
    day: date
    reads: int
    first_event: int
    last_event: int
    first_at: datetime
    last_at: datetime
    facts: Mapping[str, int | str]
    is_whole_day: bool = False

    @property
    def key(self) -> Key:
        return self.rule, self.staff_id, self.person_id, self.day


def grown(before: Hit, hit: Hit, *, is_signed_off: bool) -> Hit | None:
    """The case with what was found now. None: it stays as it is (nothing new, or nothing new enough after a sign-off).

    What changes a case that was signed off opens it again: `facts["signed_off_at"]` tells how many reads were known.
    """
    reads = hit.reads if hit.is_whole_day else before.reads + hit.reads
    if hit.is_whole_day and hit.last_event <= before.last_event:
        return None
    if is_signed_off and hit.rule in _NEWS_WHEN_DOUBLED and reads < 2 * before.reads:
        return None
    again = {"signed_off_at": before.reads} if is_signed_off else {}
    return replace(
        hit,
        reads=reads,
        first_event=min(before.first_event, hit.first_event),
        last_event=max(before.last_event, hit.last_event),
        first_at=min(before.first_at, hit.first_at),
        last_at=max(before.last_at, hit.last_at),
        facts={**before.facts, **hit.facts, **again},
    )
