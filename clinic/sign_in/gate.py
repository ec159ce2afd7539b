"""No staff page opens before the second factor is done: not the desk, not a list, not an export."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from audit.coverage.rules import rule_of
from clinic.sign_in.overdue import end_overdue
from clinic.sign_in.sessions import SIGNED_IN_AT, SessionStore

#: The pages on the way in.
OPEN = frozenset({"admin:login", "admin:sign-in-code", "admin:sign-in-enrol", "admin:sign-in-ticket"})

#: All that opens while a colleague knows the password: the page that changes it, and the way out.
WITHOUT_OWN_PASSWORD = frozenset({"admin:password_change", "admin:sign-in-confirm", "admin:logout", "admin:jsi18n"})


def is_verified(request: HttpRequest) -> bool:
    """Signed in with both factors. Nobody counts as signed in before: `request.user` is anonymous until then."""
    return request.user.is_authenticated and SIGNED_IN_AT in request.session


def must_choose_password(request: HttpRequest) -> bool:
    """Somebody else set the one in force. Of somebody verified."""
    return getattr(request.user, "password_set_by_id", None) is not None


class SignInMiddleware:
    """In front of every page of the admin site, whatever its own guard; keeps the time of the last click.

    A page that asks by itself says so in its rule (`that_polls`): it does not mean that somebody is there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or "admin" not in match.namespaces or match.view_name in OPEN:
            return None
        if not is_verified(request):
            return _ask_who_is_there(request)
        if must_choose_password(request) and match.view_name not in WITHOUT_OWN_PASSWORD:
            return _ask_for_own_password(request)
        rule = rule_of(match.view_name)
        if rule is None or not rule.polls:
            cast(SessionStore, request.session).mark_seen(timezone.now())
        return None


def _ask_for_own_password(request: HttpRequest) -> HttpResponse:
    if asked_by_a_script(request):
        return HttpResponse("Choose a password of your own first.", status=403, content_type="text/plain")
    return redirect("admin:password_change")


def safe_next(request: HttpRequest, asked: str) -> str:
    """A page of the admin site, as a path; the desk for anything else."""
    desk = reverse("admin:index")
    path = urlsplit(asked).path
    barred = {reverse("admin:logout"), reverse("admin:login")}
    fits = asked.startswith(desk) and path not in barred and ".." not in path.split("/")
    return asked if fits and url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else desk


def page_to_return_to(request: HttpRequest) -> str:
    """The page itself, or the form that was sent from: an address that a GET opens."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    sent_from = urlsplit(request.headers.get("Referer", ""))
    if sent_from.netloc == request.get_host():
        return safe_next(request, f"{sent_from.path}?{sent_from.query}" if sent_from.query else sent_from.path)
    return reverse("admin:index")


def asked_by_a_script(request: HttpRequest) -> bool:
    """Answered with a number, not with a page: nobody would see the page."""
    return (
        request.headers.get("Sec-Fetch-Dest") == "empty" or request.headers.get("X-Requested-With") == "XMLHttpRequest"
    )


def _ask_who_is_there(request: HttpRequest) -> HttpResponse:
    session = cast(SessionStore, request.session)
    if session.ended:
        end_overdue(timezone.now())
    if asked_by_a_script(request):
        return HttpResponse("Sign in again.", status=401, content_type="text/plain")
    told = {"next": safe_next(request, page_to_return_to(request))}
    if session.ended:
        told["why"] = session.ended
    return redirect(f"{reverse('admin:login')}?{urlencode(told, safe='/')}")
