"""Who may see which fields for what: role → purpose → fields, as one table. Not in the table means no."""

from collections.abc import Mapping
from uuid import UUID

from audit.domain.actors import Actor
from audit.enums import PurposeOfUse
from clinic.enums import Role

_NAMES = {"patients.person.given_name", "patients.person.family_name"}
_CONTACT = {"patients.person.email", "patients.person.confidential_email", "patients.person.phone"}
_IDENTITY = {"patients.person.birth_date", "patients.person.record_number", "patients.person.street"}
_NOTES = {"patients.person.notes"}
_CONSENT_PAPERS = {"consent.authorization.signature", "consent.authorization.representative_authority"}
_IMPORT = {"patients.importrefusal.file", "patients.importrefusal.raw"}

_DESK = frozenset(_NAMES | _CONTACT | _IDENTITY | _CONSENT_PAPERS | _IMPORT)

STAFF_TABLE: Mapping[str, Mapping[PurposeOfUse, frozenset[str]]] = {
    Role.FRONT_DESK: {PurposeOfUse.TREATMENT: _DESK, PurposeOfUse.OPERATIONS: _DESK},
    Role.CLINICIAN: {PurposeOfUse.TREATMENT: _DESK | _NOTES, PurposeOfUse.OPERATIONS: _DESK},
    Role.MARKETER: {PurposeOfUse.MARKETING: frozenset(_NAMES)},
    Role.PRIVACY_OFFICER: {
        PurposeOfUse.OPERATIONS: _DESK | _NOTES,
        PurposeOfUse.PATIENT_REQUEST: _DESK | _NOTES,
    },
    Role.ADMINISTRATOR: {PurposeOfUse.OPERATIONS: _DESK},
}
SYSTEM_TABLE: Mapping[PurposeOfUse, frozenset[str]] = {
    PurposeOfUse.TREATMENT: frozenset(_NAMES | _CONTACT),
    PurposeOfUse.OPERATIONS: frozenset(_NAMES | _CONTACT | _IDENTITY | _IMPORT),
    PurposeOfUse.MARKETING: frozenset(_NAMES | _CONTACT),
}
PATIENT_TABLE: Mapping[PurposeOfUse, frozenset[str]] = {PurposeOfUse.PATIENT_REQUEST: frozenset(_NAMES | _CONTACT)}


def refusal(actor: Actor, purpose: PurposeOfUse, people: frozenset[UUID], fields: frozenset[str]) -> str | None:
    """None when allowed, else why not (field names, never values). A patient's link opens nobody but that patient."""
    if actor.kind == "patient" and {str(person) for person in people} != {actor.id}:
        return "this link was made for somebody else"
    beyond = sorted(fields - _allowed(actor).get(purpose, frozenset()))
    if beyond:
        return f"{actor.role or actor.kind} may not see {', '.join(beyond)} for {purpose.label.lower()}"
    return None


def _allowed(actor: Actor) -> Mapping[PurposeOfUse, frozenset[str]]:
    match actor.kind:
        case "staff":
            return STAFF_TABLE.get(actor.role, {})
        case "patient":
            return PATIENT_TABLE
        case "system":
            return SYSTEM_TABLE
    return {}
