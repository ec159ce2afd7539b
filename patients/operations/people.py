"""Writes about people."""

from collections.abc import Iterable
from datetime import datetime
from typing import Unpack
from uuid import UUID

from django.db import transaction

from audit import blind, ledger
from audit.domain.actors import Actor
from audit.enums import AuditWord
from clinic.domain.hours import local_day
from clinic.models import Organisation
from clinic.queries import organisation
from patients.domain.people import NINETY_OR_OLDER, OLDEST_SHOWN
from patients.enums import PersonKind
from patients.models import Person
from patients.person_details import PersonDetails, lay_down


class ChangedMeanwhile(Exception):
    """Somebody else changed the row since it was looked at. Nothing was written: look again."""


class NotALead(ValueError):
    """A lead alone becomes a patient. A subscriber is never asked whether they are one, and stays a subscriber."""


@transaction.atomic
def register_person(
    *,
    by: Actor,
    now: datetime,
    kind: PersonKind | str,
    source: str = "",
    external_id: str = "",
    **details: Unpack[PersonDetails],
) -> Person:
    """Add somebody, with every index they are found by. Subscribes nobody.

    The language is the clinic's unless told; `joined_on` stays empty unless told, so that nobody is welcomed who
    was here before. Raises IntegrityError when (source, external_id) is known already.
    """
    house = organisation()
    person = Person(kind=PersonKind(kind), language=house.language, source=source, created_at=now, updated_at=now)
    if external_id:
        person.external_key = blind.external_key(source, external_id)
    lay_down(person, details, house=house, today=local_day(now, house.time_zone))
    person.save(force_insert=True)
    ledger.record_change(word=AuditWord.CREATE, actor=by, people=[person.pk], fields=_field_names(details))
    return person


@transaction.atomic
def update_person(
    *, by: Actor, now: datetime, person_id: UUID, expected: datetime | None = None, **changes: Unpack[PersonDetails]
) -> Person:
    """Change what is told and leave the rest. `expected` is the `updated_at` of the row that the changes rest on.

    Raises Person.DoesNotExist; ChangedMeanwhile; ValueError for one name without the other.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    if expected is not None and person.updated_at != expected:
        raise ChangedMeanwhile("the person's row was changed since it was looked at")
    house: Organisation = organisation()
    lay_down(person, changes, house=house, today=local_day(now, house.time_zone))
    person.updated_at = now
    person.save()
    ledger.record_change(word=AuditWord.CHANGE, actor=by, people=[person.pk], fields=_field_names(changes))
    return person


@transaction.atomic
def become_patient(*, by: Actor, now: datetime, person_id: UUID, **changes: Unpack[PersonDetails]) -> Person:
    """A lead is a patient of the clinic from now on: the same record with its history, under a patient's rules.

    `joined_on` is today unless told. Nothing that they said as a lead is taken back or added to; what is sent to leads
    alone stops by itself. Raises Person.DoesNotExist, NotALead.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.kind != PersonKind.LEAD:
        raise NotALead("only a lead becomes a patient")
    house = organisation()
    today = local_day(now, house.time_zone)
    person.kind = PersonKind.PATIENT
    lay_down(person, {"joined_on": today, **changes}, house=house, today=today)
    person.updated_at = now
    person.save()
    fields = _field_names(["kind", "joined_on", *changes])
    ledger.record_change(word=AuditWord.CHANGE, actor=by, people=[person.pk], fields=fields)
    return person


@transaction.atomic
def recoarsen_birth_years(*, by: Actor, now: datetime) -> int:
    """Move whoever became 90 into "90 and older". Returns how many; a year's first run has something to do."""
    today = local_day(now, organisation().time_zone)
    aged = Person.objects.filter(birth_year__gt=NINETY_OR_OLDER, birth_year__lt=today.year - OLDEST_SHOWN)
    people = list(aged.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    if people:
        Person.objects.filter(pk__in=people).update(birth_year=NINETY_OR_OLDER, updated_at=now)
        ledger.record_change(word=AuditWord.CHANGE, actor=by, people=people, fields=["patients.person.birth_year"])
    return len(people)


def _field_names(details: Iterable[str]) -> list[str]:
    return [f"patients.person.{name.removesuffix('_id')}" for name in details]
