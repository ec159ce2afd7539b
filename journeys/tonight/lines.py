"""The lines of a rehearsal, and one of them as its reader would see it: one person at a time."""

from uuid import UUID

from csp.decorators import csp_replace
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from audit.door import phi_access
from audit.enums import AuditWord
from campaigns.enums import reason_in_words
from campaigns.models import TemplateVersion
from campaigns.previews import POLICY
from campaigns.specimens import Specimen, specimen
from clinic.desk import purpose_of_use, record_look, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.queries import organisation
from journeys.domain.entry import holiday_of
from journeys.domain.holding import Which
from journeys.in_the_way import in_words
from journeys.models import Journey, Rehearsal, RehearsedLine
from journeys.said import standing_holds
from journeys.tonight.live import left
from patients.models import Appointment

_A_PAGE = 50
_FIELD = "journeys.rehearsedline"
_OUTCOMES = {
    "planned": "Leaves",
    "held": "Held",
    "refused": "Not allowed",
    "expired": "Not sent",
    "failed": "Cannot be sent",
}
_DUE = {"planned": "Leaves from", "held": "Would leave from"}


@desk_page("journeys.view_rehearsedline")
@require_safe
def lines(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Narrowed by `journey`, `outcome`, `reason`: words of the clinic, never a person's."""
    rehearsal = get_object_or_404(Rehearsal, pk=rehearsal_id)
    narrowed = {name: request.GET[name] for name in ("journey", "outcome", "reason") if request.GET.get(name)}
    wanted = {"journey__slug" if name == "journey" else name: value for name, value in narrowed.items()}
    found = RehearsedLine.objects.filter(rehearsal=rehearsal, **wanted).select_related("journey")
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    record_look(request, people=[line.person_id for line in page], fields=[_FIELD], word=AuditWord.LIST)
    return show(
        request,
        "journeys/tonight/lines.html",
        title=f"Night of {rehearsal.night.day} {rehearsal.night:%B}",
        rehearsal=rehearsal,
        page=page,
        rows=[_row(line) for line in page],
        narrowed=narrowed,
        about=_about(narrowed),
    )


@desk_page("journeys.view_rehearsedline")
@require_safe
def line(request: HttpRequest, rehearsed_line_id: UUID) -> HttpResponse:
    found = get_object_or_404(
        RehearsedLine.objects.select_related("journey", "rehearsal", "text__template"), pk=rehearsed_line_id
    )
    record_look(request, people=[found.person_id], fields=[_FIELD])
    holds = standing_holds(found.rehearsal.night)
    is_held = holds.cover(Which(found.person_id, found.journey_id, found.anchor_key, found.step))
    return show(
        request,
        "journeys/tonight/line.html",
        title=f"{found.journey.name}, {in_words(found.step).lower()}",
        line=found,
        outcome=_OUTCOMES.get(found.outcome, found.outcome),
        reason=reason_in_words(found.reason),
        is_held=is_held,
        left=left(found),
        due=_DUE.get(found.outcome, "Was due"),
    )


@desk_page("journeys.view_rehearsedline")
@require_safe
@xframe_options_sameorigin
@csp_replace(POLICY)  # type: ignore[arg-type]
def preview(request: HttpRequest, rehearsed_line_id: UUID) -> HttpResponse:
    """As its reader would see it, with links that are nobody's. 404 where there is no text."""
    found = get_object_or_404(RehearsedLine.objects.select_related("text", "person"), pk=rehearsed_line_id)
    if found.text is None:
        raise Http404
    made = _specimen(request, found, found.text)
    if found.text.html:
        return HttpResponse(made.html)
    return HttpResponse(made.text, content_type="text/plain; charset=utf-8")


def _specimen(request: HttpRequest, found: RehearsedLine, text: TemplateVersion) -> Specimen:
    with phi_access(
        actor=staff_actor(request),
        purpose=purpose_of_use(request),
        people={found.person_id},
        fields=("patients.person.given_name",),
        beside=("campaigns.message", "patients.appointment"),
        word=AuditWord.PREVIEW,
        details={"line": str(found.pk)},
    ) as phi:
        return specimen(
            text,
            given_name=phi.reveal(found.person.given_name) or "",
            appointment=_appointment(found),
            about=holiday_of(found.anchor_key),
            clinic=organisation(),
        )


def _appointment(found: RehearsedLine) -> Appointment | None:
    """Where the journey is about one, it is the anchor's key."""
    try:
        key = UUID(found.anchor_key)
    except ValueError:
        return None
    return Appointment.objects.select_related("location").filter(pk=key, person=found.person_id).first()


def _row(line: RehearsedLine) -> tuple[RehearsedLine, str, str, str]:
    """With its step, outcome and reason in words."""
    outcome = _OUTCOMES.get(line.outcome, line.outcome)
    return line, in_words(line.step).lower(), outcome, reason_in_words(line.reason)


def _about(narrowed: dict[str, str]) -> list[str]:
    words = []
    if slug := narrowed.get("journey"):
        words.append(Journey.objects.filter(slug=slug).values_list("name", flat=True).first() or slug)
    if outcome := narrowed.get("outcome"):
        words.append(_OUTCOMES.get(outcome, outcome))
    if reason := narrowed.get("reason"):
        words.append(reason_in_words(reason))
    return words
