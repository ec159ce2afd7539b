"""What is known about a person when somebody asks "may we?". Opaque ids, clear columns and digests' results alone."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from clinic.domain.hours import local_day
from consent.domain.authorizations import SignedPaper
from patients.domain.people import is_minor

PATIENT, LEAD = "patient", "lead"


@dataclass(frozen=True, slots=True)
class Transport:
    """The way a message would take. `vendor_id`: the vendor whose BAA was found, for the record."""

    has_baa: bool
    enforces_encryption: bool
    vendor_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A topic switched on or off; of several about one topic the latest counts. `via`: a word of `Recorded`."""

    id: UUID
    topic: str
    wanted: bool
    at: datetime
    via: str


@dataclass(frozen=True, slots=True)
class OptInGiven:
    id: UUID
    topic: str
    mode: str
    asked_at: datetime
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A mailbox that must not be written to. `until` None: for good."""

    id: UUID
    cause: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class RiskAnswer:
    """The patient's answer to "e-mail may be read on its way"."""

    id: UUID
    accepted: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Paused:
    """No news and offers before `until`."""

    id: UUID
    until: datetime


@dataclass(frozen=True, slots=True)
class Restricted:
    """What the clinic agreed not to do with the record (45 CFR 164.522(a)). `covers`: a word of `RestrictionCovers`."""

    id: UUID
    covers: str


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who reads what is written about a minor. `reads_address`: the ward's address in use is the guardian's own."""

    is_deceased: bool
    is_minor: bool
    reads_address: bool

    @property
    def can_act(self) -> bool:
        return not (self.is_deceased or self.is_minor)


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """One person on one clinic-local day (`today`), for one channel. `zone`: the clinic's, in which days are counted.

    `neighbours` are the other people with the same address who are on the other side of the known-patient wall:
    the patients, if this is no patient; subscribers and leads, if this is one. They have no neighbours themselves.

    `beside`: the others with the same address on this side of the wall who are no patients, if this is none: a lead
    who subscribed, too. What one of them stops is stopped for the mailbox.

    Two are equal of whom the same is known, down to the ids of the rows: then every rule says the same of both.

    `asked_for_other_address`: of a neighbour or a text message, that this is not the address to use.
    `shares_inbox`: others read this address, too, so that what is said there need not come from this person.
    """

    person_id: UUID = field(compare=False)
    kind: str
    today: date
    has_address: bool
    zone: str = "UTC"
    uses_confidential_address: bool = False
    asked_for_other_address: bool = False
    birth_year: int | None = None
    guardian: Guardian | None = None
    shares_inbox: bool = False
    is_deceased: bool = False
    is_negative_persona: bool = False
    suppressions: tuple[Suppressed, ...] = ()
    choices: tuple[Choice, ...] = ()
    opt_ins: tuple[OptInGiven, ...] = ()
    authorizations: tuple[SignedPaper, ...] = ()
    risk: RiskAnswer | None = None
    pause: Paused | None = None
    restriction: Restricted | None = None
    neighbours: tuple["PersonFacts", ...] = ()
    beside: tuple["PersonFacts", ...] = ()

    @property
    def is_patient(self) -> bool:
        return self.kind == PATIENT

    @property
    def patients_here(self) -> tuple["PersonFacts", ...]:
        """Everybody whose rules as a patient count for this address."""
        return (self,) if self.is_patient else self.neighbours

    @property
    def is_minor(self) -> bool:
        return is_minor(self.birth_year, self.today)

    @property
    def left_to_guardian(self) -> bool:
        """Grown up, and the address is still that of who was their guardian; not one that they asked for."""
        grown_up = self.birth_year is not None and not self.is_minor
        still_theirs = self.guardian is not None and self.guardian.reads_address
        return grown_up and still_theirs and not self.uses_confidential_address

    @property
    def is_read_by_another(self) -> bool:
        """Whether who reads the address has no say: a minor's must be that of a guardian who acts for them."""
        if self.is_minor and self.has_address:
            return not (self.guardian and self.guardian.can_act and self.guardian.reads_address)
        return self.left_to_guardian

    @property
    def reads_here(self) -> bool:
        """Whether somebody who speaks at this address may be this person."""
        return not (self.is_deceased or self.is_minor or self.asked_for_other_address or self.left_to_guardian)

    def was_spoken_for(self, at: datetime) -> bool:
        """Whether they are grown up and were a minor then: a guardian's word, which ends with childhood."""
        return is_minor(self.birth_year, local_day(at, self.zone)) and not self.is_minor


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything one decision rests on. `person` is None for a notice to staff."""

    person: PersonFacts | None
    topic: str
    transport: Transport | None
    asked_by_clinician: bool = False
    answers_a_right: bool = False
    answered_today: bool = False
