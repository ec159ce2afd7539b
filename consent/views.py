"""Pages behind links and the sign-up form. GET and HEAD change nothing: mail scanners follow every link (B10)."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from audit import origin
from audit.domain.actors import Actor
from audit.enums import AuditWord, PurposeOfUse
from audit.ledger import record_read
from audit.strangers import record_refusal
from clinic.enums import Language
from clinic.public_limits import limited, the_link
from clinic.public_pages import in_chosen_language, kept_by_nobody
from consent import links, queries
from consent.enums import MARKETING_TOPICS, Recorded, Topic
from consent.forms import SubscribeForm
from consent.models import OptIn
from consent.operations import opt_ins
from consent.operations import preferences as preference_operations
from consent.topic_texts import TOPIC_TEXTS, switches
from patients.models import Person

#: Which wording of the sign-up page somebody agreed to. Change it with the wording.
SUBSCRIBE_TEXT_VERSION = "subscribe-2026-11"
PREFERENCES_TEXT_VERSION = "preferences-2026-11"

_any_method = require_http_methods(["GET", "HEAD", "POST"])


@_any_method
@in_chosen_language
@limited("subscribe", per_minute=10)
def subscribe(request: HttpRequest) -> HttpResponse:
    """The same answer whether the address is known or not: whoever asks learns nothing about anybody."""
    form = SubscribeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, "subscribe", {"form": form}, status=400 if form.is_bound else 200)
    opt_ins.ask(
        by=Actor.system("sign-up-form"),
        now=timezone.now(),
        name=form.cleaned_data["name"],
        email=form.cleaned_data["email"],
        language=_language(),
        form="newsletter-page",
        text_version=SUBSCRIBE_TEXT_VERSION,
    )
    return _page(request, "check_mailbox")


@_any_method
@in_chosen_language
@kept_by_nobody
@limited("confirm", per_minute=10, by=the_link)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Second half of the double opt-in."""
    opt_in = queries.opt_in(_opened(links.CONFIRM, token).id)
    if opt_in is None:
        raise Http404
    if request.method == "POST":
        return _confirmed(request, opt_in)
    return _subscription(request, opt_in, is_done=opt_in.confirmed_at is not None)


def _confirmed(request: HttpRequest, opt_in: OptIn) -> HttpResponse:
    try:
        opt_ins.confirm(by=Actor.patient(opt_in.person_id), now=timezone.now(), opt_in_id=opt_in.pk)
    except opt_ins.TooLate:
        return _page(request, "confirm_too_late", status=410)
    return _subscription(request, opt_in, is_done=True)


def _subscription(request: HttpRequest, opt_in: OptIn, *, is_done: bool) -> HttpResponse:
    """How it stands now: somebody may have confirmed and left since."""
    _record_look(opt_in.person_id, "consent.optin", "consent.preference")
    has_left = is_done and not _topics(opt_in.person_id)[Topic.NEWSLETTER]
    return _page(request, "confirm", {"is_done": is_done, "has_left": has_left} | _preferences_link(opt_in.person_id))


@_any_method
@in_chosen_language
@kept_by_nobody
@limited("preferences", per_minute=10, by=the_link)
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody wants to hear of. Whoever holds the link may change it; it shows no name and no address."""
    person_id = _opened(links.PREFERENCES, token).id
    topics = _topics(person_id)
    if request.method == "POST":
        return _preferences_saved(request, person_id, topics)
    _record_look(person_id, "consent.preference")
    return _page(request, "preferences", {"switches": list(switches(topics)), "is_saved": "saved" in request.GET})


def _preferences_saved(request: HttpRequest, person_id: UUID, topics: dict[Topic, bool]) -> HttpResponse:
    common: dict[str, Any] = {
        "by": Actor.patient(person_id),
        "now": timezone.now(),
        "person_id": person_id,
        "via": Recorded.PREFERENCE_PAGE,
    }
    if "everything" in request.POST:
        preference_operations.unsubscribe_all(**common)
    else:
        asked = {topic: topic.value in request.POST.getlist("topic") for topic in topics}
        changed = {topic: wanted for topic, wanted in asked.items() if wanted or topics[topic]}
        preference_operations.set_topics(wishes=changed, text_version=PREFERENCES_TEXT_VERSION, **common)
    query = request.GET.copy()
    query["saved"] = "1"
    return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")


@csrf_exempt  # a mail program presses the button, without cookies: RFC 8058, section 3.1
@_any_method
@in_chosen_language
@kept_by_nobody
@limited("one-click", per_minute=10, by=the_link)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One click: POST switches off the topic in the token, at once and without questions. GET shows the button."""
    opened = _opened(links.UNSUBSCRIBE, token)
    topic = Topic.ALL if request.POST.get("scope") == "everything" else Topic(opened.topic)
    if not queries.is_somebody(opened.id):
        raise Http404
    if request.method == "POST":
        preference_operations.unsubscribe(
            by=Actor.patient(opened.id),
            now=timezone.now(),
            person_id=opened.id,
            topic=topic,
            via=Recorded.ONE_CLICK,
        )
    context = {
        "is_done": request.method == "POST",
        "is_everything": topic == Topic.ALL,
        "is_marketing": topic in MARKETING_TOPICS,
        "topic": TOPIC_TEXTS.get(topic),
    }
    response = _page(request, "unsubscribe", context | _preferences_link(opened.id))
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD"])
@in_chosen_language
@limited("privacy", per_minute=30)
def privacy(request: HttpRequest) -> HttpResponse:
    return _page(request, "privacy")


def _opened(purpose: str, token: str) -> links.Opened:
    try:
        return links.opened(purpose, token)
    except links.BadToken:
        record_refusal(fields=["consent.preference"])
        raise Http404 from None


def _record_look(person_id: UUID, *fields: str) -> None:
    """Whoever holds the link sees something of this person: in the book before it is shown.

    A program of ours opens the link of somebody it invented: the look is the program's, about nobody.
    """
    program = origin.current().program
    record_read(
        word=AuditWord.REVEAL,
        actor=Actor.system(program) if program else Actor.patient(person_id),
        purpose=PurposeOfUse.OPERATIONS if program else PurposeOfUse.PATIENT_REQUEST,
        people=() if program else [person_id],
        fields=fields,
    )


def _topics(person_id: UUID) -> dict[Topic, bool]:
    try:
        return queries.topics_of(person_id, today=timezone.now().date())
    except Person.DoesNotExist:
        raise Http404 from None


def _preferences_link(person_id: UUID) -> dict[str, str]:
    return {"preferences_path": reverse("consent:preferences", args=[links.sign(links.PREFERENCES, person_id)])}


def _language() -> str:
    spoken = get_language() or ""
    return spoken if spoken in Language.values else Language.ENGLISH


def _page(request: HttpRequest, name: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    return render(request, f"public/consent/{name}.html", context, status=status)
