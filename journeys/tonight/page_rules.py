"""Rules of the pages of the coming night."""

from audit.coverage.rules import Rule, role
from audit.enums import AuditWord

_CLICK = "takes a click, shows nothing"
_COUNTS = "counts by journey and reason, no person"
_LINE, _MESSAGE, _HOLD = "journeys.rehearsedline", "campaigns.message", "journeys.hold"

PAGES: dict[str, Rule] = {
    "admin:tonight": role("journeys.view_rehearsal").shows_nobody(_COUNTS),
    "admin:tonight-progress": role("journeys.view_rehearsal").shows_nobody(_COUNTS).that_polls(),
    "admin:tonight-again": role("journeys.change_rehearsal").shows_nobody(_CLICK),
    "admin:tonight-hold": role("journeys.add_hold")
    .shows_nobody(_CLICK)
    .does(AuditWord.CHANGE, _HOLD)
    .does(AuditWord.CHANGE, _MESSAGE),
    "admin:tonight-lift": role("journeys.change_hold")
    .shows_nobody(_CLICK)
    .does(AuditWord.CHANGE, _HOLD)
    .does(AuditWord.CHANGE, _MESSAGE),
    "admin:tonight-release": role("journeys.change_rehearsal")
    .shows_nobody(_CLICK)
    .does(AuditWord.RUN, "journeys.rehearsal")
    .does(AuditWord.CHANGE, _MESSAGE),
    "admin:tonight-release-since": role("journeys.change_rehearsal")
    .shows_nobody(_CLICK)
    .does(AuditWord.RUN, "journeys.rehearsal")
    .does(AuditWord.CHANGE, _MESSAGE),
    "admin:tonight-lines": role("journeys.view_rehearsedline").shows(AuditWord.LIST, _LINE),
    "admin:tonight-line": role("journeys.view_rehearsedline").shows(AuditWord.REVEAL, _LINE),
    "admin:tonight-preview": role("journeys.view_rehearsedline").shows(
        AuditWord.PREVIEW, "patients.person.given_name", _MESSAGE, "patients.appointment"
    ),
    "admin:tonight-stops": role("campaigns.view_sendingstop").shows_nobody("what is stopped and why, no person"),
    "admin:tonight-stop": role("campaigns.add_sendingstop")
    .shows_nobody(_CLICK)
    .does(AuditWord.CONFIGURE, "campaigns.sendingstop"),
    "admin:tonight-stop-lift": role("campaigns.change_sendingstop")
    .shows_nobody(_CLICK)
    .does(AuditWord.CONFIGURE, "campaigns.sendingstop"),
}
