"""One text about one appointment at one time, whichever journeys ask for it: the second message is not sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from campaigns.enums import LEFT, WAITING, Unsent
from campaigns.models import Message
from journeys.domain.timeline import StepRule
from journeys.enums import EnrolmentState

#: By (enrolment, step): its rule and its journey's priority.
Steps = Mapping[tuple[UUID, str], tuple[StepRule, int]]
_STANDING = sorted(LEFT | WAITING)

_SAID = """
    SELECT m.person_id, m.template_id, m.channel, m.appointment_id, m.anchor_at, m.location_id,
           s.offset_days * 24 + s.offset_hours, m.origin_id, m.step
    FROM campaigns_message m
    JOIN journeys_enrolment e ON e.id = m.origin_id
    JOIN journeys_step s ON s.version_id = e.version_id AND s.key = m.step
    WHERE m.appointment_id = ANY(%s) AND m.origin = 'journey' AND m.state = ANY(%s)
"""
# The message that said it was taken back, or never left: the other one is open again.
_SAID_NO_MORE = """
    UPDATE journeys_enrolment e SET revision = e.revision + 1, next_due_at = %(at)s
    FROM (
        SELECT n.id FROM journeys_enrolment n WHERE n.state = %(active)s AND n.id IN (
            SELECT m.origin_id FROM campaigns_message m
            JOIN journeys_enrolment me ON me.id = m.origin_id
            JOIN journeys_step ms ON ms.version_id = me.version_id AND ms.key = m.step
            WHERE m.reason = 'said-already' AND m.state = 'expired' AND m.expires_at > %(at)s
              AND m.anchor_at = me.anchor_at AND m.location_id IS NOT DISTINCT FROM me.location_id
              AND split_part(m.occurrence, '~', 2) = COALESCE(NULLIF(me.revision, 0)::text, '')
              AND NOT EXISTS (
                  SELECT 1 FROM campaigns_message o
                  JOIN journeys_enrolment oe ON oe.id = o.origin_id
                  JOIN journeys_step os ON os.version_id = oe.version_id AND os.key = o.step
                  WHERE o.appointment_id = m.appointment_id AND o.person_id = m.person_id
                    AND o.template_id = m.template_id AND o.channel = m.channel AND o.anchor_at = m.anchor_at
                    AND o.location_id IS NOT DISTINCT FROM m.location_id AND o.state = ANY(%(standing)s)
                    AND os.offset_days * 24 + os.offset_hours = ms.offset_days * 24 + ms.offset_hours
              )
        )
        ORDER BY n.id FOR UPDATE OF n SKIP LOCKED
    ) AS found
    WHERE e.id = found.id
"""


def said_already(messages: Sequence[Message], steps: Steps) -> Mapping[UUID, Unsent]:
    """Those of `messages` that a standing message, or another of them, says already: the same text in the same channel
    to the same person, about the same appointment at its time and place, as long before or after it. What is as long
    before as nothing else, such as a second reminder with the same words, is not one of them.

    Of several the one of the first priority goes. Whoever asks holds locks on the people. At most one query.
    """
    about = [message for message in messages if message.appointment_id]
    said = _said({message.appointment_id for message in about if message.appointment_id}) if about else {}
    found: dict[UUID, Unsent] = {}
    for message in sorted(about, key=lambda one: _order(one, steps)):
        itself = (message.origin_id, message.step)
        key = _key(message, steps)
        if said.setdefault(key, {itself}) - {itself}:
            found[message.pk] = Unsent.SAID_ALREADY
    return found


def open_what_nobody_says(*, at: datetime) -> None:
    """What was not sent because another message said it is decided anew once that one does not stand any more."""
    values: dict[str, Any] = {"at": at, "active": EnrolmentState.ACTIVE.value, "standing": _STANDING}
    with connection.cursor() as cursor:
        cursor.execute(_SAID_NO_MORE, values)


def _said(appointments: set[UUID]) -> dict[tuple[object, ...], set[tuple[UUID, str]]]:
    """What standing messages say → by which step of which enrolment."""
    found: dict[tuple[object, ...], set[tuple[UUID, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SAID, [sorted(appointments), _STANDING])
        for *key, origin_id, step in cursor.fetchall():
            found.setdefault(tuple(key), set()).add((origin_id, step))
    return found


def _key(message: Message, steps: Steps) -> tuple[object, ...]:
    rule, _ = steps[message.origin_id, message.step]
    return (
        message.person_id,
        message.template_id,
        message.channel,
        message.appointment_id,
        message.anchor_at,
        message.location_id,
        rule.days * 24 + rule.hours,
    )


def _order(message: Message, steps: Steps) -> tuple[int, str, str]:
    return steps[message.origin_id, message.step][1], message.origin_slug, message.step
