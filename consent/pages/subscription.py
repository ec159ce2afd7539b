"""Confirming a subscription, and one click. GET and HEAD change nothing: mail scanners follow every link (B10)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from audit.domain.actors import Actor
from clinic.public_limits import limited, the_link
from clinic.public_pages import in_chosen_language, kept_by_nobody
from consent import links, queries
from consent.enums import MARKETING_TOPICS, Recorded, Topic
from consent.models import OptIn
from consent.operations import opt_ins
from consent.operations import preferences as preference_operations
from consent.pages.behind_links import opened, opt_in_to_confirm, page, record_look
from consent.pages.preferences import topics_of
from consent.topic_texts import TOPIC_TEXTS

_any_method = require_http_methods(["GET", "HEAD", "POST"])


@_any_method
@in_chosen_language
@kept_by_nobody
@limited("confirm", per_minute=10, by=the_link)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Second half of the double opt-in."""
    opt_in = opt_in_to_confirm(token)
    if request.method == "POST":
        return _confirmed(request, opt_in)
    return _subscription(request, opt_in, is_done=opt_in.confirmed_at is not None)


def _confirmed(request: HttpRequest, opt_in: OptIn) -> HttpResponse:
    try:
        opt_ins.confirm(by=Actor.patient(opt_in.person_id), now=timezone.now(), opt_in_id=opt_in.pk)
    except opt_ins.TooLate:
        return page(request, "confirm_too_late", status=410)
    return _subscription(request, opt_in, is_done=True)


def _subscription(request: HttpRequest, opt_in: OptIn, *, is_done: bool) -> HttpResponse:
    """How it stands now: somebody may have confirmed and left since."""
    record_look(opt_in.person_id, "consent.optin", "consent.preference")
    has_left = is_done and not topics_of(opt_in.person_id)[Topic.NEWSLETTER]
    return page(request, "confirm", {"is_done": is_done, "has_left": has_left})


@csrf_exempt  # a mail program presses the button, without cookies: RFC 8058, section 3.1
@_any_method
@in_chosen_language
@kept_by_nobody
@limited("one-click", per_minute=10, by=the_link)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One click: POST switches off the topic in the token, at once and without questions. GET shows the button."""
    link = opened(links.UNSUBSCRIBE, token)
    topic = Topic.ALL if request.POST.get("scope") == "everything" else Topic(link.topic)
    if not queries.is_somebody(link.id):
        raise Http404
    if request.method == "POST":
        preference_operations.unsubscribe(
            by=Actor.patient(link.id),
            now=timezone.now(),
            person_id=link.id,
            topic=topic,
            via=Recorded.ONE_CLICK,
        )
    context = {
        "is_done": request.method == "POST",
        "is_everything": topic == Topic.ALL,
        "is_marketing": topic in MARKETING_TOPICS,
        "topic": TOPIC_TEXTS.get(topic),
    }
    response = page(request, "unsubscribe", context)
    response["Referrer-Policy"] = "no-referrer"
    return response
