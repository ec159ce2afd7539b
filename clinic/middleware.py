"""Staff pages keep clinic time, and no browser or proxy keeps a copy of any page, refusals and errors included."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from whitenoise.middleware import WhiteNoiseFileResponse

from clinic.queries import organisation

Answer = Callable[[HttpRequest], HttpResponse]


class KeptByNobodyMiddleware:
    """The outermost: pages of staff and of patients, redirects, refusals, errors. Static files alone may be kept."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, WhiteNoiseFileResponse):
            response["Cache-Control"] = "no-store"
            response.headers.pop("Expires", None)
        return response


class BehindProxyMiddleware:
    """The address that our proxy saw, for the book and for counting wrong tries: what it added last. What stands
    before that was written by whoever asked."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.BEHIND_PROXY:
            added_last = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
            if _is_address(added_last):
                request.META["REMOTE_ADDR"] = added_last
        return self.get_response(request)


class StaffPagesMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(reverse("admin:index")):
            return self.get_response(request)
        with timezone.override(organisation().time_zone):
            return self.get_response(request)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
