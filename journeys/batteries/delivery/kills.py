"""`kill -9` of a Celery worker while it delivers: its child, its parent, or both; the next one takes over."""

import dataclasses
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from journeys.batteries.delivery.field import CONNECTIONS, Field
from journeys.batteries.delivery.supplies import Supply
from journeys.batteries.night_oracle import WINDOW
from journeys.batteries.verdicts import Verdict
from journeys.trials.celery_worker import CeleryWorker
from journeys.trials.workers import Broker, broker, wait_until

PEOPLE, PEOPLE_QUICK = 14_300, 200  # seven in ten may get mail: 10,010
_RINGS_AGAIN_AFTER = 5.0  # seconds; beat takes 20
_SESSIONS = "SELECT count(*)::int FROM pg_stat_activity WHERE starts_with(application_name, %s)"


@dataclasses.dataclass
class Crew:
    """One worker after another on one broker, and somebody who rings for them again and again, as beat does."""

    field: Field
    name: str
    broker: Broker
    started: list[CeleryWorker] = dataclasses.field(default_factory=list)
    _rang: float = 0.0

    def hire(self, application: str = "clinic", **more: str) -> CeleryWorker:
        """Starts a worker, which works as soon as it hears the bell."""
        environment = self.field.environment(CELERY_BROKER_URL=self.broker.url, **more)
        name = f"{self.name}-{len(self.started)}"
        worker = CeleryWorker(name, environment, self.field.place.folder / f"{self.name}.log", application)
        worker.start()
        self.started.append(worker)
        return worker

    def ring(self) -> None:
        self.field.steady.call("journeys.trials.bells.ring", times=1, broker=self.broker.url)
        self._rang = time.monotonic()

    def is_done(self, supply: Supply) -> bool:
        """Whether nothing of the supply is open. Rings when it did not for a while: who heard the last bell may be
        dead."""
        if time.monotonic() - self._rang < _RINGS_AGAIN_AFTER:
            return False
        self.ring()
        return supply.is_over()

    def sessions(self) -> int:
        return int(self.field.place.rows(_SESSIONS, [f"{self.name}-"])[0][0])


@contextmanager
def crew(field: Field, name: str) -> Iterator[Crew]:
    with broker() as redis:
        found = Crew(field, name, redis)
        try:
            yield found
        finally:
            for worker in found.started:
                worker.kill_group()


def kill_child(field: Field) -> Verdict:
    """Its parent sees it die, and gives the task to a new child at once."""
    return _killed(field, "kill-child", field.size(50, 2), lambda worker, crew: worker.kill_child())


def kill_parent(field: Field) -> Verdict:
    """On Linux the kernel kills its child with it (Celery asks for that); elsewhere the child finishes what it is at
    while the next worker is there already."""
    return _killed(field, "kill-parent", field.size(25, 1), _replaced(CeleryWorker.kill_parent))


def kill_group(field: Field) -> Verdict:
    """As when the machine takes it all away."""
    return _killed(field, "kill-group", field.size(25, 1), _replaced(CeleryWorker.kill_group))


def _replaced(kill: Callable[[CeleryWorker], None]) -> Callable[[CeleryWorker, Crew], None]:
    def cut(worker: CeleryWorker, crew: Crew) -> None:
        kill(worker)
        crew.hire()
        crew.ring()

    return cut


def _killed(field: Field, name: str, times: int, cut: Callable[[CeleryWorker, Crew], None]) -> Verdict:
    """Each kill comes after a random number of further mails, so that they spread over all that is there to send."""
    dice, cuts = Random(f"{name}"), 0  # noqa: S311 - when to cut, no secret
    supply = field.answers(field.size(PEOPLE, PEOPLE_QUICK))
    apart = max(1, (supply.allowed - times * CONNECTIONS * WINDOW) * 2 // (3 * times))
    with crew(field, name) as hired:
        hired.hire()
        while cuts < times:
            wanted = supply.sent_so_far() + dice.randint(1, 2 * apart)
            if not supply.wait_for_mail(wanted, or_until=lambda: hired.is_done(supply)):
                break
            cut(hired.started[-1], hired)
            cuts += 1
        at_the_last = supply.sent_so_far()
        _end(hired)
    supply.finish()
    found = supply.judge(
        f"{name}, {times} times",
        f"everything had left after {cuts} kills" if cuts < times else "",
        windows=cuts * CONNECTIONS,
        seen=f"{at_the_last} of them by the last kill",
    )
    return found


def _end(hired: Crew) -> None:
    """The last one ends as at a deploy; of whoever lost its parent the sessions are gone by themselves."""
    hired.started[-1].terminate()
    wait_until(lambda: hired.sessions() == 0, "children without a parent end when they have done their work")
