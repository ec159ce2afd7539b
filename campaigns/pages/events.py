"""`/events/<slug>/` and `/events/to/<token>/`: a seminar, and a place at it (R11).

The first is for anybody, keeps what was written and looks nobody up: the answer is the same whether an address is
known, registered already, or the last seat is gone. The second is for the reader of a message: one button to register,
one to give the place up. It names nobody and asks for no second fact: what it shows stands in the mail that it came in.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit.domain.actors import Actor
from campaigns import message_links, seminar_mails
from campaigns.domain.dates_in_words import day_in_words, time_in_words
from campaigns.domain.seminars import Page, stands
from campaigns.enums import PlaceState
from campaigns.models import Message, Seminar, SeminarPlace
from campaigns.operations import seminar_places
from campaigns.pages.behind_messages import not_found, page
from clinic.domain.hours import local_day
from clinic.models import Notice
from clinic.public_limits import limited, the_link
from clinic.public_pages import in_chosen_language, kept_by_nobody, spoken_language
from clinic.queries import organisation
from consent import links
from consent.enums import DoorstepKind
from consent.operations import doorstep
from consent.pages.behind_links import record_look
from consent.pages.forms import SubscribeForm

_any_method = require_http_methods(["GET", "HEAD", "POST"])


@_any_method
@in_chosen_language
@limited("event", per_minute=10, forgives_errors=True)
def event(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    seminar = Seminar.objects.select_related("location").filter(slug=slug).first()
    if seminar is None or stands(seminar, now) is Page.HIDDEN:
        raise Http404
    is_open = stands(seminar, now) is Page.OPEN
    form = SubscribeForm(request.POST if request.method == "POST" and is_open else None)
    if not form.is_valid():
        told = {**_told(seminar), "form": form if is_open else None, "stands": stands(seminar, now)}
        return page(request, "event", told, status=400 if form.is_bound else 200)
    doorstep.post(
        kind=DoorstepKind.SEMINAR,
        content={"name": form.cleaned_data["name"], "email": form.cleaned_data["email"], "seminar": seminar.slug},
        language=spoken_language(),
        now=now,
    )
    return page(request, "event_sent", _told(seminar))


@_any_method
@in_chosen_language
@kept_by_nobody
@limited("event-link", per_minute=10, by=the_link)
def event_link(request: HttpRequest, token: str) -> HttpResponse:
    message, seminar = _opened(token)
    if request.method == "POST":
        return _done(request, token, message, seminar)
    record_look(message.person_id, "campaigns.seminarplace")
    mine = SeminarPlace.objects.filter(seminar=seminar, person_id=message.person_id).first()
    has_place = mine is not None and mine.state == PlaceState.HELD
    told = {
        **_told(seminar),
        "stands": stands(seminar, timezone.now()),
        "has_place": has_place,
        "was_full": mine is not None and mine.state == PlaceState.FULL,
        "gave_up": mine is not None and mine.state == PlaceState.GIVEN_UP,
        "online_url": seminar.online_url if has_place else "",
    }
    return page(request, "event_link", told)


def _done(request: HttpRequest, token: str, message: Message, seminar: Seminar) -> HttpResponse:
    by, now = Actor.patient(message.person_id), timezone.now()
    mine = SeminarPlace.objects.filter(seminar=seminar, person_id=message.person_id).first()
    if request.POST.get("do") == "give-up" and mine:
        seminar_places.give_up(by=by, now=now, place_id=mine.pk)
    elif request.POST.get("do") == "register" and stands(seminar, now) is Page.OPEN:
        seminar_places.register(by=by, now=now, seminar_id=seminar.pk, message=message)
    query = request.GET.urlencode()
    here = reverse("campaigns:event-link", args=[token])
    return HttpResponseRedirect(f"{here}?{query}" if query else here)


def _opened(token: str) -> tuple[Message, Seminar]:
    """One that is not ours, made for an address that was left, or about no seminar is not found; the try is in the
    book."""
    today = local_day(timezone.now(), organisation().time_zone)
    try:
        message = message_links.opened(seminar_mails.LINK, token, today=today)
    except links.BadToken:
        not_found()
        raise Http404 from None
    subjects = dict(Notice.objects.filter(pk=message.origin_id).values_list("pk", "subject_id"))
    told = seminar_mails.told_in([message], subjects).get(message.pk)
    if told is None or stands(told.seminar, timezone.now()) is Page.HIDDEN:
        not_found()
        raise Http404
    return message, told.seminar


def _told(seminar: Seminar) -> dict[str, Any]:
    language, zone = spoken_language(), seminar_mails.zone_of(seminar)
    return {
        "topic": seminar_mails.said(seminar, "topic", language),
        "speaker": seminar_mails.said(seminar, "speaker", language),
        "about": seminar_mails.said(seminar, "about", language),
        "day": day_in_words(seminar.starts_at, zone, language),
        "time": time_in_words(seminar.starts_at, zone, language),
        "minutes": seminar.minutes,
        "where": seminar_mails.where(seminar, language),
        "is_online": seminar.location_id is None,
        "closes_day": day_in_words(seminar.closes_at, zone, language),
        "closes_time": time_in_words(seminar.closes_at, zone, language),
    }
