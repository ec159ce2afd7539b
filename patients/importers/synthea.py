"""Synthea's CSV export: patients, encounters, procedures, organizations. The other tables bring nothing we keep.

https://github.com/synthetichealth/synthea/wiki/CSV-File-Data-Dictionary. DESCRIPTION columns are read for the
coarse category and are dropped, also from refused rows; SSN, DRIVERS and PASSPORT are never looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from patients.domain.categories import category_of_procedure, category_of_visit
from patients.domain.dates import birth_from, moment_from
from patients.domain.sex import sex_from
from patients.enums import ImportNote, RecordKind, RefusalReason
from patients.importers.records import (
    Clinic,
    LocationFacts,
    Meter,
    PersonRow,
    ProcedureRow,
    Read,
    Refused,
    Shared,
    VisitRow,
)
from patients.importers.tables import TableRow, as_line, check_rows, rows_of
from patients.person_details import PersonDetails

SOURCE = "synthea"
REQUIRED: Mapping[str, frozenset[str]] = {
    "patients": frozenset({"Id", "BIRTHDATE", "DEATHDATE", "FIRST", "LAST", "GENDER"}),
    "encounters": frozenset({"Id", "START", "STOP", "PATIENT", "ENCOUNTERCLASS", "CODE"}),
    "organizations": frozenset({"Id", "NAME", "ADDRESS", "CITY"}),
    "procedures": frozenset({"PATIENT", "ENCOUNTER", "CODE", "DESCRIPTION"}),
}
#: What tells a table by its columns alone, where the file has another name.
MARKS = {**REQUIRED, "procedures": REQUIRED["procedures"] | {"BASE_COST", "REASONCODE"}}
#: Other tables with the same columns, told apart by the file's name.
IGNORED = frozenset(
    (
        *("allergies", "careplans", "claims", "claims_transactions", "conditions", "devices", "imaging_studies"),
        *("immunizations", "medications", "observations", "patient_expenses", "payer_transitions", "payers"),
        *("providers", "supplies"),
    )
)
_KINDS = {
    "patients": RecordKind.PEOPLE,
    "encounters": RecordKind.VISITS,
    "procedures": RecordKind.PROCEDURES,
}
_UNKEPT = ("DESCRIPTION", "REASONDESCRIPTION", "REASONCODE", "SSN", "DRIVERS", "PASSPORT")


@dataclass(frozen=True, slots=True)
class SyntheaTable:
    path: Path
    table: str
    source: str = SOURCE

    def check(self, shared: Shared, meter: Meter) -> None:
        check_rows(self.path, meter)
        if self.table == "organizations":
            for row in rows_of(self.path, lambda _: None):
                if row.cells:
                    shared.locations[row.cells["Id"]] = _location(row.cells)

    def kinds(self) -> frozenset[RecordKind]:
        return frozenset({_KINDS[self.table]}) if self.table in _KINDS else frozenset()

    def read(self, kind: RecordKind, clinic: Clinic, shared: Shared, meter: Meter) -> Iterator[Read]:
        for row in rows_of(self.path, meter):
            raw = partial(_raw, row)
            if row.cells is None:
                yield Refused(row.place, RefusalReason.NOT_READABLE, row.raw if kind == RecordKind.PEOPLE else str)
            elif kind == RecordKind.PEOPLE:
                yield _person(row, row.cells, clinic, raw=raw)
            elif kind == RecordKind.VISITS:
                yield _visit(row, row.cells, clinic, shared, raw=raw)
            else:
                yield _procedure(row, row.cells, clinic, raw=raw)


def _person(row: TableRow, cells: Mapping[str, str], clinic: Clinic, *, raw: "partial[str]") -> Read:
    if not cells["Id"]:
        return Refused(row.place, RefusalReason.NO_ID, raw)
    if not cells["FIRST"] and not cells["LAST"]:
        return Refused(row.place, RefusalReason.NO_NAME, raw)
    birth = birth_from(cells["BIRTHDATE"], clinic.today)
    if birth is None:
        return Refused(row.place, RefusalReason.BIRTH_DATE, raw)
    details = PersonDetails(
        given_name=cells["FIRST"],
        family_name=cells["LAST"],
        birth_date=birth.day,
        birth_year=birth.year,
        **_told(cells),
    )
    notes = (ImportNote.SEX,) if cells["GENDER"] and "sex" not in details else ()
    return PersonRow(row.place, cells["Id"], details, notes=notes, raw=raw)


def _told(cells: Mapping[str, str]) -> PersonDetails:
    """An empty cell tells nothing; no date of death in a source is not a word that somebody lives."""
    told = PersonDetails()
    if cells["GENDER"] and (sex := sex_from(cells["GENDER"])):
        told["sex"] = sex
    if cells["DEATHDATE"]:
        told["is_deceased"] = True
    if street := cells.get("ADDRESS"):
        told["street"] = street
    if city := cells.get("CITY"):
        told["city"] = city[:80]
    if code := cells.get("ZIP"):
        told["postal_code"] = code
    return told


def _visit(row: TableRow, cells: Mapping[str, str], clinic: Clinic, shared: Shared, *, raw: "partial[str]") -> Read:
    started = moment_from(cells["START"], clinic.zone)
    ended = moment_from(cells["STOP"], clinic.zone) if cells["STOP"] else None
    if not cells["Id"]:
        return Refused(row.place, RefusalReason.NO_ID, raw)
    if started is None or (cells["STOP"] and ended is None):
        return Refused(row.place, RefusalReason.TIME, raw)
    if ended is not None and ended < started:
        return Refused(row.place, RefusalReason.ENDS_BEFORE_BEGIN, raw)
    codes = [code for code in (cells["CODE"], cells.get("REASONCODE", "")) if code]
    words = f"{cells.get('DESCRIPTION', '')} {cells.get('REASONDESCRIPTION', '')}"
    return VisitRow(
        row.place,
        cells["Id"],
        cells["PATIENT"],
        category_of_visit(cells["ENCOUNTERCLASS"], codes, words),
        started,
        ended,
        shared.location(cells.get("ORGANIZATION", "")),
        raw=raw,
    )


def _procedure(row: TableRow, cells: Mapping[str, str], clinic: Clinic, *, raw: "partial[str]") -> Read:
    """Older exports have one DATE, newer ones START and STOP. The table has no id: its columns together are one."""
    begun = cells.get("START") or cells.get("DATE", "")
    ended = moment_from(cells.get("STOP") or begun, clinic.zone)
    if ended is None:
        return Refused(row.place, RefusalReason.TIME, raw)
    codes = [code for code in (cells["CODE"], cells.get("REASONCODE", "")) if code]
    words = f"{cells['DESCRIPTION']} {cells.get('REASONDESCRIPTION', '')}"
    return ProcedureRow(
        row.place,
        "|".join((cells["PATIENT"], cells["ENCOUNTER"], cells["CODE"], begun, cells.get("STOP", ""))),
        cells["PATIENT"],
        category_of_procedure(codes, words),
        ended,
        cells["ENCOUNTER"],
        raw=raw,
    )


def _location(cells: Mapping[str, str]) -> LocationFacts:
    address = ", ".join(part for part in (cells["ADDRESS"], cells["CITY"], cells.get("STATE", "")) if part)
    return LocationFacts(cells["Id"], cells["NAME"], address, cells.get("PHONE", ""))


def _raw(row: TableRow) -> str:
    """The row as it came, without what we never keep."""
    if row.cells is None:
        return ""
    return as_line("" if name in _UNKEPT else cell for name, cell in row.cells.items())
