"""The coverage list as a page for the privacy officer."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from audit.coverage import listing
from audit.coverage.rules import Who
from clinic.desk_pages import desk_page, show


@desk_page("audit.view_auditevent")
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Names of pages and of code; nobody's data."""
    entries = listing.entries()
    return show(
        request,
        "clinic/desk/coverage.html",
        title="What leads into the access book",
        pages=[entry for entry in entries if entry.kind == "page" and entry.who != Who.NOBODY],
        closed=sum(entry.who == Who.NOBODY for entry in entries),
        acts=[entry for entry in entries if entry.kind != "page"],
        faults=listing.faults(),
    )


urlpatterns = [path("coverage/", coverage, name="desk-coverage")]
