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


def asleep(field: Field) -> Verdict:
    """Another process has done everything meanwhile. Who wakes may still write down what it handed over before, and
    finish the letter that each connection was at; what it lost it neither sends nor settles."""
    with sink(field.place, name="slow", wait_ms=_WAIT_MS) as slow:
        supply = field.reminders(field.size(PEOPLE, PEOPLE_QUICK), post=slow)
        with field.worker(**slow.settings()) as sleeper, field.worker(**slow.settings()) as other:
            other.wait_until_ready()
            sleeper.begin(_DELIVER, at=supply.at(), seconds=_LEASE)
            supply.wait_for_mail(10)
            sleeper.stop()
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


def _others_finish(other: Worker, supply: Supply, until: float) -> None:
    """Everything that is nobody's any more, and what the sleeper holds is unknown."""
    while not supply.is_over() or time.monotonic() < until:
        other.call(_DELIVER, at=supply.at(), seconds=_LEASE)
        time.sleep(0.2)


def _unknown(supply: Supply) -> int:
    return sum(row.state == "unknown" for row in supply.rows())
