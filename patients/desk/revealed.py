"""What the desk shows of people, each page's under one event of the book. Locals for one page, never kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import AuditWord, PurposeOfUse
from patients.domain.full_name import full_name
from patients.domain.phone import readable
from patients.models import Person

NAMES = ("given_name", "family_name")
FOUND = (*NAMES, "birth_date", "phone", "email", "record_number")
ALL = (*FOUND, "confidential_email", "street")
#: The columns that are not sealed (`phi_access(beside=…)`): they tell about somebody, too.
CLEAR = ("patients.person",)
APPOINTMENT = ("patients.appointment",)


@dataclass(frozen=True, slots=True)
class Details:
    """Empty where a person has none, or where the page did not ask."""

    given_name: str = ""
    family_name: str = ""
    birth_date: date | None = None
    phone: str = ""
    email: str = ""
    confidential_email: str = ""
    street: str = ""
    record_number: str = ""

    @property
    def name(self) -> str:
        return full_name(self.given_name, self.family_name) or "(no name)"

    @property
    def readable_phone(self) -> str:
        return readable(self.phone)


def details_of(
    people: Iterable[Person],
    fields: Iterable[str],
    *,
    by: Actor,
    purpose: PurposeOfUse,
    beside: Iterable[str] = (),
    word: AuditWord = AuditWord.REVEAL,
    details: Mapping[str, str | int] | None = None,
) -> dict[UUID, Details]:
    """Some fields of some people under one event, which is written also when there is nobody.

    `beside`: what else the page shows of them.
    """
    shown, names = {person.pk: person for person in people}, tuple(fields)
    columns = [f"patients.person.{name}" for name in names]
    with phi_access(
        actor=by, purpose=purpose, people=shown, fields=columns, beside=beside, word=word, details=details
    ) as phi:

        def plain(person: Person) -> dict[str, Any]:
            values = {name: phi.reveal(getattr(person, name)) for name in names}
            return {name: value for name, value in values.items() if value is not None}

        return {pk: Details(**plain(person)) for pk, person in shown.items()}
