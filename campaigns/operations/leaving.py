"""Messages that are about to leave, each with its reader and its appointment, in one statement: a night reads so many
that models of them would cost more than all that is done with them. Sealed values stay sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from audit.sealed import Sealed
from campaigns.operations.leases import OURS
from clinic.among import array_of
from patients.models import Person

_OF_MESSAGE = (
    *("id", "person_id", "channel", "template_id", "version_id", "purpose", "topic"),
    *("origin", "origin_id", "origin_slug", "appointment_id", "about", "location_id", "attempts", "resends"),
    "on_closed_days",
    *("due_at::text", "anchor_at::text", "leaves_until::text", "expires_at::text", "handed_over_at::text"),
)
_OF_READER = ("id", "email_key", "confidential_email_key", "phone_key", "time_zone")
#: Sealed columns of a reader.
_SEALED = ("email", "confidential_email", "phone", "given_name")
_OF_APPOINTMENT = ("status", "starts_at::text", "location_id")
_OF_PLACE = ("name", "address", "time_zone")


def _columns(table: str, names: Sequence[str]) -> str:
    return ", ".join(f"{table}.{name}" for name in names)


#: The rows that this transaction then holds, in the order of their ids. Who reads them and what they tell of is shared
#: before, so that nothing of it changes while this looks.
_LOAD = f"""
    SELECT {_columns("m", _OF_MESSAGE)}, {_columns("p", (*_OF_READER, *_SEALED))},
        {_columns("a", _OF_APPOINTMENT)}, {_columns("l", _OF_PLACE)}
    FROM campaigns_message m JOIN patients_person p ON p.id = m.person_id
        LEFT JOIN patients_appointment a ON a.id = m.appointment_id LEFT JOIN clinic_location l ON l.id = a.location_id
    WHERE {OURS}
    ORDER BY m.id FOR UPDATE OF m
"""  # noqa: S608
_M, _R, _S, _A = len(_OF_MESSAGE), len(_OF_READER), len(_SEALED), len(_OF_APPOINTMENT)
_WHENS = sum("::" in name for name in _OF_MESSAGE)


class Place(NamedTuple):
    name: str
    address: str
    time_zone: str


class Booked(NamedTuple):
    """An appointment."""

    status: str
    starts_at: datetime
    location_id: UUID
    location: Place


class Reader(NamedTuple):
    pk: UUID
    email_key: bytes | None
    confidential_email_key: bytes | None
    phone_key: bytes | None
    time_zone: str
    email: Sealed[str] | None
    confidential_email: Sealed[str] | None
    phone: Sealed[str] | None
    given_name: Sealed[str] | None


@dataclass(slots=True)
class Leaving:
    """A row of the outbox as `campaigns.outgoing.Outgoing`. `reason`: what the gate says of it now."""

    pk: UUID
    person_id: UUID
    channel: str
    template_id: UUID
    version_id: UUID | None
    purpose: str
    topic: str
    origin: str
    origin_id: UUID
    origin_slug: str
    appointment_id: UUID | None
    about: str
    location_id: UUID | None
    attempts: int
    resends: int
    on_closed_days: bool
    due_at: datetime
    anchor_at: datetime
    leaves_until: datetime | None
    expires_at: datetime
    handed_over_at: datetime | None
    person: Reader
    appointment: Booked | None
    reason: str = ""


def hold(ids: Sequence[UUID], token: UUID) -> list[Leaving]:
    """In a transaction that has shared readers and appointments: locks those of the messages that are still leased to
    us. The oldest first, of one moment in the order of ids."""
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, {"ids": array_of(ids), "token": token})
        found = [_leaving(row) for row in cursor.fetchall()]
    return sorted(found, key=attrgetter("due_at"))


def _leaving(row: tuple[Any, ...]) -> Leaving:
    whens = [_when(text) if text else None for text in row[_M - _WHENS : _M]]
    reader = _reader(row[_M : _M + _R], row[_M + _R : _M + _R + _S])
    values: tuple[Any, ...] = (*row[: _M - _WHENS], *whens, reader, _booked(row[_M + _R + _S :]))
    return Leaving(*values)


def _reader(plain: tuple[Any, ...], tokens: tuple[bytes | None, ...]) -> Reader:
    sealed = [read(token, plain[0]) for read, token in zip(_readers(), tokens, strict=True)]
    return Reader(*plain, *sealed)


def _booked(row: tuple[Any, ...]) -> Booked | None:
    status, starts_at, location_id, *place = row
    return Booked(status, _when(starts_at), location_id, Place(*place)) if status else None


@lru_cache(maxsize=1)
def _readers() -> tuple[Any, ...]:
    fields: list[Any] = [Person._meta.get_field(name) for name in _SEALED]
    return tuple(field.reader() for field in fields)


@lru_cache(maxsize=1000)
def _when(text: str) -> datetime:
    """Thousands are due at the same moment."""
    return datetime.fromisoformat(text)
