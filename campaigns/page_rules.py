"""Pages of segments and texts beside those that the admin makes by itself."""

from audit.coverage.rules import Rule, anybody, link_holder, role, vendor
from audit.enums import AuditWord
from campaigns.pages import appointment, care
from patients.desk.revealed import NAMES

_SEGMENT, _CAMPAIGN = "campaigns.segment", "campaigns.campaign"
_TEXT, _EXCEPTION = "campaigns.templateversion", "campaigns.guardexception"
_SEMINAR, _PLACE = "campaigns.seminar", "campaigns.seminarplace"
_CLICK = "takes a click, shows nothing"
_GUARD, _TASK = "campaigns.linkguard", "patients.desktask"
_ASKS_FIRST = link_holder.shows_nobody("asks for the year of birth first; then it is a REVEAL").does(
    AuditWord.CHANGE, _GUARD
)

PAGES: dict[str, Rule] = {
    "campaigns:appointment": _ASKS_FIRST.does(AuditWord.REVEAL, *appointment.SHOWN)
    .does(AuditWord.CHANGE, "patients.appointment")
    .does(AuditWord.CHANGE, _TASK)
    .does(AuditWord.CREATE, _TASK),
    "campaigns:appointment-file": link_holder.shows_nobody("leads to the question first; then it is a REVEAL"),
    "campaigns:care": _ASKS_FIRST.does(AuditWord.REVEAL, *care.SHOWN)
    .does(AuditWord.CREATE, "campaigns.careanswer")
    .does(AuditWord.CREATE, _TASK),
    "campaigns:book": anybody.shows_nobody("an empty form; its answer is the same for everybody").does(
        AuditWord.CREATE, "consent.posted.content"
    ),
    "campaigns:book-link": _ASKS_FIRST.does(AuditWord.REVEAL, _TASK).does(AuditWord.CREATE, _TASK),
    "campaigns:counted-link": link_holder.shows_nobody("leads on to a page that is the same for everybody"),
    "campaigns:counted-picture": link_holder.shows_nobody("one transparent point"),
    "campaigns:event": anybody.shows_nobody("a seminar; its answer is the same for everybody").does(
        AuditWord.CREATE, "consent.posted.content"
    ),
    "campaigns:event-link": link_holder.shows(AuditWord.REVEAL, _PLACE)
    .does(AuditWord.CREATE, _PLACE)
    .does(AuditWord.CHANGE, _PLACE),
    "campaigns:twilio-inbound": vendor.shows_nobody("takes signed answers to text messages, shows nothing")
    .does(AuditWord.CONSENT, "consent.suppression", "consent.preference")
    .does(AuditWord.CREATE, "campaigns.inboundtext.body")
    .does(AuditWord.CREATE, _TASK),
    "campaigns:sns": vendor.shows_nobody("takes signed reports, shows nothing").does(
        AuditWord.CONSENT, "consent.suppression", "consent.preference"
    ),
    "campaigns:twilio-status": vendor.shows_nobody("takes signed reports, shows nothing").does(
        AuditWord.CONSENT, "consent.suppression"
    ),
    "admin:desk-locked-links": role("campaigns.view_linkguard").shows(
        AuditWord.LIST, *(f"patients.person.{name}" for name in NAMES), _GUARD
    ),
    "admin:desk-unknown": role("campaigns.view_settlement").shows(
        AuditWord.LIST, "campaigns.message", "campaigns.settlement"
    ),
    "admin:desk-unknown-act": role("campaigns.add_settlement")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.CHANGE, "campaigns.message", "campaigns.settlement"),
    "admin:desk-link-open": role("campaigns.change_linkguard")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.CHANGE, _GUARD),
    "admin:desk-campaigns": role("campaigns.view_campaign").shows_nobody("campaigns by name, no person"),
    "admin:desk-campaign": role("campaigns.view_campaign").shows(AuditWord.SEARCH, "patients.person", _CAMPAIGN),
    "admin:desk-campaign-reach": role("campaigns.view_campaign")
    .shows_nobody(_CLICK)
    .does(AuditWord.SEARCH, "patients.person", _CAMPAIGN),
    "admin:desk-campaign-progress": role("campaigns.view_campaign")
    .shows_nobody("counts by state and reason, no person")
    .that_polls(),
    "admin:desk-campaign-new": role("campaigns.add_campaign")
    .shows_nobody("an empty form")
    .does(AuditWord.CONFIGURE, _CAMPAIGN),
    "admin:desk-campaign-edit": role("campaigns.change_campaign")
    .shows_nobody("a text and a group by name, no person")
    .does(AuditWord.CONFIGURE, _CAMPAIGN),
    "admin:desk-campaign-approve": role("campaigns.approve_campaign")
    .shows_nobody(_CLICK)
    .does(AuditWord.CONFIGURE, _CAMPAIGN),
    "admin:desk-campaign-act": role("campaigns.change_campaign")
    .shows_nobody(_CLICK)
    .does(AuditWord.CONFIGURE, _CAMPAIGN)
    .does(AuditWord.CHANGE, "campaigns.message"),
    "admin:desk-texts": role("campaigns.view_templateversion").shows_nobody("texts by name, no person"),
    "admin:desk-text-begin": role("campaigns.add_templateversion")
    .shows_nobody(_CLICK)
    .does(AuditWord.CONFIGURE, _TEXT),
    "admin:desk-text-version": role("campaigns.view_templateversion")
    .shows_nobody("a text for nobody in particular")
    .does(AuditWord.CONFIGURE, _TEXT, needs="campaigns.change_templateversion"),
    "admin:desk-text-look": role("campaigns.change_templateversion").shows_nobody(
        "what somebody is typing, for somebody who does not exist"
    ),
    "admin:desk-text-publish": role("campaigns.publish_templateversion")
    .shows_nobody(_CLICK)
    .does(AuditWord.CONFIGURE, _TEXT),
    "admin:desk-text-try": role("campaigns.change_templateversion").shows_nobody(_CLICK).does(AuditWord.PREVIEW, _TEXT),
    "admin:desk-text-ask": role("campaigns.add_guardexception")
    .shows_nobody(_CLICK)
    .does(AuditWord.CONFIGURE, _EXCEPTION),
    "admin:desk-text-exceptions": role("campaigns.view_guardexception").shows_nobody(
        "texts for nobody in particular, and words in them"
    ),
    "admin:desk-text-exception-answer": role("campaigns.answer_guardexception")
    .shows_nobody(_CLICK)
    .does(AuditWord.CONFIGURE, _EXCEPTION),
    "admin:desk-seminars": role("campaigns.view_seminar").shows_nobody("seminars by topic, counts of places"),
    "admin:desk-seminar": role("campaigns.view_seminar").shows_nobody("a seminar, counts of places"),
    "admin:desk-seminar-new": role("campaigns.add_seminar")
    .shows_nobody("an empty form")
    .does(AuditWord.CONFIGURE, _SEMINAR),
    "admin:desk-seminar-edit": role("campaigns.change_seminar")
    .shows_nobody("a seminar, no person")
    .does(AuditWord.CONFIGURE, _SEMINAR),
    "admin:desk-seminar-act": role("campaigns.change_seminar").shows_nobody(_CLICK).does(AuditWord.CONFIGURE, _SEMINAR),
    "admin:desk-seminar-people": role("campaigns.view_seminarplace").shows(
        AuditWord.LIST, *(f"patients.person.{name}" for name in NAMES), _PLACE
    ),
    "admin:desk-seminar-came": role("campaigns.change_seminarplace")
    .shows_nobody(_CLICK)
    .does(AuditWord.CHANGE, _PLACE),
    "admin:desk-numbers": role("campaigns.measure_campaign").shows_nobody("counts, none of few people"),
    "admin:desk-numbers-file": role("campaigns.measure_campaign")
    .shows_nobody(_CLICK)
    .does(AuditWord.EXPORT, "campaigns.message", _CAMPAIGN),
    "admin:campaigns_segment_count": role("campaigns.view_segment")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.SEARCH, "patients.person", _SEGMENT),
    "admin:campaigns_segment_reach": role("campaigns.view_segment")
    .shows_nobody(_CLICK)
    .does(AuditWord.SEARCH, "patients.person", _SEGMENT),
    "admin:campaigns_segment_change": role("campaigns.view_segment")
    .shows(AuditWord.SEARCH, "patients.person", _SEGMENT)
    .does(AuditWord.CONFIGURE, _SEGMENT, needs="campaigns.change_segment"),
    "admin:campaigns_careguide_change": role("campaigns.view_careguide")
    .shows_nobody("a text for nobody in particular")
    .does(AuditWord.CONFIGURE, "campaigns.careguide", needs="campaigns.change_careguide")
    .refuses_some("published versions stay as they are"),
    "admin:campaigns_templateversion_preview": role("campaigns.view_templateversion").shows(
        AuditWord.PREVIEW, "campaigns.templateversion"
    ),
    "admin:campaigns_templateversion_change": role("campaigns.view_templateversion")
    .shows_nobody("a text for nobody in particular")
    .does(AuditWord.CONFIGURE, "campaigns.templateversion", needs="campaigns.change_templateversion")
    .refuses_some("published versions stay as they are"),
}

_VISIT = "an opening or a click of somebody who allowed it: a report on a message, shown only as a count"
_STATE = "how far a message is; that it left is SEND, that it was stopped is in its decision"
_PLANNED = "a plan is no disclosure: the run that made it is RUN, each message keeps its decision, leaving is SEND"
QUIET_WRITES = {
    "campaigns.operations.ways_out.take": "counts of one way out, no person",
    "campaigns.operations.ways_out.put_back": "counts of one way out, no person",
    "campaigns.operations.ways_out.tell": "a way out is shut or open, and an alert to staff about it; no person",
    "campaigns.operations.outbox.plan": _PLANNED,
    "campaigns.operations.outbox.record_unsent": _PLANNED,
    "campaigns.operations.visits_counted.count_visit": _VISIT,
    "campaigns.operations.seminars.tell": "asks for a mail about a place; the place itself is CREATE or CHANGE",
    "campaigns.operations.campaigns.leave_out": "who gets no message of a campaign; its end is CONFIGURE",
    "campaigns.operations.hand_over.give_up": _STATE,
    "campaigns.operations.unknowns.give_back": _STATE,
    "campaigns.operations.unknowns.first_try_counts": _STATE,
    "campaigns.operations.weekly_numbers.tell_of_the_week": "an alert to staff: that there are numbers, no person",
    "campaigns.operations.unknown_alerts.tell_of_unknown": "an alert to staff: counts, no person",
    "campaigns.operations.outcomes.write": _STATE,
    "campaigns.operations.receipts.postpone": _STATE,
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
