"""Many writers, a sealer that is killed again and again: every committed event is sealed exactly once.

The writers commit, take back, take back in part, and wait in the middle; each writes down what it committed. Two
sealers take turns; one of them is killed (kill -9) and a new one takes its place. Afterwards what was committed, what
is in the table and what stands in the seals must be the same.
"""

import time
from collections import Counter
from collections.abc import Iterable
from random import Random

from rich.console import Console

from audit.domain.seals import unpacked_ids
from journeys.batteries.verdicts import Verdict, verdict
from journeys.trials.place import Place, place_with_tables
from journeys.trials.worker import Worker

WRITERS, PROCESSES, EVENTS, KILLS = 32, 2, 10_000, 100
QUICK_EVENTS, QUICK_KILLS = 100, 3
_SECONDS_A_KILL = 3.0  # about as long as a new sealer takes to start where two cores are busy
_LOAD = "journeys.batteries.writers_load."


def prove(console: Console, quick: bool) -> list[Verdict]:
    events, kills = (QUICK_EVENTS, QUICK_KILLS) if quick else (EVENTS, KILLS)
    with place_with_tables() as place:
        found = [_under_fire(place, console, events, kills), _planted(place)]
    for one in found:
        console.print(f"audit: {one}")
    return found


def _under_fire(place: Place, console: Console, events: int, kills: int) -> Verdict:
    console.print(f"audit: {WRITERS} writers of {events:,} events, the sealer killed {kills} times")
    writers = [place.worker() for _ in range(PROCESSES)]
    share = WRITERS // PROCESSES
    for number, worker in enumerate(writers):
        worker.begin(
            _LOAD + "write", first=number * share, writers=share, events=events, seconds=kills * _SECONDS_A_KILL
        )
    done = _kill_sealers(place, kills)
    committed = [mark for worker in writers for mark in worker.answer().value]
    for worker in writers:
        worker.__exit__(None, None, None)
    place.wait_until_left_alone()
    with place.worker(REVISIT_DATABASE_ROLE="sealer") as last:
        last.call(_LOAD + "seal_the_rest")
    with place.worker(REVISIT_DATABASE_ROLE="auditor") as auditor:
        verified = auditor.call("journeys.batteries.tampering_tools.verified", with_anchor=False).value
    rows, sealed = _written(place), _sealed(place)
    seen = f"{len(committed):,} events committed, {verified['seals']:,} seals, {done} made before a kill"
    return verdict(
        f"{WRITERS} writers, {events:,} events each, {kills} kills",
        seen,
        *not_once(committed, rows, sealed),
        "" if verified["verdict"] == "intact" else verified["words"],
        "" if done else "no seal was made before a kill: this try proves nothing",
    )


def _kill_sealers(place: Place, kills: int) -> int:
    """How many seals there were when the last one was killed."""
    dice = Random(11)  # noqa: S311 - when to kill, no secret
    sealers, seals = [_sealer(place), _sealer(place)], 0
    for left in reversed(range(kills)):
        victim = sealers.pop(0)
        victim.wait_until_ready()
        time.sleep(dice.uniform(0, 2 * _SECONDS_A_KILL / 3))
        victim.kill()
        if left:
            sealers.append(_sealer(place))
        else:
            seals = int(place.rows("SELECT count(*) FROM audit_seal")[0][0])
    for sealer in sealers:
        sealer.wait_until_ready()
        sealer.kill()
    return seals


def _sealer(place: Place) -> Worker:
    sealer = place.worker(REVISIT_DATABASE_ROLE="sealer")
    sealer.begin(_LOAD + "seal_without_end")
    return sealer


Mark = tuple[int, str]  # event id, who wrote it and which of theirs it is


def _written(place: Place) -> list[Mark]:
    return [(event, mark) for event, mark in place.rows("SELECT id, details->>'mark' FROM audit_event")]


def _sealed(place: Place) -> list[int]:
    return [event for (ids,) in place.rows("SELECT event_ids FROM audit_seal") for event in unpacked_ids(bytes(ids))]


def not_once(committed: Iterable[str], rows: Iterable[Mark], sealed: Iterable[int]) -> list[str]:
    """What was committed and is not in the table, or the other way round; what is not sealed, or more than once."""
    in_table, times = dict(rows), Counter(sealed)
    marks, ids = {mark for mark in in_table.values() if mark}, in_table.keys()
    wanted = set(committed)
    counts = {
        "committed and not in the table": len(wanted - marks),
        "in the table and not committed": len(marks - wanted),
        "not sealed": len(ids - times.keys()),
        "sealed and not there": len(times.keys() - ids),
        "sealed more than once": sum(count > 1 for count in times.values()),
    }
    return [f"{count} events {what}" for what, count in counts.items() if count]


def _planted(place: Place) -> Verdict:
    rows, sealed = _written(place), _sealed(place)
    marks = [mark for _, mark in rows if mark]
    mistakes = {
        "an event left out of the seals": not_once(marks, rows, sealed[1:]),
        "an event sealed twice": not_once(marks, rows, [*sealed, sealed[0]]),
        "an event lost": not_once([*marks, "lost"], rows, sealed),
    }
    missed = [f"{what} passed" for what, found in mistakes.items() if not found]
    return verdict("mistakes planted into the oracle's input are caught", f"{len(mistakes)} kinds", *missed)
