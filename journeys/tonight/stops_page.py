"""The switch: what is stopped, stopping it, letting it go on."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from campaigns.enums import StopScope
from campaigns.models import SendingStop
from campaigns.operations import stops as switch
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.enums import Channel
from journeys.models import Journey
from journeys.tonight.staff_words import Names

_LIFTED_SHOWN = 20


class StopForm(forms.Form):
    """`what` says scope and name in one word: `everything:`, `channel:sms`, `journey:recall`."""

    what = forms.CharField(max_length=80)
    why = forms.CharField(max_length=120)


@dataclass(frozen=True, slots=True)
class StopRow:
    stop: SendingStop
    what: str
    by: str
    lifted_by: str


@desk_page("campaigns.view_sendingstop")
@require_safe
def stops(request: HttpRequest) -> HttpResponse:
    standing = list(SendingStop.objects.filter(lifted_at=None))
    lifted = list(SendingStop.objects.filter(lifted_at__isnull=False)[:_LIFTED_SHOWN])
    rows = _rows([*standing, *lifted])
    return show(
        request,
        "journeys/tonight/stops.html",
        title="Stop sending",
        standing=rows[: len(standing)],
        lifted=rows[len(standing) :],
        choices=_choices(),
    )


@desk_page("campaigns.add_sendingstop")
@require_POST
def place(request: HttpRequest) -> HttpResponse:
    form = StopForm(request.POST)
    offered = {value for _, options in _choices() for value, _ in options}
    if not form.is_valid() or form.cleaned_data["what"] not in offered:
        messages.error(request, "Nothing was stopped: please say what to stop, and why.")
        return redirect("admin:tonight-stops")
    scope, _, name = form.cleaned_data["what"].partition(":")
    switch.place(
        scope=StopScope(scope),
        journey=name if scope == StopScope.JOURNEY else "",
        channel=name if scope == StopScope.CHANNEL else "",
        why=form.cleaned_data["why"],
        by=staff_actor(request),
        now=timezone.now(),
    )
    messages.success(request, "Stopped. At most sixteen messages that were on their way at this moment still leave.")
    return redirect("admin:tonight-stops")


@desk_page("campaigns.change_sendingstop")
@require_POST
def lift(request: HttpRequest, sending_stop_id: UUID) -> HttpResponse:
    get_object_or_404(SendingStop.objects.only("pk"), pk=sending_stop_id)
    switch.lift(stop_id=sending_stop_id, by=staff_actor(request), now=timezone.now())
    messages.success(request, "Sending goes on. What is still in time leaves within minutes.")
    return redirect("admin:tonight-stops")


def _choices() -> list[tuple[str, list[tuple[str, str]]]]:
    journeys = Journey.objects.order_by("name").values_list("slug", "name")
    return [
        ("All of it", [(f"{StopScope.EVERYTHING}:", "Everything but answers to requests and alerts")]),
        ("One channel", [(f"{StopScope.CHANNEL}:{channel.value}", str(channel.label)) for channel in Channel]),
        ("One journey", [(f"{StopScope.JOURNEY}:{slug}", name) for slug, name in journeys]),
    ]


def _rows(found: list[SendingStop]) -> list[StopRow]:
    names = Names([stop.placed_by for stop in found] + [stop.lifted_by for stop in found])
    words = {value: label for _, options in _choices() for value, label in options}
    return [
        StopRow(
            stop,
            words.get(f"{stop.scope}:{stop.journey or stop.channel}", str(stop.get_scope_display())),
            names(stop.placed_by),
            names(stop.lifted_by),
        )
        for stop in found
    ]
