"""Our own table of people, appointments and consents: docs/import-layout.md."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from clinic.domain.hours import known_zone
from patients.domain.appointments import status_from
from patients.domain.dates import birth_from, day_from, moment_from
from patients.domain.deceased import is_deceased_from
from patients.domain.language import language_from
from patients.domain.sex import sex_from
from patients.enums import ImportNote, RecordKind, RefusalReason
from patients.importers.records import (
    AppointmentRow,
    Claim,
    Clinic,
    LocationFacts,
    Meter,
    PersonRow,
    Read,
    Refused,
    Shared,
)
from patients.importers.tables import TableRow, check_rows, rows_of
from patients.person_details import PersonDetails

SOURCE = "revisit"
REQUIRED = frozenset({"person_id"})
PEOPLE = frozenset({"given_name", "family_name"})
APPOINTMENTS = frozenset({"appointment_id", "appointment_at"})
CONSENT = ("consent_topic", "consent_wanted", "consent_date", "consent_source", "consent_text_version")
COLUMNS = (
    REQUIRED
    | PEOPLE
    | APPOINTMENTS
    | set(CONSENT)
    | {"email", "phone", "language", "birth_date", "sex", "record_number", "street", "city", "postal_code"}
    | {"time_zone", "interests", "deceased", "joined_on", "guardian_id"}
    | {"appointment_minutes", "appointment_status", "appointment_location", "appointment_service"}
)
_YES, _NO = {"yes", "y", "true", "1", "是"}, {"no", "n", "false", "0", "否"}
_AS_WRITTEN = ("street", "record_number", "postal_code", "phone")
_LONGEST_VISIT_MINUTES = 24 * 60
_LONGEST_SOURCE, _LONGEST_VERSION = 80, 40


@dataclass(frozen=True, slots=True)
class RevisitTable:
    path: Path
    columns: frozenset[str]
    source: str = SOURCE

    def check(self, shared: Shared, meter: Meter) -> None:
        check_rows(self.path, meter)

    def kinds(self) -> frozenset[RecordKind]:
        brings = {RecordKind.PEOPLE: self.columns >= PEOPLE, RecordKind.APPOINTMENTS: self.columns >= APPOINTMENTS}
        return frozenset(kind for kind, there in brings.items() if there)

    def read(self, kind: RecordKind, clinic: Clinic, shared: Shared, meter: Meter) -> Iterator[Read]:
        if kind == RecordKind.PEOPLE:
            yield from _people(self.path, clinic, meter)
        else:
            yield from _appointments(rows_of(self.path, meter), clinic, alone=RecordKind.PEOPLE not in self.kinds())


@dataclass(slots=True)
class _Tellings:
    """What a first reading learns of a table's people, as hashes: who is named, and of whom lines differ."""

    named: set[int] = field(default_factory=set)
    first: dict[int, int] = field(default_factory=dict)
    differing: set[int] = field(default_factory=set)

    def learn(self, person: PersonRow) -> None:
        key = hash(person.external_id)
        if "given_name" in person.details:
            self.named.add(key)
        told = hash(repr((person.details, person.claims, person.notes, person.guardian)))
        if _tells(person) and self.first.setdefault(key, told) != told:
            self.differing.add(key)


def _people(path: Path, clinic: Clinic, meter: Meter) -> Iterator[Read]:
    """All lines of one person are one row, wherever they stand, so that the same table again is the same row again.

    Only people of whom lines tell different things are held until the end of the table.
    """
    tellings = _Tellings()
    for row in rows_of(path, lambda _: None):
        cells = _cells(row)
        found = _person(row, cells, clinic, is_named=True) if cells else None
        if isinstance(found, PersonRow):
            tellings.learn(found)
    held: dict[str, PersonRow] = {}
    for row in rows_of(path, meter):
        found = _told_by_line(row, clinic, tellings)
        if isinstance(found, PersonRow) and hash(found.external_id) in tellings.differing:
            before = held.get(found.external_id)
            held[found.external_id] = _together(before, found) if before else found
        elif found is not None:
            yield found
    yield from held.values()


def _told_by_line(row: TableRow, clinic: Clinic, tellings: _Tellings) -> PersonRow | Refused | None:
    """None for a line that tells nothing of its person, or nothing but what a line before it told."""
    cells = _cells(row)
    if cells is None:
        return Refused(row.place, _misfit(row), row.raw)
    key = hash(cells["person_id"])
    found = _person(row, cells, clinic, is_named=key in tellings.named)
    if isinstance(found, Refused) or key in tellings.differing:
        return found
    return found if _tells(found) and tellings.first.pop(key, None) is not None else None


def _tells(person: PersonRow) -> bool:
    return bool(person.details or person.claims or person.notes or person.guardian)


def _appointments(rows: Iterator[TableRow], clinic: Clinic, *, alone: bool) -> Iterator[Read]:
    for row in rows:
        cells = _cells(row)
        if cells is None and alone:
            yield Refused(row.place, _misfit(row), row.raw)
        elif cells is not None and cells["appointment_id"]:
            yield _appointment(row, cells, clinic)


def _cells(row: TableRow) -> Mapping[str, str] | None:
    """Trimmed cells of a line that fits the header and names its person."""
    if row.cells is None or not row.cells["person_id"].strip():
        return None
    return {name: cell.strip() for name, cell in row.cells.items()}


def _misfit(row: TableRow) -> RefusalReason:
    return RefusalReason.NOT_READABLE if row.cells is None else RefusalReason.NO_ID


def _together(first: PersonRow, more: PersonRow) -> PersonRow:
    """What a later line tells counts."""
    return replace(
        first,
        details=PersonDetails(**{**first.details, **more.details}),
        claims=tuple(dict.fromkeys((*first.claims, *more.claims))),
        notes=(*first.notes, *more.notes),
        guardian=more.guardian or first.guardian,
    )


def _person(row: TableRow, cells: Mapping[str, str], clinic: Clinic, *, is_named: bool) -> PersonRow | Refused:
    """An empty cell tells nothing: an import adds and corrects, it does not erase."""
    details = PersonDetails()
    if cells["given_name"] or cells["family_name"]:
        details = PersonDetails(given_name=cells["given_name"], family_name=cells["family_name"])
    elif not is_named:
        return Refused(row.place, RefusalReason.NO_NAME, row.raw)
    if cells.get("birth_date"):
        birth = birth_from(cells["birth_date"], clinic.today)
        if birth is None:
            return Refused(row.place, RefusalReason.BIRTH_DATE, row.raw)
        details |= PersonDetails(birth_date=birth.day, birth_year=birth.year)
    for name in _AS_WRITTEN:
        if cells.get(name):
            details |= {name: cells[name]}  # type: ignore[misc]
    if cells.get("city"):
        details["city"] = cells["city"][:80]
    if cells.get("interests"):
        details["interests"] = [part.strip()[:40] for part in cells["interests"].split(";") if part.strip()]
    notes = [*_checked_details(cells, details)]
    claims, note = _claims(cells)
    if note:
        notes.append(note)
    guardian = cells.get("guardian_id", "")
    return PersonRow(row.place, cells["person_id"], details, tuple(claims), tuple(notes), row.raw, guardian)


def _checked_details(cells: Mapping[str, str], details: PersonDetails) -> Iterator[ImportNote]:
    """Details that are left out, with a note, when they cannot be read: the person counts for more."""
    if cells.get("email"):
        if is_email(cells["email"]):
            details["email"] = cells["email"]
        else:
            yield ImportNote.EMAIL
    if cells.get("deceased"):
        if (is_deceased := is_deceased_from(cells["deceased"])) is not None:
            details["is_deceased"] = is_deceased
        else:
            yield ImportNote.DECEASED
    if cells.get("sex"):
        if (sex := sex_from(cells["sex"])) is not None:
            details["sex"] = sex
        else:
            yield ImportNote.SEX
    if cells.get("language"):
        if language := language_from(cells["language"]):
            details["language"] = language
        else:
            yield ImportNote.LANGUAGE
    if cells.get("time_zone"):
        if known_zone(cells["time_zone"]):
            details["time_zone"] = cells["time_zone"]
        else:
            yield ImportNote.TIME_ZONE
    if cells.get("joined_on"):
        if joined := day_from(cells["joined_on"]):
            details["joined_on"] = joined
        else:
            yield ImportNote.JOINED_ON


def _claims(cells: Mapping[str, str]) -> tuple[list[Claim], ImportNote | None]:
    """One claim a topic, and what to note: all five columns, or none; but a no counts with its date alone."""
    told = [cells.get(name, "") for name in CONSENT]
    if not any(told):
        return [], None
    topics, answer, given, source, version = told
    given_on = day_from(given)
    wanted = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}.get(answer.casefold())
    is_full = bool(source and version) and len(source) <= _LONGEST_SOURCE and len(version) <= _LONGEST_VERSION
    if wanted is None or given_on is None or not topics or (wanted and not is_full):
        return [], ImportNote.CONSENT_INCOMPLETE
    return [
        Claim(topic.strip().casefold()[:40], wanted, given_on, source[:_LONGEST_SOURCE], version[:_LONGEST_VERSION])
        for topic in topics.split(";")
        if topic.strip()
    ], None if is_full else ImportNote.NO_INCOMPLETE


def _appointment(row: TableRow, cells: Mapping[str, str], clinic: Clinic) -> Read:
    place = cells.get("appointment_location", "")[:120]
    where = LocationFacts(place.casefold(), place) if place else None
    starts_at = moment_from(cells["appointment_at"], clinic.zone_at(where))
    status = status_from(cells.get("appointment_status") or "booked")
    minutes = cells.get("appointment_minutes", "")
    if len(cells["appointment_at"]) <= 10 or starts_at is None:
        return Refused(row.place, RefusalReason.TIME, row.raw)
    if minutes and not (minutes.isdecimal() and 0 < int(minutes) <= _LONGEST_VISIT_MINUTES):
        return Refused(row.place, RefusalReason.TIME, row.raw)
    if status is None:
        return Refused(row.place, RefusalReason.STATUS_UNKNOWN, row.raw)
    return AppointmentRow(
        row.place,
        cells["appointment_id"],
        cells["person_id"],
        starts_at,
        int(minutes) if minutes else None,
        status,
        where,
        cells.get("appointment_service", ""),
        row.raw,
    )


def is_email(text: str) -> bool:
    """One address: no list, no display name."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
