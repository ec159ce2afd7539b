"""Two buttons on a lead's page: somebody of the clinic talks to them from now on, and the letters end."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from clinic.desk import staff_actor
from clinic.desk_pages import desk_page
from journeys.operations import leads
from patients.models import Person
from patients.operations.desk_tasks import TaskEnded
from patients.operations.people import NotALead

_TAKEN = "You have taken this lead on. The letters end with the next run; what comes of it is told here."
_HANDED_OVER = "It is on the list of whoever is at the desk. The letters end with the next run."


@desk_page("patients.change_desktask")
@require_POST
def hand_over(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """`to`: `me`, or whoever is at the desk. To the task about it, which may have been there already."""
    get_object_or_404(Person.objects.only("pk"), pk=person_id)
    to_me = request.POST.get("to") == "me"
    does = leads.take_over if to_me else leads.hand_over
    try:
        task = does(by=staff_actor(request), now=timezone.now(), person_id=person_id)
    except NotALead:
        messages.info(request, "Nothing was changed: only a lead is handed over.")
        return redirect("admin:desk-person", person_id)
    except TaskEnded:
        messages.error(request, "A colleague has seen to this lead meanwhile.")
        return redirect("admin:desk-person", person_id)
    messages.success(request, _TAKEN if to_me else _HANDED_OVER)
    return redirect("admin:desk-task", task.pk)


urlpatterns = [path("person/<uuid:person_id>/hand-over/", hand_over, name="desk-hand-over")]
