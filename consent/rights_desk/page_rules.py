"""Rules of the pages about people's rights, public and of the desk."""

from audit.coverage.rules import Rule, anybody, link_holder, role
from audit.enums import AuditWord
from patients.desk.revealed import CLEAR, FOUND

_REQUEST, _DISCLOSURE = "consent.rightsrequest", "consent.disclosure"
_ASKED = tuple(f"{_REQUEST}.{name}" for name in ("name", "email", "words"))
_ACCOUNT = tuple(f"{_DISCLOSURE}.{name}" for name in ("recipient", "what", "why"))
_NOTE = "consent.rightsstep.note"
_NAMES = ("patients.person.given_name", "patients.person.family_name")
#: What each room tells of a person (`settings.PERSON_EXPORT`).
_EXPORTED = (
    "patients.person", *(f"patients.person.{name}" for name in (*FOUND, "street", "notes")),
    "patients.appointment", "patients.visit", "patients.procedure", "patients.consentclaim",
    "consent.authorization", "consent.authorization.signature", "consent.authorization.signed_from",
    "consent.preference", "consent.optin", "consent.pause", "consent.trackingchoice", "consent.holidaychoice",
    "consent.riskacknowledgement", "consent.restriction", "consent.noticeacknowledgement", *_ASKED, _NOTE,
    _REQUEST, *_ACCOUNT, "consent.signingrequest", "consent.suppression", "consent.paperfile.content",
    "campaigns.message", "campaigns.deliveryevent", "journeys.enrolment",
)  # fmt: skip
_see, _act = role("consent.view_rightsrequest"), role("consent.change_rightsrequest")

PAGES: dict[str, Rule] = {
    "consent:rights": anybody.shows_nobody("an empty form; its answer is the same for everybody").does(
        AuditWord.CREATE, "consent.posted.content"
    ),
    "consent:rights-request": link_holder.shows(AuditWord.REVEAL, _REQUEST).does(AuditWord.CHANGE, _REQUEST),
    "consent:rights-answer": link_holder.shows_nobody("asks a patient for the year of birth first; then it is a REVEAL")
    .does(AuditWord.REVEAL, _NOTE, _REQUEST)
    .does(AuditWord.CHANGE, _REQUEST),
    "admin:desk-rights": _see.shows(AuditWord.LIST, f"{_REQUEST}.name", _REQUEST),
    "admin:desk-rights-new": role("consent.add_rightsrequest")
    .shows_nobody("an empty form")
    .does(AuditWord.CREATE, _REQUEST),
    "admin:desk-rights-one": _see.shows(AuditWord.REVEAL, *_ASKED, _NOTE, _REQUEST),
    "admin:desk-rights-letter": _see.shows(AuditWord.REVEAL, _NOTE, _REQUEST),
    "admin:desk-rights-known": _act.shows(AuditWord.REVEAL, f"{_REQUEST}.name", f"{_REQUEST}.email", _REQUEST)
    .shows(AuditWord.SEARCH, *CLEAR, *(f"patients.person.{name}" for name in FOUND))
    .does(AuditWord.CHANGE, _REQUEST),
    "admin:desk-rights-more-time": _act.shows_nobody("a form with a day").does(AuditWord.CHANGE, _REQUEST),
    "admin:desk-rights-answer": _act.shows_nobody("an empty form")
    .does(AuditWord.CHANGE, _REQUEST)
    .does(AuditWord.CHANGE, "patients.person.confidential_email")
    .does(AuditWord.CONSENT, "consent.restriction"),
    "admin:desk-rights-disagree": _act.shows_nobody("an empty form").does(AuditWord.CHANGE, _REQUEST),
    "admin:desk-rights-withdraw": _act.shows_nobody("takes a click, shows nothing").does(AuditWord.CHANGE, _REQUEST),
    "admin:desk-person-rights": _see.shows(AuditWord.REVEAL, *_NAMES, _REQUEST).shows(AuditWord.REVEAL, *_ACCOUNT),
    "admin:desk-disclosure-new": role("consent.add_disclosure")
    .shows_nobody("an empty form")
    .does(AuditWord.CREATE, _DISCLOSURE),
    "admin:desk-restriction-end": _act.shows_nobody("takes a click, shows nothing").does(
        AuditWord.CONSENT, "consent.restriction"
    ),
    "admin:desk-person-export": role("audit.add_export")
    .shows_nobody("a button")
    .does(AuditWord.EXPORT, *_EXPORTED)
    .with_fresh_sign_in(),
}
