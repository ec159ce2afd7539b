"""Seminars: who may still register, which seat is free, and how a message says which seminar it is about."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

_SEMINAR, _PLACE = "seminar:", "place:"
#: Begins the values that only messages about a seminar have.
OF_SEMINARS = ("seminar.", "link.seminar")


class Page(StrEnum):
    """How the page of a seminar stands."""

    HIDDEN = "hidden"
    OPEN = "open"
    CLOSED = "closed"
    OFF = "off"
    OVER = "over"


class Evening(Protocol):
    """What decides how a seminar stands: its state and its moments (aware)."""

    @property
    def state(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...


def stands(evening: Evening, now: datetime) -> Page:
    """How many places are left is nobody's matter on the page: it would tell who has registered already."""
    if evening.state == "draft":
        return Page.HIDDEN
    if evening.state == "off":
        return Page.OFF
    if evening.starts_at <= now:
        return Page.OVER
    return Page.OPEN if evening.state == "open" and now < evening.closes_at else Page.CLOSED


def free_seat(taken: Collection[int], seats: int) -> int | None:
    """The lowest that nobody has; None: all are taken."""
    return next((seat for seat in range(1, seats + 1) if seat not in taken), None)


def about_seminar(seminar_id: UUID) -> str:
    """What a message that invites to it says that it is about."""
    return f"{_SEMINAR}{seminar_id.hex}"


def about_place(place_id: UUID) -> str:
    """What a message to whoever has a place says that it is about."""
    return f"{_PLACE}{place_id.hex}"


def seminar_in(about: str) -> UUID | None:
    return _id_in(about, _SEMINAR)


def place_in(about: str) -> UUID | None:
    return _id_in(about, _PLACE)


def asks_for_a_seminar(names: Collection[str]) -> bool:
    return any(name.startswith(OF_SEMINARS) for name in names)


def _id_in(about: str, begins: str) -> UUID | None:
    return UUID(hex=about.removeprefix(begins)) if about.startswith(begins) else None
