"""FHIR R4 resources → our records. What a resource says beyond that (texts, reasons, notes) is read for the coarse
category at most and never kept. https://hl7.org/fhir/R4/"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from patients.domain.appointments import status_from
from patients.domain.categories import category_of_procedure, category_of_visit
from patients.domain.dates import moment_from
from patients.enums import RecordKind, RefusalReason
from patients.importers.fhir_people import person_of
from patients.importers.fhir_values import Resource, WrongType, many, one, text, texts, whole_number
from patients.importers.records import (
    AppointmentRow,
    Clinic,
    LocationFacts,
    PersonRow,
    Place,
    ProcedureRow,
    Read,
    Refused,
    Shared,
    VisitRow,
)

Reference: TypeAlias = Callable[[Resource], str]

KIND_OF_TYPE: Mapping[str, RecordKind] = {
    "Patient": RecordKind.PEOPLE,
    "Appointment": RecordKind.APPOINTMENTS,
    "Encounter": RecordKind.VISITS,
    "Procedure": RecordKind.PROCEDURES,
}
LOCATION_TYPES = frozenset({"Location", "Organization"})
_NEVER_KEPT = {
    "text", "note", "contained", "extension", "photo", "display", "reasonCode", "reasonReference", "description",
    "comment", "diagnosis", "condition", "complication", "report", "outcome", "followUp", "patientInstruction",
    "code", "type", "serviceType", "focalDevice", "bodySite", "usedCode", "usedReference",
}  # fmt: skip
_NOT_A_VISIT = {"planned", "cancelled", "entered-in-error"}
_LONGEST_MINUTES = 24 * 60


def record_of(
    resource: Resource, external_id: str, place: Place, clinic: Clinic, shared: Shared, ref: Reference
) -> Read:
    """`ref` turns a Reference into the other system's id. Never raises for a strange shape: that is a refusal."""
    raw = partial(_raw, resource)
    if not external_id:
        return Refused(place, RefusalReason.NO_ID, raw)
    try:
        found = _read(resource, external_id, place, clinic, shared, ref, raw)
    except (ValueError, OverflowError):  # WrongType is a ValueError
        return Refused(place, RefusalReason.NOT_READABLE, raw)
    return found if _can_be_stored(found) else Refused(place, RefusalReason.NOT_READABLE)


def _read(
    resource: Resource,
    external_id: str,
    place: Place,
    clinic: Clinic,
    shared: Shared,
    ref: Reference,
    raw: Callable[[], str],
) -> Read:
    match resource["resourceType"]:
        case "Patient":
            return person_of(resource, external_id, place, clinic, raw)
        case "Appointment":
            return _appointment(resource, external_id, place, clinic, shared, ref, raw)
        case "Encounter":
            return _visit(resource, external_id, place, clinic, shared, ref, raw)
        case _:
            return _procedure(resource, external_id, place, clinic, ref, raw)


def location_of(resource: Resource, external_id: str) -> LocationFacts:
    """Its name alone where the rest has a strange shape; without a name nothing is made of it."""
    try:
        name = _plain(text(resource, "name"))
    except WrongType:
        return LocationFacts(external_id)
    try:
        return LocationFacts(external_id, name, _plain(_written_address(resource)), _plain(_phone(resource)))
    except WrongType:
        return LocationFacts(external_id, name)


def is_a_home(resource: Resource) -> bool:
    """Somebody's house is no place of the clinic: its name and address are the patient's."""
    try:
        return any(text(coding, "code") == "ho" for coding in many(one(resource, "physicalType"), "coding"))
    except WrongType:
        return True


def _written_address(resource: Resource) -> str:
    """A Location has one address, an Organization a list of them."""
    several = isinstance(resource.get("address"), list)
    address = next(iter(many(resource, "address")), {}) if several else one(resource, "address")
    return ", ".join(part for part in (*texts(address, "line"), text(address, "city"), text(address, "state")) if part)


def _phone(resource: Resource) -> str:
    numbers = (text(told, "value") for told in many(resource, "telecom") if text(told, "system") == "phone")
    return next(numbers, "")


def _appointment(
    resource: Resource,
    external_id: str,
    place: Place,
    clinic: Clinic,
    shared: Shared,
    ref: Reference,
    raw: Callable[[], str],
) -> Read:
    actors = [one(participant, "actor") for participant in many(resource, "participant")]
    people = [ref(actor) for actor in actors if _points_at(actor, "Patient")]
    if not people or not people[0]:
        return Refused(place, RefusalReason.NO_PERSON, raw)
    if not text(resource, "start"):
        return Refused(place, RefusalReason.NO_TIME, raw)
    starts_at = moment_from(text(resource, "start"), clinic.zone)
    if starts_at is None:
        return Refused(place, RefusalReason.TIME, raw)
    status = status_from(text(resource, "status"))
    if status is None:
        return Refused(place, RefusalReason.STATUS_UNKNOWN, raw)
    where = next((actor for actor in actors if _points_at(actor, "Location")), {})
    minutes = _minutes(resource, starts_at, clinic.zone)
    return AppointmentRow(
        place, external_id, people[0], starts_at, minutes, status, shared.location(ref(where)), raw=raw
    )


def _visit(
    resource: Resource,
    external_id: str,
    place: Place,
    clinic: Clinic,
    shared: Shared,
    ref: Reference,
    raw: Callable[[], str],
) -> Read:
    person, period = ref(one(resource, "subject")), one(resource, "period")
    start, end = text(period, "start"), text(period, "end")
    if text(resource, "status") in _NOT_A_VISIT:
        return Refused(place, RefusalReason.NOT_TAKEN_PLACE, raw)
    if not person:
        return Refused(place, RefusalReason.NO_PERSON, raw)
    if not start:
        return Refused(place, RefusalReason.NO_TIME, raw)
    started, ended = moment_from(start, clinic.zone), moment_from(end, clinic.zone) if end else None
    if started is None or (end and ended is None):
        return Refused(place, RefusalReason.TIME, raw)
    if ended is not None and ended < started:
        return Refused(place, RefusalReason.ENDS_BEFORE_BEGIN, raw)
    told = [*many(resource, "type"), *many(resource, "reasonCode"), one(resource, "serviceType")]
    category = category_of_visit(text(one(resource, "class"), "code"), *_codes_and_words(told))
    spots = [one(spot, "location") for spot in many(resource, "location")]
    where = shared.location(ref(spots[0] if spots else one(resource, "serviceProvider")))
    return VisitRow(place, external_id, person, category, started, ended, where, raw=raw)


def _procedure(
    resource: Resource, external_id: str, place: Place, clinic: Clinic, ref: Reference, raw: Callable[[], str]
) -> Read:
    person, period = ref(one(resource, "subject")), one(resource, "performedPeriod")
    if text(resource, "status") != "completed":
        return Refused(place, RefusalReason.NOT_COMPLETED, raw)
    if not person:
        return Refused(place, RefusalReason.NO_PERSON, raw)
    written = text(period, "end") or text(period, "start") or text(resource, "performedDateTime")
    if not written:
        return Refused(place, RefusalReason.NO_TIME, raw)
    ended = moment_from(written, clinic.zone)
    if ended is None:
        return Refused(place, RefusalReason.TIME, raw)
    codes, words = _codes_and_words([one(resource, "code"), *many(resource, "reasonCode")])
    visit = ref(one(resource, "encounter"))
    return ProcedureRow(place, external_id, person, category_of_procedure(codes, words), ended, visit, raw=raw)


def _codes_and_words(concepts: list[Resource]) -> tuple[list[str], str]:
    codings = [coding for concept in concepts for coding in many(concept, "coding")]
    words = [*(text(concept, "text") for concept in concepts), *(text(coding, "display") for coding in codings)]
    return [text(coding, "code") for coding in codings], " ".join(words)


def _minutes(resource: Resource, starts_at: datetime, zone: str) -> int | None:
    """None when neither a length nor an end is told."""
    minutes = whole_number(resource, "minutesDuration")
    ends_at = moment_from(text(resource, "end"), zone)
    if not minutes and ends_at is not None:
        minutes = int((ends_at - starts_at).total_seconds() // 60)
    return max(1, min(minutes, _LONGEST_MINUTES)) if minutes else None


def _points_at(reference: Resource, kind: str) -> bool:
    return text(reference, "type") == kind or f"{kind}/" in text(reference, "reference")


def _can_be_stored(found: Read) -> bool:
    """JSON can escape what no text column and no UTF-8 holds: NUL and half a surrogate pair."""
    match found:
        case PersonRow():
            texts_of = [found.external_id, *(value for value in found.details.values() if isinstance(value, str))]
        case AppointmentRow() | VisitRow():
            texts_of = [found.external_id, found.person]
        case ProcedureRow():
            texts_of = [found.external_id, found.person, found.visit]
        case _:
            return True
    return all(_is_plain(written) for written in texts_of)


def _is_plain(written: str) -> bool:
    return "\0" not in written and not any("\ud800" <= character <= "\udfff" for character in written)


def _plain(written: str) -> str:
    return written if _is_plain(written) else ""


def _raw(resource: Resource) -> str:
    try:
        return json.dumps(_without_texts(resource))
    except RecursionError:
        return ""


def _without_texts(value: Any) -> Any:
    """A refused resource is kept without diagnoses, codes and texts: enough to find it in the other system."""
    if isinstance(value, dict):
        return {name: _without_texts(inner) for name, inner in value.items() if name not in _NEVER_KEPT}
    return [_without_texts(inner) for inner in value] if isinstance(value, list) else value
