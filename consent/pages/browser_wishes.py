"""What the browser that asks for a page wants of tracking: its own signal, and the choice kept in its cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from consent.domain import browser_signals
from consent.domain.browser_signals import DNT_HEADER, GPC_HEADER

YES, NO = "yes", "no"


def asks_not_to_track(request: HttpRequest) -> bool:
    return browser_signals.asks_not_to_track(
        gpc=request.headers.get(GPC_HEADER, ""), dnt=request.headers.get(DNT_HEADER, "")
    )


def chosen(request: HttpRequest) -> str:
    """`YES`, `NO`, or empty while nothing was chosen in this browser."""
    said = request.COOKIES.get(settings.TRACKING_COOKIE_NAME, "")
    return said if said in (YES, NO) else ""


def may_count_browser(request: HttpRequest) -> bool:
    """Ask this before a visit is counted; none is today. Whether a reported click is kept is `queries.may_track`."""
    return browser_signals.may_count(asked_not_to=asks_not_to_track(request), chosen=chosen(request))


def keep(response: HttpResponse, choice: str) -> None:
    response.set_cookie(
        settings.TRACKING_COOKIE_NAME,
        choice,
        max_age=settings.TRACKING_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def varies(response: HttpResponse) -> None:
    """The page says something else to another browser: no cache may mix them up."""
    patch_vary_headers(response, (GPC_HEADER, DNT_HEADER, "Cookie"))
