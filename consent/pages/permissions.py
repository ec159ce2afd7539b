"""What somebody signed, and one button to take each of it back: no reason is asked (45 CFR 164.508(b)(5))."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from audit.domain.actors import Actor
from clinic.domain.hours import local_day
from clinic.public_limits import limited, the_link
from clinic.public_pages import in_chosen_language, kept_by_nobody
from clinic.queries import organisation
from consent.enums import Recorded
from consent.operations import authorizations
from consent.pages.behind_links import page, record_look, whose_choices
from consent.signed_papers import SignedForm, signed_forms


@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
@kept_by_nobody
@limited("permissions", per_minute=10, by=the_link)
def permissions(request: HttpRequest, token: str) -> HttpResponse:
    """By title and date alone; behind the same link as the page of choices."""
    person_id = whose_choices(token)
    papers = _papers(person_id)
    if request.method == "POST":
        return _taken_back(request, person_id, papers)
    record_look(person_id, "consent.authorization")
    context = {
        "open_papers": [paper for paper in papers if paper.is_open],
        "ended_papers": [paper for paper in papers if not paper.is_open],
        "is_taken_back": "saved" in request.GET,
        "preferences_path": reverse("consent:preferences", args=[token]),
    }
    return page(request, "permissions", context)


def _papers(person_id: UUID) -> list[SignedForm]:
    zone = organisation().time_zone
    today = local_day(timezone.now(), zone)
    return signed_forms(person_id, language=get_language() or "", today=today, zone=zone)


def _taken_back(request: HttpRequest, person_id: UUID, papers: list[SignedForm]) -> HttpResponse:
    """A button pressed twice, or one of somebody else's, does nothing."""
    if request.POST.get("paper", "") in {str(paper.id) for paper in papers if paper.is_open}:
        authorizations.revoke(
            by=Actor.patient(person_id),
            now=timezone.now(),
            authorization_id=UUID(request.POST["paper"]),
            via=Recorded.PREFERENCE_PAGE,
        )
    query = request.GET.copy()
    query["saved"] = "1"
    return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
