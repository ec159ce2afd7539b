"""New patients, and changes of who somebody is and how to reach them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from audit.blind import search_term_key
from audit.enums import AuditWord
from clinic.desk import purpose_of_use, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.hours import local_day
from clinic.queries import organisation
from patients.desk.forms import EditPersonForm, PersonForm
from patients.desk.look_up import Found
from patients.desk.queries import possible_doubles
from patients.desk.revealed import ALL, CLEAR, FOUND, Details, details_of
from patients.enums import PersonKind
from patients.models import Person
from patients.operations import people


@desk_page("patients.add_person")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Asks first whether it is one of those who share a phone, an address, a number, or name and birth date."""
    form = PersonForm(request.POST or None, initial={"language": organisation().language})
    doubles: list[Found] = []
    if request.method == "POST" and form.is_valid():
        doubles = [] if "anyway" in request.POST else _doubles(request, form.details())
        if not doubles:
            return redirect("admin:desk-person", person_id=_registered(request, form.details()).pk)
    return show(request, "patients/desk/register.html", title="New patient", form=form, doubles=doubles)


@desk_page("patients.change_person")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, person_id: UUID) -> HttpResponse:
    name, form = _edit_form(request, person_id)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, person_id, form)
        except people.ChangedMeanwhile:
            name, form = _edit_form(request, person_id, afresh=True)
        else:
            return redirect("admin:desk-person", person_id=person_id)
    return show(
        request,
        "patients/desk/edit.html",
        title="Edit details",
        name=name,
        form=form,
        person_id=person_id,
        changed_meanwhile=request.method == "POST" and not form.is_bound,
    )


@desk_page("patients.change_person")
@require_POST
def become_patient(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A lead came to the clinic."""
    get_object_or_404(Person.objects.only("id"), pk=person_id)
    try:
        people.become_patient(by=staff_actor(request), now=timezone.now(), person_id=person_id)
    except people.NotALead:
        messages.info(request, "Nothing was changed: only a lead becomes a patient.")
    else:
        messages.success(request, "They are a patient from now on. Complete their details.")
    return redirect("admin:desk-person", person_id=person_id)


def _edit_form(request: HttpRequest, person_id: UUID, *, afresh: bool = False) -> tuple[str, EditPersonForm]:
    """A person's name, and the form: with what was sent, or `afresh` with what the row says now."""
    one = get_object_or_404(Person, pk=person_id)
    shown = details_of([one], ALL, by=staff_actor(request), purpose=purpose_of_use(request), beside=CLEAR)
    details = shown[one.pk]
    sent = None if afresh else request.POST or None
    return details.name, EditPersonForm(sent, initial=_as_it_is(one, details), person_id=one.pk)


def _save(request: HttpRequest, person_id: UUID, form: EditPersonForm) -> None:
    changes, seen_at = form.details(), form.cleaned_data["seen_at"]
    if changes:
        people.update_person(
            by=staff_actor(request), now=timezone.now(), person_id=person_id, expected=seen_at, **changes
        )
        messages.success(request, "Saved.")


def _registered(request: HttpRequest, details: dict[str, Any]) -> Person:
    now = timezone.now()
    person = people.register_person(
        by=staff_actor(request),
        now=now,
        kind=PersonKind.PATIENT,
        joined_on=local_day(now, organisation().time_zone),
        **details,
    )
    messages.success(request, "The new patient is registered.")
    return person


def _doubles(request: HttpRequest, details: dict[str, Any]) -> list[Found]:
    found = possible_doubles(details)
    if not found:
        return []
    shown = details_of(
        found,
        FOUND,
        by=staff_actor(request),
        purpose=purpose_of_use(request),
        beside=CLEAR,
        word=AuditWord.SEARCH,
        details={"term": search_term_key(_typed(details)), "kinds": "possible-doubles"},
    )
    return [Found(person, shown[person.pk]) for person in found]


def _typed(details: dict[str, Any]) -> str:
    """What was searched by, as one text: its digest is the same for the same search."""
    return "\n".join(f"{name}={details[name]}" for name in FOUND if details.get(name))


def _as_it_is(one: Person, details: Details) -> dict[str, Any]:
    sealed = {name: getattr(details, name) for name in ALL}
    clear = ("sex", "language", "city", "shares_inbox", "is_negative_persona", "is_deceased", "guardian_id")
    return sealed | {name: getattr(one, name) for name in clear} | {"seen_at": one.updated_at.isoformat()}
