"""The outbox: rows of what should leave, each with what the gate said about it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.domain.intents import Intent
from campaigns.enums import WAITING, MessageState, Stage, Unsent
from campaigns.gate import gate_for
from campaigns.models import Message, MessageTemplate, TemplateVersion
from campaigns.operations.decision_rows import keep_decisions
from campaigns.operations.quick_rows import insert_new, unsaved
from campaigns.queries import PublishedTexts, published_texts
from clinic.queries import organisation
from consent.domain.policy import Decision
from consent.enums import DecisionOutcome
from patients.models import Person

BATCH = 500
_STATE_OF = {
    DecisionOutcome.ALLOWED: MessageState.PLANNED,
    DecisionOutcome.HELD: MessageState.HELD,
    DecisionOutcome.REFUSED: MessageState.REFUSED,
}
_ON_ITS_WAY = (MessageState.HANDING_OVER, MessageState.UNKNOWN)
_OVER = frozenset({MessageState.REFUSED, MessageState.EXPIRED, MessageState.FAILED})


_POSTPONE = """
    UPDATE campaigns_message m
    SET due_at = next.due_at, leaves_until = next.until, expires_at = GREATEST(m.expires_at, next.expires_at)
    FROM (
        SELECT w.id, o.due_at, o.until, o.expires_at
        FROM campaigns_message w
        JOIN unnest(%(ids)s::uuid[], %(dues)s::timestamptz[], %(ends)s::timestamptz[], %(expiries)s::timestamptz[])
            AS o (id, due_at, until, expires_at) ON o.id = w.id
        WHERE w.state IN ('planned', 'retry') AND w.leaves_until <= %(now)s
        ORDER BY w.id FOR UPDATE OF w SKIP LOCKED
    ) AS next
    WHERE m.id = next.id
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """The next hours of a message: it leaves in [due_at, until); until None: whenever.

    `expires_at`: when it is too late, if that is later than was said.
    """

    message_id: UUID
    due_at: datetime
    until: datetime | None
    expires_at: datetime | None = None


#: What moves allowed messages to other hours, or says why they do not leave. It is asked about a batch at a time.
Spread = Callable[[Sequence[Message]], Mapping[UUID, Opening | Unsent]]


@dataclass(slots=True)
class PlanReport:
    """What became of the intents. `already`: rows that were there before, left as they were.

    `counts`: (origin slug, state, reason) → messages, for new rows only.
    """

    planned: int = 0
    already: int = 0
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)


def plan(
    intents: Iterable[Intent], *, by: Actor, now: datetime, today: date, spread: Spread | None = None
) -> PlanReport:
    """Put messages into the outbox. Doing it again adds nothing. Raises `MessageTemplate.DoesNotExist`.

    1. In batches of 500, each its own transaction, the person's language picks the version, the gate is asked once
       per message, and the row is inserted in the state that follows; an identity that exists is left alone.
    2. Each new row's decision is stored with it. A text that does not exist in any language: failed, no-template.
       What the gate allows and the intent holds is held, with the intent's reason; what was released with another
       text than the one that it gets is held until somebody has read that one.
    3. `spread` is asked about what may leave or is held, and may give it other hours or a reason not to leave.

    `today` is the clinic-local day.
    """
    report = PlanReport()
    for batch in _batches(intents):
        _plan_batch(batch, report, by=by, now=now, today=today, spread=spread)
    return report


def record_unsent(intents: Iterable[Intent], reason: Unsent, *, by: Actor, now: datetime) -> int:
    """Keep what will not be sent as expired rows with their reason, so that the person's history can tell."""
    kept = 0
    for batch in _batches(intents):
        with transaction.atomic():
            rows = _rows(batch, now=now)
            for row in rows:
                row.state, row.reason, row.settled_at = MessageState.EXPIRED, reason, now
            kept += len(insert_new(rows))
    return kept


@transaction.atomic
def withdraw(
    *,
    reason: Unsent,
    by: Actor,
    now: datetime,
    origin_ids: Collection[UUID] = (),
    message_ids: Collection[UUID] = (),
) -> int:
    """Take back what has not been handed over yet: of these origins, or these messages. What is being handed over at
    this moment stays, and is not tried again, nor what nobody knows of."""
    which = Q(origin_id__in=list(origin_ids)) | Q(pk__in=list(message_ids))
    _no_other_try(which, now)
    ids = list(
        Message.objects.select_for_update().filter(which, state__in=WAITING).order_by("pk").values_list("pk", flat=True)
    )
    if ids:
        Message.objects.filter(pk__in=ids).update(
            state=MessageState.EXPIRED, reason=reason, settled_at=now, lease_token=None, leased_until=None
        )
        record_change(
            word=AuditWord.CHANGE,
            actor=by,
            fields=["campaigns.message"],
            details={"messages": len(ids), "step": "withdrawn", "reason": str(reason)},
        )
    return len(ids)


def _no_other_try(which: Q, now: datetime) -> None:
    """Rows that a worker or a report settles at this moment are passed over."""
    on_its_way = Message.objects.filter(which, state__in=_ON_ITS_WAY, expires_at__gt=now)
    ids = on_its_way.select_for_update(skip_locked=True).values_list("pk", flat=True)
    Message.objects.filter(pk__in=list(ids)).update(expires_at=now)


@transaction.atomic
def postpone(openings: Sequence[Opening], *, by: Actor, now: datetime) -> int:
    """Give messages whose hours ended before they left their next ones; the count of those that were still waiting."""
    values: dict[str, Any] = {
        "now": now,
        "ids": [opening.message_id for opening in openings],
        "dues": [opening.due_at for opening in openings],
        "ends": [opening.until for opening in openings],
        "expiries": [opening.expires_at for opening in openings],
    }
    with connection.cursor() as cursor:
        cursor.execute(_POSTPONE, values)
        postponed = int(cursor.rowcount)
    if postponed:
        record_change(
            word=AuditWord.CHANGE,
            actor=by,
            fields=["campaigns.message"],
            details={"messages": postponed, "step": "postponed"},
        )
    return postponed


@transaction.atomic
def _plan_batch(
    intents: Sequence[Intent], report: PlanReport, *, by: Actor, now: datetime, today: date, spread: Spread | None
) -> None:
    rows = _rows(intents, now=now)
    gate = gate_for(rows, now=now, today=today, zone=organisation().time_zone, lock=False)
    decisions: dict[UUID, Decision] = {}
    for intent, row in zip(intents, rows, strict=True):
        decisions[row.pk] = decision = gate.ask(row)
        row.state, row.reason = _STATE_OF[DecisionOutcome(decision.outcome)], decision.reason
        if decision.is_allowed and row.version_id is None:
            row.state, row.reason = MessageState.FAILED, Unsent.NO_TEMPLATE
        elif decision.is_allowed and (hold := _why_held(intent, row)):
            row.state, row.reason = MessageState.HELD, hold
    if spread:
        _spread_out(rows, spread)
    for row in rows:
        if row.state in _OVER:
            row.settled_at = now
    new = insert_new(rows)
    keep_decisions({row.pk: decisions[row.pk] for row in rows if row.pk in new}, stage=Stage.PLANNING, now=now)
    report.already += len(rows) - len(new)
    for row in rows:
        if row.pk in new:
            report.planned += row.state == MessageState.PLANNED
            report.counts[row.origin_slug, row.state, row.reason] += 1


def _spread_out(rows: Sequence[Message], spread: Spread) -> None:
    may_leave = [row for row in rows if row.state in WAITING]
    changed = spread(may_leave) if may_leave else {}
    for row in may_leave:
        match changed.get(row.pk):
            case Opening() as opening:
                row.due_at, row.leaves_until = opening.due_at, opening.until
            case Unsent() as reason:
                row.state, row.reason = MessageState.EXPIRED, reason


def _rows(intents: Sequence[Intent], *, now: datetime) -> list[Message]:
    slugs = {intent.template_slug for intent in intents}
    templates = {template.slug: template for template in MessageTemplate.objects.filter(slug__in=slugs)}
    if missing := slugs - templates.keys():
        raise MessageTemplate.DoesNotExist(f"no such text: {', '.join(sorted(missing))}")
    texts = published_texts(slugs)
    languages = dict(
        Person.objects.filter(pk__among={intent.person_id for intent in intents}).values_list("pk", "language")
    )
    return [
        _row(intent, templates[intent.template_slug], texts, languages.get(intent.person_id, ""), now)
        for intent in intents
    ]


def _row(intent: Intent, template: MessageTemplate, texts: PublishedTexts, language: str, now: datetime) -> Message:
    version = texts.best(template.slug, language)
    values = {
        "person_id": intent.person_id,
        "channel": intent.channel,
        "template_id": template.pk,
        "version_id": version.pk if version else None,
        "purpose": template.purpose,
        "topic": template.topic,
        "origin": intent.origin,
        "origin_id": intent.origin_id,
        "origin_slug": intent.origin_slug,
        "step": intent.step,
        "occurrence": intent.occurrence,
        "appointment_id": intent.appointment_id,
        "anchor_at": intent.anchor_at,
        "due_at": intent.due_at,
        "expires_at": intent.expires_at,
        "leaves_until": intent.leaves_until,
        "location_id": intent.location_id,
        "about": intent.about,
        "is_capped": intent.is_capped,
        "on_closed_days": intent.on_closed_days,
        "released_at": intent.released_at if _is_as_read(intent, version) else None,
        "released_by": intent.released_by if _is_as_read(intent, version) else "",
        "planned_at": now,
    }
    return unsaved(Message, values)


def _is_as_read(intent: Intent, version: TemplateVersion | None) -> bool:
    return intent.released_text == (version.pk if version else None)


def _why_held(intent: Intent, row: Message) -> Unsent | None:
    if intent.hold:
        return Unsent(intent.hold)
    return Unsent.AWAITING_RELEASE if intent.released_at and not row.released_at else None


def _batches(intents: Iterable[Intent]) -> Iterator[list[Intent]]:
    waiting = iter(intents)
    while batch := list(islice(waiting, BATCH)):
        yield batch
