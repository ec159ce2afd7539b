"""anymail's addresses for vendors' reports. Those of a vendor that is not configured here are not there, and a request
that nobody signed, or that nobody can read, is refused without a traceback: what it holds is nobody's business.

Those of Amazon SES are not among them: its notifications are verified first (`campaigns.sns`).
"""

import logging
import sys
from collections.abc import Callable
from functools import wraps
from types import ModuleType
from typing import Any

from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import URLPattern

from audit import strangers

_log = logging.getLogger(__name__)


class CannotRead(Exception):
    """Whoever sent it knows the secret, but nobody understands what it says. Tells the kind of error alone."""


def _addresses() -> ModuleType:
    """anymail's, without Amazon's library: it would be imported on the way, takes most of a second and 27 MB, and is
    needed where mail leaves through Amazon SES alone."""
    is_known = "boto3" in sys.modules
    if not is_known:
        sys.modules["boto3"] = None  # type: ignore[assignment] # so that importing it raises ImportError
    try:
        from anymail import urls
    finally:
        if not is_known:
            del sys.modules["boto3"]
    return urls


urls: Any = _addresses()
app_name = urls.app_name


def only_when_configured(view: Any) -> Callable[..., HttpResponse]:
    """anymail asks for a vendor's key when a request comes, and raises where there is none."""

    @wraps(view)  # with Django's marks, such as csrf_exempt
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            found: HttpResponse = view(request, *args, **kwargs)
        except ImproperlyConfigured:
            _log.warning("a report to %s: that vendor is not configured, or sends to another address", request.path)
            raise Http404("no such vendor here") from None
        except CannotRead as problem:
            _log.warning("a report to %s cannot be read: %s", request.path, problem)
            return HttpResponseBadRequest("not understood", content_type="text/plain")
        except SuspiciousOperation as refused:
            _log.warning("a report to %s was refused: %s", request.path, type(refused).__name__)
            strangers.record_refusal()
            return HttpResponseBadRequest("not signed", content_type="text/plain")
        return found

    return answer


def reading(view: Any) -> Any:
    """The same view, which tells what it cannot read from what goes wrong with us afterwards."""

    class Reading(view.view_class):
        def parse_events(self, request: HttpRequest) -> list[Any]:
            try:
                return list(super().parse_events(request))
            except (ValueError, LookupError, TypeError, AttributeError, AssertionError) as problem:
                raise CannotRead(type(problem).__name__) from None

    return Reading.as_view(**view.view_initkwargs)


urlpatterns = [
    URLPattern(one.pattern, only_when_configured(reading(one.callback)), one.default_args, one.name)
    for one in urls.urlpatterns
    if "amazon_ses" not in one.name
]
