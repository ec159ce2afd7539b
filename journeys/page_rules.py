"""Pages of journeys and runs beside those that the admin makes by itself."""

from audit.coverage.rules import Rule, role
from audit.enums import AuditWord

PAGES: dict[str, Rule] = {
    "admin:journeys_journey_switch": role("journeys.change_journey")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.CONFIGURE, "journeys.journey")
    .does(AuditWord.CHANGE, "campaigns.message"),
}
