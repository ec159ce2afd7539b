"""Buttons of a seminar's pages: each one call."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from campaigns.enums import SeminarState
from campaigns.models import Seminar
from campaigns.operations import seminar_places, seminars
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page

#: What the button says → where it leads, and what is said afterwards.
_ACTS = {
    "open": (SeminarState.OPEN, "Its page is open: anybody may register."),
    "close": (SeminarState.CLOSED, "Registration is closed. Whoever has a place keeps it."),
    "call-off": (SeminarState.OFF, "Called off. Whoever has a place is told by e-mail."),
}


@desk_page("campaigns.change_seminar")
@require_POST
def act(request: HttpRequest, seminar_id: UUID) -> HttpResponse:
    get_object_or_404(Seminar.objects.only("pk"), pk=seminar_id)
    if request.POST.get("do") not in _ACTS:
        messages.error(request, "Nothing was changed: the form did not say what to do.")
        return redirect("admin:desk-seminar", seminar_id)
    state, says = _ACTS[request.POST["do"]]
    try:
        seminars.move_to(state=state, seminar_id=seminar_id, by=staff_actor(request), now=timezone.now())
    except seminars.CannotChange as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, says)
    return redirect("admin:desk-seminar", seminar_id)


@desk_page("campaigns.change_seminarplace")
@require_POST
def came(request: HttpRequest, seminar_id: UUID) -> HttpResponse:
    """`came`: the ids of the places whose people came; all others did not."""
    get_object_or_404(Seminar.objects.only("pk"), pk=seminar_id)
    ids = [found for given in request.POST.getlist("came") if (found := _id(given))]
    number = seminar_places.mark_came(by=staff_actor(request), now=timezone.now(), seminar_id=seminar_id, place_ids=ids)
    messages.success(request, f"Kept: {number} came.")
    return redirect("admin:desk-seminar-people", seminar_id)


def _id(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None
