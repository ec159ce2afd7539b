"""Enrolments that are due become messages, or a reason why not: in batches, each claimed and settled at once."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction

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
from journeys.domain.entry import holiday_of
from journeys.domain.report import RunReport
from journeys.domain.timeline import House, StepRule
from journeys.enums import Condition, EnrolmentState
from journeys.models import Enrolment, Step
from journeys.queries import house, past_messages, rule_of, steps_of, timeline_of
from patients.enums import STILL_ON
from patients.models import Appointment

BATCH = 500
_AGAIN_AFTER_AN_ERROR = timedelta(hours=1)
_log = logging.getLogger(__name__)

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


@dataclass(frozen=True, slots=True)
class Planning:
    """One run's planning: who, when, how far ahead, in which hours. `set_aside`: what failed in this run."""

    by: Actor
    at: datetime
    horizon: datetime
    open_hours: House
    texts: Texts
    set_aside: set[UUID] = field(default_factory=set)


def plan_due(report: RunReport, *, by: Actor, at: datetime, horizon: datetime) -> None:
    """Settle every enrolment whose `next_due_at` is not after `horizon`; counts go into `report`.

    1. Claim at most 500 with SKIP LOCKED: what another run holds is that run's.
    2. Decide each step (`domain.deciding`).
    3. Plan or record, and set `next_due_at` after `horizon` or to null, in the same transaction.
    4. Where that fails, the batch is settled one by one. Whose own fails counts as failed, error, stops nobody else,
       and is looked at again an hour later. Only the database itself failing ends the run.
    """
    planning = Planning(by, at, horizon, house(), Texts())
    while _plan_batch(report, planning) == BATCH:
        pass


@transaction.atomic
def _plan_batch(report: RunReport, planning: Planning) -> int:
    _keep_switches()
    claimed = _claim(planning)
    if claimed and not _settled(claimed, report, planning):
        for enrolment in claimed:
            if not _settled([enrolment], report, planning):
                _set_aside(enrolment, report, planning)
    return len(claimed)


def _settled(claimed: Sequence[Enrolment], report: RunReport, planning: Planning) -> bool:
    """Whether all of it went well; if not, nothing of it has happened, and it is logged without any value."""
    try:
        with transaction.atomic():
            done = _settle_claimed(claimed, planning)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        named = claimed[0].pk if len(claimed) == 1 else f"one of {len(claimed)}"
        _log.error("enrolment %s could not be planned: %s", named, type(error).__name__)
        return False
    report.planned += done.planned
    report.add(done.results)
    return True


def _settle_claimed(claimed: Sequence[Enrolment], planning: Planning) -> RunReport:
    texts, open_hours, at = planning.texts, planning.open_hours, planning.at
    past, upcoming = past_messages([enrolment.pk for enrolment in claimed]), _upcoming_visits(claimed, texts, at)
    intents: list[Intent] = []
    unsent: defaultdict[tuple[str, str], list[Intent]] = defaultdict(list)
    looks: dict[UUID, datetime | None] = {}
    for enrolment in claimed:
        timeline = timeline_of(enrolment, open_hours, has_upcoming_visit=enrolment.person_id in upcoming)
        rules = texts.rules(enrolment.version_id)
        decided = moves(timeline, rules, past[enrolment.pk], open_hours, at=at, horizon=planning.horizon)
        looks[enrolment.pk] = next_look(decided)
        for move in decided:
            if move.verb is Verb.PLAN:
                intents.append(_intent(enrolment, move, texts))
            elif move.verb is Verb.SKIP:
                unsent[enrolment.journey.slug, move.reason].append(_intent(enrolment, move, texts))
    done = _hand_in(intents, unsent, planning)
    _settle(looks)
    return done


def _set_aside(enrolment: Enrolment, report: RunReport, planning: Planning) -> None:
    planning.set_aside.add(enrolment.pk)
    _settle({enrolment.pk: planning.at + _AGAIN_AFTER_AN_ERROR})
    report.add({(enrolment.journey.slug, MessageState.FAILED.value, Unsent.ERROR.value): 1})


def _keep_switches() -> None:
    """Whoever switches a journey off waits for this batch, and then takes back what it planned."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM journeys_journey WHERE is_active FOR SHARE")


def _claim(planning: Planning) -> list[Enrolment]:
    due = Enrolment.objects.filter(
        state=EnrolmentState.ACTIVE, next_due_at__lte=planning.horizon, journey__is_active=True
    )
    return list(
        due.exclude(pk__in=planning.set_aside)
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
        leaves_until=move.leaves_until,
        location_id=enrolment.location_id,
        on_closed_days=step.on_closed_days,
        about=holiday_of(enrolment.anchor_key),
    )


def _hand_in(
    intents: Sequence[Intent], unsent: Mapping[tuple[str, str], Sequence[Intent]], planning: Planning
) -> RunReport:
    by, at = planning.by, planning.at
    planned = outbox.plan(intents, by=by, now=at, today=local_day(at, planning.open_hours.zone))
    done = RunReport(at, planned=planned.planned)
    done.add(planned.counts)
    for (slug, reason), skipped in unsent.items():
        kept = outbox.record_unsent(skipped, Unsent(reason), by=by, now=at)
        done.add({(slug, MessageState.EXPIRED.value, reason): kept})
    return done


def _settle(looks: Mapping[UUID, datetime | None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [list(looks), list(looks.values())])
