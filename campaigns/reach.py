"""How many of an audience may be written to, and why the others may not: the gate's own answers, counted. No names."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from campaigns.audiences import people_of
from campaigns.domain.segments import Rule
from campaigns.enums import Origin, reason_in_words
from campaigns.gate import gate_for
from campaigns.models import Message
from campaigns.operations.quick_rows import unsaved
from clinic.domain.hours import local_day
from clinic.queries import organisation

BATCH = 500
#: A page that asks about more would keep its reader waiting.
MOST = 5000


@dataclass(frozen=True, slots=True)
class Use:
    """What an audience is to be written to for."""

    purpose: str
    topic: str
    channel: str


@dataclass(slots=True)
class Reach:
    """`asked`: about how many of the audience the gate was asked, the first of them in the order of ids."""

    asked: int = 0
    may: int = 0
    not_because: Counter[str] = field(default_factory=Counter)

    @property
    def may_not(self) -> int:
        return self.asked - self.may

    def in_words(self) -> list[tuple[str, int]]:
        """(reason as a sentence, people), the commonest first."""
        return [(reason_in_words(reason), number) for reason, number in self.not_because.most_common()]


def reach(rules: list[Rule], use: Use, *, now: datetime, most: int | None = MOST) -> Reach:
    """Asked in batches of 500, so that memory is the same for any audience. Nothing is written."""
    found, zone = Reach(), organisation().time_zone
    today = local_day(now, zone)
    for people in _batches(rules, now, most):
        messages = [_to(person_id, use) for person_id in people]
        gate = gate_for(messages, now=now, today=today, zone=zone, lock=False)
        for message in messages:
            decision = gate.ask(message)
            found.asked += 1
            if decision.is_allowed:
                found.may += 1
            else:
                found.not_because[str(decision.reason)] += 1
    return found


def _batches(rules: list[Rule], now: datetime, most: int | None) -> Iterator[Sequence[UUID]]:
    people = people_of(rules, now).order_by("pk").values_list("pk", flat=True)
    left, batch = most, list(people[: min(BATCH, most or BATCH)])
    while batch:
        yield batch
        left = None if left is None else left - len(batch)
        wanted = BATCH if left is None else min(BATCH, left)
        batch = list(people.filter(pk__gt=batch[-1])[:wanted]) if wanted and len(batch) == BATCH else []


def _to(person_id: UUID, use: Use) -> Message:
    values = {
        "person_id": person_id,
        "purpose": use.purpose,
        "topic": use.topic,
        "channel": use.channel,
        "origin": Origin.CAMPAIGN,
    }
    return unsaved(Message, values)
