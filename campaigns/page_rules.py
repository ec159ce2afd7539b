"""Pages of segments and texts beside those that the admin makes by itself."""

from audit.coverage.rules import Rule, role
from audit.enums import AuditWord

_SEGMENT = "campaigns.segment"

PAGES: dict[str, Rule] = {
    "admin:campaigns_segment_count": role("campaigns.view_segment")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.SEARCH, "patients.person", _SEGMENT),
    "admin:campaigns_segment_change": role("campaigns.view_segment")
    .shows(AuditWord.SEARCH, "patients.person", _SEGMENT)
    .does(AuditWord.CONFIGURE, _SEGMENT, needs="campaigns.change_segment"),
    "admin:campaigns_templateversion_preview": role("campaigns.view_templateversion").shows(
        AuditWord.PREVIEW, "campaigns.templateversion"
    ),
    "admin:campaigns_templateversion_change": role("campaigns.view_templateversion")
    .shows_nobody("a text for nobody in particular")
    .does(AuditWord.CONFIGURE, "campaigns.templateversion", needs="campaigns.change_templateversion")
    .refuses_some("published versions stay as they are"),
}

_STATE = "how far a message is; that it left is SEND, that it was stopped is in its decision"
_PLANNED = "a plan is no disclosure: the run that made it is RUN, each message keeps its decision, leaving is SEND"
QUIET_WRITES = {
    "campaigns.operations.outbox.plan": _PLANNED,
    "campaigns.operations.outbox.record_unsent": _PLANNED,
    "campaigns.operations.hand_over.give_up": _STATE,
    "campaigns.operations.leases.claim": _STATE,
    "campaigns.operations.leases.take_back": _STATE,
    "campaigns.operations.leases.forget": _STATE,
    "campaigns.operations.leases.expire_late": _STATE,
    "campaigns.operations.leases.refuse_without_line": _STATE,
    "campaigns.operations.leases.mark_handing_over": _STATE,
    "campaigns.operations.leases.release": _STATE,
    "campaigns.operations.refusals.tell_of_missing_agreement": "an alert to staff: counts, no person",
    "campaigns.operations.staff_addressees.address_waiting": "alerts to staff: who of them gets the mail",
    "campaigns.operations.staff_addressees.tell_notices": "alerts to staff: who of them gets the mail",
    "campaigns.operations.staff_mail.deliver": "alerts to staff, without anything of a patient",
}
