"""Where everybody stands on a journey: counts, nobody's data."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count

from campaigns.enums import LEFT, WAITING, MessageState, Origin, reason_in_words
from campaigns.models import Message
from journeys.enums import EnrolmentState, ExitReason
from journeys.models import Enrolment, Journey

LOOKS_BACK = timedelta(days=30)
#: What can become of a step, in drawing order.
KINDS = ("coming", "waiting", "sent", "refused", "skipped", "failed")
_MOST_REASONS = 3
# A message of an enrolment's present revision is known by its occurrence (`domain.deciding.occurrence`).
_COMING = """
    SELECT ahead.key, count(*)
    FROM journeys_enrolment e
    CROSS JOIN LATERAL (
        SELECT s.key FROM journeys_step s
        WHERE s.version_id = e.version_id AND NOT EXISTS (
            SELECT 1 FROM campaigns_message m
            WHERE m.origin_id = e.id AND m.step = s.key
              AND split_part(m.occurrence, '~', 2) = COALESCE(NULLIF(e.revision, 0)::text, '')
        )
        ORDER BY s.offset_days * 24 + s.offset_hours, s.key LIMIT 1
    ) ahead
    WHERE e.journey_id = %(journey)s AND e.state = %(active)s AND e.next_due_at IS NOT NULL
    GROUP BY ahead.key
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """By step key: people to whom it is the next (coming), and what became of its messages that were due since 30 days
    ago; why it was not sent, most first. `ended`: since 30 days ago, by how."""

    counts: Mapping[str, Counter[str]]
    reasons: Mapping[str, Counter[str]]
    under_way: int = 0
    completed: int = 0
    left: Counter[str] = field(default_factory=Counter)

    def of(self, key: str) -> dict[str, int]:
        return {kind: self.counts[key][kind] for kind in KINDS} if key in self.counts else dict.fromkeys(KINDS, 0)

    def why_not(self, key: str) -> tuple[str, ...]:
        """The commonest reasons as lines, and how many had another one."""
        found = self.reasons[key].most_common() if key in self.reasons else []
        lines = [f"{count} × {reason_in_words(reason)}" for reason, count in found[:_MOST_REASONS]]
        rest = sum(count for _, count in found[_MOST_REASONS:])
        return (*lines, f"{rest} × another reason") if rest else tuple(lines)

    def ends(self) -> tuple[str, ...]:
        left = [f"{count} left: {ExitReason(why).label}" for why, count in self.left.most_common()]
        return (f"{self.under_way} under way · {self.completed} completed · {sum(self.left.values())} left", *left)


NOBODY = Standing({}, {})


def standing(journey: Journey, now: datetime) -> Standing:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    reasons: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for step, state, reason, count in _messages(journey, now):
        kind = _kind(MessageState(state))
        counts[step][kind] += count
        if kind in {"refused", "skipped", "failed"} or state == MessageState.HELD:
            reasons[step][reason] += count
    for step, count in _coming(journey):
        counts[step]["coming"] += count
    return _with_ends(journey, now, Standing(counts, reasons))


def _with_ends(journey: Journey, now: datetime, found: Standing) -> Standing:
    under_way = Enrolment.objects.filter(journey=journey, state=EnrolmentState.ACTIVE).count()
    ended = (
        Enrolment.objects.filter(journey=journey, ended_at__gte=now - LOOKS_BACK)
        .exclude(state=EnrolmentState.ACTIVE)
        .values_list("state", "exit_reason")
        .annotate(count=Count("id"))
        .order_by()
    )
    completed, left = 0, Counter[str]()
    for state, why, count in ended:
        if state == EnrolmentState.COMPLETED:
            completed += count
        else:
            left[why] += count
    return Standing(found.counts, found.reasons, under_way, completed, left)


def _messages(journey: Journey, now: datetime) -> Any:
    return (
        Message.objects.filter(due_at__gte=now - LOOKS_BACK, origin=Origin.JOURNEY, origin_slug=journey.slug)
        .values_list("step", "state", "reason")
        .annotate(count=Count("id"))
        .order_by()
    )


def _coming(journey: Journey) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_COMING, {"journey": journey.pk, "active": EnrolmentState.ACTIVE.value})
        return list(cursor.fetchall())


def _kind(state: MessageState) -> str:
    if state in WAITING:
        return "waiting"
    if state in LEFT:
        return "sent"
    return {MessageState.REFUSED: "refused", MessageState.EXPIRED: "skipped"}.get(state, "failed")
