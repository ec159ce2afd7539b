"""Buttons of a campaign's page: each one call."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from campaigns.models import Campaign
from campaigns.operations import campaigns
from campaigns.operations.campaigns import CannotDo
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page

#: What the button says → the operation, and what is said afterwards.
_ACTS: Mapping[str, tuple[Callable[..., Campaign], str]] = {
    "schedule": (campaigns.schedule, "Scheduled: it begins at its time."),
    "take-back": (campaigns.take_back, "It is a draft again. Somebody else has to approve it anew."),
    "pause": (campaigns.pause, "Paused: nothing more leaves but what was being handed over at this moment."),
    "resume": (campaigns.resume, "It goes on where it was."),
    "cancel": (campaigns.cancel, "Cancelled: what had not left is taken back."),
}


@desk_page("campaigns.change_campaign")
@require_POST
def act(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    if request.POST.get("do") not in _ACTS:
        messages.error(request, "Nothing was changed: the form did not say what to do.")
        return redirect("admin:desk-campaign", campaign_id)
    return _done(request, campaign_id, *_ACTS[request.POST["do"]])


@desk_page("campaigns.approve_campaign")
@require_POST
def approve(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    return _done(request, campaign_id, campaigns.approve, "Approved. It can be scheduled now.")


def _done(request: HttpRequest, campaign_id: UUID, operation: Callable[..., Campaign], says: str) -> HttpResponse:
    get_object_or_404(Campaign.objects.only("pk"), pk=campaign_id)
    try:
        operation(campaign_id=campaign_id, by=staff_actor(request), now=timezone.now())
    except CannotDo as refused:
        for problem in refused.problems:
            messages.error(request, problem)
    else:
        messages.success(request, says)
    return redirect("admin:desk-campaign", campaign_id)
