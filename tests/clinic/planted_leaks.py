"""Probes and pages with leaks in them, for `settings.LEAK_PROBES` and `LEAK_PAGES` of a test."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from clinic.domain.leaks import Leak, Looked
from clinic.domain.page_leaks import PublicPage
from consent.leak_pages import _invented
from patients.models import Person


def _greeting(request: HttpRequest, person_id: object) -> HttpResponse:
    """A page that shows more than it must, and lets an advertiser know."""
    shown = Person.objects.filter(pk=person_id).exists()
    page = HttpResponse(f"<p>{request.GET['to']} is here: {shown}</p><img src='https://ads.example/pixel.gif'>")
    page.set_cookie("_ga", "1", max_age=63_072_000)
    return page


urlpatterns = [path("planted/<uuid:person_id>/", _greeting), path("", include("clinic.urls"))]


def pages(at: datetime) -> Iterator[PublicPage]:
    person, secrets = _invented(at)
    yield PublicPage("/planted/", f"/planted/{person.pk}/?to={secrets['e-mail address']}", secrets, behind_token=True)


def two_things(at: datetime) -> Looked:
    looked = Looked()
    looked.things["logs"] = 7
    looked.leaks = [
        Leak("logs", "web.log", "something stands in it", "Delete it."),
        Leak("logs", "web.log", "something may stand in it", is_warning=True),
    ]
    return looked


def nothing(at: datetime) -> Looked:
    return Looked()


def broken(at: datetime) -> Looked:
    raise RuntimeError("planted")
