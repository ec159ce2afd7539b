"""anymail's addresses for vendors' reports. Those of a vendor that is not configured here are not there, and a request
that nobody signed is refused without a traceback: anybody can send one, and what it holds is nobody's business."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from anymail import urls
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import URLPattern

_log = logging.getLogger(__name__)
app_name = urls.app_name


def _only_when_configured(view: Any) -> Callable[..., HttpResponse]:
    """anymail asks for a vendor's key when a request comes, and raises where there is none."""

    @wraps(view)  # with Django's marks, such as csrf_exempt
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            found: HttpResponse = view(request, *args, **kwargs)
        except ImproperlyConfigured:
            _log.warning("a report to %s: that vendor is not configured, or sends to another address", request.path)
            raise Http404("no such vendor here") from None
        except SuspiciousOperation as refused:
            _log.warning("a report to %s was refused: %s", request.path, type(refused).__name__)
            return HttpResponseBadRequest("not signed", content_type="text/plain")
        return found

    return answer


urlpatterns = [
    URLPattern(one.pattern, _only_when_configured(one.callback), one.default_args, one.name) for one in urls.urlpatterns
]
