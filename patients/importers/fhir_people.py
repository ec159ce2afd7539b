"""FHIR R4 Patient → a person. Only what the resource tells is told on. https://hl7.org/fhir/R4/patient.html"""

from collections.abc import Callable, Iterator

from patients.domain.dates import birth_from
from patients.domain.language import language_from
from patients.domain.sex import sex_from
from patients.enums import ImportNote, RefusalReason
from patients.importers.fhir_values import Resource, flag, many, one, text, texts, whole_number
from patients.importers.records import Clinic, PersonRow, Place, Refused
from patients.importers.revisit_layout import is_email
from patients.person_details import PersonDetails

_ANIMAL = "http://hl7.org/fhir/StructureDefinition/patient-animal"
_HOME_COUNTRY = {"", "US", "USA", "UNITED STATES"}
_NAME_RANK = {"official": 0, "usual": 1, "": 2, "temp": 3, "nickname": 4, "anonymous": 5}
_UNRANKED = 9


def person_of(
    patient: Resource, external_id: str, place: Place, clinic: Clinic, raw: Callable[[], str]
) -> PersonRow | Refused:
    if any(text(link, "type") == "replaced-by" for link in many(patient, "link")):
        return Refused(place, RefusalReason.MERGED, raw)
    if any(text(extension, "url") == _ANIMAL for extension in many(patient, "extension")):
        return Refused(place, RefusalReason.NOT_HUMAN, raw)
    given, family = _name(many(patient, "name"))
    if not given and not family:
        return Refused(place, RefusalReason.NO_NAME, raw)
    details = PersonDetails(given_name=given, family_name=family)
    if born := text(patient, "birthDate"):
        birth = birth_from(born, clinic.today)
        if birth is None:
            return Refused(place, RefusalReason.BIRTH_DATE, raw)
        details |= PersonDetails(birth_date=birth.day, birth_year=birth.year)
    details |= _address(many(patient, "address"))
    notes = [*_facts(patient, details), *_contact(many(patient, "telecom"), details), *_language(patient, details)]
    return PersonRow(place, external_id, details, notes=tuple(notes), raw=raw)


def _name(names: list[Resource]) -> tuple[str, str]:
    """The name in use now: official before usual before any other; none that is old."""
    now = [name for name in names if not text(one(name, "period"), "end") and text(name, "use") in _NAME_RANK]
    for name in sorted(now, key=lambda name: _NAME_RANK[text(name, "use")]):
        given, family = " ".join(texts(name, "given")).strip(), text(name, "family")
        if given or family or text(name, "text"):
            return (given, family) if given or family else ("", text(name, "text"))
    return "", ""


def _facts(patient: Resource, details: PersonDetails) -> Iterator[ImportNote]:
    """Nobody rises from the dead because a source is silent: alive must be said."""
    said_dead = flag(patient, "deceasedBoolean")
    if text(patient, "deceasedDateTime") or said_dead is not None:
        details["is_deceased"] = bool(text(patient, "deceasedDateTime") or said_dead)
    if flag(patient, "active") is False:
        details["is_negative_persona"] = True
    if number := _record_number(many(patient, "identifier")):
        details["record_number"] = number
    if gender := text(patient, "gender"):
        if sex := sex_from(gender):
            details["sex"] = sex
        else:
            yield ImportNote.SEX


def _address(addresses: list[Resource]) -> PersonDetails:
    """A home abroad tells that the postal prefix, which is a US one, is none."""
    home = next((address for address in addresses if text(address, "use") not in {"old", "billing"}), {})
    abroad = text(home, "country").upper() not in _HOME_COUNTRY
    told = PersonDetails()
    if street := ", ".join(texts(home, "line")):
        told["street"] = street
    if city := text(home, "city"):
        told["city"] = city[:80]
    if (code := text(home, "postalCode")) or abroad:
        told["postal_code"] = "" if abroad else code
    return told


def _contact(telecom: list[Resource], details: PersonDetails) -> Iterator[ImportNote]:
    usable = [contact for contact in telecom if text(contact, "use") != "old" and text(contact, "value")]
    usable.sort(key=lambda contact: (text(contact, "use") != "mobile", whole_number(contact, "rank") or _UNRANKED))
    phone = next((text(contact, "value") for contact in usable if text(contact, "system") in {"phone", "sms"}), "")
    email = next((text(contact, "value") for contact in usable if text(contact, "system") == "email"), "")
    if phone:
        details["phone"] = phone
    if email and is_email(email):
        details["email"] = email
    elif email:
        yield ImportNote.EMAIL


def _language(patient: Resource, details: PersonDetails) -> Iterator[ImportNote]:
    """The preferred language of those told, else the first that the clinic writes."""
    told = sorted(many(patient, "communication"), key=lambda said: not flag(said, "preferred"))
    tags = [text(coding, "code") for said in told for coding in many(one(said, "language"), "coding")]
    is_preferred = bool(told) and flag(told[0], "preferred")
    known = [language for tag in tags[: 1 if is_preferred else None] if (language := language_from(tag))]
    if known:
        details["language"] = known[0]
    elif tags:
        yield ImportNote.LANGUAGE


def _record_number(identifiers: list[Resource]) -> str:
    for identifier in identifiers:
        codes = {text(coding, "code") for coding in many(one(identifier, "type"), "coding")}
        if "MR" in codes and text(identifier, "use") != "old":
            return text(identifier, "value")
    return ""
