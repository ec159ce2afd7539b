"""The page of the night: what will leave and what not, what is unusual, what is held, and a word to let it go."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.enums import LEFT, MessageState, Origin
from campaigns.models import Message, SendingStop
from clinic.desk_pages import desk_page, show
from clinic.models import Organisation
from clinic.queries import organisation
from journeys.domain.holding import AWAITS_RELEASE
from journeys.domain.nightly import GIVEN_UP_AFTER
from journeys.domain.rehearsing import GIVEN_UP_AFTER as REHEARSAL_GIVEN_UP_AFTER
from journeys.domain.rehearsing import ComingNight, coming_night
from journeys.enums import HoldScope
from journeys.models import Hold, Rehearsal, Run
from journeys.said import latest_rehearsal
from journeys.tonight import shown
from journeys.tonight.live import changed_texts
from journeys.tonight.staff_words import Names


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A run or a rehearsal that has begun. Counts of the run so far."""

    what: str
    since: datetime
    planned: int = 0
    sent: int = 0


@desk_page("journeys.view_rehearsal")
@require_safe
def tonight(request: HttpRequest) -> HttpResponse:
    now, clinic = timezone.now(), organisation()
    coming = _coming(now, clinic)
    rehearsal = latest_rehearsal(coming.night)
    holds = _holds(coming)
    waiting = Message.objects.filter(origin=Origin.JOURNEY, state=MessageState.HELD, reason=AWAITS_RELEASE).count()
    return show(
        request,
        "journeys/tonight/tonight.html",
        title="Tonight",
        now=now,
        coming=coming,
        zone=clinic.time_zone,
        by_hand=clinic.release_by_hand,
        rehearsal=rehearsal,
        under_way=under_way(now),
        stops=SendingStop.objects.filter(lifted_at=None).count(),
        holds=shown.holds_in_words(holds),
        holds_all=any(hold.scope == HoldScope.EVERYTHING for hold in holds),
        waiting=waiting,
        changed_texts=changed_texts(now) if waiting else [],
        **(_told(rehearsal, holds) if rehearsal else {}),
    )


@desk_page("journeys.view_rehearsal")
@require_safe
def progress(request: HttpRequest) -> JsonResponse:
    """Asked for every few seconds while something is under way."""
    found = under_way(timezone.now())
    return JsonResponse({"words": in_words(found) if found else ""})


def under_way(now: datetime) -> UnderWay | None:
    """At most three queries; one while nothing is."""
    run = Run.objects.filter(finished_at=None, started_at__gt=now - GIVEN_UP_AFTER).order_by("-started_at").first()
    if run:
        made = Message.objects.filter(origin=Origin.JOURNEY)
        counts = made.aggregate(
            planned=Count("pk", filter=Q(planned_at=run.at)),
            sent=Count("pk", filter=Q(handed_over_at__gte=run.at, state__in=LEFT)),
        )
        return UnderWay("run", run.started_at, counts["planned"], counts["sent"])
    begun = Rehearsal.objects.filter(counts={}, frozen_at__gt=now - REHEARSAL_GIVEN_UP_AFTER).first()
    return UnderWay("rehearsal", begun.frozen_at) if begun else None


def in_words(found: UnderWay) -> str:
    since = f"since {timezone.localtime(found.since):%H:%M}"
    if found.what == "rehearsal":
        return f"A rehearsal is under way {since}. This page shows it when it is done."
    return f"A run is under way {since}: {found.planned:,} decided, {found.sent:,} handed over so far."


def _coming(now: datetime, clinic: Organisation) -> ComingNight:
    return coming_night(now, clinic.time_zone, nightly_at=clinic.nightly_at, rehearsed_at=clinic.rehearsed_at)


def _holds(coming: ComingNight) -> list[Hold]:
    return list(
        Hold.objects.filter(Q(night=None) | Q(night__gte=coming.night), lifted_at=None).select_related("journey")
    )


def _told(rehearsal: Rehearsal, holds: list[Hold]) -> dict[str, Any]:
    journeys = shown.by_journey(rehearsal, holds)
    return {
        "journeys": journeys,
        "reasons": shown.by_reason(rehearsal),
        "oddities": shown.oddities_in_words(rehearsal),
        "forecast": shown.forecast(rehearsal),
        "planned": sum(row.planned for row in journeys),
        "held": sum(row.held for row in journeys),
        "not_sent": sum(row.not_sent for row in journeys),
        "released_by": Names([rehearsal.released_by])(rehearsal.released_by) if rehearsal.released_at else "",
    }
