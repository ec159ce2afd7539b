"""People and papers for the tests of consent, made through the public operations."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from audit.domain.actors import Actor
from consent.enums import AuthorizationKind, CopyGiven, MessagePurpose, Recorded
from consent.models import Authorization, AuthorizationForm
from consent.operations import authorizations
from patients.models import Person
from patients.operations.people import register_person

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
TODAY = date(2026, 6, 15)
DESK = Actor.system("test-desk")
TEXTS = {
    "information": "name and e-mail",
    "discloser": "the clinic",
    "recipient": "its mail service",
    "purpose_text": "news of our services",
    "expiry_text": "one year",
    "right_to_revoke": "in writing at any time",
    "no_conditioning": "treatment does not depend on it",
    "redisclosure": "may no longer be protected",
}


def patient(email: str = "pat@example.org", **details: Any) -> Person:
    told = {"given_name": "Pat", "family_name": "Lee", "birth_date": date(1980, 3, 1), "email": email, **details}
    return register_person(by=DESK, now=NOW, kind="patient", **told)


def child(born: int, email: str = "home@example.org") -> Person:
    """A patient whose mail a guardian reads."""
    parent = patient(email)
    return patient(email, birth_date=date(born, 6, 15), guardian_id=parent.pk)


def subscriber(email: str = "sub@example.org", **details: Any) -> Person:
    told = {"given_name": "Sub", "family_name": "", "email": email, **details}
    return register_person(by=DESK, now=NOW, kind="subscriber", **told)


def form(number: int = 90, **changes: Any) -> AuthorizationForm:
    told: dict[str, Any] = {
        "kind": AuthorizationKind.MARKETING_EMAIL,
        "version": number,
        "language": "en",
        "title": "May we write to you?",
        "purposes": [MessagePurpose.MARKETING, MessagePurpose.OWN_SERVICE],
        "channels": ["email"],
        "published_at": NOW - timedelta(days=4000),
        **TEXTS,
        **changes,
    }
    return AuthorizationForm.objects.create(**told)


def drafted(person: UUID, paper: AuthorizationForm | None = None, **changes: Any) -> Authorization:
    """Signed; no copy given yet."""
    told: dict[str, Any] = {
        "by": DESK,
        "now": NOW,
        "person_id": person,
        "form_id": (paper or form()).pk,
        "signature": "Pat Lee",
        "signed_on": TODAY,
        "via": Recorded.PAPER,
        **changes,
    }
    return authorizations.sign(**told)


def signed(person: UUID, paper: AuthorizationForm | None = None, **changes: Any) -> Authorization:
    """Signed, and its copy given: active, unless something else was signed later."""
    row = drafted(person, paper, **changes)
    authorizations.give_copy(by=DESK, now=row.recorded_at, authorization_id=row.pk, via=CopyGiven.PAPER)
    row.refresh_from_db()
    return row
