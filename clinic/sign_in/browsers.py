"""Browsers in which somebody has signed in before, or that a ticket made theirs. They are counted apart: a
guesser in the waiting room, behind the clinic's address, locks out nobody but themselves (OWASP: device cookies)."""

from secrets import token_hex

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from audit.blind import typed_name_key

_KEPT = 180 * 24 * 60 * 60  # seconds


def known_browser(request: HttpRequest, username: str) -> str:
    """The browser's id for this account, or "". It opens nothing: it only says whose mistakes are counted together."""
    name = _cookie(username)
    return request.get_signed_cookie(name, default="", salt=name, max_age=_KEPT) or ""


def remember_browser(request: HttpRequest, response: HttpResponse, username: str, *, anew: bool = False) -> None:
    """`anew`: with a lane that no wrong try was counted in."""
    name, known = _cookie(username), "" if anew else known_browser(request, username)
    response.set_signed_cookie(
        name,
        known or token_hex(16),
        salt=name,
        max_age=_KEPT,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _cookie(username: str) -> str:
    return f"known-{typed_name_key(username)[:12]}"
