"""Several real workers share a night over Redis, which is flushed and killed in the middle: the database is the queue,
the broker a doorbell. Who got what is told by the journal of a real SMTP server.

Messages are answers to notices, which leave at any hour: beat and workers go by the real clock.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from rich.console import Console

from journeys.batteries.night_oracle import OutboxRow, Reckoning, reckon
from journeys.batteries.verdicts import Verdict, verdict
from journeys.benches.smtp_sink import sink
from journeys.trials.entry import Entry
from journeys.trials.place import Place, furnished_place
from journeys.trials.post import Journal
from journeys.trials.worker import Worker
from journeys.trials.workers import Broker, beat, broker, handed_over, wait_until, workers

WORKERS, PEOPLE = 4, 1_430  # seven in ten may get mail: 1,001
WORKERS_QUICK, PEOPLE_QUICK = 2, 60
_BELLS = "journeys.trials.bells."
_RINGS_AGAIN_AFTER = 5.0  # seconds
_WAITING = "SELECT count(*)::int FROM clinic_notice WHERE handled_at IS NULL AND kind = 'preferences-link'"
_UNSETTLED = """
    SELECT count(*)::int FROM campaigns_message WHERE state IN ('planned', 'leased', 'handing_over', 'retry')
"""
_ROWS = """
    SELECT m.id::text, p.tier::int, m.state, m.reason
    FROM campaigns_message m JOIN patients_person p ON p.id = m.person_id WHERE m.origin = 'notice'
"""


@dataclass
class Shift:
    """Workers at work on one broker, and what the other side got."""

    place: Place
    steady: Worker
    broker: Broker
    journal: Journal
    environment: Mapping[str, str]
    number: int
    people: int
    sent: list[Entry] = field(default_factory=list)

    def ask(self, first: int, last: int) -> None:
        self.steady.call(f"{_BELLS}ask_for_links", first=first, last=last)

    def ring(self) -> None:
        self.steady.call(f"{_BELLS}ring", times=self.number)

    def sent_so_far(self) -> int:
        self.sent += self.journal.news()
        return len(self.sent)

    def is_over(self) -> bool:
        """Nobody waits to be written to, nothing waits to leave."""
        return self.place.rows(_WAITING) == self.place.rows(_UNSETTLED) == [(0,)]

    def rows(self) -> list[OutboxRow]:
        return [OutboxRow(*row) for row in self.place.rows(_ROWS)]

    def reckon(self, people: int) -> Reckoning:
        self.sent_so_far()
        return reckon(range(1, people + 1), self.sent, self.rows())


def prove(console: Console, quick: bool) -> list[Verdict]:
    number, people = (WORKERS_QUICK, PEOPLE_QUICK) if quick else (WORKERS, PEOPLE)
    with at_work(number, people) as shift:
        tries: Sequence[Callable[[Shift], Verdict]] = (shared, by_beat, planted)
        if quick:
            tries = (shared, by_hand, planted)
        return [_told(prove_one(shift), console) for prove_one in tries]


def without_broker(quick: bool) -> Verdict:
    """Redis flushed, killed and started empty while mail leaves; half of it left before."""
    number, people = (WORKERS_QUICK, PEOPLE_QUICK) if quick else (WORKERS, PEOPLE)
    with at_work(number, people) as shift:
        before = shared(shift)
        return (by_hand(shift) if quick else by_beat(shift)).and_also(*before.findings)


@contextmanager
def at_work(number: int, people: int) -> Iterator[Shift]:
    """A clinic with `people` in it, a Redis, an SMTP server, and `number` workers that wait for the bell."""
    with broker() as redis, furnished_place(CELERY_BROKER_URL=redis.url) as (place, steady), sink(place) as post:
        steady.call("journeys.trials.crowd.settle", people=people, obstacles=True)
        # Without fonts to cut at each worker's start: here nobody signs.
        environment = place.environment(CELERY_BROKER_URL=redis.url, PDF_FONTS="/no/such/font", **post.settings())
        with workers(place, redis, number, environment):
            yield Shift(place, steady, redis, Journal(post.journal), environment, number, people)


def shared(shift: Shift) -> Verdict:
    """Half of the people; nothing is disturbed."""
    half = shift.people // 2
    began = time.monotonic()
    shift.ask(1, half)
    shift.ring()
    _ring_until_over(shift)
    seconds = time.monotonic() - began
    found, by_worker = shift.reckon(half), handed_over(shift.place)
    alone = shift.number >= WORKERS and len(by_worker) < 2
    return verdict(
        f"{shift.number} workers on one Redis",
        f"{found}; {_share(by_worker)}; {seconds:.0f} s with planning",
        *found.findings(),
        "one worker did it all" if alone else "",
        "the journal and the workers' count differ" if sum(by_worker.values()) != found.sent else "",
    )


def by_beat(shift: Shift) -> Verdict:
    """As `by_hand`; afterwards beat alone rings."""
    with beat(shift.place, shift.environment):
        return _without_broker(shift, lambda: wait_until(shift.is_over, "everything is settled"))


def by_hand(shift: Shift) -> Verdict:
    return _without_broker(shift, lambda: _ring_until_over(shift))


def _without_broker(shift: Shift, finish: Callable[[], None]) -> Verdict:
    """A quarter is rung for; Redis is flushed as soon as one mail has left, then killed; a last quarter comes while it
    is gone; then it starts empty."""
    half, most = shift.people // 2, shift.people * 3 // 4
    before = shift.sent_so_far()
    shift.ask(half + 1, most)
    shift.ring()
    wait_until(lambda: shift.sent_so_far() > before, "mail leaves")
    shift.broker.flush()
    shift.broker.kill()
    at_the_kill = shift.sent_so_far()
    shift.ask(most + 1, shift.people)
    shift.broker.start()
    finish()
    found = shift.reckon(shift.people)
    return verdict(
        "Redis flushed and killed while mail leaves, then started empty",
        f"{found}; {found.sent - at_the_kill} of them after the kill; {_share(handed_over(shift.place))}",
        *found.findings(),
    )


def planted(shift: Shift) -> Verdict:
    """A mail more, a mail less, a row that waits: the oracle notices."""
    due, sent, rows = range(1, shift.people + 1), shift.sent, shift.rows()
    waiting = [replace(row, state="planned") if row.message_id == sent[0].message_id else row for row in rows]
    caught = {
        "a double": reckon(due, [*sent, sent[0]], rows).doubled,
        "a loss": reckon(due, sent[1:], rows).lost,
        "an unsettled row": reckon(due, sent, waiting).unsettled,
    }
    missed = [f"{what} was not noticed" for what, noticed in caught.items() if not noticed]
    return verdict("mistakes planted into the oracle's input are caught", f"{len(caught)} kinds", *missed)


def _ring_until_over(shift: Shift) -> None:
    """Again and again, as beat would: a bell that nobody heard is no loss."""
    while not shift.is_over():
        try:
            wait_until(shift.is_over, "everything is settled", _RINGS_AGAIN_AFTER)
        except TimeoutError:
            shift.ring()


def _share(by_worker: Mapping[str, int]) -> str:
    return ", ".join(f"{worker} {number}" for worker, number in by_worker.items())


def _told(found: Verdict, console: Console) -> Verdict:
    console.print(f"workers: {found}")
    return found
