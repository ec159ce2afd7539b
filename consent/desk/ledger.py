"""The ledger of one person: what they signed and how it stands, and everything that bears on what may be sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.desk import record_look
from clinic.desk_pages import desk_page, show
from clinic.domain.hours import local_day
from clinic.queries import organisation
from clinic.staff_names import names_of
from consent.enums import Standing
from consent.ledger import TELLS_OF, ledger_of
from consent.ledger.lines import LedgerLine
from consent.signed_papers import SignedForm, signed_forms
from patients.models import Person

LINES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A line with the name of whoever wrote it down."""

    line: LedgerLine
    who: str


@dataclass(frozen=True, slots=True)
class StandingPaper:
    paper: SignedForm
    stands: str


@desk_page("consent.view_authorization")
@require_safe
def ledger(request: HttpRequest, person_id: UUID) -> HttpResponse:
    one = get_object_or_404(Person.objects.only("id", "language"), pk=person_id)
    record_look(request, people=[person_id], fields=TELLS_OF)
    zone = organisation().time_zone
    signed = signed_forms(
        person_id, language=one.language, today=local_day(timezone.now(), zone), zone=zone, with_defective=True
    )
    lines = Paginator(ledger_of(person_id)[::-1], LINES_A_PAGE).get_page(request.GET.get("page"))
    names = names_of(line.by for line in lines if line.by)
    return show(
        request,
        "consent/desk/ledger.html",
        title="Permissions",
        one=one,
        papers=[StandingPaper(paper, Standing(paper.standing.value).label) for paper in signed],
        pages=lines,
        lines=[WrittenLine(line, _who(line, names)) for line in lines],
    )


def _who(line: LedgerLine, names: Mapping[UUID, str]) -> str:
    """A program, and staff of times when nobody wrote down who, have no name."""
    staff = names.get(line.by, "somebody of the staff") if line.by else ""
    if line.by_themselves:
        return f"The person, asked by {staff}" if staff else "The person"
    return staff


urlpatterns = [path("person/<uuid:person_id>/ledger/", ledger, name="desk-ledger")]
