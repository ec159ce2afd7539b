"""FHIR R4 resources → our records. What a resource says beyond that (texts, reasons, notes) is read for the coarse
category at most and never kept. https://hl7.org/fhir/R4/"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from patients.domain.appointments import status_from
from patients.domain.categories import category_of_procedure, category_of_visit
from patients.domain.dates import birth_from, moment_from
from patients.domain.language import language_from
from patients.domain.sex import sex_from
from patients.enums import ImportNote, RecordKind, RefusalReason
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
from patients.importers.revisit_layout import is_email
from patients.person_details import PersonDetails

Resource: TypeAlias = Mapping[str, Any]
Reference: TypeAlias = Callable[[Any], str]

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
_ANIMAL = "http://hl7.org/fhir/StructureDefinition/patient-animal"


def record_of(
    resource: Resource, external_id: str, place: Place, clinic: Clinic, shared: Shared, ref: Reference
) -> Read:
    """`ref` turns a Reference into the other system's id. Never raises for a strange shape: that is a refusal."""
    readers = {"Patient": _person, "Appointment": _appointment, "Encounter": _visit, "Procedure": _procedure}
    raw = partial(_raw, resource)
    try:
        if not external_id:
            return Refused(place, RefusalReason.NO_ID, raw)
        found = readers[resource["resourceType"]](resource, external_id, place, clinic, shared, ref)
    except (TypeError, AttributeError, ValueError, KeyError, IndexError, OverflowError):
        return Refused(place, RefusalReason.NOT_READABLE, raw)
    return found if _can_be_stored(found) else Refused(place, RefusalReason.NOT_READABLE)


def location_of(resource: Resource, external_id: str) -> LocationFacts:
    """Its name alone where the rest has a strange shape."""
    name = _plain(resource.get("name") or "")
    try:
        address = resource.get("address") or {}
        first = address[0] if isinstance(address, list) else address
        written = ", ".join([*first.get("line", ()), *(first[part] for part in ("city", "state") if first.get(part))])
        phones = [told.get("value", "") for told in resource.get("telecom", ()) if told.get("system") == "phone"]
    except (TypeError, AttributeError, KeyError):
        return LocationFacts(external_id, name)
    return LocationFacts(external_id, name, _plain(written), _plain(phones[0]) if phones else "")


def _person(resource: Resource, external_id: str, place: Place, clinic: Clinic, shared: Shared, ref: Reference) -> Read:
    raw = partial(_raw, resource)
    if any(link.get("type") == "replaced-by" for link in resource.get("link", ())):
        return Refused(place, RefusalReason.MERGED, raw)
    if any(extension.get("url") == _ANIMAL for extension in resource.get("extension", ())):
        return Refused(place, RefusalReason.NOT_HUMAN, raw)
    given, family = _name(resource.get("name", ()))
    if not given and not family:
        return Refused(place, RefusalReason.NO_NAME, raw)
    details = PersonDetails(
        given_name=given,
        family_name=family,
        sex=sex_from(resource.get("gender", "")) or "unknown",
        is_deceased=bool(resource.get("deceasedDateTime") or resource.get("deceasedBoolean")),
        **_address(resource.get("address", ())),
    )
    if "birthDate" in resource:
        birth = birth_from(resource["birthDate"], clinic.today)
        if birth is None:
            return Refused(place, RefusalReason.BIRTH_DATE, raw)
        details |= PersonDetails(birth_date=birth.day, birth_year=birth.year)
    if resource.get("active") is False:
        details["is_negative_persona"] = True
    if number := _record_number(resource.get("identifier", ())):
        details["record_number"] = number
    notes = [*_contact(resource.get("telecom", ()), details), *_language(resource, details)]
    return PersonRow(place, external_id, details, notes=tuple(notes), raw=raw)


def _appointment(
    resource: Resource, external_id: str, place: Place, clinic: Clinic, shared: Shared, ref: Reference
) -> Read:
    raw = partial(_raw, resource)
    actors = [participant.get("actor") or {} for participant in resource.get("participant", ())]
    people = [ref(actor) for actor in actors if _points_at(actor, "Patient")]
    status = status_from(resource.get("status", ""))
    if not people:
        return Refused(place, RefusalReason.NO_PERSON, raw)
    if not resource.get("start"):
        return Refused(place, RefusalReason.NO_TIME, raw)
    starts_at = moment_from(resource["start"], clinic.zone)
    if starts_at is None:
        return Refused(place, RefusalReason.TIME, raw)
    if status is None:
        return Refused(place, RefusalReason.STATUS_UNKNOWN, raw)
    where = next((actor for actor in actors if _points_at(actor, "Location")), None)
    return AppointmentRow(
        place,
        external_id,
        people[0],
        starts_at,
        _minutes(resource, starts_at, clinic.zone),
        status,
        shared.locations.get(ref(where)),
        raw=raw,
    )


def _visit(resource: Resource, external_id: str, place: Place, clinic: Clinic, shared: Shared, ref: Reference) -> Read:
    raw = partial(_raw, resource)
    person = ref(resource.get("subject"))
    if resource.get("status") in _NOT_A_VISIT:
        return Refused(place, RefusalReason.NOT_TAKEN_PLACE, raw)
    if not person:
        return Refused(place, RefusalReason.NO_PERSON, raw)
    period = resource.get("period") or {}
    if not period.get("start"):
        return Refused(place, RefusalReason.NO_TIME, raw)
    started = moment_from(period["start"], clinic.zone)
    ended = moment_from(period["end"], clinic.zone) if period.get("end") else None
    if started is None or (period.get("end") and ended is None):
        return Refused(place, RefusalReason.TIME, raw)
    if ended is not None and ended < started:
        return Refused(place, RefusalReason.ENDS_BEFORE_BEGIN, raw)
    told = [*resource.get("type", ()), *resource.get("reasonCode", ()), resource.get("serviceType") or {}]
    codes, words = _codes_and_words(told)
    where = next((spot.get("location") for spot in resource.get("location", ())), resource.get("serviceProvider"))
    return VisitRow(
        place,
        external_id,
        person,
        category_of_visit((resource.get("class") or {}).get("code", ""), codes, words),
        started,
        ended,
        shared.locations.get(ref(where)),
        raw=raw,
    )


def _procedure(
    resource: Resource, external_id: str, place: Place, clinic: Clinic, shared: Shared, ref: Reference
) -> Read:
    raw = partial(_raw, resource)
    person = ref(resource.get("subject"))
    if resource.get("status") != "completed":
        return Refused(place, RefusalReason.NOT_COMPLETED, raw)
    if not person:
        return Refused(place, RefusalReason.NO_PERSON, raw)
    period = resource.get("performedPeriod") or {}
    written = period.get("end") or period.get("start") or resource.get("performedDateTime")
    if not written:
        return Refused(place, RefusalReason.NO_TIME, raw)
    ended = moment_from(written, clinic.zone)
    if ended is None:
        return Refused(place, RefusalReason.TIME, raw)
    codes, words = _codes_and_words([resource.get("code") or {}, *resource.get("reasonCode", ())])
    return ProcedureRow(
        place, external_id, person, category_of_procedure(codes, words), ended, ref(resource.get("encounter")), raw=raw
    )


def _name(names: list[Resource]) -> tuple[str, str]:
    """The name in use now: official before usual before any other; none that is old."""
    rank = {"official": 0, "usual": 1, None: 2, "temp": 3, "nickname": 4, "anonymous": 5}
    now = [name for name in names if not (name.get("period") or {}).get("end") and name.get("use") in rank]
    for name in sorted(now, key=lambda name: rank[name.get("use")]):
        given, family = " ".join(name.get("given", ())).strip(), name.get("family", "").strip()
        if given or family or name.get("text"):
            return (given, family) if given or family else ("", name["text"].strip())
    return "", ""


def _address(addresses: list[Resource]) -> PersonDetails:
    home = next((address for address in addresses if address.get("use") not in {"old", "billing"}), None)
    if home is None:
        return PersonDetails()
    abroad = home.get("country", "US").upper() not in {"US", "USA", "UNITED STATES"}
    return PersonDetails(
        street=", ".join(home.get("line", ())),
        city=home.get("city", "")[:80],
        postal_code="" if abroad else home.get("postalCode", ""),
    )


def _contact(telecom: list[Resource], details: PersonDetails) -> Iterator[ImportNote]:
    usable = [contact for contact in telecom if contact.get("use") != "old" and contact.get("value")]
    usable.sort(key=lambda contact: (contact.get("use") != "mobile", contact.get("rank", 9)))
    phone = next((contact["value"] for contact in usable if contact.get("system") in {"phone", "sms"}), None)
    email = next((contact["value"].strip() for contact in usable if contact.get("system") == "email"), None)
    if phone:
        details["phone"] = phone
    if email and is_email(email):
        details["email"] = email
    elif email:
        yield ImportNote.EMAIL


def _language(resource: Resource, details: PersonDetails) -> Iterator[ImportNote]:
    """The preferred language of those told, else the first that the clinic writes."""
    told = sorted(resource.get("communication", ()), key=lambda said: not said.get("preferred"))
    tags = [coding.get("code", "") for said in told for coding in (said.get("language") or {}).get("coding", ())]
    known = [
        language for tag in tags[: 1 if told and told[0].get("preferred") else None] if (language := language_from(tag))
    ]
    if known:
        details["language"] = known[0]
    elif tags:
        yield ImportNote.LANGUAGE


def _record_number(identifiers: list[Resource]) -> str:
    for identifier in identifiers:
        codes = {coding.get("code") for coding in (identifier.get("type") or {}).get("coding", ())}
        if "MR" in codes and identifier.get("use") != "old":
            return str(identifier.get("value", ""))
    return ""


def _codes_and_words(concepts: list[Resource]) -> tuple[list[str], str]:
    codings = [coding for concept in concepts for coding in concept.get("coding", ())]
    words = [*(concept.get("text", "") for concept in concepts), *(coding.get("display", "") for coding in codings)]
    return [str(coding.get("code", "")) for coding in codings], " ".join(words)


def _minutes(resource: Resource, starts_at: datetime, zone: str) -> int:
    if resource.get("minutesDuration"):
        return max(1, min(int(resource["minutesDuration"]), 24 * 60))
    ends_at = moment_from(resource.get("end", ""), zone)
    return max(1, min(int((ends_at - starts_at).total_seconds() // 60), 24 * 60)) if ends_at else 30


def _points_at(reference: Resource, kind: str) -> bool:
    return reference.get("type") == kind or f"{kind}/" in reference.get("reference", "")


def _can_be_stored(found: Read) -> bool:
    """JSON can escape what no text column and no UTF-8 holds: NUL and half a surrogate pair."""
    match found:
        case PersonRow():
            texts = [found.external_id, *(value for value in found.details.values() if isinstance(value, str))]
        case AppointmentRow() | VisitRow():
            texts = [found.external_id, found.person]
        case ProcedureRow():
            texts = [found.external_id, found.person, found.visit]
        case _:
            return True
    return all(isinstance(text, str) and _is_plain(text) for text in texts)


def _is_plain(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _plain(text: Any) -> str:
    return str(text) if _is_plain(str(text)) else ""


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
