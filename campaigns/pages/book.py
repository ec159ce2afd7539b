"""`/book/` and `/book/<token>/`: somebody would like to come (R4, R13). Nothing is booked: the desk calls or writes.

The first is for anybody and tells nobody whether they are known; the second is for the reader of a message.
"""

import json

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.enums import LinkPurpose
from campaigns.operations import bookings
from campaigns.pages.behind_messages import Behind, asked_first, here, opened, page
from campaigns.pages.wish_forms import BookingForm, WishForm
from clinic.domain.hours import local_day
from clinic.public_limits import limited, the_link
from clinic.public_pages import in_chosen_language, kept_by_nobody, spoken_language
from clinic.queries import organisation
from consent.enums import DoorstepKind
from consent.operations import doorstep
from consent.pages.behind_links import record_look

PURPOSE, VIEW = LinkPurpose.BOOKING, "campaigns:book-link"
_any_method = require_http_methods(["GET", "HEAD", "POST"])


@_any_method
@in_chosen_language
@limited("book", per_minute=5, forgives_errors=True)
def book(request: HttpRequest) -> HttpResponse:
    """Keeps what was written and looks nothing up: the answer is the same for everybody."""
    now, clinic = timezone.now(), organisation()
    form = BookingForm(
        request.POST if request.method == "POST" else None,
        today=local_day(now, clinic.time_zone),
        clinic_phone=clinic.phone,
    )
    if not form.is_valid():
        return page(request, "book", {"form": form}, status=400 if form.is_bound else 200)
    told = {name: form.cleaned_data[name] for name in ("name", "email", "phone", "words")}
    doorstep.post(
        kind=DoorstepKind.BOOKING,
        content={**told, "preferred": json.dumps(form.preferred())},
        language=spoken_language(),
        now=now,
    )
    return page(request, "book_sent", {"by_mail": True})


@_any_method
@in_chosen_language
@kept_by_nobody
@limited("book-link", per_minute=10, by=the_link)
def book_link(request: HttpRequest, token: str) -> HttpResponse:
    """From a message: nobody has to write their name; behind the year of birth."""
    message = opened(PURPOSE, token)
    behind = Behind(PURPOSE, VIEW, token, message, message.person_id, timezone.now())
    if instead := asked_first(request, behind):
        return instead
    wishes = request.method == "POST" and "birth_year" not in request.POST
    today = local_day(behind.now, organisation().time_zone)
    form = WishForm(request.POST if wishes else None, today=today)
    if form.is_valid():
        return _wished(request, behind, form)
    record_look(message.person_id, "patients.desktask")
    if bookings.open_wish(message) and not form.is_bound:
        return page(request, "book_sent", {"by_mail": False})
    return page(request, "book", {"form": form, "is_known": True}, status=400 if form.is_bound else 200)


def _wished(request: HttpRequest, behind: Behind, form: WishForm) -> HttpResponse:
    bookings.wish(
        by=behind.reader,
        now=behind.now,
        message=behind.message,
        preferred=form.preferred(),
        words=form.cleaned_data["words"],
        language=spoken_language(),
    )
    return here(request, behind)
