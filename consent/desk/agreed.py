"""What the clinic agreed not to tell others, on a person's page (45 CFR 164.522(a)(1)(vi))."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from clinic.domain.desk import Panel, PanelLine, PanelLink, Verdict, tells_of
from clinic.domain.hours import local_day
from clinic.queries import organisation
from consent.operations.restrictions import kept_from_plan


@tells_of("consent.restriction")
def agreed_panel(person_id: UUID, now: datetime) -> Panel | None:
    """Only for whom something was agreed."""
    kept = kept_from_plan(person_id)
    if not kept:
        return None
    zone = organisation().time_zone
    days = dict.fromkeys(f"{local_day(row.recorded_at, zone):%-d %B %Y}" for row in kept)
    return Panel(
        title="May we tell others?",
        lines=(
            PanelLine(
                "Their health plan: not of what they paid for in full",
                Verdict.NO,
                f"Agreed on {', '.join(days)}. Ask the privacy officer which services before a claim leaves; "
                "only the person can end it.",
            ),
        ),
        links=(PanelLink(reverse("admin:desk-ledger", args=[person_id]), "When and how it was agreed"),),
    )
