"""What kind of data a field is, for the book: field or model → category, as one table. Longest match wins."""

from collections.abc import Iterable, Mapping

from audit.enums import DataCategory

CATEGORIES: Mapping[str, DataCategory] = {
    "patients.person": DataCategory.DEMOGRAPHICS,
    "patients.person.given_name": DataCategory.IDENTITY,
    "patients.person.family_name": DataCategory.IDENTITY,
    "patients.person.birth_date": DataCategory.IDENTITY,
    "patients.person.record_number": DataCategory.IDENTITY,
    "patients.person.email": DataCategory.CONTACT,
    "patients.person.confidential_email": DataCategory.CONTACT,
    "patients.person.phone": DataCategory.CONTACT,
    "patients.person.street": DataCategory.CONTACT,
    "patients.person.notes": DataCategory.CLINICAL,
    "patients.importrun": DataCategory.IMPORTS,
    "patients.importrefusal": DataCategory.IMPORTS,
    "patients": DataCategory.SCHEDULE,
    "consent": DataCategory.CONSENT,
    "campaigns": DataCategory.MESSAGES,
    "journeys": DataCategory.MESSAGES,
    "clinic.staff": DataCategory.ACCESS,
    "clinic.breakglass": DataCategory.ACCESS,
    "audit": DataCategory.ACCESS,
}


def of(fields: Iterable[str]) -> list[str]:
    """Sorted, each once. A field that the table does not know is the house's set-up."""
    return sorted({_of(field).value for field in fields})


def _of(field: str) -> DataCategory:
    parts = field.split(".")
    for length in range(len(parts), 0, -1):
        if found := CATEGORIES.get(".".join(parts[:length])):
            return found
    return DataCategory.HOUSE
