"""`/appointments/<token>/`: an appointment from the link of its reminder, behind the year of birth.

Confirm, cancel, ask for another time, take it into a calendar. GET and HEAD change nothing.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from campaigns.operations import appointment_answers as answers
from campaigns.operations import bookings
from campaigns.pages.appointment_shown import Shown, shown_behind
from campaigns.pages.behind_messages import asked_first, here, page
from campaigns.pages.wish_forms import WishForm
from clinic.domain.hours import local_day
from clinic.public_limits import limited, the_link
from clinic.public_pages import in_chosen_language, kept_by_nobody, spoken_language
from consent.pages.behind_links import record_look

SHOWN = ("patients.appointment", "patients.desktask")
_DONE = frozenset({"confirmed", "cancelled", "asked"})


@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
@kept_by_nobody
@limited("appointment", per_minute=20, by=the_link)
def appointment(request: HttpRequest, token: str) -> HttpResponse:
    shown = shown_behind(token)
    if instead := asked_first(request, shown.behind):
        return instead
    form = _form(request, shown)
    if request.method == "POST" and "birth_year" not in request.POST:
        return _acted(request, shown, form)
    return _page(request, shown, form)


def _form(request: HttpRequest, shown: Shown) -> WishForm:
    asks = request.method == "POST" and request.POST.get("do") == "ask"
    today = local_day(shown.behind.now, shown.appointment.location.time_zone)
    return WishForm(request.POST if asks else None, today=today)


def _page(
    request: HttpRequest, shown: Shown, form: WishForm, *, changed: bool = False, status: int = 200
) -> HttpResponse:
    record_look(shown.behind.message.person_id, *SHOWN)
    done = request.GET.get("done", "")
    context = {
        "shown": shown,
        "form": form,
        "has_changed": changed,
        "done": done if done in _DONE else "",
        "is_cancelling": request.GET.get("cancel") == "1" and shown.is_on,
    }
    return page(request, "appointment", context, status=status)


def _acted(request: HttpRequest, shown: Shown, form: WishForm) -> HttpResponse:
    act = _ACTS.get(request.POST.get("do", ""))
    if act is None or (form.is_bound and not form.is_valid()):
        return _page(request, shown, form, status=400)
    try:
        return here(request, shown.behind, done=act(shown, form, _seen_at(request)))
    except answers.HasChanged:
        return _page(request, shown_behind(shown.behind.token), form, changed=True, status=409)


def _confirm(shown: Shown, form: WishForm, seen_at: datetime) -> str:
    behind = shown.behind
    answers.confirm(by=behind.reader, now=behind.now, appointment_id=shown.appointment.pk, seen_at=seen_at)
    return "confirmed"


def _cancel(shown: Shown, form: WishForm, seen_at: datetime) -> str:
    behind = shown.behind
    answers.cancel(
        by=behind.reader,
        now=behind.now,
        message=behind.message,
        appointment_id=shown.appointment.pk,
        seen_at=seen_at,
    )
    return "cancelled"


def _ask(shown: Shown, form: WishForm, seen_at: datetime) -> str:
    """For another time; of an appointment that is off, for a new one."""
    behind, words = shown.behind, form.cleaned_data["words"]
    if shown.is_cancelled:
        bookings.wish(
            by=behind.reader,
            now=behind.now,
            message=behind.message,
            preferred=form.preferred(),
            words=words,
            language=spoken_language(),
        )
    else:
        answers.ask_to_move(
            by=behind.reader,
            now=behind.now,
            message=behind.message,
            appointment_id=shown.appointment.pk,
            seen_at=seen_at,
            preferred=form.preferred(),
            words=words,
        )
    return "asked"


def _seen_at(request: HttpRequest) -> datetime:
    """The time that the page showed. Raises `HasChanged` where it says none."""
    try:
        seen = datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        raise answers.HasChanged("the form names no time") from None
    if seen.tzinfo is None:
        raise answers.HasChanged("the form names no time")
    return seen


_ACTS: Mapping[str, Callable[[Shown, WishForm, datetime], str]] = {
    "confirm": _confirm,
    "cancel": _cancel,
    "ask": _ask,
}
