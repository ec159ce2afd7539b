"""What kind of data a field is, for the book: field or model → category, as one table. Longest match wins.

Each model of ours stands here by itself or under its app's name where one category fits all that the app has
(tests/laws/test_data_categories.py).
"""

from collections.abc import Iterable, Mapping
from functools import cache

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
    "patients.appointment": DataCategory.SCHEDULE,
    "patients.visit": DataCategory.SCHEDULE,
    "patients.procedure": DataCategory.SCHEDULE,
    "patients.consentclaim": DataCategory.CONSENT,
    "patients.desktask": DataCategory.SCHEDULE,
    "patients.desktask.contact_name": DataCategory.IDENTITY,
    "patients.desktask.contact_email": DataCategory.CONTACT,
    "patients.desktask.contact_phone": DataCategory.CONTACT,
    "patients.leadstep": DataCategory.DEMOGRAPHICS,
    "patients.personamark": DataCategory.DEMOGRAPHICS,
    "patients.importrun": DataCategory.IMPORTS,
    "patients.importrefusal": DataCategory.IMPORTS,
    "consent": DataCategory.CONSENT,
    "consent.authorizationform": DataCategory.HOUSE,
    "consent.signupform": DataCategory.HOUSE,
    "consent.privacynotice": DataCategory.HOUSE,
    "consent.posted": DataCategory.CONTACT,
    "consent.rightsrequest": DataCategory.CONTACT,
    "consent.rightsstep": DataCategory.CONTACT,
    "campaigns": DataCategory.MESSAGES,
    "campaigns.segment": DataCategory.HOUSE,
    "campaigns.campaign": DataCategory.HOUSE,
    "campaigns.seminar": DataCategory.HOUSE,
    "campaigns.seminarplace": DataCategory.SCHEDULE,
    "campaigns.messagetemplate": DataCategory.HOUSE,
    "campaigns.templateversion": DataCategory.HOUSE,
    "campaigns.careguide": DataCategory.HOUSE,
    "campaigns.guardexception": DataCategory.HOUSE,
    "campaigns.sendingstop": DataCategory.HOUSE,
    "journeys": DataCategory.HOUSE,
    "journeys.enrolment": DataCategory.MESSAGES,
    "journeys.hold": DataCategory.MESSAGES,
    "journeys.rehearsedline": DataCategory.MESSAGES,
    "clinic": DataCategory.HOUSE,
    "clinic.staff": DataCategory.ACCESS,
    "clinic.accessgrant": DataCategory.ACCESS,
    "clinic.accessreview": DataCategory.ACCESS,
    "clinic.accessreviewitem": DataCategory.ACCESS,
    "clinic.breakglass": DataCategory.ACCESS,
    "clinic.trainingrecord": DataCategory.ACCESS,
    "audit": DataCategory.ACCESS,
    "django_celery_beat": DataCategory.HOUSE,
}


def of(fields: Iterable[str]) -> list[str]:
    """Sorted, each once. A field that the table does not know counts as identity: unknown is the worst."""
    return sorted({category_of(field).value for field in fields})


@cache
def category_of(field: str) -> DataCategory:
    parts = field.split(".")
    for length in range(len(parts), 0, -1):
        if found := CATEGORIES.get(".".join(parts[:length])):
            return found
    return DataCategory.IDENTITY
