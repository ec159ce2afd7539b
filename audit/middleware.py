"""Says for each request where events come from, and answers 503 while the book cannot be written."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import Resolver404, resolve

from audit import door_connection
from audit.door_connection import DoorClosed
from audit.origin import acting_from


class RequestOriginMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting_from(f"web:{_page(request)}", request.META.get("REMOTE_ADDR") or None):
            try:
                return self.get_response(request)
            finally:
                door_connection.close_here()

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DoorClosed):
            return SimpleTemplateResponse("audit/door_closed.html", status=503, headers={"Retry-After": "30"}).render()
        return None


def _page(request: HttpRequest) -> str:
    """The page's name in the URL configuration: a path may hold a token, a name never does."""
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return "not-found"
