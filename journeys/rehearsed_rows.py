"""What a rehearsal takes out of a transaction that is then undone: its lines through a file, so that memory stays
flat, and counts by night."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from campaigns.enums import MessageState, Origin, StopScope
from campaigns.models import Message, SendingStop
from journeys.models import RehearsedLine

_LEAVE = (MessageState.PLANNED, MessageState.RETRY, MessageState.LEASED)
_COLUMNS = (
    "id, rehearsal_id, person_id, journey_id, step, anchor_key, anchor_at, channel, text_id, due_at, outcome, reason"
)
# What waits for release would leave once released: it is planned. Of one message that was taken back and planned anew
# (the appointment moved) the new one counts.
_TAKE = """
    COPY (
        SELECT DISTINCT ON (m.person_id, e.journey_id, e.anchor_key, m.step, m.channel)
               gen_random_uuid(), %s::uuid, m.person_id, e.journey_id, m.step, e.anchor_key, m.anchor_at, m.channel,
               m.version_id, m.due_at,
               CASE WHEN m.state IN ('retry', 'leased') OR (m.state = 'held' AND m.reason = 'awaiting-release')
                    THEN 'planned' ELSE m.state END,
               CASE WHEN m.state IN ('planned', 'retry', 'leased') OR m.reason = 'awaiting-release'
                    THEN '' ELSE m.reason END
        FROM campaigns_message m JOIN journeys_enrolment e ON e.id = m.origin_id
        WHERE m.origin = 'journey' AND m.id <> ALL (%s::uuid[]) AND (
            m.planned_at = %s::timestamptz
            OR (m.state IN ('planned', 'held', 'retry', 'leased')
                AND m.due_at >= %s::timestamptz AND m.due_at <= %s::timestamptz)
            OR (m.settled_at = %s::timestamptz AND m.state = 'expired')
        )
        ORDER BY m.person_id, e.journey_id, e.anchor_key, m.step, m.channel,
                 (m.state IN ('planned', 'held', 'retry', 'leased')) DESC, m.id DESC
    ) TO STDOUT (FORMAT BINARY)
"""
_GIVE = f"COPY journeys_rehearsedline ({_COLUMNS}) FROM STDIN (FORMAT BINARY)"


@contextmanager
def file_of_lines() -> Iterator[IO[bytes]]:
    """Ids and coarse words alone; gone when it is closed."""
    with TemporaryFile() as file:
        yield file


def leaving_before(as_of: datetime, *, now: datetime) -> list[UUID]:
    """Messages that leave in their hours of today, before the run at `as_of`: no lines of its night, although a run
    that is rehearsed without delivery finds them there. None while everything is stopped."""
    if SendingStop.objects.filter(scope=StopScope.EVERYTHING, lifted_at=None).exists():
        return []
    in_their_hours = Q(leaves_until=None) | Q(leaves_until__gt=now)
    waiting = Message.objects.filter(in_their_hours, origin=Origin.JOURNEY, state__in=_LEAVE, due_at__lt=as_of)
    return list(waiting.values_list("pk", flat=True))


def take_lines(
    file: IO[bytes], *, rehearsal_id: UUID, as_of: datetime, horizon: datetime, without: Sequence[UUID] = ()
) -> None:
    """What a run at `as_of` decided, and what was planned before it for the same hours."""
    told = [rehearsal_id, list(without), as_of, as_of, horizon, as_of]
    with connection.cursor() as cursor, cursor.copy(_TAKE, told) as lines:
        for block in lines:
            file.write(block)


def give_lines(file: IO[bytes]) -> None:
    """The same lines, in the transaction that keeps them."""
    file.seek(0)
    with connection.cursor() as cursor, cursor.copy(_GIVE) as lines:
        while block := file.read(65536):
            lines.write(block)


def figures_of(rehearsal_id: UUID) -> list[list[str | int]]:
    """journey slug, outcome, reason, count."""
    rows = (
        RehearsedLine.objects.filter(rehearsal=rehearsal_id)
        .order_by("journey__slug", "outcome", "reason")
        .values_list("journey__slug", "outcome", "reason")
        .annotate(count=Count("id"))
    )
    return [list(row) for row in rows]


def planned_by_journey(at: datetime) -> dict[str, int]:
    """What a run at `at` planned, held by staff or not."""
    rows = (
        Message.objects.filter(
            origin=Origin.JOURNEY, planned_at=at, state__in=[MessageState.PLANNED, MessageState.HELD]
        )
        .order_by("origin_slug")
        .values_list("origin_slug")
        .annotate(count=Count("id"))
    )
    return dict(rows)
