"""Reads about people: by digests, never by plaintext. What they return stays sealed."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from audit import blind
from clinic.queries import organisation
from patients.domain.guardians import Candidate
from patients.domain.phone import region_of, to_e164
from patients.models import Person

KeyKind = Literal["email", "phone", "record-number", "birth-date"]


def find_people(kind_of_key: KeyKind, value: str) -> QuerySet[Person]:
    """People with exactly this e-mail address, phone number (as typed), record number or ISO birth date.

    Nobody for a phone number or date that cannot be one. The caller writes the search into the book.
    """
    match kind_of_key:
        case "email":
            return Person.objects.filter(reached_at(value))
        case "phone":
            number = to_e164(value, region_of(organisation().phone))
            return Person.objects.filter(phone_key__in=blind.phone_keys(number)) if number else Person.objects.none()
        case "record-number":
            return Person.objects.filter(record_number_key__in=blind.record_number_keys(value))
        case "birth-date":
            born = _date(value)
            return (
                Person.objects.filter(birth_date_key__in=blind.birth_date_keys(born)) if born else Person.objects.none()
            )


def reached_at(email: str) -> Q:
    """Whose usual or confidential address it is."""
    keys = blind.email_keys(email)
    return Q(email_key__in=keys) | Q(confidential_email_key__in=keys)


def people_by_name(typed: str) -> QuerySet[Person]:
    """People whose names may begin with every typed word (the first 7 letters of each are compared).

    The caller re-checks on the revealed names with `audit.domain.name_tokens.matches`. Nothing typed finds nobody.
    """
    return Person.objects.filter(named(typed))


def named(typed: str) -> Q:
    """The condition of `people_by_name`."""
    nobody = Q(pk__in=())
    return reduce(or_, (Q(name_keys__contains=keys) for keys in blind.searched_name_keys(typed)), nobody)


def guardian_candidate(person_id: UUID) -> Candidate | None:
    return next(iter(guardian_candidates([person_id])), None)


def guardian_candidates(people: Iterable[UUID]) -> list[Candidate]:
    """What `why_no_guardian` asks of each; one query."""
    rows = Person.objects.filter(pk__in=list(people)).values_list("pk", "birth_year", "is_deceased", "guardian_id")
    return [Candidate(*row) for row in rows]


def _date(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None
