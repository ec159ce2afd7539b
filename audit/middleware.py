"""Says for each request where events come from, answers 503 while the book cannot be written, and writes down what
strangers were refused."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import Resolver404, resolve

from audit import door_connection, strangers
from audit.door_connection import DoorClosed
from audit.origin import acting_from

PROGRAM = "revisit.program"  # no header of a request becomes such a key: only a visit made in this process has it


class RequestOriginMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        program = request.META.get(PROGRAM, "")
        with acting_from(f"{program or 'web'}:{_page(request)}", request.META.get("REMOTE_ADDR") or None, program):
            try:
                return self.get_response(request)
            finally:
                door_connection.close_here()

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal that no page of the staff's has written down yet is a stranger's: a webhook's, a public page's."""
        try:
            if isinstance(error, PermissionDenied | SuspiciousOperation) and not hasattr(request, "denial_is_kept"):
                strangers.record_refusal()
        except DoorClosed as closed:
            error = closed
        return door_closed_page() if isinstance(error, DoorClosed) else None


def door_closed_page() -> HttpResponse:
    return SimpleTemplateResponse("audit/door_closed.html", status=503, headers={"Retry-After": "30"}).render()


def _page(request: HttpRequest) -> str:
    """The page's name in the URL configuration: a path may hold a token, a name never does."""
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return "not-found"
