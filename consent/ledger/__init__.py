"""One dated list of all that bears on what may be sent to a person. Opaque and coarse: no name, no address."""

from collections.abc import Iterator
from uuid import UUID

from clinic.queries import organisation
from consent.ledger import choices, house, papers
from consent.ledger.lines import LedgerLine

#: What a look at it tells of somebody.
TELLS_OF = tuple(
    f"consent.{model}"
    for model in (
        "preference",
        "pause",
        "optin",
        "riskacknowledgement",
        "trackingchoice",
        "holidaychoice",
        "signingrequest",
        "authorization",
        "revocation",
        "restriction",
        "noticeacknowledgement",
        "suppression",
    )
)


def ledger_of(person_id: UUID) -> list[LedgerLine]:
    """Oldest first; a dozen queries, however much there is."""
    zone = organisation().time_zone
    return sorted(_lines(person_id, zone), key=lambda line: line.at)


def _lines(person_id: UUID, zone: str) -> Iterator[LedgerLine]:
    yield from choices.topics(person_id)
    yield from choices.pauses(person_id, zone)
    yield from choices.opt_ins(person_id)
    yield from choices.risk_answers(person_id)
    yield from choices.tracking(person_id)
    yield from choices.holidays(person_id)
    yield from papers.requests(person_id)
    yield from papers.papers(person_id, zone)
    yield from house.restrictions(person_id)
    yield from house.notices(person_id)
    yield from house.suppressions(person_id)
