"""What staff said about messages before they leave: held, released, or nothing yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

#: The same words as `campaigns.enums.Unsent`.
HELD = "held-by-staff"
AWAITS_RELEASE = "awaiting-release"


@dataclass(frozen=True, slots=True)
class Which:
    """One message as staff know it before and after it exists: whose, of which journey, for which anchor and step."""

    person: UUID
    journey: UUID
    anchor_key: str
    step: str


@dataclass(frozen=True, slots=True)
class Read:
    """A message as it stood in the rehearsal that was read: by which way, about which moment."""

    which: Which
    channel: str
    anchor_at: datetime


@dataclass(frozen=True, slots=True)
class Release:
    """`text`: the version that whoever released it has read; None where there was none to read."""

    at: datetime
    by: str
    text: UUID | None = None


@dataclass(frozen=True, slots=True)
class Holds:
    """What is held at this moment."""

    everything: bool = False
    journeys: frozenset[UUID] = frozenset()
    people: frozenset[UUID] = frozenset()
    messages: frozenset[Which] = frozenset()

    def cover(self, which: Which) -> bool:
        return (
            self.everything or which.journey in self.journeys or which.person in self.people or which in self.messages
        )


@dataclass(frozen=True, slots=True)
class Word:
    """`hold`: why it does not leave; else, where somebody had to let it go, who did."""

    hold: str = ""
    release: Release | None = None

    def for_text(self, text: UUID | None) -> "Word":
        """The word about a message that has its text: released was what was read, another text waits for its own."""
        if self.release and self.release.text != text:
            return Word(hold=AWAITS_RELEASE)
        return self


@dataclass(frozen=True, slots=True)
class Said:
    """What was said about the messages of some people. `by_hand`: nothing leaves that nobody released."""

    holds: Holds = field(default_factory=Holds)
    by_hand: bool = False
    released: Mapping[Read, Release] = field(default_factory=dict)

    def about(self, read: Read) -> Word:
        """A hold comes before a release: it is lifted by itself."""
        if self.holds.cover(read.which):
            return Word(hold=HELD)
        if not self.by_hand:
            return Word()
        release = self.released.get(read)
        return Word(release=release) if release else Word(hold=AWAITS_RELEASE)
