"""One run: what is due at a moment becomes messages, and the messages that are due leave."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from audit.domain.actors import Actor
from audit.domain.uuid7 import uuid7
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.enums import Origin
from campaigns.operations import delivery
from clinic.domain.hours import local_day
from clinic.domain.moving_clock import Moving, Ticks
from clinic.queries import organisation
from clinic.ticking import seconds_gone_by
from consent.operations import claims
from journeys.domain.nightly import GIVEN_UP_AFTER, LOOKS_AHEAD, nightly_date
from journeys.domain.report import OUTCOMES, RunReport
from journeys.enums import RunKind
from journeys.models import Run
from journeys.operations import giving_way, rechecking
from journeys.operations.enrolments import enrol_due
from journeys.operations.following import complete_finished, follow_changes
from journeys.operations.leads import hand_over_qualified
from journeys.operations.overtaking import take_back_overtaken
from journeys.operations.planning import plan_due
from journeys.operations.postponing import postpone_what_stayed
from journeys.operations.releases import let_go_what_needs_no_word
from journeys.operations.said_once import open_what_nobody_says
from journeys.queries import due_run, messages_decided
from patients.operations import people

# One row per night. Whoever inserts it runs it; one that began and never finished is taken over.
_TAKE_NIGHT = """
    INSERT INTO journeys_run (id, kind, clinic_date, at, started_at, counts)
    VALUES (%s, 'nightly', %s, %s, clock_timestamp(), '{}')
    ON CONFLICT (clinic_date) WHERE kind = 'nightly' DO UPDATE SET started_at = clock_timestamp(), at = EXCLUDED.at
        WHERE journeys_run.finished_at IS NULL
          AND journeys_run.started_at < clock_timestamp() - make_interval(secs => %s)
    RETURNING id
"""


def run(at: datetime, *, kind: RunKind, by: Actor, rehearse: bool = False, ticks: Ticks = seconds_gone_by) -> RunReport:
    """Do all that is due at `at`, once: doing it again, or twice at the same moment, sends nothing twice.

    1. Collect recorded choices; at night, put whoever became 90 among the oldest. 2. Hand qualified leads over; follow
    what moved, is off, was reached or is no longer wanted. 3. Enrol, and let go what waited for a word that was
    said or is no longer asked for. 4. Plan (a nightly run through the coming 24 hours), take back what was planned on
    a condition that no longer holds, give new hours to what did not leave in its own, and take back what a later step
    has overtaken. 5. Deliver what is due, by a clock that showed `at` when the run began and goes on with `ticks`.
    6. Complete what is over.

    A nightly run is done once per clinic date: asked again it does nothing (`was_done_before`).
    A rehearsal does 1 to 4, lists who would get what, and leaves nothing behind.
    """
    if rehearse:
        return _rehearse(at, kind=kind, by=by)
    begun = _begin(at, kind)
    if begun is None:
        return RunReport(at, was_done_before=True)
    if kind is RunKind.NIGHTLY:
        giving_way.to_the_night()
    report, clock = RunReport(at), Moving(at, ticks)
    decide(report, kind=kind, by=by)
    report.add(delivery.deliver_due(clock.now(), by=by, only=Origin.JOURNEY, ticks=ticks).counts)
    complete_finished(at=at)
    _finish(begun, report, kind=kind, by=by)
    return report


def run_due(now: datetime, *, by: Actor) -> RunReport | None:
    """The run that the clock asks for, if any."""
    kind = due_run(now)
    return run(now, kind=kind, by=by) if kind else None


def decide(report: RunReport, *, kind: RunKind, by: Actor) -> None:
    at = report.at
    claims.collect(at, by=by)
    if kind is RunKind.NIGHTLY:
        people.recoarsen_birth_years(by=by, now=at)
    hand_over_qualified(by=by, at=at)
    report.add(follow_changes(by=by, at=at))
    enrol_due(by=by, at=at, swept_only=kind is RunKind.SWEEP)
    let_go_what_needs_no_word(by=by, now=at)
    rechecking.look_again(at=at)
    open_what_nobody_says(at=at)
    plan_due(report, by=by, at=at, horizon=_horizon(at, kind))
    report.add(rechecking.take_back_unmet(by=by, at=at))
    postpone_what_stayed(by=by, at=at)
    report.add(take_back_overtaken(by=by, at=at))


def _horizon(at: datetime, kind: RunKind) -> datetime:
    return at + LOOKS_AHEAD if kind is RunKind.NIGHTLY else at


def _begin(at: datetime, kind: RunKind) -> UUID | None:
    """The new run's id; None when tonight's run is done or somebody is at it."""
    clinic = organisation()
    if kind is not RunKind.NIGHTLY:
        return Run.objects.create(kind=kind, clinic_date=local_day(at, clinic.time_zone), at=at).pk
    night = nightly_date(at, clinic.time_zone, clinic.nightly_at)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_NIGHT, [uuid7(), night, at, GIVEN_UP_AFTER.total_seconds()])
        row = cursor.fetchone()
    return row[0] if row else None


@transaction.atomic
def _finish(run_id: UUID, report: RunReport, *, kind: RunKind, by: Actor) -> None:
    Run.objects.filter(pk=run_id).update(counts=report.as_json(), finished_at=Now())
    if kind is RunKind.SWEEP:
        _forget_idle_sweeps(before=run_id)
    record_change(
        word=AuditWord.RUN,
        actor=by,
        fields=["journeys.run"],
        details={"run": str(run_id), "kind": kind.value, "planned": report.planned, "at": report.at.isoformat()},
    )


def _forget_idle_sweeps(*, before: UUID) -> None:
    """Of sweeps that did nothing only the latest is kept, to tell when the next one is due: there are 288 a day."""
    nothing = dict.fromkeys(OUTCOMES, 0)
    Run.objects.filter(kind=RunKind.SWEEP, counts__planned=0, counts__outcomes=nothing, id__lt=before).delete()


def _rehearse(at: datetime, *, kind: RunKind, by: Actor) -> RunReport:
    report, before = RunReport(at, is_rehearsal=True), uuid7()
    with transaction.atomic():
        decide(report, kind=kind, by=by)
        report.rehearsed = messages_decided(at, _horizon(at, kind), since=before)
        late = (message for message in report.rehearsed if message.would_be_too_late)
        report.add(Counter((message.journey, message.outcome, message.reason) for message in late))
        transaction.set_rollback(True)
    return report
