"""A line of a person's history, as each room above tells it (`settings.PERSON_TIMELINE_SOURCES`)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """What happened, in words without PHI: a category, a state, a reason; never a name, a number or a note.

    `at` is aware UTC. `kind` is one word that the page filters and colours by: visit, appointment, procedure,
    message, consent. `link` is a path inside the staff pages, or empty.
    """

    at: datetime
    kind: str
    title: str
    detail: str = ""
    link: str = ""


def newest_first(entries: list[TimelineEntry]) -> list[TimelineEntry]:
    return sorted(entries, key=lambda entry: (entry.at, entry.kind, entry.title), reverse=True)
