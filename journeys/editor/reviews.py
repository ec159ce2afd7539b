"""Which journeys are due to be read again, and what was found."""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.hours import local_day
from clinic.queries import organisation
from clinic.staff_names import names_of
from journeys.models import Journey, JourneyReview
from journeys.operations.reviews import record_review, reviews_due

_LATEST = 20


class ReviewForm(forms.Form):
    found = forms.CharField(max_length=250, required=False)


@desk_page("journeys.view_journeyreview")
@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    today = local_day(now, organisation().time_zone)
    due = reviews_due(now)
    past = list(JourneyReview.objects.select_related("journey")[:_LATEST])
    names = who_did(review.reviewed_by for review in past)
    return show(
        request,
        "journeys/editor/reviews.html",
        title="Journeys to read again",
        due=[one for one in due if one.is_due(today)],
        later=[one for one in due if not one.is_due(today)],
        past=[(review, names[review.reviewed_by]) for review in past],
    )


@desk_page("journeys.add_journeyreview")
@require_POST
def review(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    journey = get_object_or_404(Journey, pk=journey_id)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Not saved: what was found has at most 250 characters.")
    else:
        told = form.cleaned_data["found"]
        record_review(journey_id=journey.pk, found=told, by=staff_actor(request), now=timezone.now())
        messages.success(request, f"“{journey.name}” was read again.")
    return redirect("admin:journey-reviews")


def who_did(actors: Iterable[str]) -> dict[str, str]:
    """`staff:<id>` → log-in name, in one query; whatever else acted is called by its kind."""
    told = {actor: actor.partition(":") for actor in actors}
    names = names_of({UUID(id_) for kind, _, id_ in told.values() if kind == "staff"})

    def called(kind: str, id_: str) -> str:
        return names.get(UUID(id_), "somebody") if kind == "staff" else kind or "the installation"

    return {actor: called(kind, id_) for actor, (kind, _, id_) in told.items()}
