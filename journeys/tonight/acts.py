"""Buttons of the pages of the night: each one call."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError

from clinic.desk import staff_actor
from clinic.desk_pages import desk_page
from journeys.enums import HoldScope
from journeys.models import Hold, Journey, Rehearsal, RehearsedLine
from journeys.operations import holds, releases
from journeys.tasks import rehearse_again
from journeys.tonight.live import left

_UNSAID = "Held on the page of the night"


class HoldForm(forms.Form):
    """`line`: whose message or person; `journey`: which one. `night` empty: until it is lifted."""

    scope = forms.ChoiceField(choices=HoldScope.choices)
    why = forms.CharField(max_length=120, required=False)
    night = forms.DateField(required=False)
    line = forms.UUIDField(required=False)
    journey = forms.UUIDField(required=False)


@desk_page("journeys.add_hold")
@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    form = HoldForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was held: the form did not say what.")
        return redirect("admin:tonight")
    told = form.cleaned_data
    scope, night = HoldScope(told["scope"]), told["night"]
    if scope == HoldScope.MESSAGE and (gone_at := left(get_object_or_404(RehearsedLine, pk=told["line"]))):
        messages.error(request, f"Too late: it left {gone_at}. Nothing is held.")
        return redirect("admin:tonight-line", told["line"])
    placed = holds.place(
        scope=scope,
        why=told["why"] or _UNSAID,
        by=staff_actor(request),
        now=timezone.now(),
        night=night,
        **_what(scope, told),
    )
    messages.success(request, f"Held: {str(placed.get_scope_display()).lower()}, {_until(night)}.")
    if scope in (HoldScope.MESSAGE, HoldScope.PERSON):
        return redirect("admin:tonight-line", told["line"])
    return redirect("admin:tonight")


@desk_page("journeys.change_hold")
@require_POST
def lift(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    get_object_or_404(Hold.objects.only("pk"), pk=hold_id)
    freed = holds.lift(hold_id=hold_id, by=staff_actor(request), now=timezone.now())
    messages.success(request, f"The hold is lifted. Messages that were held by it: {freed}.")
    return redirect("admin:tonight")


@desk_page("journeys.change_rehearsal")
@require_POST
def release(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    get_object_or_404(Rehearsal.objects.only("pk"), pk=rehearsal_id)
    try:
        releases.release(rehearsal_id=rehearsal_id, by=staff_actor(request), now=timezone.now())
    except releases.NotTheLatest:
        messages.error(request, "The night was rehearsed again since you opened the page. Please read it once more.")
    else:
        messages.success(request, "Released: what is listed here leaves in its hours, but for what is held.")
    return redirect("admin:tonight")


@desk_page("journeys.change_rehearsal")
@require_POST
def release_since(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    shown_at = forms.DateTimeField().to_python(request.POST.get("shown_at") or None)
    if shown_at is None:
        messages.error(request, "Nothing was released: please open the page again.")
        return redirect("admin:tonight")
    freed = releases.release_what_came_since(shown_at=min(shown_at, now), by=staff_actor(request), now=now)
    messages.success(request, f"Messages released: {freed}.")
    return redirect("admin:tonight")


@desk_page("journeys.change_rehearsal")
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    try:
        rehearse_again.delay()
    except OperationalError:
        messages.error(request, "The night is not rehearsed: the queue of work does not answer. Please try later.")
    else:
        messages.success(request, "The night is rehearsed once more. The page shows it when it is done.")
    return redirect("admin:tonight")


def _what(scope: HoldScope, told: dict[str, Any]) -> dict[str, Any]:
    if scope == HoldScope.EVERYTHING:
        return {}
    if scope == HoldScope.JOURNEY:
        return {"journey_id": get_object_or_404(Journey.objects.only("pk"), pk=told["journey"]).pk}
    line = get_object_or_404(RehearsedLine, pk=told["line"])
    if scope == HoldScope.PERSON:
        return {"person_id": line.person_id}
    return {
        "person_id": line.person_id,
        "journey_id": line.journey_id,
        "anchor_key": line.anchor_key,
        "step": line.step,
    }


def _until(night: date | None) -> str:
    return f"for the night of {night.day} {night:%B}" if night else "until the hold is lifted"
