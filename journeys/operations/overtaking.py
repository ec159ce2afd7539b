"""Messages that a later step of their journey has overtaken: nobody gets a bunch, or yesterday's news after today's."""

from collections import Counter, defaultdict
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from audit.domain.actors import Actor
from campaigns.enums import LEFT, MessageState, Unsent
from campaigns.operations import outbox

BATCH = 500
Taken = Counter[tuple[str, str, str]]

# In the order of steps, not of due times: what stayed is given new hours, and may have got later ones.
_OVERTAKEN = """
    SELECT m.id, m.origin_slug
    FROM campaigns_message m
    JOIN journeys_enrolment e ON e.id = m.origin_id
    JOIN journeys_step s ON s.version_id = e.version_id AND s.key = m.step
    WHERE m.state IN ('planned', 'retry') AND m.due_at <= %(at)s AND m.origin = 'journey' AND EXISTS (
        SELECT 1 FROM campaigns_message later
        JOIN journeys_step after ON after.version_id = e.version_id AND after.key = later.step
        WHERE later.origin_id = m.origin_id AND later.anchor_at = m.anchor_at AND later.channel = m.channel
          AND later.due_at <= %(at)s AND later.state = ANY(%(leaves)s)
          AND after.offset_days * 24 + after.offset_hours > s.offset_days * 24 + s.offset_hours
    )
    ORDER BY m.id LIMIT %(batch)s FOR UPDATE OF m SKIP LOCKED
"""
_LEAVES = sorted(LEFT | {MessageState.PLANNED, MessageState.RETRY, MessageState.LEASED})


def take_back_overtaken(*, by: Actor, at: datetime) -> Taken:
    """After a stop, a hold or an outage: what is due and still waits is too late once a later step of the same
    enrolment, about the same anchor and by the same channel, is due or has left. What is held waits until it is let go.

    Counts of the messages taken back, by (journey slug, expired, too-late).
    """
    taken: Taken = Counter()
    while _take_back_batch(taken, by=by, at=at) == BATCH:
        pass
    return taken


@transaction.atomic
def _take_back_batch(taken: Taken, *, by: Actor, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_OVERTAKEN, {"at": at, "leaves": _LEAVES, "batch": BATCH})
        found: list[tuple[UUID, str]] = list(cursor.fetchall())
    by_journey: defaultdict[str, list[UUID]] = defaultdict(list)
    for message_id, slug in found:
        by_journey[slug].append(message_id)
    for slug, ids in sorted(by_journey.items()):
        number = outbox.withdraw(message_ids=ids, reason=Unsent.TOO_LATE, by=by, now=at)
        taken[slug, MessageState.EXPIRED.value, Unsent.TOO_LATE.value] += number
    return len(found)
