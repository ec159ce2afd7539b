"""The page of somebody's choices. Whoever holds the link may change them; it shows no name and no address.

It is several small forms; each says in `do` what it is about, and what none of them says changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit.domain.actors import Actor
from clinic.domain.hours import local_day
from clinic.public_limits import limited, the_link
from clinic.public_pages import in_chosen_language, kept_by_nobody
from clinic.queries import organisation
from consent import queries
from consent.enums import Recorded, Topic
from consent.operations import holidays, pauses, risk, tracking
from consent.operations import preferences as preference_operations
from consent.pages import browser_wishes
from consent.pages.behind_links import page, record_look, whose_choices
from consent.pages.choices_shown import Choices, choices_of
from patients.models import Person
from patients.operations.people import update_person

#: Which wording somebody agreed to. Change it with the wording.
PREFERENCES_TEXT_VERSION = "preferences-2026-12-texts"
HOLIDAYS_TEXT_VERSION = "holidays-2026-11"
TRACKING_TEXT_VERSION = "tracking-2026-11"
RISK_TEXT_VERSION = "email-risk-2026-11"
#: What the page shows, for the book.
SHOWN = (
    "consent.preference",
    "consent.pause",
    "consent.holidaychoice",
    "consent.trackingchoice",
    "consent.riskacknowledgement",
    "patients.person.language",
)


@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
@kept_by_nobody
@limited("preferences", per_minute=10, by=the_link)
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody wants to hear of, on which channel, and what we may count."""
    person_id, now = whose_choices(token), timezone.now()
    choices = _choices(person_id, now)
    if request.method == "POST":
        _act(request, _Change(request.POST, person_id, now, choices))
        return _saved(request)
    record_look(person_id, *SHOWN)
    context = {
        "choices": choices,
        "weeks": pauses.WEEKS,
        "languages": settings.LANGUAGES,
        "browser_says_no": browser_wishes.asks_not_to_track(request),
        "is_saved": "saved" in request.GET,
        "token": token,
    }
    return page(request, "preferences", context)


def topics_of(person_id: UUID) -> dict[Topic, bool]:
    """Topic → on, by e-mail. A link of nobody is not found."""
    try:
        return queries.topics_of(person_id, today=local_day(timezone.now(), organisation().time_zone))
    except Person.DoesNotExist:
        raise Http404 from None


def _choices(person_id: UUID, now: datetime) -> Choices:
    try:
        return choices_of(person_id, now=now, zone=organisation().time_zone)
    except Person.DoesNotExist:
        raise Http404 from None


def _saved(request: HttpRequest) -> HttpResponse:
    query = request.GET.copy()
    query["saved"] = "1"
    return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")


@dataclass(frozen=True, slots=True)
class _Change:
    """What was posted, and how it stood before."""

    told: QueryDict
    person_id: UUID
    now: datetime
    before: Choices

    @property
    def who(self) -> dict[str, Any]:
        return {"by": Actor.patient(self.person_id), "now": self.now, "person_id": self.person_id}

    @property
    def common(self) -> dict[str, Any]:
        return {**self.who, "via": Recorded.PREFERENCE_PAGE}


def _act(request: HttpRequest, change: _Change) -> None:
    """A browser that asks not to be tracked has said so with whatever it posts."""
    if browser_wishes.asks_not_to_track(request):
        tracking.choose(wanted=False, via=Recorded.BROWSER_SIGNAL, text_version=TRACKING_TEXT_VERSION, **change.who)
    elif change.told.get("do") == "tracking":
        _track(change)
    if act := _ACTS.get(change.told.get("do", "")):
        act(change)


def _topics(change: _Change) -> None:
    """What is ticked now, and what was ticked and is not any more. A box that was left empty says nothing."""
    wishes = {
        channel: {topic: topic in change.told.getlist(channel) for topic in topics}
        for channel, topics in change.before.topics.items()
    }
    said = {
        channel: {topic: wanted for topic, wanted in wished.items() if wanted or change.before.topics[channel][topic]}
        for channel, wished in wishes.items()
    }
    preference_operations.set_topics_by_channel(wishes=said, text_version=PREFERENCES_TEXT_VERSION, **change.common)


def _everything_off(change: _Change) -> None:
    preference_operations.leave_everything(**change.common)


def _holidays(change: _Change) -> None:
    if offered := [line.name for line in change.before.holidays]:
        wanted = set(change.told.getlist("holiday")) & set(offered)
        holidays.choose(offered=offered, wanted=wanted, text_version=HOLIDAYS_TEXT_VERSION, **change.common)


def _pause(change: _Change) -> None:
    weeks = {str(number): number for number in pauses.WEEKS}.get(change.told.get("weeks", ""))
    if weeks:
        pauses.pause(weeks=weeks, **change.common)


def _resume(change: _Change) -> None:
    pauses.end(**change.common)


def _track(change: _Change) -> None:
    wanted = "allowed" in change.told
    if wanted is not change.before.is_tracked:
        tracking.choose(wanted=wanted, text_version=TRACKING_TEXT_VERSION, **change.common)


def _answer_risk(change: _Change) -> None:
    answer = {"yes": True, "no": False}.get(change.told.get("accepted", ""))
    if change.before.is_patient and answer is not None and answer is not change.before.risk:
        risk.acknowledge(accepted=answer, text_version=RISK_TEXT_VERSION, **change.common)


def _speak(change: _Change) -> None:
    language = change.told.get("language", "")
    if language in dict(settings.LANGUAGES) and language != change.before.language:
        update_person(language=language, **change.who)


_ACTS: dict[str, Callable[[_Change], None]] = {
    "topics": _topics,
    "everything-off": _everything_off,
    "holidays": _holidays,
    "pause": _pause,
    "resume": _resume,
    "risk": _answer_risk,
    "language": _speak,
}
