"""Who came of age: whom to ask for their own address and signature."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.enums import AuditWord
from clinic.desk import purpose_of_use, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.hours import local_day
from clinic.queries import organisation
from consent.grown_up import GrownUp, grown_up
from patients.desk.revealed import NAMES, details_of
from patients.models import Person

LINES_A_PAGE = 50
BESIDE = ("patients.person.guardian", "consent.authorization")


@dataclass(frozen=True, slots=True)
class Line:
    one: GrownUp
    name: str


@desk_page("patients.change_person")
@require_safe
def came_of_age(request: HttpRequest) -> HttpResponse:
    found = grown_up(local_day(timezone.now(), organisation().time_zone))
    page = Paginator(found, LINES_A_PAGE).get_page(request.GET.get("page"))
    people = Person.objects.filter(pk__in=[one.person_id for one in page])
    shown = details_of(
        people,
        NAMES,
        by=staff_actor(request),
        purpose=purpose_of_use(request),
        beside=BESIDE,
        word=AuditWord.LIST,
    )
    lines = [Line(one, shown[one.person_id].name) for one in page]
    return show(request, "consent/desk/came_of_age.html", title="Came of age", page=page, lines=lines)


urlpatterns = [path("came-of-age/", came_of_age, name="desk-came-of-age")]
