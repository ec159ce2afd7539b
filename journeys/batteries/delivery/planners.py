"""The same plan made by several at once: three processes that run at one moment, and two beats that both ring."""

from contextlib import ExitStack

from journeys.batteries.delivery.field import DELIVER, Field
from journeys.batteries.delivery.kills import crew
from journeys.batteries.rounds import RUN
from journeys.batteries.verdicts import Verdict, verdict
from journeys.trials.worker import Worker
from journeys.trials.workers import beat, wait_until

TIMES, TIMES_QUICK = 100, 2
PEOPLE = 20
PEOPLE_OF_BEATS = 1_430
_PLANNERS = 3


def at_once(field: Field) -> Verdict:
    """In turn as the nightly run, with the delivery at noon, and as runs at noon that plan and deliver in one."""
    times, findings, sent = field.size(TIMES, TIMES_QUICK), [], 0
    with ExitStack() as running:
        planners = [running.enter_context(field.worker()) for _ in range(_PLANNERS)]
        for number in range(times):
            supply = field.booked(PEOPLE)
            if number % 2:
                _together(planners, RUN, at=supply.at(hours=-10), kind="nightly")
                _together(planners, DELIVER, at=supply.at())
            else:
                _together(planners, RUN, at=supply.at())
            found = supply.reckon()
            findings += [f"try {number + 1}: {finding}" for finding in found.findings()]
            sent += found.sent
    return verdict(f"three planners at once, {times} times", f"{sent} sent", *findings)


def two_beats(field: Field) -> Verdict:
    """Each rings for everything; one worker of two takes it up. In --quick two hands ring twice."""
    with crew(field, "beats") as hired, ExitStack() as running:
        environment = field.environment(CELERY_BROKER_URL=hired.broker.url)
        supply = field.answers(field.size(PEOPLE_OF_BEATS, 60), is_taken_up=False)
        for _ in range(2):
            hired.hire()
            if field.is_quick:
                hired.ring()
            else:
                running.enter_context(beat(field.place, environment))
        asked = "SELECT count(*)::int FROM clinic_notice WHERE handled_at IS NULL AND kind = 'revocation-received'"
        wait_until(
            lambda: field.place.rows(asked) == [(0,)] and supply.is_over(), "everything that was asked for has left"
        )
        for worker in hired.started:
            worker.terminate()
    return supply.judge("two beats" if not field.is_quick else "two bells at once")


def _together(planners: list[Worker], function: str, **arguments: str) -> None:
    for planner in planners:
        planner.begin(function, **arguments)
    for planner in planners:
        planner.answer()
