"""One person: who, what may be sent, what comes next, what happened."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from clinic.desk import purpose_of_use, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.desk import Panel
from clinic.domain.timeline import TimelineEntry, newest_first
from clinic.models import BreakGlass
from patients.desk.acts import line_of
from patients.desk.emergency import emergency_of, opened_by
from patients.desk.queries import upcoming_appointments
from patients.desk.revealed import ALL, APPOINTMENT, CLEAR, NAMES, details_of
from patients.models import Person

LINES_A_PAGE = 20


@desk_page("patients.view_person")
@require_safe
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    now = timezone.now()
    one = get_object_or_404(Person.objects.select_related("guardian"), pk=person_id)
    opened = opened_by(request, person_id)
    return show(
        request,
        "patients/desk/person.html",
        title="Person",  # a name would stay in the history of a shared browser
        one=one,
        upcoming=[line_of(appointment, now) for appointment in upcoming_appointments(person_id, now)],
        panels=_panels(person_id, now),
        history=Paginator(_history(person_id), LINES_A_PAGE).get_page(request.GET.get("page")),
        **_revealed(request, one, opened),
        **emergency_of(request, opened),
    )


def _revealed(request: HttpRequest, one: Person, opened: BreakGlass | None) -> dict[str, Any]:
    """The person with all that the page shows under one event; of a guardian the name alone, under another.

    While emergency access to the person is open, the event says so, although the role sees this page without.
    """
    mark = {"break_glass": str(opened.pk)} if opened else None
    by, purpose = staff_actor(request), purpose_of_use(request)
    details = details_of([one], ALL, by=by, purpose=purpose, beside=_beside(), details=mark)[one.pk]
    if one.guardian is None:
        return {"details": details, "guardian": None}
    return {
        "details": details,
        "guardian": details_of([one.guardian], NAMES, by=by, purpose=purpose)[one.guardian.pk],
    }


def _beside() -> set[str]:
    told = [import_string(path).tells_of for path in (*settings.PERSON_PANELS, *settings.PERSON_TIMELINE_SOURCES)]
    return {*CLEAR, *APPOINTMENT, *(field for fields in told for field in fields)}


def _panels(person_id: UUID, now: datetime) -> list[Panel]:
    """Those that have something to say about this person."""
    panels = [import_string(panel)(person_id, now) for panel in settings.PERSON_PANELS]
    return [panel for panel in panels if panel is not None]


def _history(person_id: UUID) -> list[TimelineEntry]:
    told = [import_string(source)(person_id) for source in settings.PERSON_TIMELINE_SOURCES]
    return newest_first([entry for entries in told for entry in entries])
