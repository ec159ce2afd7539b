"""A deploy in the middle: the tables change under the old worker, the new one starts, the old one is asked to end."""

from clinic import process_role
from journeys.batteries.delivery.field import Field
from journeys.batteries.delivery.kills import crew
from journeys.batteries.verdicts import Verdict
from journeys.benches.smtp_sink import sink
from journeys.trials.next_release import COLUMN
from journeys.trials.workers import wait_until

PEOPLE, PEOPLE_QUICK = 1_430, 140
_WAIT_MS = 80  # so that the old one is at work until the new one has started
_NEW = "journeys.trials.next_release"


def deployed(field: Field) -> Verdict:
    """Nothing is cut: nothing may be unknown. The new one then does the next mails alone."""
    owners = {process_role.OVERRIDE: process_role.OWNER}
    slowly = sink(field.place, name="deploy", wait_ms=_WAIT_MS)
    with slowly as slow, crew(field, "deploy") as hired, field.worker(**owners) as owner:
        supply = field.answers(field.size(PEOPLE, PEOPLE_QUICK), post=slow)
        old = hired.hire(**slow.settings())
        owner.wait_until_ready()
        supply.wait_for_mail(5, or_until=lambda: hired.is_done(supply))
        owner.call(f"{_NEW}.migrate")
        at_the_change = supply.sent_so_far()
        new = hired.hire(_NEW, **slow.settings())
        hired.ring()
        status = old.terminate()
        wait_until(lambda: hired.is_done(supply), "the old and the new worker have done it all")
        seen = f"{at_the_change} of them before the tables changed"
        too_late = "everything had left before the tables changed" * (at_the_change >= supply.allowed)
        during = supply.judge("a deploy with a migration in the middle", too_late, seen=seen)
        later = field.answers(10, post=slow)
        wait_until(lambda: hired.is_done(later), "the new worker works alone")
        new.terminate()
        field.place.rows(f"ALTER TABLE campaigns_message DROP COLUMN {COLUMN}")
        after = later.judge("the new worker alone")
    return during.and_also(f"the old worker ended with {status}" if status else "", *after.findings)
