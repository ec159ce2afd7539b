"""Somebody calls: "why did I get this?", "why did I not?". Everything about one person's messages on one page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.desk import purpose_of_use, staff_actor
from clinic.desk_pages import desk_page, show
from journeys.explaining import explain
from journeys.why import LOOKS, why_page
from patients.desk.revealed import APPOINTMENT, CLEAR, NAMES, details_of
from patients.models import Person

#: What the page tells of somebody beside the name.
BESIDE = (
    *CLEAR,
    *APPOINTMENT,
    "campaigns.message",
    "journeys.enrolment",
    "patients.visit",
    "patients.procedure",
    "consent.preference",
    "consent.optin",
    "consent.authorization",
    "consent.riskacknowledgement",
    "consent.suppression",
    "consent.pause",
    "consent.restriction",
)


@desk_page("patients.view_person")
@require_safe
def why(request: HttpRequest, person_id: UUID) -> HttpResponse:
    now = timezone.now()
    one = get_object_or_404(Person, pk=person_id)
    shown = details_of([one], NAMES, by=staff_actor(request), purpose=purpose_of_use(request), beside=BESIDE)
    return show(
        request,
        "journeys/desk/why.html",
        title="Why these messages",  # a name would stay in the history of a shared browser
        one=one,
        name=shown[one.pk].name,
        page=why_page(explain(one.pk, now, since=now - LOOKS)),
    )


urlpatterns = [path("person/<uuid:person_id>/why/", why, name="desk-why")]
