"""`/appointments/<token>/calendar.ics`: an appointment for the reader's calendar."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaigns.domain.calendar_files import MEDIA_TYPE, Entry, calendar_file
from campaigns.letters import mail_host
from campaigns.pages.appointment_shown import Shown, shown_behind
from campaigns.pages.behind_messages import asked_first, here
from clinic.public_limits import limited, the_link
from clinic.public_pages import in_chosen_language, kept_by_nobody, spoken_language
from clinic.queries import organisation
from consent.pages.behind_links import record_look


@require_safe
@in_chosen_language
@kept_by_nobody
@limited("appointment-file", per_minute=20, by=the_link)
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Its name says nothing. What is off, or over, has none; who has not said the year of birth is asked first."""
    shown = shown_behind(token)
    if not shown.is_on or asked_first(request, shown.behind):
        return here(request, shown.behind)
    record_look(shown.behind.message.person_id, "patients.appointment")
    response = HttpResponse(calendar_file(_entry(shown)), content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return response


def _entry(shown: Shown) -> Entry:
    one = shown.appointment
    return Entry(
        uid=f"{one.pk}@{mail_host()}",
        revision=int((one.updated_at - one.created_at).total_seconds()),
        starts_at=one.starts_at,
        minutes=one.minutes,
        zone=one.location.time_zone,
        title=organisation().name_in(spoken_language()),
        place=", ".join(filter(None, (one.location.name, one.location.address))),
        written_at=shown.behind.now,
    )
