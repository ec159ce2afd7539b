"""Enrolments that are due become messages, or a reason why not: in batches, each claimed and settled at once."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from threading import Event
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction

from audit.domain.actors import Actor
from campaigns.domain.intents import Intent
from campaigns.domain.seminars import about_place
from campaigns.enums import MessageState, Origin, Unsent
from campaigns.models import Message
from campaigns.operations import outbox
from campaigns.operations.outbox import Opening
from campaigns.operations.spreading import Spreading
from campaigns.queries import clinics_hours
from clinic.domain.hours import local_day
from clinic.queries import organisation
from journeys.domain.deciding import Move, Verb, moves, next_look, occurrence
from journeys.domain.entry import holiday_of, place_of
from journeys.domain.holding import Read, Said, Which
from journeys.domain.report import RunReport
from journeys.domain.timeline import House
from journeys.due import Due
from journeys.facts import facts_of
from journeys.operations import claiming
from journeys.operations.said_once import Steps, said_already
from journeys.plans import Plans
from journeys.queries import past_messages
from journeys.said import night_of, said_of
from journeys.side_by_side import side_by_side

_AGAIN_AFTER_AN_ERROR = timedelta(hours=1)
_log = logging.getLogger(__name__)

_SETTLE = """
    UPDATE journeys_enrolment e SET next_due_at = looks.at
    FROM unnest(%s::uuid[], %s::timestamptz[]) AS looks (id, at)
    WHERE e.id = looks.id
"""


@dataclass(frozen=True, slots=True)
class Planning:
    """One run's planning: who, when, how far ahead, in which hours, under which cap."""

    by: Actor
    at: datetime
    horizon: datetime
    night: date
    open_hours: House
    weekly_cap: int
    plans: Plans


@dataclass(frozen=True, slots=True)
class Decided:
    """What is to become of the steps of one batch: (enrolment, move), and when to look at each enrolment again."""

    planned: list[tuple[Due, Move]]
    skipped: list[tuple[Due, Move]]
    looks: Mapping[UUID, datetime | None]


def plan_due(report: RunReport, *, by: Actor, at: datetime, horizon: datetime) -> None:
    """Settle every enrolment whose `next_due_at` is not after `horizon`; counts go into `report`.

    1. Of those for whom something is due, claim 500 with SKIP LOCKED, with everything that is due for them: what
       another run holds is that run's, and what one person gets is decided at once.
    2. Decide each step (`domain.deciding`).
    3. Plan or record, each text once (`said_once`), under the caps (`domain.caps`) and what staff said
       (`domain.holding`), and set `next_due_at` after `horizon` or to null, in the same transaction.
    4. Where that fails, the batch is settled one by one. Whose own fails counts as failed, error, stops nobody else,
       and is looked at again an hour later. Only the database itself failing ends the run.
    5. Where the first batch was full, two go on at once, as two runs would: a night of many is planned in less time.
       Inside a transaction (a rehearsal) one goes on alone, since nobody else sees its rows.
    """
    planning = Planning(by, at, horizon, night_of(at), clinics_hours(), organisation().weekly_cap, Plans())
    due = claiming.DuePeople(horizon)
    first = due.next_batch()
    _plan_batch(report, planning, first)
    if len(first) < claiming.BATCH:
        return
    if connection.in_atomic_block:
        return _plan_on(report, planning, due, Event())
    second = RunReport(at)
    side_by_side(partial(_plan_on, report, planning, due), partial(_plan_on, second, planning, due))
    report.planned += second.planned
    report.add(second.results)


def _plan_on(report: RunReport, planning: Planning, due: claiming.DuePeople, enough: Event) -> None:
    while not enough.is_set() and (people := due.next_batch()):
        _plan_batch(report, planning, people)


@transaction.atomic
def _plan_batch(report: RunReport, planning: Planning, people: Sequence[UUID]) -> None:
    claiming.keep_switches()
    ours = claiming.lock_people(people)
    claimed = claiming.claim(ours, horizon=planning.horizon) if ours else []
    if claimed and not _settled(claimed, report, planning):
        for enrolment in claimed:
            if not _settled([enrolment], report, planning):
                _set_aside(enrolment, report, planning)


def _settled(claimed: Sequence[Due], report: RunReport, planning: Planning) -> bool:
    """Whether all of it went well; if not, nothing of it has happened, and it is logged without any value."""
    try:
        with transaction.atomic():
            decided = _decide(claimed, planning)
            done = _hand_in(decided, planning)
            _settle(decided.looks)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        named = claimed[0].id if len(claimed) == 1 else f"one of {len(claimed)}"
        _log.error("enrolment %s could not be planned: %s", named, type(error).__name__)
        return False
    report.planned += done.planned
    report.add(done.results)
    return True


def _decide(claimed: Sequence[Due], planning: Planning) -> Decided:
    plans, open_hours, at = planning.plans, planning.open_hours, planning.at
    past = past_messages([enrolment.id for enrolment in claimed])
    facts = facts_of(claimed, plans.conditions(enrolment.version_id for enrolment in claimed), at=at)
    decided = Decided([], [], looks := {})
    for enrolment in claimed:
        timeline, rules = facts.timeline_of(enrolment, open_hours), plans.of(enrolment.version_id).rules
        found = moves(timeline, rules, past[enrolment.id], open_hours, at=at, horizon=planning.horizon)
        looks[enrolment.id] = next_look(found)
        decided.planned.extend((enrolment, move) for move in found if move.verb is Verb.PLAN)
        decided.skipped.extend((enrolment, move) for move in found if move.verb is Verb.SKIP)
    return decided


def _hand_in(decided: Decided, planning: Planning) -> RunReport:
    done = RunReport(planning.at)
    for some in _of_whole_people(decided.planned):
        _plan(some, done, planning)
    unsent: defaultdict[tuple[str, str], list[Intent]] = defaultdict(list)
    for enrolment, move in decided.skipped:
        intent = _intent(enrolment, move, planning.plans)
        unsent[intent.origin_slug, move.reason].append(intent)
    for (slug, reason), skipped in unsent.items():
        kept = outbox.record_unsent(skipped, Unsent(reason), by=planning.by, now=planning.at)
        done.add({(slug, MessageState.EXPIRED.value, reason): kept})
    return done


def _plan(some: Sequence[tuple[Due, Move]], done: RunReport, planning: Planning) -> None:
    at, plans = planning.at, planning.plans
    steps = {
        (enrolment.id, move.step.key): (move.step, plans.of(enrolment.version_id).priority) for enrolment, move in some
    }
    spreading = Spreading(planning.open_hours, planning.weekly_cap, steps)
    said = said_of(planning.night, {enrolment.person_id for enrolment, _ in some})
    planned = outbox.plan(
        [_as_said(_intent(enrolment, move, plans), enrolment, said) for enrolment, move in some],
        by=planning.by,
        now=at,
        today=local_day(at, planning.open_hours.zone),
        spread=partial(_spread, spreading, steps),
    )
    done.planned += planned.planned
    done.add(planned.counts)


def _spread(spreading: Spreading, steps: Steps, messages: Sequence[Message]) -> Mapping[UUID, Opening | Unsent]:
    said = said_already(messages, steps)
    rest = [message for message in messages if message.pk not in said]
    return {**said, **(spreading(rest) if rest else {})}


def _of_whole_people(planned: Sequence[tuple[Due, Move]]) -> Iterator[list[tuple[Due, Move]]]:
    """At most a batch of the outbox each, cut between people: the caps look at all that one person would get."""
    some: list[tuple[Due, Move]] = []
    for _, theirs in groupby(planned, key=lambda pair: pair[0].person_id):
        group = list(theirs)
        if some and len(some) + len(group) > outbox.BATCH:
            yield some
            some = []
        some = some + group
    if some:
        yield some


def _set_aside(enrolment: Due, report: RunReport, planning: Planning) -> None:
    _settle({enrolment.id: planning.at + _AGAIN_AFTER_AN_ERROR})
    report.add({(planning.plans.of(enrolment.version_id).journey, MessageState.FAILED.value, Unsent.ERROR.value): 1})


def _intent(enrolment: Due, move: Move, plans: Plans) -> Intent:
    plan = plans.of(enrolment.version_id)
    step = plan.steps[move.step.key]
    return Intent(
        person_id=enrolment.person_id,
        template_slug=step.template.slug,
        channel=step.channel,
        origin=Origin.JOURNEY.value,
        origin_id=enrolment.id,
        origin_slug=plan.journey,
        step=step.key,
        occurrence=occurrence(enrolment.anchor_at, enrolment.revision),
        appointment_id=enrolment.appointment_id,
        anchor_at=enrolment.anchor_at,
        due_at=move.due_at,
        expires_at=move.expires_at,
        leaves_until=move.leaves_until,
        location_id=enrolment.location_id,
        is_capped=plan.is_capped,
        on_closed_days=step.on_closed_days,
        about=_about(enrolment.anchor_key),
    )


def _about(anchor_key: str) -> str:
    """The holiday or the place at a seminar that the messages of an anchor are about."""
    place = place_of(anchor_key)
    return about_place(UUID(place)) if place else holiday_of(anchor_key)


def _as_said(intent: Intent, enrolment: Due, said: Said) -> Intent:
    """With what staff said about it: held, or released by whom."""
    which = Which(enrolment.person_id, enrolment.journey_id, enrolment.anchor_key, intent.step)
    word = said.about(Read(which, intent.channel, intent.anchor_at))
    if word.release:
        release = word.release
        return replace(intent, released_at=release.at, released_by=release.by, released_text=release.text)
    return replace(intent, hold=word.hold) if word.hold else intent


def _settle(looks: Mapping[UUID, datetime | None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [list(looks), list(looks.values())])
