"""Beyond one's role: a person's notes, and the emergency access that opens them for an hour."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.door import phi_access
from audit.enums import PurposeOfUse
from clinic.desk import purpose_of_use, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.break_glass import OPEN_FOR, REVIEWED_WITHIN, SHORTEST_WORDS, minutes_left
from clinic.enums import BreakGlassReason
from clinic.models import BreakGlass
from clinic.operations import break_glass
from clinic.operations.rights import NotAllowed
from clinic.phi_policy import emergency_adds
from clinic.queries import open_break_glass
from patients.desk.revealed import NAMES, details_of
from patients.domain.full_name import full_name
from patients.models import Person

NOTES = "patients.person.notes"
NOTES_PAGE = (*(f"patients.person.{name}" for name in NAMES), NOTES)


class EmergencyForm(forms.Form):
    wide = ("reason", "words")

    reason = forms.ChoiceField(choices=BreakGlassReason, widget=forms.RadioSelect)
    words = forms.CharField(
        label="Why you need this record now",
        min_length=SHORTEST_WORDS,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text="One or two sentences. Only privacy officers read them.",
    )


@desk_page("patients.view_person")
@require_safe
def notes(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """For who sees notes by their role, or has emergency access that is open."""
    one = get_object_or_404(Person, pk=person_id)
    by = staff_actor(request)
    purpose = PurposeOfUse.TREATMENT if emergency_adds(by.role) else purpose_of_use(request)
    with phi_access(actor=by, purpose=purpose, people=[one.pk], fields=NOTES_PAGE) as phi:
        name = full_name(phi.reveal(one.given_name) or "", phi.reveal(one.family_name) or "") or "(no name)"
        return show(
            request,
            "patients/desk/notes.html",
            title="Notes",
            one=one,
            name=name,
            notes=phi.reveal(one.notes),
            **emergency_of(request, opened_by(request, person_id)),
        )


@desk_page("clinic.add_breakglass")
@require_http_methods(["GET", "POST"])
def emergency(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Says what will happen, then opens; nothing but the name is shown before."""
    one = get_object_or_404(Person, pk=person_id)
    form = EmergencyForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid() and _opened(request, person_id, form):
        return redirect("admin:desk-person", person_id=person_id)
    shown = details_of([one], NAMES, by=staff_actor(request), purpose=purpose_of_use(request))
    return show(
        request,
        "patients/desk/emergency.html",
        title="Emergency access",
        one=one,
        name=shown[one.pk].name,
        form=form,
        minutes=int(OPEN_FOR.total_seconds() // 60),
        hours=int(REVIEWED_WITHIN.total_seconds() // 3600),
        adds=bool(emergency_adds(staff_actor(request).role)),
    )


@desk_page("clinic.add_breakglass")
@require_POST
def end_emergency(request: HttpRequest, person_id: UUID) -> HttpResponse:
    by, now = staff_actor(request), timezone.now()
    if opened := open_break_glass(UUID(by.id), person_id, now):
        break_glass.end_early(by=by, now=now, break_glass_id=opened.pk)
        messages.success(request, "Emergency access has ended.")
    return redirect("admin:desk-person", person_id=person_id)


def opened_by(request: HttpRequest, person_id: UUID) -> BreakGlass | None:
    """The reader's emergency access to this person that is open now."""
    by = staff_actor(request)
    return open_break_glass(UUID(by.id), person_id, timezone.now()) if emergency_adds(by.role) else None


def emergency_of(request: HttpRequest, opened: BreakGlass | None) -> dict[str, Any]:
    """For the bar on a person's pages: the minutes left, and whether this role may open an emergency at all."""
    if not emergency_adds(staff_actor(request).role):
        return {}
    minutes = minutes_left(timezone.now(), opened.ends_at) if opened else 0
    return {"may_open_emergency": True, "emergency_minutes": minutes}


def _opened(request: HttpRequest, person_id: UUID, form: EmergencyForm) -> bool:
    """Whether it is open; else the form says why not."""
    try:
        break_glass.break_glass(
            by=staff_actor(request),
            now=timezone.now(),
            person_id=person_id,
            reason=BreakGlassReason(form.cleaned_data["reason"]),
            words=form.cleaned_data["words"],
        )
    except NotAllowed as refused:
        form.add_error(None, str(refused))
        return False
    return True
