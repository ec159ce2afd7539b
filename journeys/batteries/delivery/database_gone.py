"""PostgreSQL stops, or crashes, while a Celery worker delivers, and starts again: a server of its own, so that no other
trial is hurt."""

from random import Random

from journeys.batteries.delivery.field import CONNECTIONS, Field, field
from journeys.batteries.delivery.kills import crew
from journeys.batteries.night_oracle import WINDOW
from journeys.batteries.verdicts import Verdict
from journeys.trials.own_server import own_server

TIMES, TIMES_QUICK = 20, 2
PEOPLE, PEOPLE_QUICK = 5_000, 300


def stopped(outer: Field) -> Verdict:
    """Every second time by SIGQUIT, so that it recovers from its log. One worker lives through all of it."""
    times = outer.size(TIMES, TIMES_QUICK)
    dice, cuts = Random(5432), 0  # noqa: S311 - when to cut, no secret
    with own_server() as server, field(outer.console, outer.is_quick, server.folder) as here:
        supply = here.answers(here.size(PEOPLE, PEOPLE_QUICK))
        # A stop takes a moment, in which windows leave, and leaves others to their leases.
        apart = max(1, (supply.allowed - 2 * times * CONNECTIONS * WINDOW) // (2 * times))
        with crew(here, "database") as hired:
            worker = hired.hire()
            while cuts < times:
                wanted = supply.sent_so_far() + dice.randint(1, 2 * apart)
                if not supply.wait_for_mail(wanted, or_until=lambda: hired.is_done(supply)):
                    break
                (server.crash if cuts % 2 else server.stop)()
                cuts += 1
                server.start()
                hired.ring()
            at_the_last = supply.sent_so_far()
            worker.terminate()
        with here.worker() as fresh:  # the steady one's sessions are gone with the server
            supply.finish(fresh)
        return supply.judge(
            f"PostgreSQL stopped {times} times",
            f"everything had left after {cuts} stops" * (cuts < times),
            windows=cuts * CONNECTIONS,
            seen=f"{at_the_last} of them by the last stop",
        )
