"""What a verification says. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

MAY_WAIT = timedelta(minutes=1)  # how old an event may be without a seal


class Verdict(StrEnum):
    INTACT = "intact"
    TAMPERED = "tampered"
    INCOMPLETE = "incomplete"


EXIT_STATUS = {Verdict.INTACT: 0, Verdict.TAMPERED: 1, Verdict.INCOMPLETE: 2}


class What(StrEnum):
    """What is wrong with the first bad thing."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    MOVED = "moved"
    SEAL = "seal"
    KEY = "key"
    TRUNCATED = "truncated"
    ANCHOR = "anchor"


@dataclass(frozen=True, slots=True)
class Finding:
    """The first thing that is not as it was sealed."""

    what: What
    words: str
    seal: int | None = None
    event: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {"what": str(self.what), "seal": self.seal, "event": self.event, "words": self.words}


@dataclass(slots=True)
class Result:
    """`unsealed` events are written and not sealed yet; `oldest_unsealed` is when the first of them was."""

    at: datetime
    seals: int = 0
    events: int = 0
    unsealed: int = 0
    oldest_unsealed: datetime | None = None
    anchors: int = 0
    finding: Finding | None = None
    remarks: list[str] = field(default_factory=list)

    @property
    def verdict(self) -> Verdict:
        if self.finding:
            return Verdict.TAMPERED
        if self.seals == 0 or (self.oldest_unsealed and self.at - self.oldest_unsealed > MAY_WAIT):
            return Verdict.INCOMPLETE
        return Verdict.INTACT

    @property
    def words(self) -> str:
        if self.finding:
            return self.finding.words
        if self.seals == 0:
            return "Nothing is sealed yet."
        if self.verdict is Verdict.INCOMPLETE:
            return f"{self.unsealed:,} events have no seal, the oldest since {self.oldest_unsealed:%Y-%m-%d %H:%M} UTC."
        return f"{self.events:,} events in {self.seals:,} seals are as they were sealed."

    def as_json(self) -> dict[str, Any]:
        return {
            "verdict": str(self.verdict),
            "words": self.words,
            "seals": self.seals,
            "events": self.events,
            "unsealed": self.unsealed,
            "anchors": self.anchors,
            "first_bad": self.finding.as_json() if self.finding else None,
            "remarks": self.remarks,
        }


def first_difference(
    seal: int, sealed: Sequence[tuple[int, bytes]], found: Sequence[tuple[int, bytes]]
) -> Finding | None:
    """Event ids and leaf hashes, each in sealing order: as sealed, and as they are now. The first that differs."""
    was, is_now = dict(sealed), dict(found)
    for place, (event, leaf) in enumerate(sealed):
        here = found[place] if place < len(found) else None
        if here == (event, leaf):
            continue
        if here is not None and here[0] not in was:
            return Finding(What.INSERTED, f"Event {here[0]} was not there when seal {seal} was made.", seal, here[0])
        return _differing(seal, event, leaf, is_now)
    if len(found) > len(sealed):
        event = found[len(sealed)][0]
        return Finding(What.INSERTED, f"Event {event} was not there when seal {seal} was made.", seal, event)
    return None


def _differing(seal: int, event: int, leaf: bytes, is_now: Mapping[int, bytes]) -> Finding:
    if event not in is_now:
        return Finding(What.MISSING, f"Event {event} of seal {seal} is missing.", seal, event)
    if is_now[event] != leaf:
        return Finding(What.CHANGED, f"Event {event} of seal {seal} was changed.", seal, event)
    return Finding(What.MOVED, f"Event {event} does not stand where seal {seal} has it.", seal, event)
