"""One-off campaigns: what is wrong with a draft, who is held out, how many may leave now, how far one is."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from math import ceil
from uuid import UUID

from campaigns.domain.seminars import asks_for_a_seminar
from consent.domain.words import Purpose, topic_fits

#: Below that people can be told apart (the smallest cell that CMS publishes, too).
FEW = 11
MOST_HELD_OUT = 50
_BUCKETS = 100
_HOUR = timedelta(hours=1)
#: After a pause, closed hours or an outage nothing of what was missed is made up for but this.
_MADE_UP = timedelta(minutes=5)
NO_LIMIT = 1_000_000_000
#: Care, answers and notices have ways of their own, and are never sent to a group.
PURPOSES = frozenset(
    {
        Purpose.OPERATIONS,
        Purpose.OWN_SERVICE,
        Purpose.MARKETING,
        Purpose.THIRD_PARTY_PAID,
        Purpose.CONDITION_SPECIFIC,
        Purpose.NEWSLETTER,
    }
)
#: Placeholders that only something else than a campaign has values for.
_OF_OTHERS = ("appointment.", "holiday.")
_LINKS_OF_OTHERS = frozenset(
    {"link.confirm", "link.sign", "link.copy", "link.rights", "link.answer", "link.appointment", "link.care"}
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign as it is written down, before anybody approves it. `asks_for`: placeholders of its text.

    `audience`: how many people its rules mean now; None: they cannot be read, or nobody has counted.
    """

    purpose: str
    topic: str
    languages: Collection[str]
    clinic_language: str
    asks_for: Collection[str]
    starts_at: datetime
    ends_at: datetime
    audience: int | None = None
    seminar_at: datetime | None = None
    """When the seminar begins that it invites to, while one may register."""


def problems(plan: Plan, now: datetime) -> list[str]:
    """What has to be changed before it can be approved, one sentence each."""
    found = []
    if plan.purpose not in PURPOSES:
        found.append("A text of this purpose is not sent to a group: choose news, an offer or practical information.")
    elif not topic_fits(plan.purpose, plan.topic):
        found.append("The text's topic does not fit its purpose, so everybody would be refused: choose another text.")
    if plan.clinic_language not in plan.languages:
        found.append("The text has no published version in the clinic's language: publish one first.")
    if asked := sorted(name for name in plan.asks_for if _is_of_others(name)):
        found.append(f"The text asks for {', '.join(asked)}, which a campaign does not have: choose another text.")
    if asks_for_a_seminar(plan.asks_for) and plan.seminar_at is None:
        found.append("The text invites to a seminar: choose one that is open for registration.")
    if plan.seminar_at is not None and plan.seminar_at <= plan.ends_at:
        found.append("The seminar begins before the campaign is too late: set an earlier last moment.")
    if plan.ends_at <= max(plan.starts_at, now):
        found.append("It is too late after a moment that has passed or lies before the beginning: set a later one.")
    if plan.audience == 0:
        found.append("The segment holds nobody now: choose more widely.")
    return found


def warnings(plan: Plan) -> list[str]:
    """What whoever approves should know, and may still approve."""
    if plan.audience and plan.audience < FEW:
        return [
            f"Fewer than {FEW} people: who knows one of them may guess why they were chosen. Choose more widely if you"
            " can."
        ]
    return []


def _is_of_others(name: str) -> bool:
    return name.startswith(_OF_OTHERS) or name in _LINKS_OF_OTHERS


def is_held_out(seed: bytes, person_id: UUID, share: int) -> bool:
    """Whether a person belongs to the control group, of `share` in a hundred: always the same for one campaign.

    `seed` is a keyed digest of the campaign, so that nobody without the key can tell who. The same rule in SQL is
    `HELD_OUT` (campaigns/operations/snapshots.py).
    """
    return int.from_bytes(sha256(seed + person_id.bytes).digest()[:3]) % _BUCKETS < share


def pace(throttle: int, *, since_last: timedelta | None) -> int:
    """How many may be planned at a moment, so that an hour's worth is spread over the hour. `throttle` 0: no limit.

    `since_last`: how long ago the last one was planned; None: nothing yet.
    """
    if not throttle:
        return NO_LIMIT
    waited = timedelta(minutes=1) if since_last is None else min(since_last, max(_MADE_UP, _HOUR / throttle))
    return ceil(throttle * (waited / _HOUR))


def room(throttle: int, *, in_the_last_hour: int) -> int:
    """How many more may be planned, so that no hour holds more than `throttle`; 0: no limit."""
    return max(0, throttle - in_the_last_hour) if throttle else NO_LIMIT


class Fate(StrEnum):
    """What has become of a member of the audience, as a page counts it."""

    CONTROL = "control"
    PENDING = "pending"
    WAITING = "waiting"
    HELD = "held"
    SENT = "sent"
    NOT_SENT = "not-sent"


@dataclass(frozen=True, slots=True)
class Progress:
    """Of everybody in the audience exactly one of these holds. `not_sent`: reason → people."""

    counts: Mapping[Fate, int] = field(default_factory=dict)
    not_sent: Mapping[str, int] = field(default_factory=dict)

    def of(self, fate: Fate) -> int:
        return self.counts.get(fate, 0)

    @property
    def audience(self) -> int:
        return sum(self.counts.values())

    @property
    def planned(self) -> int:
        """Everybody for whom there is a message that left or may leave."""
        return self.of(Fate.WAITING) + self.of(Fate.HELD) + self.of(Fate.SENT)


def progress(rows: Iterable[tuple[Fate, str, int]]) -> Progress:
    """Of (fate, reason, people)."""
    counts: Counter[Fate] = Counter()
    reasons: Counter[str] = Counter()
    for fate, reason, number in rows:
        counts[fate] += number
        if fate is Fate.NOT_SENT:
            reasons[reason] += number
    return Progress(counts, dict(reasons.most_common()))


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the bar, in hundredths of its width."""

    kind: str
    x: float
    width: float


def bar(found: Progress) -> list[Part]:
    """From what left to what is still to be looked at."""
    total, at = max(1, found.audience), 0.0
    parts = []
    for fate in (Fate.SENT, Fate.WAITING, Fate.HELD, Fate.NOT_SENT, Fate.CONTROL, Fate.PENDING):
        if number := found.of(fate):
            parts.append(Part(fate.value, at, 100 * number / total))
            at += 100 * number / total
    return parts
