"""Pages of journeys and runs beside those that the admin makes by itself."""

from audit.coverage.rules import Rule, role
from audit.enums import AuditWord

PAGES: dict[str, Rule] = {
    "admin:journeys_journey_switch": role("journeys.change_journey")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.CONFIGURE, "journeys.journey")
    .does(AuditWord.CHANGE, "campaigns.message"),
}

QUIET_WRITES = {
    "journeys.operations.planning.plan_due": "a plan is no disclosure: the run that made it is RUN, leaving is SEND",
    "journeys.operations.rechecking.look_again": "opens what to decide anew; the run that does it is RUN",
    "journeys.operations.following.complete_finished": "closes what is over; the run that did it is RUN",
}
