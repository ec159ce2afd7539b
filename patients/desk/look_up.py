"""Find a person by what they say at the desk. The typed value is in the POST body, and nowhere afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from audit.blind import normal_email, search_term_key
from audit.domain import name_tokens
from audit.domain.actors import Actor
from audit.enums import AuditWord, PurposeOfUse
from clinic.desk import purpose_of_use, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.queries import organisation
from patients.desk.revealed import CLEAR, FOUND, Details, details_of
from patients.domain.phone import region_of, to_e164
from patients.domain.typed_terms import Reading, readings
from patients.models import Person
from patients.queries import find_people, people_by_name

MOST_SHOWN = 25
_MOST_READ = 2 * MOST_SHOWN
_LONGEST_TERM = 200


@dataclass(frozen=True, slots=True)
class Found:
    person: Person
    details: Details


@desk_page("patients.view_person")
@require_http_methods(["GET", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    term = request.POST.get("term", "").strip()[:_LONGEST_TERM]
    if not term:
        return show(request, "patients/desk/look_up.html", title="Look a person up")
    found, more = search(term, by=staff_actor(request), purpose=purpose_of_use(request))
    return show(request, "patients/desk/found.html", title="Look a person up", found=found, more=more, most=MOST_SHOWN)


def search(term: str, *, by: Actor, purpose: PurposeOfUse) -> tuple[list[Found], bool]:
    """At most 25 people by name, and whether there may be more.

    1. Read the term as every key it may be. 2. Ask the blind indexes. 3. Reveal the candidates under one event
    that keeps a digest of the term. 4. Keep those whose plaintext agrees: an index may say yes too often.
    """
    meant = readings(term)
    people = _candidates(meant)
    kinds = " ".join(dict.fromkeys(reading.kind for reading in meant))
    note: dict[str, str | int] = {"term": search_term_key(term), "kinds": kinds, "candidates": len(people)}
    fields = (*FOUND, "confidential_email") if "email" in kinds else FOUND
    shown = details_of(
        people.values(), fields, by=by, purpose=purpose, beside=CLEAR, word=AuditWord.SEARCH, details=note
    )
    region = region_of(organisation().phone)
    found = [
        Found(people[pk], details)
        for pk, details in shown.items()
        if any(_agrees(reading, details, region) for reading in meant)
    ]
    found.sort(key=lambda one: (one.details.name.casefold(), one.person.pk))
    return found[:MOST_SHOWN], len(found) > MOST_SHOWN or len(people) >= _MOST_READ


def _candidates(meant: Iterable[Reading]) -> dict[UUID, Person]:
    people: dict[UUID, Person] = {}
    for reading in meant:
        kind, value = reading.kind, reading.value
        matching = people_by_name(value) if kind == "name" else find_people(kind, value)
        for person in matching.order_by("id")[: _MOST_READ - len(people)]:
            people[person.pk] = person
    return people


def _agrees(reading: Reading, details: Details, region: str) -> bool:
    match reading.kind:
        case "name":
            return name_tokens.matches(reading.value, [details.given_name, details.family_name])
        case "email":
            return normal_email(reading.value) in map(normal_email, (details.email, details.confidential_email))
        case "phone":
            return to_e164(details.phone, region) == to_e164(reading.value, region)
        case "record-number":
            return details.record_number.strip().casefold() == reading.value.strip().casefold()
        case "birth-date":
            return details.birth_date is not None and details.birth_date.isoformat() == reading.value
