"""One message in the middle of many that makes preparing it fail: it fails alone, and all others leave."""

from journeys.batteries.delivery.field import CONNECTIONS, Field
from journeys.batteries.night_oracle import reckon
from journeys.batteries.verdicts import Verdict, verdict

PEOPLE, PEOPLE_QUICK = 10_000, 40


def one_connection(field: Field) -> Verdict:
    return _poisoned(field, connections=1)


def several_connections(field: Field) -> Verdict:
    return _poisoned(field, connections=CONNECTIONS)


def _poisoned(field: Field, *, connections: int) -> Verdict:
    people = field.size(PEOPLE, PEOPLE_QUICK)
    supply = field.reminders(people)
    poisoned = people // 2 + 1  # nothing bars mail to it
    field.steady.call("journeys.trials.poison.poison", number=poisoned)
    if connections == CONNECTIONS:
        supply.deliver()
    else:
        with field.worker(MAIL_CONNECTIONS=f"{connections}") as worker:
            supply.deliver(worker)
    supply.finish()
    field.steady.call("journeys.trials.poison.cure")
    supply.sent_so_far()
    rows = supply.rows()
    found = reckon({*range(1, people + 1)} - {poisoned}, supply.sent, rows)
    ended = [(row.state, row.reason) for row in rows if row.number == poisoned]
    failed = [row for row in rows if row.state == "failed"]
    return verdict(
        f"one poison message among {people}, {connections} connection{'s' if connections > 1 else ''}",
        f"{found}; the poison ended as {' '.join(*ended)}",
        *found.findings(),
        "" if ended == [("failed", "not-prepared")] else f"the poison ended as {ended}",
        f"{len(failed)} failed" if len(failed) != 1 else "",
    )
