"""Staff pages keep clinic time, and no browser or proxy keeps any of them, refusals included."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from clinic.queries import organisation


class StaffPagesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(reverse("admin:index")):
            return self.get_response(request)
        with timezone.override(organisation().time_zone):
            response = self.get_response(request)
        response.headers.pop("Cache-Control", None)
        add_never_cache_headers(response)
        return response
