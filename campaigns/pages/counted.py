"""`/t/<token>`: a counted link, and the picture of a counted mail. They lead on and show, whoever asks; what is counted
is for `operations.visits_counted`, and nothing is of a browser that asks not to be followed."""

from base64 import b64decode
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns import reading_links
from campaigns.domain.machine_visits import Visit
from campaigns.models import Message
from campaigns.operations.visits_counted import count_visit
from campaigns.pages.behind_messages import not_found
from clinic.public_limits import limited, the_link
from clinic.public_pages import in_chosen_language, kept_by_nobody
from clinic.queries import organisation
from consent.links import BadToken
from consent.pages.browser_wishes import NO, asks_not_to_track, chosen

_PER_MINUTE = 6
#: One transparent point (GIF 89a).
_POINT = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@require_safe
@in_chosen_language
@kept_by_nobody
@limited("counted-link", per_minute=_PER_MINUTE, by=the_link)
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Leads to where the published text leads. A token of ours for a link that is not there is not found."""
    message, key = _opened(reading_links.LINK, token)
    target = reading_links.destination_of(message, key, organisation())
    if not target:
        raise Http404
    _count(request, message, key)
    response = HttpResponseRedirect(target)
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@in_chosen_language
@kept_by_nobody
@limited("counted-picture", per_minute=_PER_MINUTE, by=the_link)
def picture(request: HttpRequest, token: str) -> HttpResponse:
    message, _ = _opened(reading_links.PICTURE, token)
    _count(request, message, "")
    return HttpResponse(_POINT, content_type="image/gif")


def _opened(purpose: str, token: str) -> tuple[Message, str]:
    try:
        return reading_links.opened(purpose, token)
    except BadToken:
        not_found()
        raise Http404 from None


def _count(request: HttpRequest, message: Message, key: str) -> None:
    if not asks_not_to_track(request) and chosen(request) != NO:
        count_visit(message=message, visit=_visit(request, key, timezone.now()))


def _visit(request: HttpRequest, key: str, now: datetime) -> Visit:
    headers = request.headers
    return Visit(
        at=now,
        method=str(request.method),
        agent=headers.get("User-Agent", ""),
        purpose=headers.get("Sec-Purpose", "") or headers.get("Purpose", ""),
        link=key,
    )
