"""What one run did, as counts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

#: Journeys of the library that other programs may name; some of them come later.
LIBRARY_SLUGS = (
    "welcome",
    "appointment-reminder",
    "post-op-care",
    "annual-checkup",
    "recall",
    "no-show",
    "birthday",
    "holiday",
    "health-news",
    "lead-nurture",
)
OUTCOMES = ("accepted", "refused", "held", "expired", "failed", "unknown")
#: As people read them; other programs read the words above.
OUTCOMES_IN_WORDS = {
    "accepted": "sent",
    "refused": "not allowed",
    "held": "held",
    "expired": "too late",
    "failed": "failed",
    "unknown": "unknown",
}


@dataclass(frozen=True, slots=True)
class RehearsedMessage:
    """Who would get what, or why not. Opaque ids only.

    `would_be_too_late`: it was planned before, and delivery would let it expire.
    """

    person_id: UUID
    journey: str
    step: str
    due_at: datetime
    outcome: str
    reason: str
    would_be_too_late: bool = False

    def as_json(self) -> dict[str, str]:
        return {
            "person": str(self.person_id),
            "journey": self.journey,
            "step": self.step,
            "due_at": self.due_at.isoformat(),
            "outcome": self.outcome,
            "reason": self.reason,
        }


@dataclass(slots=True)
class RunReport:
    """Counts of one run. `results` are keyed by (journey slug, outcome, reason); an accepted one has no reason."""

    at: datetime
    planned: int = 0
    results: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    is_rehearsal: bool = False
    rehearsed: list[RehearsedMessage] = field(default_factory=list)
    was_done_before: bool = False

    def add(self, results: Mapping[tuple[str, str, str], int]) -> None:
        """What still waits (planned, to be tried again) is no outcome yet."""
        self.results.update({key: count for key, count in results.items() if count and key[1] in OUTCOMES})

    def as_json(self) -> dict[str, Any]:
        outcomes = dict.fromkeys(OUTCOMES, 0)
        reasons: Counter[str] = Counter()
        journeys: dict[str, Counter[str]] = {slug: Counter() for slug in LIBRARY_SLUGS}
        for (slug, outcome, reason), count in sorted(self.results.items()):
            outcomes[outcome] += count
            journeys.setdefault(slug, Counter())[outcome] += count
            if reason and outcome != "accepted":
                reasons[reason] += count
        found: dict[str, Any] = {
            "at": self.at.isoformat(),
            "planned": self.planned,
            "outcomes": outcomes,
            "reasons": dict(reasons),
            "journeys": {slug: dict(counts) for slug, counts in journeys.items()},
        }
        if self.is_rehearsal:
            found |= {"rehearsal": True, "messages": [message.as_json() for message in self.rehearsed]}
        return found
