"""Staff pages keep clinic time, and no browser or proxy keeps a copy of any page, refusals and errors included."""

from collections.abc import Callable

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


class StaffPagesMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(reverse("admin:index")):
            return self.get_response(request)
        with timezone.override(organisation().time_zone):
            return self.get_response(request)
