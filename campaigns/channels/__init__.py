"""How messages leave the building. One small file for each way, behind one protocol."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar, runtime_checkable
from uuid import UUID

from campaigns.domain.bounce_verdicts import Verdict as Bounce


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"  # trying again cannot help
    TRY_LATER = "try-later"  # nothing left the building
    UNKNOWN = "unknown"  # it may have left: never sent again blindly


class AddressIs(StrEnum):
    """What a hand-over told of the address itself, whoever it belongs to."""

    INVALID = "invalid"  # no message can ever reach it
    STOPPED = "stopped"  # its reader told the carrier to stop


class Obstacle(StrEnum):
    """Why the other side could not be talked to."""

    UNREACHABLE = "unreachable"
    BLOCKED_TLS = "blocked-tls"  # it was there, and nothing was said to it without encryption


class Trouble(StrEnum):
    """What was wrong with the line, whichever message was on it."""

    UNREACHABLE = "unreachable"
    BLOCKED_TLS = "blocked-tls"
    TURNED_AWAY = "turned-away"  # our key or our account
    BUSY = "busy"
    NO_ANSWER = "no-answer"  # none that anybody understands


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of one message. `receipt` is the other side's word for it, never empty when accepted. `obstacle`: of
    one to try later, why. `trouble`: it was not about this message, but about the line; `wait`: the seconds for which
    the other side asked to be left in peace. `bounce`: what the answer means, as in a bounce mail."""

    verdict: Verdict
    receipt: str = ""
    address_is: AddressIs | None = None
    obstacle: Obstacle = Obstacle.UNREACHABLE
    trouble: Trouble | None = field(default=None, compare=False)
    wait: int = field(default=0, compare=False)
    bounce: Bounce | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one address, ready to leave. Short-lived: it holds PHI. `until`: how long a service that takes it
    once is sure to know it again."""

    message_id: UUID
    to: str = field(repr=False)
    sender: str
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class WrittenMail:
    """The same for SMTP, which asks for nothing but bytes: whole, with CRLF, no line beginning with a dot."""

    message_id: UUID
    to: str = field(repr=False)
    sender: str
    receipt: str
    data: bytes = field(repr=False)


#: Seconds that a text message may wait at the carrier: at most an hour, and never so few that it could not leave.
LONGEST_VALID, SHORTEST_VALID = 3600, 6


@dataclass(frozen=True, slots=True)
class Text:
    """One text message to one phone, ready to leave. Short-lived: the number is PHI; the words name nobody.

    `until`: when its reader's night begins. `valid_for`: how many seconds it may wait at whoever carries it on.
    """

    message_id: UUID
    to: str = field(repr=False)
    text: str = field(repr=False)
    until: datetime
    valid_for: int = LONGEST_VALID


Letter = Mail | WrittenMail | Text
_Letter = TypeVar("_Letter", contravariant=True)


class Unreachable(Exception):
    """The other side cannot be talked to now. Trying again later can help."""

    def __init__(self, why: str = "", *, what: Obstacle = Obstacle.UNREACHABLE) -> None:
        super().__init__(why)
        self.what = what


class Line(Protocol[_Letter]):
    """A connection to whoever carries messages of one kind on."""

    def open(self) -> None:
        """Raises `Unreachable`. Opening an open line does nothing."""

    def hand_over(self, letter: _Letter, /) -> Handed:
        """Never raises for what the other side does."""

    def close(self) -> None: ...


@runtime_checkable
class ForesightedLine(Line[_Letter], Protocol[_Letter]):
    """One that saves turns where it knows what comes after the letter that it hands over."""

    def expect(self, letter: _Letter, /) -> None:
        """After the next letter this one is to leave. It has left when it is handed over itself, and not before; where
        it does not come, nothing of it stays with the other side."""
