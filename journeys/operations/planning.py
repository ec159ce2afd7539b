"""Enrolments that are due become messages, or a reason why not: in batches, each claimed and settled at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from audit.domain.actors import Actor
from campaigns.domain.intents import Intent
from campaigns.enums import MessageState, Origin, Unsent
from campaigns.operations import outbox
from clinic.domain.hours import local_day
from journeys.domain.deciding import (
    Move,
    Verb,
    moves,
    next_look,
    occurrence,
)
from journeys.domain.report import RunReport
from journeys.domain.timeline import House, StepRule
from journeys.enums import Condition, EnrolmentState
from journeys.models import Enrolment, Step
from journeys.queries import house, past_messages, rule_of, steps_of, timeline_of
from patients.enums import STILL_ON
from patients.models import Appointment

BATCH = 500

_SETTLE = """
    UPDATE journeys_enrolment e SET next_due_at = looks.at
    FROM unnest(%s::uuid[], %s::timestamptz[]) AS looks (id, at)
    WHERE e.id = looks.id
"""


@dataclass(slots=True)
class Texts:
    """The steps of the versions met in one run, read once each."""

    _steps: dict[UUID, dict[str, Step]] = field(default_factory=dict)

    def steps(self, version_id: UUID) -> Mapping[str, Step]:
        if version_id not in self._steps:
            self._steps[version_id] = {step.key: step for step in steps_of(version_id)}
        return self._steps[version_id]

    def rules(self, version_id: UUID) -> list[StepRule]:
        return [rule_of(step) for step in self.steps(version_id).values()]


def plan_due(report: RunReport, *, by: Actor, at: datetime, horizon: datetime) -> None:
    """Settle every enrolment whose `next_due_at` is not after `horizon`; counts go into `report`.

    1. Claim at most 500 with SKIP LOCKED: what another run holds is that run's.
    2. Decide each step (`domain.deciding`).
    3. Plan or record, and set `next_due_at` after `horizon` or to null, in the same transaction.
    """
    texts, open_hours = Texts(), house()
    while _plan_batch(report, texts, open_hours, by=by, at=at, horizon=horizon) == BATCH:
        pass


@transaction.atomic
def _plan_batch(
    report: RunReport, texts: Texts, open_hours: House, *, by: Actor, at: datetime, horizon: datetime
) -> int:
    _keep_switches()
    claimed = _claim(horizon)
    if not claimed:
        return 0
    past, upcoming = past_messages([enrolment.pk for enrolment in claimed]), _upcoming_visits(claimed, texts, at)
    intents: list[Intent] = []
    unsent: defaultdict[tuple[str, str], list[Intent]] = defaultdict(list)
    looks: dict[UUID, datetime | None] = {}
    for enrolment in claimed:
        timeline = timeline_of(enrolment, open_hours, has_upcoming_visit=enrolment.person_id in upcoming)
        rules = texts.rules(enrolment.version_id)
        decided = moves(timeline, rules, past[enrolment.pk], open_hours, at=at, horizon=horizon)
        looks[enrolment.pk] = next_look(decided)
        for move in decided:
            if move.verb is Verb.PLAN:
                intents.append(_intent(enrolment, move, texts))
            elif move.verb is Verb.SKIP:
                unsent[enrolment.journey.slug, move.reason].append(_intent(enrolment, move, texts))
    _hand_in(intents, unsent, report, today=local_day(at, open_hours.zone), by=by, at=at)
    _settle(looks)
    return len(claimed)


def _keep_switches() -> None:
    """Whoever switches a journey off waits for this batch, and then takes back what it planned."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM journeys_journey WHERE is_active FOR SHARE")


def _claim(horizon: datetime) -> list[Enrolment]:
    return list(
        Enrolment.objects.filter(state=EnrolmentState.ACTIVE, next_due_at__lte=horizon, journey__is_active=True)
        .select_related("journey", "appointment")
        .order_by("next_due_at", "id")
        .select_for_update(of=("self",), skip_locked=True)[:BATCH]
    )


def _upcoming_visits(claimed: Iterable[Enrolment], texts: Texts, at: datetime) -> frozenset[UUID]:
    """People with something booked, asked only for steps that want to know."""
    people = {
        enrolment.person_id
        for enrolment in claimed
        if any(rule.condition == Condition.NO_UPCOMING_VISIT for rule in texts.rules(enrolment.version_id))
    }
    if not people:
        return frozenset()
    return frozenset(
        Appointment.objects.filter(person__in=people, status__in=STILL_ON, starts_at__gt=at).values_list(
            "person_id", flat=True
        )
    )


def _intent(enrolment: Enrolment, move: Move, texts: Texts) -> Intent:
    step = texts.steps(enrolment.version_id)[move.step.key]
    return Intent(
        person_id=enrolment.person_id,
        template_slug=step.template.slug,
        channel=step.channel,
        origin=Origin.JOURNEY.value,
        origin_id=enrolment.pk,
        origin_slug=enrolment.journey.slug,
        step=step.key,
        occurrence=occurrence(enrolment.anchor_at, enrolment.revision),
        appointment_id=enrolment.appointment_id,
        anchor_at=enrolment.anchor_at,
        due_at=move.due_at,
        expires_at=move.expires_at,
    )


def _hand_in(
    intents: Sequence[Intent],
    unsent: Mapping[tuple[str, str], Sequence[Intent]],
    report: RunReport,
    *,
    today: date,
    by: Actor,
    at: datetime,
) -> None:
    planned = outbox.plan(intents, by=by, now=at, today=today)
    report.planned += planned.planned
    report.add(planned.counts)
    for (slug, reason), skipped in unsent.items():
        kept = outbox.record_unsent(skipped, Unsent(reason), by=by, now=at)
        report.add({(slug, MessageState.EXPIRED.value, reason): kept})


def _settle(looks: Mapping[UUID, datetime | None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [list(looks), list(looks.values())])
