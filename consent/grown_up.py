"""Who came of age while something still rests on a guardian: the address in use, or what was signed."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from clinic.enums import Channel
from consent.domain.authorizations import Standing, standing, why_invalid
from consent.domain.facts import PersonFacts
from consent.domain.words import Reason
from consent.enums import AuthorizationState
from consent.models import Authorization
from consent.queries import gather_facts
from patients.domain.people import ADULT_AGE
from patients.enums import PersonKind
from patients.models import Person

_BATCH = 500


@dataclass(frozen=True, slots=True)
class GrownUp:
    """What to ask somebody for. It is the gate's own judgement: as long as it is true, the gate stops mail for it."""

    person_id: UUID
    needs_address: bool
    needs_signature: bool


def grown_up(today: date) -> list[GrownUp]:
    """Patients who are alive, in the order of ids; `today` is the clinic-local day."""
    asked, found = list(_looked_after(today).values_list("pk", flat=True)), []
    for start in range(0, len(asked), _BATCH):
        ids = asked[start : start + _BATCH]
        by_mail = gather_facts(ids, channel=Channel.EMAIL, today=today)
        by_phone = gather_facts(ids, channel=Channel.SMS, today=today)
        for person_id in ids:
            mail, phone = by_mail[person_id], by_phone[person_id]
            on_the_phone = phone.left_to_guardian and not phone.asked_for_other_address
            needs_address = mail.left_to_guardian or on_the_phone
            found.append(GrownUp(person_id, needs_address, _needs_signature(mail)))
    return [one for one in found if one.needs_address or one.needs_signature]


def _looked_after(today: date) -> QuerySet[Person]:
    """Grown-ups with a guardian, or with a paper in force that somebody signed for them."""
    signed_for = Authorization.objects.filter(
        person=OuterRef("pk"), signed_by_representative=True, state=AuthorizationState.ACTIVE
    )
    return Person.objects.filter(
        Q(guardian__isnull=False) | Exists(signed_for),
        kind=PersonKind.PATIENT,
        is_deceased=False,
        birth_year__lt=today.year - ADULT_AGE,
    ).order_by("pk")


def _needs_signature(person: PersonFacts) -> bool:
    return any(
        standing(paper, person.today) is Standing.ACTIVE
        and why_invalid(paper, person.today, birth_year=person.birth_year) is Reason.CAME_OF_AGE
        for paper in person.authorizations
    )
