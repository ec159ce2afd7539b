"""Pages of journeys and runs beside those that the admin makes by itself."""

from audit.coverage.rules import Rule, role
from audit.enums import AuditWord
from journeys import why_page
from patients.desk.revealed import NAMES

_VERSION = "journeys.journeyversion"
_NOBODYS = "what a journey is: nobody's data"

PAGES: dict[str, Rule] = {
    "admin:desk-why": role("patients.view_person").shows(
        AuditWord.REVEAL, *(f"patients.person.{name}" for name in NAMES), *why_page.BESIDE
    ),
    "admin:desk-hand-over": role("patients.change_desktask")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.CREATE, "patients.desktask"),
    "admin:journeys_journey_switch": role("journeys.change_journey")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.CONFIGURE, "journeys.journey")
    .does(AuditWord.CHANGE, "campaigns.message"),
    "admin:journey-new": role("journeys.add_journey").shows_nobody("a form").does(AuditWord.CONFIGURE, _VERSION),
    "admin:journey-clone": role("journeys.add_journey").shows_nobody("a form").does(AuditWord.CONFIGURE, _VERSION),
    "admin:journey-draft": role("journeys.change_journey").shows_nobody(_NOBODYS).does(AuditWord.CONFIGURE, _VERSION),
    "admin:journey-begin-draft": role("journeys.change_journey")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.CONFIGURE, _VERSION),
    "admin:journey-discard-draft": role("journeys.change_journey")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.CONFIGURE, _VERSION),
    "admin:journey-version": role("journeys.view_journey").shows_nobody(_NOBODYS),
    "admin:journey-reviews": role("journeys.view_journeyreview").shows_nobody(_NOBODYS),
    "admin:journey-review": role("journeys.add_journeyreview")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.CONFIGURE, "journeys.journeyreview"),
}

QUIET_WRITES = {
    "journeys.operations.reviews.tell_of_due_reviews": "an alert to staff: journeys are due to be read, no person",
    "journeys.operations.planning.plan_due": "a plan is no disclosure: the run that made it is RUN, leaving is SEND",
    "journeys.operations.rechecking.look_again": "opens what to decide anew; the run that does it is RUN",
    "journeys.operations.said_once.open_what_nobody_says": "opens what to decide anew; the run that does it is RUN",
    "journeys.operations.following.complete_finished": "closes what is over; the run that did it is RUN",
}
