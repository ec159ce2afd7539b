"""Who may see which fields for what: role → purpose → fields, as one table. Not in the table means no."""

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone

from audit.domain.actors import Actor
from audit.domain.answers import Answer
from audit.enums import PurposeOfUse
from clinic.enums import Role
from clinic.queries import open_break_glass

_NAMES = {"patients.person.given_name", "patients.person.family_name"}
_CONTACT = {"patients.person.email", "patients.person.confidential_email", "patients.person.phone"}
_IDENTITY = {"patients.person.birth_date", "patients.person.record_number", "patients.person.street"}
_NOTES = {"patients.person.notes"}
_CONSENT_PAPERS = {"consent.authorization.signature", "consent.authorization.representative_authority"}
_PAPER_FILES = {"consent.paperfile.content"}  # scans and copies: by those who take and check papers
_IMPORT = {"patients.importrefusal.file", "patients.importrefusal.raw"}

_EMERGENCY_WORDS = {"clinic.breakglass.words"}
_REVIEW_NOTES = {"audit.reviewcase.note"}
_STAFF_HOMES = {"clinic.staff.home_address"}  # by the rules that notice a neighbour's record, while keys rotate
_LETTERS = {"consent.posted.content"}  # what public pages took in
_RIGHTS_NOTE = {"consent.rightsstep.note"}
_RIGHTS = _RIGHTS_NOTE | {
    *(f"consent.rightsrequest.{name}" for name in ("name", "email", "words")),
    *(f"consent.disclosure.{name}" for name in ("recipient", "what", "why")),
    "consent.authorization.signed_from",
}
_TASKS = {f"patients.desktask.{name}" for name in ("contact_name", "contact_email", "contact_phone", "words")}
_TEXTS_IN = {"campaigns.inboundtext.body"}
_VENDOR_PAPERS = {"clinic.vendorpaper.sealed"}

_DESK = frozenset(_NAMES | _CONTACT | _IDENTITY | _CONSENT_PAPERS | _IMPORT | _TASKS | _TEXTS_IN)

STAFF_TABLE: Mapping[str, Mapping[PurposeOfUse, frozenset[str]]] = {
    Role.FRONT_DESK: {PurposeOfUse.TREATMENT: _DESK, PurposeOfUse.OPERATIONS: _DESK | _PAPER_FILES},
    Role.CLINICIAN: {PurposeOfUse.TREATMENT: _DESK | _NOTES, PurposeOfUse.OPERATIONS: _DESK | _PAPER_FILES},
    Role.MARKETER: {PurposeOfUse.MARKETING: frozenset(_NAMES)},
    Role.PRIVACY_OFFICER: {
        PurposeOfUse.OPERATIONS: _DESK
        | _NOTES
        | _PAPER_FILES
        | _VENDOR_PAPERS
        | _EMERGENCY_WORDS
        | _REVIEW_NOTES
        | _LETTERS,
        PurposeOfUse.PATIENT_REQUEST: _DESK | _NOTES | _RIGHTS | _PAPER_FILES,
    },
    Role.ADMINISTRATOR: {PurposeOfUse.OPERATIONS: _DESK | _VENDOR_PAPERS},
}
SYSTEM_TABLE: Mapping[PurposeOfUse, frozenset[str]] = {
    PurposeOfUse.TREATMENT: frozenset(_NAMES | _CONTACT),
    PurposeOfUse.OPERATIONS: frozenset(
        _NAMES | _CONTACT | _IDENTITY | _IMPORT | _STAFF_HOMES | _LETTERS | _TASKS | _TEXTS_IN
    ),
    PurposeOfUse.MARKETING: frozenset(_NAMES | _CONTACT),
}
PATIENT_TABLE: Mapping[PurposeOfUse, frozenset[str]] = {
    PurposeOfUse.PATIENT_REQUEST: frozenset(_NAMES | _CONTACT | _PAPER_FILES | _RIGHTS_NOTE)
}


#: What emergency access adds, for treatment and one person, while it is open. A marketer never has any.
BREAK_GLASS_TABLE: Mapping[str, frozenset[str]] = {
    Role.FRONT_DESK: frozenset(_DESK | _NOTES),
    Role.CLINICIAN: frozenset(_DESK | _NOTES),
    Role.ADMINISTRATOR: frozenset(_DESK | _NOTES),
}


def answer(actor: Actor, purpose: PurposeOfUse, people: frozenset[UUID], fields: frozenset[str]) -> Answer:
    """What the tables say; where they say no, whether emergency access is open. The database is asked only then."""
    refusal = _refusal(actor, purpose, people, fields)
    opened = _opened(actor, purpose, people, fields) if refusal else None
    return Answer(None if opened else refusal, opened)


def may_see(actor: Actor, purpose: PurposeOfUse, field: str) -> bool:
    """Whether the tables alone let this actor see a field: what a page offers."""
    return field in _allowed(actor).get(purpose, frozenset())


def emergency_adds(role: str) -> frozenset[str]:
    """The fields that a role sees under emergency access alone."""
    return BREAK_GLASS_TABLE.get(role, frozenset()) - STAFF_TABLE.get(role, {}).get(PurposeOfUse.TREATMENT, frozenset())


def _refusal(actor: Actor, purpose: PurposeOfUse, people: frozenset[UUID], fields: frozenset[str]) -> str | None:
    """None when allowed, else why not. A patient's link opens nobody but that patient."""
    if actor.kind == "patient" and {str(person) for person in people} != {actor.id}:
        return "this link was made for somebody else"
    beyond = sorted(fields - _allowed(actor).get(purpose, frozenset()))
    if beyond:
        return f"{actor.role or actor.kind} may not see {', '.join(beyond)} for {purpose.label.lower()}"
    return None


def _opened(actor: Actor, purpose: PurposeOfUse, people: frozenset[UUID], fields: frozenset[str]) -> UUID | None:
    """The open emergency access of this reader to this one person, if it covers all that is asked."""
    if actor.kind != "staff" or purpose != PurposeOfUse.TREATMENT or len(people) != 1:
        return None
    if fields - BREAK_GLASS_TABLE.get(actor.role, frozenset()):
        return None
    [person_id] = people
    opened = open_break_glass(UUID(actor.id), person_id, timezone.now())  # the door is where the clock is read
    return opened.pk if opened else None


def _allowed(actor: Actor) -> Mapping[PurposeOfUse, frozenset[str]]:
    match actor.kind:
        case "staff":
            return STAFF_TABLE.get(actor.role, {})
        case "patient":
            return PATIENT_TABLE
        case "system":
            return SYSTEM_TABLE
    return {}
