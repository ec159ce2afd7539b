"""What every import format is turned into: our words, with the place they came from. Never printed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol, TypeAlias

from patients.enums import ImportNote, RecordKind, RefusalReason
from patients.person_details import PersonDetails


@dataclass(frozen=True, slots=True)
class Place:
    """`line` is the line of a table or NDJSON file and the number of the entry in a bundle, from 1."""

    file: Path
    line: int


@dataclass(frozen=True, slots=True, repr=False)
class Refused:
    place: Place
    reason: RefusalReason
    raw: Callable[[], str] = str


@dataclass(frozen=True, slots=True, repr=False)
class Skipped:
    """Something that is not ours to read, such as a FHIR Observation. A whole file of it is listed as refused."""

    what: str
    whole_file: Place | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Claim:
    topic: str
    wanted: bool
    given_on: date
    source: str
    text_version: str


@dataclass(frozen=True, slots=True, repr=False)
class LocationFacts:
    """A place as another system names it. Clinics are no secret: nothing here is PHI."""

    external_id: str
    name: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class PersonRow:
    place: Place
    external_id: str
    details: PersonDetails
    claims: tuple[Claim, ...] = ()
    notes: tuple[ImportNote, ...] = ()
    raw: Callable[[], str] = str
    guardian: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class AppointmentRow:
    place: Place
    external_id: str
    person: str
    starts_at: datetime
    minutes: int | None
    status: str
    location: LocationFacts | None = None
    service_slug: str = ""
    raw: Callable[[], str] = str


@dataclass(frozen=True, slots=True, repr=False)
class VisitRow:
    place: Place
    external_id: str
    person: str
    category: str
    started_at: datetime
    ended_at: datetime | None = None
    location: LocationFacts | None = None
    raw: Callable[[], str] = str


@dataclass(frozen=True, slots=True, repr=False)
class ProcedureRow:
    place: Place
    external_id: str
    person: str
    category: str
    ended_at: datetime
    visit: str = ""
    raw: Callable[[], str] = str


Row: TypeAlias = PersonRow | AppointmentRow | VisitRow | ProcedureRow
Read: TypeAlias = Row | Refused | Skipped
Meter: TypeAlias = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Clinic:
    """What a reader needs to know of the house: its zone, and that of the place that a row names."""

    zone: str
    today: date
    zone_at: Callable[[LocationFacts | None], str]


@dataclass(slots=True)
class Shared:
    """What the first pass over all files learns for the second: places by the other system's number."""

    locations: dict[str, LocationFacts] = field(default_factory=dict)

    def location(self, external_id: str) -> LocationFacts | None:
        """Of one that these files do not describe the number alone: an earlier import may have."""
        return self.locations.get(external_id) or (LocationFacts(external_id) if external_id else None)


class SourceFile(Protocol):
    """One file of one format."""

    @property
    def path(self) -> Path: ...

    @property
    def source(self) -> str: ...

    def check(self, shared: Shared, meter: Meter) -> None:
        """Read the whole file once. Raises `BrokenFile`; remembers places in `shared`."""

    def kinds(self) -> frozenset[RecordKind]:
        """What the file brings, once checked. Empty: known, and nothing to import."""

    def read(self, kind: RecordKind, clinic: Clinic, shared: Shared, meter: Meter) -> Iterator[Read]:
        """The rows of one kind, as a stream. A refused row is refused under one kind only."""
