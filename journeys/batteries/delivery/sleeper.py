"""A process that stands still until its leases have run out three times, and then goes on where it was."""

import time

from journeys.batteries.delivery.field import CONNECTIONS, Field
from journeys.batteries.delivery.supplies import Supply
from journeys.batteries.verdicts import Verdict
from journeys.benches.smtp_sink import sink
from journeys.trials.worker import Worker

PEOPLE, PEOPLE_QUICK = 1_430, 160
_DELIVER = "journeys.trials.short_leases.deliver"
_LEASE = 5.0  # seconds; a window takes a relay that answers after 40 ms two of them
_WAIT_MS = 40
_PATIENCE = 120.0  # seconds
_NAME = "sleeper"
_IN_TRANSACTION = """
    SELECT count(*)::int FROM pg_stat_activity WHERE application_name = %s AND xact_start IS NOT NULL
"""


def asleep(field: Field) -> Verdict:
    """Another process has done everything meanwhile. Who wakes may still write down what it handed over before, and
    finish the letter that each connection was at; what it lost it neither sends nor settles."""
    with sink(field.place, name="slow", wait_ms=_WAIT_MS) as slow:
        supply = field.reminders(field.size(PEOPLE, PEOPLE_QUICK), post=slow)
        with field.worker(**slow.settings(), PGAPPNAME=_NAME) as sleeper, field.worker(**slow.settings()) as other:
            other.wait_until_ready()
            sleeper.begin(_DELIVER, at=supply.at(), seconds=_LEASE)
            _stop_between_transactions(sleeper, supply)
            began, before = time.monotonic(), supply.sent_so_far()
            _others_finish(other, supply, until=began + 3 * _LEASE)
            lost, at_waking = _unknown(supply), supply.sent_so_far()
            sleeper.go_on()
            told = sleeper.answer().value
            late = supply.sent_so_far() - at_waking
            supply.finish(other)
    return supply.judge(
        "SIGSTOP for three leases, then SIGCONT",
        f"{late} left after their leases had run out: more than each connection had in hand" * (late > CONNECTIONS),
        "nothing was in its hands when it was stopped" * (not lost),
        windows=CONNECTIONS,
        seen=f"{before} before it was stopped, {lost} of its were unknown, {late} left when it woke; it told {told}",
    )


def _stop_between_transactions(sleeper: Worker, supply: Supply) -> None:
    """While its connections hand over. In a transaction its rows would be locked, and everybody would wait for it."""
    for mails in range(10, supply.allowed):
        supply.wait_for_mail(mails)
        sleeper.stop()
        if supply.place.rows(_IN_TRANSACTION, [_NAME]) == [(0,)]:
            return
        sleeper.go_on()
    raise TimeoutError("it was never found between two transactions")


def _others_finish(other: Worker, supply: Supply, until: float) -> None:
    """Everything that is nobody's any more, and what the sleeper holds is unknown. On a slow machine its leases may
    have been too short for a window before it was stopped: what it put off then is due later."""
    hours, patience = 0.0, until + _PATIENCE
    while not supply.is_over() or time.monotonic() < until:
        if time.monotonic() > patience:
            raise TimeoutError(f"{supply.unsettled()} messages stay open while one process stands still")
        supply.deliver(other, hours=hours)
        hours = min(hours + 0.5, 7)
        time.sleep(0.2)


def _unknown(supply: Supply) -> int:
    return sum(row.state == "unknown" for row in supply.rows())
