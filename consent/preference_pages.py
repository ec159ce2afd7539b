"""The page of somebody's choices. Whoever holds the link may change them; it shows no name and no address."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit.domain.actors import Actor
from clinic.public_limits import limited, the_link
from clinic.public_pages import in_chosen_language, kept_by_nobody
from consent import links, queries
from consent.enums import Recorded, Topic
from consent.link_pages import opened, page, record_look
from consent.operations import preferences as preference_operations
from consent.topic_texts import switches
from patients.models import Person

PREFERENCES_TEXT_VERSION = "preferences-2026-11"


@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
@kept_by_nobody
@limited("preferences", per_minute=10, by=the_link)
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody wants to hear of."""
    person_id = opened(links.PREFERENCES, token).id
    topics = topics_of(person_id)
    if request.method == "POST":
        return _saved(request, person_id, topics)
    record_look(person_id, "consent.preference")
    return page(request, "preferences", {"switches": list(switches(topics)), "is_saved": "saved" in request.GET})


def topics_of(person_id: UUID) -> dict[Topic, bool]:
    """Topic → on. A link of nobody is not found."""
    try:
        return queries.topics_of(person_id, today=timezone.now().date())
    except Person.DoesNotExist:
        raise Http404 from None


def _saved(request: HttpRequest, person_id: UUID, topics: dict[Topic, bool]) -> HttpResponse:
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
