"""Leases on messages: who works on which row until when, by the database's clock. Every update is fenced by a token."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction

from campaigns.enums import HELD_BY_STAFF, OF_THE_CLINIC, Basis, Unsent
from campaigns.operations.stops import COVERED, standing
from clinic.among import array_of
from clinic.domain.hours import known_zones

BATCH = 500
#: What one connection hands over before the next look at the rows.
WINDOW = 16
_LEASE = timedelta(minutes=15)
#: How often one mail may wait for the mail server: a connection that is made anew (two addresses, greeting, EHLO,
#: STARTTLS, handshake, EHLO, log-in in three steps), MAIL, RCPT, DATA, the body, its answer, RSET, QUIT. A vendor's
#: HTTPS interface waits twice.
_WAITS_OF_A_MAIL = 18
_WITHOUT_TIMEOUT = 60

#: The state of a row that is found by its id. Said so, no index of rows in a state is asked for it: during a night
#: those hold thousands of dead entries, and statistics know nothing of them.
BY_ITS_ID = "state || ''"
#: Read along their index. Where statistics know of few due messages, the planner would read and sort all there are, for
#: each claim anew.
_OLDEST_FIRST = "SET LOCAL enable_sort = off"
_CLAIM = """
    WITH due AS (
        SELECT id FROM campaigns_message
        WHERE state IN ('planned', 'retry') AND due_at <= %(at)s AND origin = ANY(%(origins)s) AND channel = %(channel)s
          AND (leaves_until IS NULL OR leaves_until > %(at)s)
          AND (NOT %(greetings_only)s OR on_closed_days OR origin <> ALL(%(of_the_clinic)s))
          AND (%(awake)s::text[] IS NULL OR EXISTS (
              SELECT 1 FROM patients_person p WHERE p.id = campaigns_message.person_id
                AND CASE WHEN p.time_zone = ANY(%(known)s::text[]) THEN p.time_zone ELSE %(zone)s END
                    = ANY(%(awake)s)))
          AND NOT {covered}
        ORDER BY due_at, id LIMIT %(most)s
        FOR UPDATE SKIP LOCKED
    )
    UPDATE campaigns_message m
    SET state = 'leased', lease_token = %(token)s, leased_until = clock_timestamp() + %(lease)s
    FROM due WHERE m.id = due.id
    RETURNING m.id, m.person_id, m.appointment_id, m.channel, m.purpose
"""
_RELEASE_EXPIRED = """
    UPDATE campaigns_message SET state = 'planned', lease_token = NULL, leased_until = NULL
    WHERE id IN (SELECT id FROM campaigns_message WHERE state = 'leased' AND leased_until < clock_timestamp()
                 ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED)
"""
_FORGET_EXPIRED = """
    UPDATE campaigns_message
    SET state = 'unknown', reason = %(reason)s, settled_at = %(at)s, leased_until = NULL
    WHERE id IN (SELECT id FROM campaigns_message WHERE state = 'handing_over' AND leased_until < clock_timestamp()
                 AND origin = ANY(%(origins)s)
                 ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED)
    RETURNING id, origin_slug, reason
"""
_EXPIRE_LATE = """
    UPDATE campaigns_message SET state = 'expired', settled_at = %(at)s,
        reason = CASE WHEN {covered} THEN %(stopped)s ELSE %(reason)s END
    WHERE id IN (SELECT id FROM campaigns_message WHERE state IN ('planned', 'retry') AND expires_at <= %(at)s
                 AND origin = ANY(%(origins)s)
                 ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED)
    RETURNING origin_slug, reason
"""
_EXPIRE_HELD = """
    UPDATE campaigns_message SET state = 'expired', settled_at = %(at)s
    WHERE id IN (SELECT id FROM campaigns_message WHERE state = 'held' AND expires_at <= %(at)s
                 AND origin = ANY(%(origins)s) AND reason = ANY(%(by_staff)s)
                 ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED)
    RETURNING origin_slug, reason
"""
_REFUSE_WITHOUT_LINE = """
    UPDATE campaigns_message SET state = 'refused', reason = %(reason)s, settled_at = %(at)s
    WHERE id IN (SELECT id FROM campaigns_message WHERE state IN ('planned', 'retry') AND due_at <= %(at)s
                 AND origin = ANY(%(origins)s) AND channel != ALL(%(channels)s)
                 ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED)
    RETURNING origin_slug, reason
"""
#: Of the messages `m`, those that are still leased to us.
OURS = f"""m.id = ANY(%(ids)s::uuid[]) AND m.{BY_ITS_ID} = 'leased' AND m.lease_token = %(token)s
        AND m.leased_until > clock_timestamp()"""
_LOCK = f"""
    SELECT m.id FROM campaigns_message m WHERE {OURS} ORDER BY m.id FOR UPDATE
"""  # noqa: S608
#: Of a second try that rests on the service's memory (`same_keys`) the moment of the first is kept: from then on the
#: service counts, however often the second is put off.
_HAND_OVER = f"""
    UPDATE campaigns_message m SET state = 'handing_over', attempts = m.attempts + 1,
        handed_over_at = CASE WHEN m.resends = 1 AND EXISTS (
            SELECT 1 FROM campaigns_settlement s WHERE s.message_id = m.id AND s.basis = %(same_key)s
        ) THEN m.handed_over_at ELSE %(at)s END,
        vendor_id = (%(vendors)s::jsonb ->> m.channel)::uuid, leased_until = clock_timestamp() + %(lease)s,
        went_to = CASE m.channel WHEN 'sms' THEN p.phone_key
                                 ELSE COALESCE(p.confidential_email_key, p.email_key) END
    FROM patients_person p
    WHERE m.id = ANY(%(ids)s::uuid[]) AND m.{BY_ITS_ID} = 'leased' AND m.lease_token = %(token)s AND p.id = m.person_id
"""  # noqa: S608
_RELEASE = f"""
    UPDATE campaigns_message SET state = 'planned', lease_token = NULL, leased_until = NULL
    WHERE id = ANY(%(ids)s::uuid[]) AND {BY_ITS_ID} = 'leased' AND lease_token = %(token)s
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours for now: whom it goes to, how and what for, and what it is about."""

    pk: UUID
    person_id: UUID
    appointment_id: UUID | None
    channel: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Awake:
    """The zones whose clock lets text messages leave now, and the clinic's: that of people who have none that anybody
    knows."""

    zones: frozenset[str]
    of_the_clinic: str


def claim(
    *,
    at: datetime,
    origins: list[str],
    channel: str,
    token: UUID,
    greetings_only: bool = False,
    awake: Awake | None = None,
    most: int = BATCH,
) -> list[Claimed]:
    """Up to `most` due messages of one channel, the oldest, now ours, in the order of ids. `greetings_only`: the clinic
    is closed today, and of journeys and campaigns only what leaves on closed days, too, is claimed. `awake`: only for
    people in one of its zones.

    Rows that another worker holds, that a stop covers, or whose hours have ended, are passed over.
    """
    rows = _rows(
        _CLAIM.format(covered=COVERED),
        planned=_OLDEST_FIRST,
        at=at,
        origins=origins,
        channel=channel,
        token=token,
        greetings_only=greetings_only,
        of_the_clinic=sorted(OF_THE_CLINIC),
        awake=sorted(awake.zones) if awake else None,
        zone=awake.of_the_clinic if awake else "",
        known=sorted(known_zones()) if awake else [],
        lease=_LEASE,
        most=most,
        **standing().as_values(),
    )
    return [Claimed(*row) for row in sorted(rows, key=lambda row: row[0].int)]


def fresh_token() -> UUID:
    return uuid4()


def take_back() -> None:
    """What a crashed worker had prepared is planned again."""
    while _count(_RELEASE_EXPIRED, most=BATCH) == BATCH:
        pass


def forget(at: datetime, origins: list[str]) -> list[tuple[UUID, str, str]]:
    """Up to 500 messages that a crashed worker may have handed over: unknown from now on.

    Returns (id, origin slug, reason) of each. They keep their token: should the worker be slow and not dead, it can
    still write the receipt.
    """
    rows = _rows(_FORGET_EXPIRED, at=at, origins=origins, reason=Unsent.NO_RECEIPT.value, most=BATCH)
    return [(message_id, str(slug), str(reason)) for message_id, slug, reason in rows]


def expire_late(at: datetime, origins: list[str]) -> list[tuple[str, str]]:
    """What is too late at `at`; what a stop covers says so, and what staff hold keeps its reason.

    Returns (origin slug, reason) of each.
    """
    words: dict[str, Any] = {"reason": Unsent.TOO_LATE.value, "stopped": Unsent.SENDING_STOPPED.value}
    late = _in_batches(_EXPIRE_LATE.format(covered=COVERED), at=at, origins=origins, **words, **standing().as_values())
    return late + _in_batches(_EXPIRE_HELD, at=at, origins=origins, by_staff=sorted(HELD_BY_STAFF))


def refuse_without_line(at: datetime, origins: list[str], channels: list[str]) -> list[tuple[str, str]]:
    """What is due on a channel that is none of these. Returns (origin slug, reason) of each."""
    return _in_batches(_REFUSE_WITHOUT_LINE, at=at, origins=origins, channels=channels, reason=Unsent.NO_CHANNEL.value)


def still_ours(ids: list[UUID], token: UUID) -> set[UUID]:
    """In a transaction: locks those of the messages that are still leased to us, in the order of ids."""
    return {row[0] for row in _rows(_LOCK, ids=array_of(ids), token=token)}


def mark_handing_over(ids: list[UUID], token: UUID, *, at: datetime, vendors: Mapping[str, UUID | None]) -> int:
    """In the transaction that commits before the first network byte: from here it counts as an attempt. `vendors`: by
    channel, whose agreement the gate found.

    The lease begins anew, and is longer than these messages can keep a worker that is alive. Where each goes is kept
    as a digest: what comes back must be about that very address.
    """
    return _count(
        _HAND_OVER,
        ids=array_of(ids),
        token=token,
        at=at,
        same_key=Basis.SAME_KEY.value,
        vendors=json.dumps({channel: str(vendor) for channel, vendor in vendors.items() if vendor}),
        lease=longest_hand_over(),
    )


def longest_hand_over() -> timedelta:
    """Of a window, for a worker that is alive: so long its lease lasts."""
    return timedelta(seconds=WINDOW * _WAITS_OF_A_MAIL * (settings.EMAIL_TIMEOUT or _WITHOUT_TIMEOUT))


def release(ids: list[UUID], token: UUID) -> None:
    """Give back what we leased and do not use after all."""
    if ids:
        _count(_RELEASE, ids=array_of(ids), token=token)


def _in_batches(statement: str, **values: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    while True:
        batch = _rows(statement, most=BATCH, **values)
        found += [(str(slug), str(reason)) for slug, reason in batch]
        if len(batch) < BATCH:
            return found


def _rows(statement: str, planned: str = "", **values: Any) -> list[tuple[Any, ...]]:
    """`planned`: what the planner is told for it."""
    with transaction.atomic(), connection.cursor() as cursor:
        if planned:
            cursor.execute(planned)
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _count(statement: str, **values: Any) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
