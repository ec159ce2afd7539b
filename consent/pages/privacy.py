"""What the clinic says about privacy: the notice and its versions; cookies, with a real choice."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinic.domain.hours import local_day
from clinic.public_limits import limited
from clinic.public_pages import in_chosen_language, spoken_language
from clinic.queries import organisation
from consent.cookies import COOKIES
from consent.models import PrivacyNotice
from consent.notices import current_notice, other_versions, published_notice
from consent.pages import browser_wishes
from consent.pages.behind_links import page
from consent.pages.notice_html import shown

#: The day of the last change to how Global Privacy Control is honoured here.
_GPC_SINCE = "2026-11-22"


@require_http_methods(["GET", "HEAD"])
@in_chosen_language
@limited("privacy", per_minute=30)
def privacy(request: HttpRequest, version: int | None = None) -> HttpResponse:
    """The notice that counts today, or one of its versions; until one is published, whom to ask."""
    today = local_day(timezone.now(), organisation().time_zone)
    current = current_notice(spoken_language(), today=today)
    if version is None:
        return _notice(request, current, is_current=True) if current else page(request, "no_notice_yet")
    asked = published_notice(version, spoken_language())
    if asked is None:
        raise Http404
    return _notice(request, asked, is_current=asked == current)


def _notice(request: HttpRequest, notice: PrivacyNotice, *, is_current: bool) -> HttpResponse:
    return page(
        request,
        "privacy",
        {
            "notice": notice,
            "shown": shown(notice.body),
            "is_current": is_current,
            "others": other_versions(notice),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
@limited("cookies", per_minute=20)
def cookies(request: HttpRequest) -> HttpResponse:
    """What this site keeps in a browser, and whether visits may be counted. A browser's own signal outweighs a yes."""
    if request.method == "POST":
        return _chosen(request)
    context = {
        "cookies": COOKIES,
        "browser_says_no": browser_wishes.asks_not_to_track(request),
        "chosen": browser_wishes.chosen(request),
        "is_saved": "saved" in request.GET,
    }
    response = page(request, "cookies", context)
    browser_wishes.varies(response)
    return response


def _chosen(request: HttpRequest) -> HttpResponse:
    query, choice = request.GET.copy(), request.POST.get("counting", "")
    is_answer = choice in (browser_wishes.YES, browser_wishes.NO)
    if is_answer:
        query["saved"] = "1"
    response = HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
    if is_answer:
        browser_wishes.keep(response, choice)
    return response


@require_http_methods(["GET", "HEAD"])
@limited("gpc", per_minute=30)
def gpc_support(request: HttpRequest) -> HttpResponse:
    """That this site honours Global Privacy Control (W3C GPC, section 4)."""
    return JsonResponse({"gpc": True, "lastUpdate": _GPC_SINCE})
