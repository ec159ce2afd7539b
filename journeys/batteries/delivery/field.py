"""Where faults happen: a clinic, a mail server that takes everything and says so in a journal, production's settings.

supply = field.reminders(1_000)                   # planned, due, nothing has left
with field.worker() as victim:
    victim.begin(DELIVER, at=supply.at())
    supply.wait_for_mail(100)
    victim.kill()
supply.finish()                                   # leases run out, the next deliveries take the rest
return supply.judge("kill -9", windows=CONNECTIONS)
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console

from journeys.batteries.delivery.supplies import DELIVER, Journalled, Supply
from journeys.batteries.verdicts import Verdict
from journeys.benches.smtp_sink import Sink, sink
from journeys.trials.house import FIRST_DAY, clock
from journeys.trials.place import Place, place_with_tables
from journeys.trials.worker import Worker

__all__ = ["CONNECTIONS", "DELIVER", "Fault", "Field", "field"]
Kept = TypeVar("Kept")
_FIRST_NEWCOMER = 20_000
CONNECTIONS = 4  # of each process that delivers
_DAYS_APART = 7
_A_TASK = timedelta(minutes=10)  # a worker may take answers up in a task that it began before
_PLAN = "journeys.trials.nights.run"


@dataclass
class Field:
    """One clinic for all faults. It grows to as many people as somebody asks for; three in ten may get no mail."""

    place: Place
    steady: Worker  # plans, and delivers what a fault left
    post: Sink
    console: Console
    is_quick: bool
    until_gone: ExitStack
    _settled: int = 0
    _days: int = 0
    _newcomers: int = _FIRST_NEWCOMER
    _kept: dict[str, Any] = dataclass_field(default_factory=dict)

    def size(self, full: int, quick: int) -> int:
        return quick if self.is_quick else full

    def environment(self, **more: str) -> dict[str, str]:
        """Of a process that delivers here."""
        return self.place.environment(**{**_settings(self.post), **more})

    def worker(self, **more: str) -> Worker:
        """A process of its own, for `with`: `worker.begin(DELIVER, at=supply.at())`, then whatever happens to it."""
        return Worker(self.environment(**more), log=self.place.folder / "workers.log")

    def keep(self, name: str, thing: AbstractContextManager[Kept]) -> Kept:
        """What a fault opened under this name before, or else `thing`, which stays open until the field is gone."""
        if name not in self._kept:
            self._kept[name] = self.until_gone.enter_context(thing)
        found: Kept = self._kept[name]
        return found

    def reminders(
        self, people: int, *, post: Journalled | None = None, planner: Worker | None = None, after: int = 0
    ) -> Supply:
        """To numbers 1 to `people`, on a day of its own: planned at 02:00 by the nightly run, all due by noon.
        `planner`: who plans it, instead of the steady worker. `after`: to as many numbers after this one, who are there
        already."""
        supply = self.booked(people, post=post, after=after)
        (planner or self.steady).call(_PLAN, at=supply.at(hours=-10), kind="nightly")
        return supply

    def booked(self, people: int, *, post: Journalled | None = None, after: int = 0) -> Supply:
        """As reminders, but for that nobody has planned them yet."""
        if not after:
            self.settle(people)
        self._days += _DAYS_APART
        day = FIRST_DAY + timedelta(days=self._days)
        self.steady.call("journeys.trials.crowd.book", people=people, day=f"{day + timedelta(days=1)}", skip=after)
        end = clock(day + timedelta(days=_DAYS_APART), "00:00")
        return Supply(self.place, self.steady, post or self.post, people, clock(day, "00:00"), end, clock(day, "12:00"))

    def answers(self, people: int, post: Sink | None = None, *, is_taken_up: bool = True) -> Supply:
        """To numbers 1 to `people`, due now by the real clock and at any hour: for Celery's workers, who take
        up what is not taken up yet."""
        self.settle(people)
        now = datetime.now(UTC)
        occasion = f"{now:%s.%f}"
        self.steady.call("journeys.trials.bells.take_back", first=1, last=people, occasion=occasion)
        if is_taken_up:
            self.steady.call("journeys.trials.bells.take_up")
        begin, end = now - _A_TASK, now + timedelta(days=1)
        return Supply(self.place, self.steady, post or self.post, people, begin, end, datetime.now(UTC), occasion)

    def say(self, what: str) -> None:
        self.console.print(f"delivery: {what}")

    def settle(self, people: int) -> None:
        """Numbers 1 to `people` are there."""
        if people > self._settled:
            self.steady.call("journeys.trials.crowd.settle", people=people, obstacles=True, first=self._settled + 1)
            self._settled = people

    def newcomers(self, people: int) -> int:
        """People of a fault's own, who may be changed for good: the number after which theirs begin."""
        after, self._newcomers = self._newcomers, self._newcomers + people
        self.steady.call("journeys.trials.crowd.settle", people=self._newcomers, obstacles=True, first=after + 1)
        return after


Fault = Callable[[Field], Verdict]


@contextmanager
def field(console: Console, quick: bool, server: Path | None = None) -> Iterator[Field]:
    """`server`: the state of an embedded PostgreSQL of its own."""
    with place_with_tables(server) as place, sink(place) as post, place.worker(**_settings(post)) as steady:
        steady.call("journeys.trials.house.build")
        with ExitStack() as until_gone:
            yield Field(place, steady, post, console, quick, until_gone)


def _settings(post: Sink) -> dict[str, str]:
    """Without fonts to cut at each start: nobody signs."""
    return {**post.settings(), "MAIL_CONNECTIONS": f"{CONNECTIONS}", "PDF_FONTS": "/no/such/font"}
