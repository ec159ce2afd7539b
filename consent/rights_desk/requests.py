"""The list of requests with their clocks, and one request with all that was said and done."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from audit.door import phi_access
from audit.enums import AuditWord, PurposeOfUse
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.hours import local_day
from clinic.queries import organisation
from clinic.staff_names import names_of
from consent.domain.rights import CLOCKS, Right
from consent.domain.rights_answers import Ground
from consent.enums import KnownBy, RightsState, RightsStepKind
from consent.models import RightsRequest, RightsStep
from consent.operations import rights
from consent.operations.erasure import others_at_their_address
from consent.pages.rights import NOTE, REQUEST, answer_shown
from consent.rights_desk.answer_mail import mail_of_answer
from consent.rights_desk.forms import NewRequestForm
from consent.rights_words import ANSWERS, GROUNDS
from patients.models import Person

LISTED = 200
_CLOSED_STAYS = timedelta(days=365)
_SOON = 7


@dataclass(frozen=True, slots=True)
class Line:
    one: RightsRequest
    name: str
    due: date | None
    days_left: int | None
    pill: str


@dataclass(frozen=True, slots=True)
class StepLine:
    step: RightsStep
    what: str
    ground: str
    note: str
    who: str


@desk_page("consent.view_rightsrequest")
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Open ones by their last day, or with `?closed=1` those that were closed within a year."""
    now = timezone.now()
    is_closed = request.GET.get("closed") == "1"
    rows = RightsRequest.objects.select_related("person")
    rows = (
        rows.filter(closed_at__gte=now - _CLOSED_STAYS).order_by("-closed_at")
        if is_closed
        else rows.filter(closed_at=None).order_by("due_on", "received_at")
    )
    lines = _lines(request, list(rows[:LISTED]), local_day(now, organisation().time_zone))
    return show(
        request, "consent/desk/rights.html", title="Requests for rights", lines=lines, is_closed=is_closed, most=LISTED
    )


@desk_page("consent.add_rightsrequest")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = NewRequestForm(request.POST or None, today=local_day(now, organisation().time_zone))
    if request.method == "POST" and form.is_valid():
        made = rights.receive(by=staff_actor(request), now=now, **form.cleaned_data)
        if request.user.has_perm("consent.view_rightsrequest"):
            return redirect("admin:desk-rights-one", rights_request_id=made.pk)
        return show(request, "consent/desk/rights_noted.html", title="A request for a right", one=made)
    return show(request, "consent/desk/rights_form.html", title="A request for a right", form=form, save="Record")


@desk_page("consent.view_rightsrequest")
@require_safe
def one(request: HttpRequest, rights_request_id: UUID) -> HttpResponse:
    found = get_object_or_404(RightsRequest.objects.select_related("person"), pk=rights_request_id)
    steps = list(found.steps.all())
    names = names_of(step.by for step in steps if step.by)
    due = found.extended_to or found.due_on
    sealed = ("name", "email", "words")
    with phi_access(
        actor=staff_actor(request),
        purpose=PurposeOfUse.PATIENT_REQUEST,
        people=_people([found]),
        fields=[*(f"{REQUEST}.{name}" for name in sealed), NOTE],
        beside=[REQUEST],
    ) as phi:
        told = {name: phi.reveal(getattr(found, name)) or "" for name in sealed}
        lines = [_step_line(step, phi.reveal(step.note) or "", names) for step in steps]
    return show(
        request,
        "consent/desk/rights_one.html",
        title=found.get_kind_display(),
        one=found,
        told=told,
        steps=lines,
        clock=CLOCKS[Right(found.kind)],
        due=due,
        is_late=due is not None and due < local_day(timezone.now(), organisation().time_zone),
        answer_mail=mail_of_answer(found),
        others=_others(found),
        may_disagree=found.kind == Right.AMENDMENT and found.state in (RightsState.DENIED, RightsState.PARTLY),
    )


@desk_page("consent.view_rightsrequest")
@require_safe
def letter(request: HttpRequest, rights_request_id: UUID) -> HttpResponse:
    """The answer as the person reads it, in their language: to print for whoever gets no mail."""
    found = get_object_or_404(RightsRequest, pk=rights_request_id)
    whose = found.person_id or found.reply_to_id
    with translation.override(found.language):
        shown = answer_shown(found, _told_to_them(found), staff_actor(request), [whose] if whose else [])
        page = show(request, "consent/desk/rights_letter.html", title="Answer", **shown)
        return page.render() if hasattr(page, "render") else page


def _others(found: RightsRequest) -> list[tuple[Person, bool]]:
    """Who may be erased together, while that is open."""
    is_asked = found.kind == Right.ERASURE and found.closed_at is None
    return others_at_their_address(found.person_id) if is_asked and found.person_id else []


def _lines(request: HttpRequest, rows: list[RightsRequest], today: date) -> list[Line]:
    with phi_access(
        actor=staff_actor(request),
        purpose=PurposeOfUse.PATIENT_REQUEST,
        people=_people(rows),
        fields=[f"{REQUEST}.name"],
        beside=[REQUEST],
        word=AuditWord.LIST,
    ) as phi:
        return [_line(row, phi.reveal(row.name) or "(erased)", today) for row in rows]


def _line(row: RightsRequest, name: str, today: date) -> Line:
    due = row.extended_to or row.due_on
    left = (due - today).days if due and not row.closed_at else None
    pill = "" if left is None else "no" if left < 0 else "held" if left <= _SOON else "yes"
    return Line(row, name, due, left, pill)


def _step_line(step: RightsStep, note: str, names: dict[UUID, str]) -> StepLine:
    who = names.get(step.by, "somebody who left") if step.by else "the person or a program"
    return StepLine(step, RightsStepKind(step.what).label, _ground(step.ground), note, who)


def _ground(word: str) -> str:
    if word in KnownBy.values:
        return str(KnownBy(word).label)
    return str(GROUNDS[Ground(word)]) if word else ""


def _people(rows: list[RightsRequest]) -> set[UUID]:
    return {one for row in rows for one in (row.person_id, row.reply_to_id) if one}


def _told_to_them(found: RightsRequest) -> list[RightsStep]:
    """Not what was told to somebody else who was taken for them before."""
    theirs = Q(told_to=None) | Q(told_to__in=_people([found]))
    return list(found.steps.filter(theirs, what__in=list(ANSWERS)).order_by("-at", "-id"))
