"""The coming night on the front desk, and the switch while it is pulled."""

from datetime import datetime

from django.urls import reverse

from campaigns.models import SendingStop
from clinic.domain.desk import Card
from clinic.queries import organisation
from journeys.domain.rehearsing import coming_night
from journeys.said import latest_rehearsal


def tonight_card(now: datetime) -> Card:
    clinic, link, permission = organisation(), reverse("admin:tonight"), "journeys.view_rehearsal"
    coming = coming_night(now, clinic.time_zone, nightly_at=clinic.nightly_at, rehearsed_at=clinic.rehearsed_at)
    rehearsal = latest_rehearsal(coming.night)
    if rehearsal is None:
        return Card("Tonight", "–", f"Is rehearsed at {clinic.rehearsed_at:%H:%M}", link, permission)
    notes = [f"{len(rehearsal.oddities)} unusual"] if rehearsal.oddities else []
    if clinic.release_by_hand:
        notes.append("released" if rehearsal.released_at else "waits to be released")
    note = ", ".join(notes) or "messages will leave, nothing unusual"
    return Card("Tonight", f"{rehearsal.counts['planned']:,}", note, link, permission)


def stops_card(now: datetime) -> Card | None:
    standing = SendingStop.objects.filter(lifted_at=None).count()
    if not standing:
        return None
    return Card(
        "Sending is stopped", str(standing), "Nothing leaves that is stopped", reverse("admin:tonight-stops"),
        "campaigns.view_sendingstop",
    )  # fmt: skip
