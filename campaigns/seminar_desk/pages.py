"""Seminars as a list, the page of one in counts, and who registered for it, by name."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.enums import AuditWord
from campaigns import seminar_mails
from campaigns.domain.seminars import stands
from campaigns.enums import PlaceState
from campaigns.models import Seminar, SeminarPlace
from clinic.desk import purpose_of_use, staff_actor
from clinic.desk_pages import desk_page, show
from patients.desk.revealed import NAMES, details_of

MOST = 200
_HELD, _FULL, _GIVEN_UP = (
    Count("places", filter=Q(places__state=state)) for state in (PlaceState.HELD, PlaceState.FULL, PlaceState.GIVEN_UP)
)
_CAME = Count("places", filter=Q(places__came_at__isnull=False))


@dataclass(frozen=True, slots=True)
class Line:
    place: SeminarPlace
    name: str


@desk_page("campaigns.view_seminar")
@require_safe
def seminars(request: HttpRequest) -> HttpResponse:
    found = Seminar.objects.select_related("location").annotate(held=_HELD, came=_CAME)
    return show(request, "campaigns/desk/seminars.html", title="Seminars", seminars=list(found[:MOST]), most=MOST)


@desk_page("campaigns.view_seminar")
@require_safe
def seminar(request: HttpRequest, seminar_id: UUID) -> HttpResponse:
    counted = Seminar.objects.select_related("location").annotate(
        held=_HELD, full=_FULL, given_up=_GIVEN_UP, came=_CAME
    )
    found = get_object_or_404(counted, pk=seminar_id)
    return show(
        request,
        "campaigns/desk/seminar.html",
        title=found.topic_en,
        seminar=found,
        zone=seminar_mails.zone_of(found),
        stands=stands(found, timezone.now()).value,
        address=f"{settings.PUBLIC_URL}{reverse('campaigns:event', args=[found.slug])}",
        missing=[name for name, text in _chinese(found).items() if not text],
    )


@desk_page("campaigns.view_seminarplace")
@require_safe
def people(request: HttpRequest, seminar_id: UUID) -> HttpResponse:
    """Names of whoever registered, for whoever stands at the door: one event in the book."""
    found = get_object_or_404(Seminar, pk=seminar_id)
    places = list(found.places.select_related("person").order_by("state", "registered_at", "pk"))
    shown = details_of(
        [place.person for place in places],
        NAMES,
        by=staff_actor(request),
        purpose=purpose_of_use(request),
        beside=("campaigns.seminarplace",),
        word=AuditWord.LIST,
    )
    lines = [Line(place, shown[place.person_id].name) for place in places]
    held = [line for line in lines if line.place.state == PlaceState.HELD]
    return show(
        request,
        "campaigns/desk/seminar_people.html",
        title="Who registered",
        seminar=found,
        held=sorted(held, key=lambda line: line.name.casefold()),
        others=[line for line in lines if line.place.state != PlaceState.HELD],
    )


def _chinese(seminar: Seminar) -> dict[str, str]:
    return {"繁體中文": seminar.topic_zh_hant, "简体中文": seminar.topic_zh_hans}
