"""Somebody who owns the tables bends a sealed book, with the triggers off. Verification must find it, and name it.

The book has two lives (a restore), two keys (a hand-over), and more seals than events a seal. After each try it is put
back from a copy. Between the tries nothing was bent, and nothing may be found.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from rich.console import Console

from journeys.batteries import mutations
from journeys.batteries.mutations import Mutation, Session
from journeys.batteries.verdicts import Verdict, verdict
from journeys.trials.place import Place, place_with_tables
from journeys.trials.worker import Worker

TIMES, TIMES_QUICK, CLEAN, CLEAN_QUICK = 200, 3, 100, 3
TABLES = ("audit_event", "audit_seal", "audit_seal_key", "audit_anchor_receipt", "audit_epoch")
_TOOLS = "journeys.batteries.tampering_tools."
Mutate = Callable[[Session, Random], Mutation]


@dataclass(frozen=True)
class Bench:
    """A sealed book, its copy, an owner's session, and the two who work on it."""

    place: Place
    session: Session
    sealer: Worker
    auditor: Worker

    def verify(self, *, with_anchor: bool) -> dict[str, Any]:
        found: dict[str, Any] = self.auditor.call(_TOOLS + "verified", with_anchor=with_anchor).value
        return found

    def put_back(self) -> None:
        with self.session.transaction():
            self.session.execute(f"TRUNCATE {', '.join(TABLES)}".encode())
            for table in TABLES:
                self.session.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE TABLE kept_{table}".encode())


def prove(console: Console, quick: bool) -> list[Verdict]:
    with (
        place_with_tables() as place,
        place.session() as session,
        place.worker() as steady,
        place.worker(REVISIT_DATABASE_ROLE="sealer") as sealer,
        place.worker(REVISIT_DATABASE_ROLE="auditor") as auditor,
    ):
        bench = Bench(place, session, sealer, auditor)
        verdicts = [_clean(bench, steady, CLEAN_QUICK if quick else CLEAN)]
        console.print(f"audit: {verdicts[0]}")
        _keep_a_copy(session)
        for what, mutate in mutations.MUTATIONS.items():
            verdicts.append(_bent(bench, what, mutate, TIMES_QUICK if quick else TIMES))
            console.print(f"audit: {verdicts[-1]}")
        return verdicts


def _clean(bench: Bench, steady: Worker, times: int) -> Verdict:
    """The book grows by commits, rollbacks and savepoints, and is sealed; nothing may be found."""
    alarms, events = [], 0
    for number in range(times):
        steady.call(_TOOLS + "write", seed=number)
        if number == times // 2:
            bench.session.execute(_NEW_EPOCH)
        bench.sealer.call(_TOOLS + "seal", hand_over=number >= times // 3)
        found = bench.verify(with_anchor=True)
        events = found["events"]
        if found["verdict"] != "intact" or found["unsealed"]:
            alarms.append(f"run {number}: {found['words']}")
    return verdict(f"clean runs, {times} times", f"{events:,} events, two keys, two lives", *alarms[:3])


_NEW_EPOCH = b"INSERT INTO audit_epoch (id, opened_at) VALUES (gen_random_uuid(), clock_timestamp())"


def _keep_a_copy(session: Session) -> None:
    for table in TABLES:
        session.execute(f"CREATE TABLE kept_{table} AS TABLE {table}".encode())
        session.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())


def _bent(bench: Bench, what: str, mutate: Mutate, times: int) -> Verdict:
    dice = Random(what)  # noqa: S311 - what to bend, no secret
    missed, unnamed, without = [], [], 0
    for number in range(times):
        done = mutate(bench.session, dice)
        if done.seal_again:
            bench.sealer.call(_TOOLS + "seal_with_another_key")
        if done.ask_the_sealer and not bench.sealer.call(_TOOLS + "is_refused_by_the_sealer").value:
            missed.append(f"try {number} was sealed: {done.words}")
        without += bench.verify(with_anchor=False)["verdict"] == "tampered"
        found = bench.verify(with_anchor=done.needs_anchor)
        if found["verdict"] != "tampered":
            missed.append(f"try {number} not found: {done.words}: {found['words']}")
        elif not done.is_named_by(found["first_bad"]):
            unnamed.append(f"try {number} not named: {done.words}: {found['words']}")
        bench.put_back()
    found_all = f"{times - len(missed)} of {times} found"
    seen = f"{found_all}, {without} of them without an anchor" if without != times else found_all
    return verdict(f"{what}, {times} times", seen, *missed[:3], *unnamed[:3])
