"""What is particular to each kind of row: whom it belongs to, what makes it the same row, where its values go."""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, TypeAlias
from uuid import UUID

from django.db import models

from audit import blind
from clinic.domain.hours import local_day
from clinic.models import Organisation, Service
from patients.domain.appointments import status_after_import
from patients.domain.guardians import why_no_guardian
from patients.enums import ImportNote, PersonKind, RecordKind, RefusalReason
from patients.importers.locations import Locations
from patients.importers.records import AppointmentRow, Claim, PersonRow, ProcedureRow, Refused, VisitRow
from patients.importers.rehearsal import Rehearsal
from patients.importers.report import ImportReport
from patients.models import Appointment, ConsentClaim, Person, Procedure, Visit
from patients.person_details import lay_down
from patients.queries import guardian_candidates

#: Field as the book names it → whose.
Touched: TypeAlias = dict[str, set[UUID]]


@dataclass(frozen=True, slots=True)
class Writing:
    """What one import writes with."""

    source: str
    now: datetime
    house: Organisation
    locations: Locations
    report: ImportReport
    rehearsal: Rehearsal | None = None

    @property
    def today(self) -> date:
        return local_day(self.now, self.house.time_zone)


class RowWriter(ABC):
    """Made anew for each batch, inside its transaction."""

    kind: ClassVar[RecordKind]
    model: ClassVar[type[models.Model]]

    def __init__(self, rows: Sequence[Any], writing: Writing) -> None:
        self.rows, self.writing = rows, writing

    def drop(self, refused: Sequence[Refused]) -> None:
        places = {one.place for one in refused}
        self.rows = [row for row in self.rows if row.place not in places]

    def fault(self, row: Any) -> RefusalReason | None:
        """Why a row that could be read cannot be kept."""
        return None

    @abstractmethod
    def content(self, row: Any) -> str:
        """Everything that is kept of the row: its digest tells whether it changed."""

    @abstractmethod
    def fill(self, found: Any, row: Any) -> None:
        """Lay the row down on a new or a stored instance."""

    @abstractmethod
    def person_of(self, found: Any) -> UUID: ...

    def finish(self, people: dict[str, UUID]) -> Touched:
        """What follows from the batch, once all of it is written. Tells what changed beside the rows, and whose."""
        return {}


class PersonWriter(RowWriter):
    kind, model = RecordKind.PEOPLE, Person

    def content(self, row: PersonRow) -> str:
        return _canonical(row.details)

    def fill(self, found: Person, row: PersonRow) -> None:
        if found._state.adding:
            found.kind, found.language = PersonKind.PATIENT, self.writing.house.language
            found.created_at = self.writing.now
        found.updated_at = self.writing.now
        lay_down(found, row.details, house=self.writing.house, today=self.writing.today)

    def person_of(self, found: Person) -> UUID:
        return found.pk

    def finish(self, people: dict[str, UUID]) -> Touched:
        """Consent columns become claims, once each. They permit nothing until consent has looked at them."""
        for row in self.rows:
            for word in row.notes:
                self.writing.report.note(row.place, word)
        told = {(people[row.external_id], claim) for row in self.rows for claim in row.claims}
        new = self._new(told) if told else set()
        ConsentClaim.objects.bulk_create(
            ConsentClaim(person_id=person_id, claimed_at=self.writing.now, **asdict(claim)) for person_id, claim in new
        )
        self.writing.report.claims += len(new)
        return {
            "patients.consentclaim": {person_id for person_id, _ in new},
            "patients.person.guardian": self._name_guardians(people),
        }

    def _name_guardians(self, people: dict[str, UUID]) -> set[UUID]:
        """Whose guardian is new. One who stands further down the file is there when the file is imported again."""
        told = [row for row in self.rows if row.guardian]
        if not told:
            return set()
        ids = known(Person, self.writing, {row.guardian for row in told})
        candidates = {found.id: found for found in guardian_candidates(ids.values())}
        chosen: dict[UUID, UUID] = {}
        for row in told:
            ward, guardian = people[row.external_id], candidates.get(ids[row.guardian]) if row.guardian in ids else None
            if guardian and not why_no_guardian(ward, guardian, self.writing.today):
                chosen[ward] = guardian.id
            elif guardian or row.guardian not in ids:  # what a rehearsal wrote before is known and not there
                self.writing.report.note(row.place, ImportNote.GUARDIAN)
        return self._lay_down_guardians(chosen)

    def _lay_down_guardians(self, chosen: dict[UUID, UUID]) -> set[UUID]:
        locked = Person.objects.filter(pk__in=chosen).order_by("pk").select_for_update(no_key=True)
        news = [ward for ward in locked.only("pk", "guardian_id") if ward.guardian_id != chosen[ward.pk]]
        for ward in news:
            ward.guardian_id, ward.updated_at = chosen[ward.pk], self.writing.now
        Person.objects.bulk_update(news, ["guardian_id", "updated_at"])
        return {ward.pk for ward in news}

    def _new(self, told: set[tuple[UUID, Claim]]) -> set[tuple[UUID, Claim]]:
        new = told - _claims_there({person_id for person_id, _ in told})
        if rehearsal := self.writing.rehearsal:
            new -= rehearsal.claims
            rehearsal.claims |= new
        return new


class _OfSomebody(RowWriter):
    """Rows that belong to a person who is there already."""

    def __init__(self, rows: Sequence[Any], writing: Writing) -> None:
        super().__init__(rows, writing)
        self.people = known(Person, writing, {row.person for row in rows})

    def fault(self, row: Any) -> RefusalReason | None:
        return None if row.person in self.people else RefusalReason.PERSON_UNKNOWN

    def person_of(self, found: Any) -> UUID:
        person_id: UUID = found.person_id
        return person_id


class AppointmentWriter(_OfSomebody):
    kind, model = RecordKind.APPOINTMENTS, Appointment

    def __init__(self, rows: Sequence[AppointmentRow], writing: Writing) -> None:
        super().__init__(rows, writing)
        slugs = {row.service_slug for row in rows if row.service_slug}
        self._services = dict(Service.objects.filter(slug__in=slugs).values_list("slug", "pk")) if slugs else {}

    def fault(self, row: AppointmentRow) -> RefusalReason | None:
        return super().fault(row) or (None if self._location(row) else RefusalReason.LOCATION_UNKNOWN)

    def content(self, row: AppointmentRow) -> str:
        return _canonical([row.person, self._location(row), self._service(row), row.starts_at, row.minutes, row.status])

    def fill(self, found: Appointment, row: AppointmentRow) -> None:
        if found._state.adding:
            found.status, found.created_at = row.status, self.writing.now
        else:
            moved = found.starts_at != row.starts_at
            found.status = status_after_import(found.status, row.status, found.imported_status, moved=moved)
        found.imported_status = row.status
        found.person_id, found.location_id = self.people[row.person], self._location(row)  # type: ignore[assignment]
        found.service_id = self._service(row) or found.service_id
        found.minutes = row.minutes or found.minutes
        found.starts_at, found.updated_at = row.starts_at, self.writing.now

    def finish(self, people: dict[str, UUID]) -> Touched:
        for row in self.rows:
            if row.service_slug and not self._service(row):
                self.writing.report.note(row.place, ImportNote.SERVICE)
        return {}

    def _location(self, row: AppointmentRow) -> UUID | None:
        locations = self.writing.locations
        return locations.id_of(row.location, self.writing.source) or locations.only_one()

    def _service(self, row: AppointmentRow) -> UUID | None:
        return self._services.get(row.service_slug)


class VisitWriter(_OfSomebody):
    kind, model = RecordKind.VISITS, Visit

    def fault(self, row: VisitRow) -> RefusalReason | None:
        to_come = row.started_at > self.writing.now
        return RefusalReason.NOT_TAKEN_PLACE if to_come else super().fault(row)

    def content(self, row: VisitRow) -> str:
        return _canonical([row.person, self._location(row), row.category, row.started_at, row.ended_at])

    def fill(self, found: Visit, row: VisitRow) -> None:
        found.person_id, found.location_id = self.people[row.person], self._location(row) or found.location_id
        found.category, found.started_at = row.category, row.started_at
        if row.ended_at or (found.ended_at and found.ended_at < row.started_at):
            found.ended_at = row.ended_at

    def finish(self, people: dict[str, UUID]) -> Touched:
        """People of another system joined with their first visit, so that ten years of history welcome nobody.

        Locks nobody but those of whom that is news.
        """
        first: dict[UUID, date] = {}
        for row in self.rows:
            day = local_day(row.started_at, self.writing.house.time_zone)
            person_id = self.people[row.person]
            first[person_id] = min(day, first.get(person_id, day))
        later = _joined_later(Person.objects.filter(pk__in=first), first)
        if later:
            locked = Person.objects.filter(pk__in=later).order_by("pk").select_for_update(no_key=True)
            later = _joined_later(locked, first)
        for person_id, person in later.items():
            person.joined_on, person.updated_at = first[person_id], self.writing.now
        Person.objects.bulk_update(later.values(), ["joined_on", "updated_at"])
        return {"patients.person.joined_on": set(later)}

    def _location(self, row: VisitRow) -> UUID | None:
        return self.writing.locations.id_of(row.location, self.writing.source)


class ProcedureWriter(_OfSomebody):
    kind, model = RecordKind.PROCEDURES, Procedure

    def __init__(self, rows: Sequence[ProcedureRow], writing: Writing) -> None:
        super().__init__(rows, writing)
        self._visits = known(Visit, writing, {row.visit for row in rows if row.visit})

    def fault(self, row: ProcedureRow) -> RefusalReason | None:
        to_come = row.ended_at > self.writing.now
        return RefusalReason.NOT_COMPLETED if to_come else super().fault(row)

    def content(self, row: ProcedureRow) -> str:
        return _canonical([row.person, self._visits.get(row.visit), row.category, row.ended_at])

    def fill(self, found: Procedure, row: ProcedureRow) -> None:
        found.person_id = self.people[row.person]
        found.visit_id = self._visits.get(row.visit) or found.visit_id
        found.category, found.ended_at = row.category, row.ended_at


WRITERS: dict[RecordKind, type[RowWriter]] = {
    writer.kind: writer for writer in (PersonWriter, AppointmentWriter, VisitWriter, ProcedureWriter)
}


def _claims_there(people: set[UUID]) -> set[tuple[UUID, Claim]]:
    """Only imports write claims, and they take turns: what is not there now, nobody else adds."""
    names = [one.name for one in fields(Claim)]
    stored = ConsentClaim.objects.filter(person_id__in=people).values_list("person_id", *names)
    return {(person_id, Claim(*values)) for person_id, *values in stored}


def _joined_later(people: models.QuerySet[Person], first: dict[UUID, date]) -> dict[UUID, Person]:
    found = people.only("pk", "joined_on")
    return {one.pk: one for one in found if one.joined_on is None or one.joined_on > first[one.pk]}


def known(model: type[models.Model], writing: Writing, external_ids: set[str]) -> dict[str, UUID]:
    """The other system's numbers that we have rows for, under any key of the ring."""
    by_digest = {digest: one for one in external_ids for digest in blind.external_keys(writing.source, one)}
    found = model._default_manager.filter(external_key__in=by_digest).values_list("external_key", "pk")
    there = {by_digest[bytes(digest)]: pk for digest, pk in found}
    rehearsed = writing.rehearsal.known(model, writing.source, external_ids) if writing.rehearsal else {}
    return {**there, **{one: pk for one, (pk, _) in rehearsed.items()}}


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=_plain)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, (set, tuple)) else str(value)
