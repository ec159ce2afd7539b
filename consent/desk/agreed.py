"""What the clinic agreed to: how alone a person is reached (45 CFR 164.522(b)), what their health plan is not told
(164.522(a)(1)(vi))."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from clinic.domain.desk import Panel, PanelLine, PanelLink, Verdict, tells_of
from clinic.domain.hours import local_day
from clinic.queries import organisation
from consent.operations.restrictions import kept_from_plan, other_way


@tells_of("consent.restriction")
def agreed_panel(person_id: UUID, now: datetime) -> Panel | None:
    """Only for whom something was agreed."""
    zone = organisation().time_zone
    lines = (*_way(person_id, zone), *_plan(person_id, zone))
    if not lines:
        return None
    return Panel(
        title="What we agreed to",
        lines=lines,
        links=(PanelLink(reverse("admin:desk-ledger", args=[person_id]), "When and how it was agreed"),),
    )


def _way(person_id: UUID, zone: str) -> Iterator[PanelLine]:
    if row := other_way(person_id):
        yield PanelLine(
            row.get_covers_display(),
            Verdict.NO,
            f"Agreed on {local_day(row.recorded_at, zone):%-d %B %Y}. Use the number or address in their details.",
        )


def _plan(person_id: UUID, zone: str) -> Iterator[PanelLine]:
    if kept := kept_from_plan(person_id):
        days = dict.fromkeys(f"{local_day(row.recorded_at, zone):%-d %B %Y}" for row in kept)
        yield PanelLine(
            "Their health plan: not of what they paid for in full",
            Verdict.NO,
            f"Agreed on {', '.join(days)}. Ask the privacy officer which services before a claim leaves; "
            "only the person can end it.",
        )
