"""What can be said of a person, in plain words, and how it is laid down: identifiers sealed, the rest coarse."""

from collections.abc import Iterable
from datetime import date
from typing import TypedDict
from uuid import UUID

from audit import blind
from clinic.models import Organisation
from patients.domain.people import coarse_birth_year
from patients.domain.phone import region_of, to_e164
from patients.domain.postal import postal_prefix
from patients.models import Person


class PersonDetails(TypedDict, total=False):
    """Only what is told is laid down. An empty text means "none"; both names are told together.

    `birth_date` brings `birth_year`; whoever knows the year alone tells that. `postal_code` is kept as a prefix
    only. A phone number without country code is one of the clinic's country; one that cannot be a number is kept
    as written and is not found by look-ups.
    """

    given_name: str
    family_name: str
    email: str
    confidential_email: str
    phone: str
    street: str
    birth_date: date | None
    birth_year: int | None
    record_number: str
    notes: str
    sex: str
    postal_code: str
    city: str
    language: str
    time_zone: str
    interests: Iterable[str]
    tier: str
    is_deceased: bool
    is_negative_persona: bool
    guardian_id: UUID | None
    shares_inbox: bool
    joined_on: date | None


_PLAIN = (
    "sex", "city", "language", "time_zone", "tier", "is_deceased", "is_negative_persona", "guardian_id",
    "shares_inbox", "joined_on",
)  # fmt: skip
_SEALED_ALONE = ("notes",)


def lay_down(person: Person, details: PersonDetails, *, house: Organisation, today: date) -> None:
    """Set the person's columns and every blind index that belongs to them. Saves nothing."""
    for name in (*_PLAIN, *_SEALED_ALONE):
        if name in details:
            setattr(person, name, details[name])  # type: ignore[literal-required]
    if "interests" in details:
        person.interests = sorted(set(details["interests"]))
    if "record_number" in details:
        person.record_number = details["record_number"].strip()
        person.record_number_key = blind.record_number_key(details["record_number"].strip())
    if "postal_code" in details:
        person.postal_prefix = postal_prefix(details["postal_code"], region_of(house.phone))
    _names(person, details)
    _addresses(person, details, region=region_of(house.phone))
    _birth(person, details, today)


def _names(person: Person, details: PersonDetails) -> None:
    if ("given_name" in details) != ("family_name" in details):
        raise ValueError("given_name and family_name are told together: they are found by one index")
    if "given_name" in details:
        person.given_name, person.family_name = details["given_name"].strip(), details["family_name"].strip()
        person.name_keys = blind.name_keys([details["given_name"], details["family_name"]])
        person.family_key = blind.family_key(details["family_name"])


def _addresses(person: Person, details: PersonDetails, *, region: str) -> None:
    if "email" in details:
        person.email = details["email"].strip()
        person.email_key = blind.email_key(details["email"].strip())
    if "confidential_email" in details:
        person.confidential_email = details["confidential_email"].strip()
        person.confidential_email_key = blind.email_key(details["confidential_email"].strip())
    if "phone" in details:
        number = to_e164(details["phone"], region) if details["phone"] else None
        person.phone = number or details["phone"].strip()
        person.phone_key = blind.phone_key(number)
    if "street" in details:
        person.street = details["street"]
        person.address_key = blind.address_key(details["street"])


def _birth(person: Person, details: PersonDetails, today: date) -> None:
    if "birth_date" in details:
        born = details["birth_date"]
        person.birth_date = born
        person.birth_date_key = blind.birth_date_key(born)
        person.birthday_key = blind.birthday_key(born)
        person.birth_year = coarse_birth_year(born.year, today) if born else None
    if details.get("birth_year") and not details.get("birth_date"):
        person.birth_year = coarse_birth_year(details["birth_year"] or 0, today)
