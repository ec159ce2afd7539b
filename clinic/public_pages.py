"""What pages for patients have in common: their language, and that nobody keeps a copy of them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from clinic.enums import Language

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def in_chosen_language(view: View[P]) -> View[P]:
    """`?lang=` (the visible switch, or a link in a mail) speaks louder than Accept-Language. Sets no cookie."""

    @wraps(view)
    def speaking(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        chosen = request.GET.get("lang", "")
        if chosen in dict(settings.LANGUAGES):
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        return view(request, *args, **kwargs)

    return speaking


def kept_by_nobody(view: View[P]) -> View[P]:
    """For pages behind a token: no cache, no search engine, and no other site learns the address.

    The referrer stays inside this site. "no-referrer" would be stricter by nothing that matters and make browsers
    send `Origin: null` with a form, which the CSRF check refuses; a view without that check may set it.
    """

    @wraps(view)
    def quiet(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response.setdefault("Referrer-Policy", "same-origin")
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return quiet


def spoken_language() -> str:
    """The language of the page that is being made, as one of the clinic's."""
    spoken = translation.get_language() or ""
    return spoken if spoken in Language.values else Language.ENGLISH
