"""Messages that are planned and due, what became of them, and whether that agrees with what arrived."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from journeys.batteries.night_oracle import OutboxRow, Reckoning, reckon
from journeys.batteries.verdicts import Verdict, verdict
from journeys.trials.entry import Entry
from journeys.trials.numbers import is_barred
from journeys.trials.place import Place
from journeys.trials.post import Journal
from journeys.trials.worker import Worker

DELIVER = "journeys.trials.nights.deliver"
#: Hours after everything is due at which the rest is delivered: what failed for a while waits for its next attempt.
_LATER = (0, 0, 1, 2, 4, 7)
#: Who takes a notice up writes down when that began: of those, the moment alone does not tell which supply they are of.
OF_OCCASION = """(%s = '' OR m.origin_id IN (SELECT id FROM clinic_notice WHERE split_part(once_key, ':', 2) = %s))"""
_PATIENCE = 300.0  # seconds, for what should happen soon on a machine that is very busy
_ROWS = f"""
    SELECT m.id::text, p.tier::int, m.state, m.reason
    FROM campaigns_message m JOIN patients_person p ON p.id = m.person_id
    WHERE m.planned_at >= %s AND m.planned_at < %s AND {OF_OCCASION}
"""  # noqa: S608
_UNSETTLED = f"""
    SELECT count(*)::int FROM campaigns_message m
    WHERE m.planned_at >= %s AND m.planned_at < %s AND {OF_OCCASION}
      AND m.state IN ('planned', 'leased', 'handing_over', 'retry')
"""  # noqa: S608
# As if the leases of whoever is gone had run out: they do so by the database's clock, long after the worker is gone.
_LEASES_RUN_OUT = """
    UPDATE campaigns_message SET leased_until = clock_timestamp() - interval '1 second' WHERE leased_until IS NOT NULL
"""


class Journalled(Protocol):
    """Whoever takes mail and writes down what it took."""

    @property
    def journal(self) -> Path: ...


@dataclass
class Supply:
    """Messages to numbers 1 to `people`: those whose rows were planned from `begin` to before `end`, due at `due`."""

    place: Place
    steady: Worker
    post: Journalled
    people: int
    begin: datetime
    end: datetime
    due: datetime
    occasion: str = ""  # of answers
    sent: list[Entry] = field(default_factory=list)
    _journal: Journal = field(init=False)

    def __post_init__(self) -> None:
        self._journal = Journal(self.post.journal)
        self._journal.news()  # what arrived before

    @property
    def _which(self) -> list[object]:
        return [self.begin, self.end, self.occasion, self.occasion]

    @property
    def allowed(self) -> int:
        """How many of the people may get mail."""
        return sum(not is_barred(number) for number in range(1, self.people + 1))

    def at(self, *, hours: float = 0) -> str:
        return (self.due + timedelta(hours=hours)).isoformat()

    def deliver(self, worker: Worker | None = None, *, hours: float = 0) -> Counter[str]:
        """Whatever is due leaves, undisturbed; by the steady worker when none is named. Outcome → messages."""
        return Counter((worker or self.steady).call(DELIVER, at=self.at(hours=hours)).value)

    def sent_so_far(self) -> int:
        """Mails that arrived."""
        self.sent += self._journal.news()
        return len(self.sent)

    def wait_for_mail(self, number: int, or_until: Callable[[], bool] = lambda: False) -> bool:
        """Until so many have arrived; whether they have. `or_until`: what makes waiting vain."""
        until = time.monotonic() + _PATIENCE
        while self.sent_so_far() < number:
            if or_until():
                return self.sent_so_far() >= number
            if time.monotonic() > until:
                raise TimeoutError(f"{len(self.sent)} of {number} mails arrived within {_PATIENCE:.0f} seconds")
            time.sleep(0.003)
        return True

    def rows(self) -> list[OutboxRow]:
        return [OutboxRow(*row) for row in self.place.rows(_ROWS, self._which)]

    def unsettled(self) -> int:
        """Messages that still wait or are in somebody's hands."""
        return int(self.place.rows(_UNSETTLED, self._which)[0][0])

    def is_over(self) -> bool:
        return self.unsettled() == 0

    def run_out_leases(self) -> None:
        """What ended processes held is free: once their sessions are gone, as hours later."""
        self.place.wait_until_left_alone()
        self.place.rows(_LEASES_RUN_OUT)

    def finish(self, worker: Worker | None = None) -> None:
        """After whatever happened: leases run out, and the next deliveries take the rest, until nothing is open."""
        self.run_out_leases()
        for hours in _LATER:
            self.deliver(worker, hours=hours)
            if self.is_over():
                return

    def reckon(self) -> Reckoning:
        self.sent_so_far()
        return reckon(range(1, self.people + 1), self.sent, self.rows())

    def judge(self, tried: str, *findings: str, windows: int = 0, seen: str = "") -> Verdict:
        """`windows`: how many may have been cut, which is connections at work × cuts. `findings`: what else is wrong;
        `seen`: what else there is to tell."""
        found = self.reckon()
        told = f"{found}; {seen}" if seen else f"{found}"
        return verdict(tried, told, *found.findings(cuts=windows), *findings)
