"""The account of disclosures that a person may ask for (45 CFR 164.528): the six years before a day.

It holds what staff recorded, and reads of the person that a review found to be a breach. It leaves out what the law
leaves out: care, payment and operations, what the person signed for, and what they were given themselves. Mails to
them and their vendors' part in it are operations. A disclosure that nobody recorded is not in it,
nor is a breach that a review found in many reads at once: staff record it for each person.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import PurposeOfUse, ReviewVerdict
from audit.models import ReviewCase
from clinic.domain.person_export import Opened
from consent.models import Disclosure

YEARS = 6
SEALED = tuple(f"consent.disclosure.{name}" for name in ("recipient", "what", "why"))


@dataclass(frozen=True, slots=True)
class Accounted:
    """One line: 164.528(b)(2)(i) to (iv)."""

    on: date
    kind: str
    recipient: str
    what: str
    why: str


def account_of(person_id: UUID, *, by: Actor, today: date) -> list[Accounted]:
    """Newest first. Opened for `by`, in the book, also when there is nothing."""
    with phi_access(actor=by, purpose=PurposeOfUse.PATIENT_REQUEST, people=[person_id], fields=SEALED) as phi:
        return account_through(phi, person_id, today)


def account_through(phi: Opened, person_id: UUID, today: date) -> list[Accounted]:
    """The same through a door that is open for `SEALED` already."""
    since = _years_before(today, YEARS)
    told = [
        Accounted(
            row.disclosed_on,
            row.get_kind_display(),
            phi.reveal(row.recipient) or "",
            phi.reveal(row.what) or "",
            phi.reveal(row.why) or "",
        )
        for row in Disclosure.objects.filter(person_id=person_id, disclosed_on__gte=since)
    ]
    return sorted([*told, *_breaches(person_id, since)], key=lambda line: (line.on, line.kind), reverse=True)


def _breaches(person_id: UUID, since: date) -> list[Accounted]:
    cases = ReviewCase.objects.filter(person_id=person_id, verdict=ReviewVerdict.BREACH, day__gte=since)
    return [
        Accounted(
            on=case.day,
            kind="Not allowed: a member of staff looked at the record",
            recipient="A member of our staff",
            what="What the page of the record shows",
            why="None that the clinic accepts; found on review",
        )
        for case in cases
    ]


def _years_before(day: date, years: int) -> date:
    return date(day.year - years, day.month, min(day.day, 28) if day.month == 2 else day.day)
