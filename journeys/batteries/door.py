"""The door while its book is taken away: no plaintext without its event, whatever happens to the table.

Several threads of a process of its own open the door as fast as they can and write down what they saw. Meanwhile the
table loses its INSERT right, is locked, is renamed, and all sessions are ended. Afterwards every sight must be in it.
"""

import time
from collections.abc import Callable, Mapping

import psycopg
from psycopg import sql
from rich.console import Console

from audit.database_roles import Role
from journeys.batteries.door_oracle import Reveal, without_event
from journeys.batteries.verdicts import Verdict, verdict
from journeys.trials.place import Place, furnished_place
from journeys.trials.worker import Worker

THREADS, PEOPLE, ROUNDS = 4, 50, 10
_SHORT, _LONGER_THAN_ITS_PATIENCE = 0.6, 2.6  # seconds; the door waits two for a lock
_ATTEMPTS_A_TRY = 10_000_000
_EVENTS = """
    SELECT (details->>'attempt')::int, people[1]::text FROM audit_event WHERE details->>'attempt' IS NOT NULL
"""
Session = psycopg.Connection
Disturb = Callable[[Session], None]


def prove(console: Console, quick: bool) -> list[Verdict]:
    with furnished_place() as (place, worker):
        worker.call("journeys.trials.crowd.settle", people=PEOPLE)
        verdicts = []
        for number, (what, disturb) in enumerate(DISTURBANCES.items()):
            console.print(f"door: {what}")
            verdicts.append(_under_load(place, worker, what, disturb, 1 if quick else ROUNDS, number))
            console.print(f"door: {verdicts[-1]}")
        return [*verdicts, _planted(place)]


def _under_load(place: Place, worker: Worker, what: str, disturb: Disturb, rounds: int, number: int) -> Verdict:
    stop, first = place.folder / f"stop-{number}", number * _ATTEMPTS_A_TRY
    worker.begin("journeys.batteries.door_load.open_and_shut", threads=THREADS, stop=f"{stop}", first=first)
    try:
        with place.session() as session:
            for _ in range(rounds):
                time.sleep(_SHORT)
                disturb(session)
        undisturbed_since = time.time()
        time.sleep(_SHORT)
    finally:
        stop.touch()
    seen = worker.answer().value
    reveals = [Reveal(attempt, person) for attempt, person, _ in seen["reveals"]]
    unwritten = without_event(reveals, _events(place))
    goes_on = any(when > undisturbed_since for _, _, when in seen["reveals"])
    return verdict(
        f"{what}, {rounds} times, {THREADS} threads",
        f"{len(reveals):,} reveals, {seen['refused']:,} refused",
        f"{len(unwritten)} reveals without an event" if unwritten else "",
        "" if seen["refused"] else "nothing was refused: this try proves nothing",
        "" if goes_on else "nothing was revealed afterwards: the door stays shut",
    )


def _events(place: Place) -> list[Reveal]:
    return [Reveal(*row) for row in place.rows(_EVENTS)]


def _planted(place: Place) -> Verdict:
    events = _events(place)
    missed = "" if without_event(events, events[1:]) == events[:1] else "an event taken out was not missed"
    other = Reveal(events[0].attempt, "somebody else")
    wrong = "" if without_event([other], events) == [other] else "a reveal of somebody else passed"
    return verdict("mistakes planted into the oracle's input are caught", "2 kinds", missed, wrong)


# --- what is done to the book ------------------------------------------------------------------------------


def _without_right(session: Session) -> None:
    application = sql.Identifier(Role.APPLICATION.user)
    session.execute(sql.SQL("REVOKE INSERT ON audit_event FROM {}").format(application))
    time.sleep(_SHORT)
    session.execute(sql.SQL("GRANT INSERT ON audit_event TO {}").format(application))


def _locked(session: Session) -> None:
    with session.transaction():
        session.execute("LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE")
        time.sleep(_LONGER_THAN_ITS_PATIENCE)


def _renamed(session: Session) -> None:
    session.execute("ALTER TABLE audit_event RENAME TO audit_event_elsewhere")
    time.sleep(_SHORT)
    session.execute("ALTER TABLE audit_event_elsewhere RENAME TO audit_event")


def _sessions_ended(session: Session) -> None:
    for _ in range(5):
        session.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = ANY (%s)",
            [[role.user for role in Role]],  # an autovacuum worker's is not ours to end
        )
        time.sleep(_SHORT / 5)


DISTURBANCES: Mapping[str, Disturb] = {
    "the right to write the book revoked": _without_right,
    "the book locked by somebody else": _locked,
    "the book renamed": _renamed,
    "all sessions ended": _sessions_ended,
}
