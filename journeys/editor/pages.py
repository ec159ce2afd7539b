"""Pages of the editor. Each act is one call; a page that is shown changes nothing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from journeys.domain.checks import may_be_published
from journeys.drafts import draft_of, findings_of, fingerprint, the_clinic
from journeys.editor.forms import NEW_STEP, CloneForm, NewJourneyForm, SettingsForm, StepForm, StepForms
from journeys.editor.showing import lines_of, picture_of_draft, when_of
from journeys.editor.words import facts_of
from journeys.models import Journey, JourneyVersion
from journeys.operations import definitions
from journeys.operations.definitions import CannotPublish, ChangedMeanwhile
from journeys.queries import steps_of
from journeys.standing import NOBODY


@desk_page("journeys.add_journey")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = NewJourneyForm(request.POST or None)
    if form.is_valid():
        made = definitions.begin(**form.cleaned_data, by=staff_actor(request), now=timezone.now())
        messages.success(request, f"“{made.name}” is drafted. Add its steps; it is off until you switch it on.")
        return redirect("admin:journey-draft", made.pk)
    return show(request, "journeys/editor/new.html", title="New journey", form=form)


@desk_page("journeys.add_journey")
@require_http_methods(["GET", "POST"])
def clone(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    journey = get_object_or_404(Journey, pk=journey_id)
    form = CloneForm(request.POST or None, initial={"name": f"{journey.name} (copy)"[:120]})
    if form.is_valid():
        by, now = staff_actor(request), timezone.now()
        made = definitions.clone(journey_id=journey.pk, name=form.cleaned_data["name"], by=by, now=now)
        messages.success(request, f"“{made.name}” is drafted. It is off until you publish it and switch it on.")
        return redirect("admin:journey-draft", made.pk)
    return show(request, "journeys/editor/clone.html", title="Clone", form=form, journey=journey)


@desk_page("journeys.change_journey")
@require_POST
def begin_draft(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    journey = get_object_or_404(Journey, pk=journey_id)
    definitions.begin_draft(journey_id=journey.pk, by=staff_actor(request), now=timezone.now())
    return redirect("admin:journey-draft", journey.pk)


@desk_page("journeys.change_journey")
@require_POST
def discard(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    journey = get_object_or_404(Journey, pk=journey_id)
    try:
        definitions.discard(journey_id=journey.pk, by=staff_actor(request), now=timezone.now())
    except ChangedMeanwhile:
        messages.warning(request, "There is no draft any more.")
    else:
        messages.success(request, "The draft is discarded. What is published stays as it is.")
    return redirect("admin:journeys_journey_change", journey.pk)


@desk_page("journeys.view_journey")
@require_GET
def version(request: HttpRequest, journey_id: UUID, version: int) -> HttpResponse:
    found = get_object_or_404(
        JourneyVersion.objects.select_related("journey", "segment"),
        journey_id=journey_id,
        number=version,
        published_at__isnull=False,
    )
    steps, now = steps_of(found.pk), timezone.now()
    clinic = the_clinic(now)
    return show(
        request,
        "journeys/editor/version.html",
        title=f"Version {found.number}",
        journey=found.journey,
        version=found,
        facts=facts_of(found),
        lines=lines_of(steps, NOBODY),
        picture=picture_of_draft(found, steps, clinic, ()),
    )


@desk_page("journeys.change_journey")
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    journey = get_object_or_404(Journey, pk=journey_id)
    found = draft_of(journey)
    if found is None:
        messages.info(request, "There is no draft. Begin one from the journey’s page.")
        return redirect("admin:journeys_journey_change", journey.pk)
    found.journey = journey
    if request.method == "POST":
        return _saved(request, found)
    return _editor(request, found, *_forms_of(found, adds="add" in request.GET))


def _forms_of(found: JourneyVersion, *, adds: bool) -> tuple[SettingsForm, Any]:
    initial = [StepForm.initial_of(step) for step in steps_of(found.pk)]
    rows = StepForms(initial=initial, prefix="steps")
    if adds or not initial:
        rows.extra = 1
        rows.forms[-1].initial = NEW_STEP
    return _settings(found, initial=SettingsForm.initial_of(found)), rows


def _settings(found: JourneyVersion, data: Any = None, **more: Any) -> SettingsForm:
    was_published = found.journey.versions.filter(published_at__isnull=False).exists()
    return SettingsForm(data, journey=found.journey, was_published=was_published, **more)


def _saved(request: HttpRequest, found: JourneyVersion) -> HttpResponse:
    form = _settings(found, request.POST, initial=SettingsForm.initial_of(found))
    rows: Any = StepForms(request.POST, prefix="steps")
    if not (form.is_valid() and rows.is_valid()):
        return _editor(request, found, form, rows)
    by, now, journey_id = staff_actor(request), timezone.now(), found.journey_id
    read = request.POST.get("read", "")
    try:
        definitions.save_draft(
            journey_id=journey_id, settings=form.settings, steps=rows.planned(), by=by, now=now, expects=read
        )
        definitions.describe(journey_id=journey_id, **form.about_journey, by=by, now=now)
        return _after_saving(request, journey_id)
    except ChangedMeanwhile:
        return _editor(request, found, form, rows, read=read, is_stale=True)


def _after_saving(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    if "add" in request.POST:
        response = redirect("admin:journey-draft", journey_id)
        response["Location"] += "?add=1#new-step"
        return response
    if "publish" not in request.POST:
        messages.success(request, "The draft is saved. Nobody gets anything of it until it is published.")
        return redirect("admin:journey-draft", journey_id)
    try:
        published = definitions.publish(journey_id=journey_id, by=staff_actor(request), now=timezone.now())
    except CannotPublish:
        messages.error(request, "Saved, and not published: see below what speaks against it.")
        return redirect("admin:journey-draft", journey_id)
    said = f"Version {published.number} is published. Whoever enters from now on gets it; whoever is under way stays."
    messages.success(request, said)
    return redirect("admin:journeys_journey_change", journey_id)


def _editor(
    request: HttpRequest,
    found: JourneyVersion,
    form: SettingsForm,
    rows: Any,
    *,
    read: str = "",
    is_stale: bool = False,
) -> HttpResponse:
    """What is drawn and said is about the draft as it is stored, not about what was typed since."""
    steps, clinic = steps_of(found.pk), the_clinic(timezone.now())
    said = findings_of(found, steps, clinic) if steps else []
    names = {step.key: f"{step.template.name}, {when_of(step)}" for step in steps}
    return show(
        request,
        "journeys/editor/draft.html",
        status=409 if is_stale else 200,
        title="Draft",
        journey=found.journey,
        version=found,
        form=form,
        rows=rows,
        read=read or fingerprint(found),
        is_stale=is_stale,
        findings=[(finding, names.get(finding.step, "The whole journey")) for finding in said],
        is_ready=bool(steps) and may_be_published(said),
        picture=picture_of_draft(found, steps, clinic, said),
    )
