"""anymail's addresses for vendors' reports. Those of a vendor that is not configured here are not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from anymail import urls
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern

app_name = urls.app_name


def _only_when_configured(view: Any) -> Callable[..., HttpResponse]:
    """anymail makes its view for each request, and raises when a key of that vendor is missing."""

    @wraps(view)  # with Django's marks, such as csrf_exempt
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            view.view_class(**view.view_initkwargs)
        except ImproperlyConfigured:
            raise Http404("no such vendor here") from None
        found: HttpResponse = view(request, *args, **kwargs)
        return found

    return answer


urlpatterns = [
    URLPattern(one.pattern, _only_when_configured(one.callback), one.default_args, one.name) for one in urls.urlpatterns
]
