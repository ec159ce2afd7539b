"""Pages that somebody forgot about: to see that they are noticed."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from audit.coverage.rules import Rule, role
from audit.enums import AuditWord
from clinic.desk_pages import desk_page
from patients.models import Person


def loud(request: HttpRequest) -> HttpResponse:
    """Open to everybody, whatever its rule says."""
    return HttpResponse(f"{Person.objects.count()} people")


@desk_page("patients.view_person")
def silent(request: HttpRequest) -> HttpResponse:
    """Guarded, but shows people without a line in the book."""
    return HttpResponse(", ".join(str(pk) for pk in Person.objects.values_list("pk", flat=True)))


urlpatterns = [
    path("", include("clinic.urls")),
    path("planted/loud/", loud, name="planted-loud"),
    path("planted/silent/", silent, name="planted-silent"),
]
RULES: dict[str, Rule] = {
    "planted-loud": role("patients.view_person").shows(AuditWord.LIST, "patients.person"),
    "planted-silent": role("patients.view_person").shows(AuditWord.LIST, "patients.person"),
}
