"""Who may be named as somebody's guardian (45 CFR 164.502(g))."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from patients.domain.people import is_minor


@dataclass(frozen=True, slots=True)
class Candidate:
    id: UUID
    birth_year: int | None
    is_deceased: bool
    guardian_id: UUID | None


def why_no_guardian(ward_id: UUID, candidate: Candidate, today: date) -> str:
    """A sentence for whoever chose them; empty when they may be. `today` is the clinic's day."""
    if candidate.id == ward_id:
        return "Nobody is their own guardian."
    if candidate.is_deceased:
        return "This person has died."
    if is_minor(candidate.birth_year, today):
        return "This person is a child: a guardian is grown up."
    if candidate.guardian_id is not None:
        return "This person has a guardian of their own."
    return ""
