"""What one run did, as counts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

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


@dataclass(slots=True)
class RunReport:
    """Counts of one run. `results` are keyed by (journey slug, outcome, reason); an accepted one has no reason."""

    at: datetime
    planned: int = 0
    results: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    is_rehearsal: bool = False
    was_done_before: bool = False

    def add(self, results: Mapping[tuple[str, str, str], int]) -> None:
        self.results.update(results)

    def as_json(self) -> dict[str, Any]:
        outcomes = dict.fromkeys(OUTCOMES, 0)
        reasons: Counter[str] = Counter()
        journeys: dict[str, Counter[str]] = {slug: Counter() for slug in LIBRARY_SLUGS}
        for (slug, outcome, reason), count in sorted(self.results.items()):
            outcomes[outcome] = outcomes.get(outcome, 0) + count
            journeys.setdefault(slug, Counter())[outcome] += count
            if reason and outcome != "accepted":
                reasons[reason] += count
        return {
            "at": self.at.isoformat(),
            "planned": self.planned,
            "outcomes": outcomes,
            "reasons": dict(reasons),
            "journeys": {slug: dict(counts) for slug, counts in journeys.items()},
        }
