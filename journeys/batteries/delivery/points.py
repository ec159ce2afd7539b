"""A delivery ends at a named point, again and again; the next one takes up what it left."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from journeys.batteries.delivery.field import CONNECTIONS, Fault, Field
from journeys.batteries.delivery.kills import crew
from journeys.batteries.verdicts import Verdict, verdict
from journeys.trials.workers import wait_until

TIMES, TIMES_QUICK = 20, 1
PEOPLE, PEOPLE_QUICK = 3_600, 60
_KILLED = -9
#: At which passing of the point: 1 to so many in turn. A process makes so many connections and no more.
_PASSINGS: Mapping[str, int] = {
    "before-lease": 5,
    "after-lease": 5,
    "after-handing-over": 3,
    "after-connect": CONNECTIONS,
    "after-data": 40,
    "after-250": 3,
    "after-commit": 3,
}


def at_point(point: str) -> Fault:
    """Points up to the receipt, which can be reached in the middle of a delivery (`journeys.trials.failpoints`)."""

    def cut(field: Field) -> Verdict:
        times = field.size(TIMES, TIMES_QUICK)
        supply = field.reminders(field.size(PEOPLE, PEOPLE_QUICK))
        findings = []
        for number in range(times):
            passing = 1 + number % _PASSINGS[point]
            said = {"point": point, "count": passing, "at": supply.at(), "journal": f"{supply.post.journal}"}
            ended = field.steady.call("journeys.trials.failpoints.deliver_until", **said).value
            if ended != _KILLED:
                findings.append(f"try {number + 1} ended with {ended} before it came to the point")
            supply.run_out_leases()
        left = supply.unsettled()
        supply.finish()
        seen = f"{left} left to the last delivery"
        return supply.judge(f"kill -9 {point}, {times} times", *findings, windows=times * CONNECTIONS, seen=seen)

    return cut


def before_ack(field: Field) -> Verdict:
    """A task has done and committed everything; its worker dies before the broker hears of it, and the broker's copy is
    done again."""
    times, people = field.size(TIMES, TIMES_QUICK), field.size(60, 10)
    armed, findings, sent, refused = Path(field.place.folder / "cut"), [], 0, 0
    done = armed.with_suffix(".done")
    with crew(field, "before-ack") as hired:
        worker = hired.hire("journeys.trials.cut_worker", TRIAL_CUT=f"{armed}")
        for number in range(times):
            supply = field.answers(people)
            armed.touch()
            hired.ring()
            # Once before its death and once again: whoever comes to it later would die of the next one's work.
            wait_until(partial(_are, done, 2 * (number + 1)), "a task is done, and done again after its worker's death")
            found = supply.reckon()
            findings += found.findings()
            sent, refused = sent + found.sent, refused + found.refused
        worker.terminate()
        deaths = worker.log.read_text().count("WorkerLostError")
    findings.append("" if deaths >= times else f"only {deaths} workers died")
    return verdict(f"kill -9 before-ack, {times} times", f"{sent} sent, {refused} refused", *findings)


def _are(done: Path, times: int) -> bool:
    return done.exists() and len(done.read_text().splitlines()) >= times


POINTS: Mapping[str, Fault] = {**{point: at_point(point) for point in _PASSINGS}, "before-ack": before_ack}
