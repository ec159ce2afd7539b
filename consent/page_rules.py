"""Pages behind links, the sign-up form, and what the desk records of permission."""

from audit.coverage.rules import Rule, anybody, link_holder, nobody, role
from audit.enums import AuditWord
from consent.desk.grown_up import BESIDE
from consent.desk.signed import SHOWN
from consent.ledger import TELLS_OF
from patients.desk.revealed import NAMES

_CHOICE, _PAPER = "consent.preference", "consent.authorization"
_names = tuple(f"patients.person.{name}" for name in NAMES)
_CHOICE, _PAPER, _REQUEST = "consent.preference", "consent.authorization", "consent.signingrequest"

_LETTER_BOX = anybody.shows_nobody("an empty form; its answer is the same for everybody").does(
    AuditWord.CREATE, "consent.posted.content"
)
_FORM, _WRITES_FORMS = "consent.authorizationform", "consent.change_authorizationform"
_SEES_FORMS = role("consent.view_authorizationform").shows_nobody("the words of a form")

PAGES: dict[str, Rule] = {
    "consent:subscribe": _LETTER_BOX,
    "consent:subscribe-form": _LETTER_BOX,
    "consent:lost-link": _LETTER_BOX,
    "consent:confirm": link_holder.shows(AuditWord.REVEAL, "consent.optin", _CHOICE).does(
        AuditWord.CONSENT, "consent.optin"
    ),
    "consent:preferences": link_holder.shows(AuditWord.REVEAL, _CHOICE, "patients.person.language")
    .does(AuditWord.CONSENT, _CHOICE)
    .does(AuditWord.CHANGE, "patients.person.language"),
    "consent:permissions": link_holder.shows(AuditWord.REVEAL, _PAPER).does(AuditWord.CONSENT, _PAPER),
    "consent:unsubscribe": link_holder.shows_nobody("the topic that the link itself names").does(
        AuditWord.CONSENT, _CHOICE
    ),
    "consent:privacy": anybody.shows_nobody("the privacy notice"),
    "consent:privacy-version": anybody.shows_nobody("an older privacy notice"),
    "consent:cookies": anybody.shows_nobody("what is kept in a browser, and an answer that only the browser keeps"),
    "consent:gpc": anybody.shows_nobody("that a browser's signal is honoured"),
    "consent:authorize": link_holder.shows_nobody("asks for the year of birth first; then it is a REVEAL")
    .does(AuditWord.REVEAL, "patients.person", _REQUEST)
    .does(AuditWord.CONSENT, _PAPER, _REQUEST),
    "consent:signed-copy": link_holder.shows_nobody("asks for the year of birth first; then it is a REVEAL")
    .does(AuditWord.REVEAL, _PAPER)
    .does(AuditWord.CONSENT, _REQUEST),
    "consent:signed-copy-file": link_holder.shows_nobody("leads to the question first; then it is a REVEAL"),
    "consent:tablet": anybody.shows_nobody("asks for the number that staff made; then it is a REVEAL")
    .does(AuditWord.REVEAL, "patients.person", _REQUEST)
    .does(AuditWord.CONSENT, _PAPER, _REQUEST),
    "admin:desk-sign": role("consent.add_signingrequest")
    .shows(AuditWord.REVEAL, _REQUEST, _PAPER)
    .does(AuditWord.CONSENT, _REQUEST),
    "admin:desk-sign-withdraw": role("consent.change_signingrequest")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.CONSENT, _REQUEST),
    "admin:desk-copy-made": role("consent.add_paperfile")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.REVEAL, "consent.authorization.signature", "patients.person")
    .does(AuditWord.CONSENT, "consent.paperfile.content"),
    "admin:desk-copy-given": role("consent.add_paperfile")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.CONSENT, _PAPER),
    "admin:desk-choices": role("consent.add_preference")
    .shows(AuditWord.REVEAL, _CHOICE)
    .does(AuditWord.CONSENT, _CHOICE),
    "admin:desk-came-of-age": role("patients.change_person").shows(AuditWord.LIST, *_names, *BESIDE),
    "admin:desk-notice": role("consent.add_noticeacknowledgement")
    .shows(AuditWord.REVEAL, "consent.noticeacknowledgement", "patients.person.language")
    .does(AuditWord.CONSENT, "consent.noticeacknowledgement"),
    "admin:consent_privacynotice_add": nobody,
    "admin:consent_privacynotice_changelist": role("consent.view_privacynotice").shows_nobody("the house's own text"),
    "admin:consent_privacynotice_change": role("consent.view_privacynotice")
    .shows_nobody("the house's own text")
    .refuses_some("published versions stay as they are")
    .does(AuditWord.CONFIGURE, "consent.privacynotice", needs="consent.change_privacynotice"),
    "admin:consent_privacynotice_preview": role("consent.view_privacynotice").shows_nobody("the house's own text"),
    "admin:consent_privacynotice_begin": role("consent.view_privacynotice")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.CONFIGURE, "consent.privacynotice", needs="consent.add_privacynotice"),
    "admin:desk-paper": role("consent.add_authorization")
    .shows(AuditWord.REVEAL, "patients.person")
    .does(AuditWord.CONSENT, _PAPER),
    "admin:desk-ledger": role("consent.view_authorization").shows(AuditWord.REVEAL, *TELLS_OF),
    "admin:desk-signed-paper": role("consent.view_authorization")
    .shows(AuditWord.REVEAL, *SHOWN)
    .acts_need("consent.change_authorization")
    .does(AuditWord.CONSENT, _PAPER)
    .does(AuditWord.CONSENT, "consent.paperfile.content"),
    "admin:desk-forms": _SEES_FORMS.does(AuditWord.CONFIGURE, _FORM, needs=_WRITES_FORMS),
    "admin:desk-form-version": _SEES_FORMS.does(AuditWord.CONFIGURE, _FORM, needs=_WRITES_FORMS),
    "admin:desk-form-preview": _SEES_FORMS,
    "admin:desk-form-specimen": _SEES_FORMS,
    "admin:desk-form-publish": role(_WRITES_FORMS).shows_nobody("a button, no page").does(AuditWord.CONFIGURE, _FORM),
    "admin:desk-form-words": role(_WRITES_FORMS).shows_nobody("the words of a form").does(AuditWord.CONFIGURE, _FORM),
    "admin:desk-paper-file": role("consent.view_paperfile")
    .shows_nobody("a button, no page")
    .does(AuditWord.REVEAL, "consent.paperfile.content"),
    "admin:sign-up-list": role("consent.add_optin")
    .shows_nobody("an empty form")
    .does(AuditWord.CREATE, "patients.person")
    .does(AuditWord.CONSENT, "consent.optin"),
    "admin:consent_posted_changelist": role("consent.view_posted")
    .shows(AuditWord.LIST, "consent.posted")
    .does(AuditWord.CHANGE, "consent.posted"),
    "admin:consent_authorization_changelist": role("consent.view_authorization")
    .shows(AuditWord.LIST, _PAPER)
    .does(AuditWord.CONSENT, _PAPER),
    "admin:consent_suppression_changelist": role("consent.view_suppression")
    .shows(AuditWord.LIST, "consent.suppression")
    .does(AuditWord.CONSENT, "consent.suppression"),
}

_ALERT = "a notice to staff: an alert that names nobody and leads to a list"
QUIET_WRITES = {
    "consent.operations.coming_of_age.tell_of_grown_ups": _ALERT,
    "consent.operations.paper_reminders.remind": _ALERT,
    "consent.operations.paper_reminders.tell_of_missing_copy": _ALERT,
    "consent.operations.rights_clock.tell_of_due": _ALERT,
}
