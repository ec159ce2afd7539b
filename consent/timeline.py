"""A person's choices, opt-ins and papers as lines of their history."""

from uuid import UUID

from django.urls import reverse

from clinic.domain.desk import tells_of
from clinic.domain.timeline import TimelineEntry
from consent.ledger import TELLS_OF, ledger_of
from consent.ledger.lines import LedgerLine

_KIND = "consent"


@tells_of(*TELLS_OF)
def entries(person_id: UUID) -> list[TimelineEntry]:
    return [_entry(line) for line in ledger_of(person_id)]


def _entry(line: LedgerLine) -> TimelineEntry:
    told = " · ".join(part for part in (line.detail, line.how) if part)
    link = reverse("admin:desk-signed-paper", args=[line.paper]) if line.paper else ""
    return TimelineEntry(line.at, _KIND, line.what, told, link)
