"""Asking somebody at the desk to sign, by a link or on the clinic's tablet, and giving them their copy."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clinic.desk import record_look, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.desk import Panel, PanelLine, PanelLink, Verdict, tells_of
from consent import signing_queries as queries
from consent.copies.fonts import NoFont
from consent.copies.machine_fonts import WHAT_TO_INSTALL
from consent.desk.what_counts import NO_COPY_YET, say_whether_it_counts
from consent.domain.signing import WhyNot, may_be_asked_by
from consent.enums import AuthorizationKind, CopyGiven, SigningWay
from consent.models import Authorization, SigningRequest
from consent.operations import authorizations, late_copies, signing
from consent.operations.copies_given import NothingToGive
from patients.models import Person

_WHY_NOT = {
    WhyNot.NOT_A_PATIENT: "Only patients are asked to sign.",
    WhyNot.DECEASED: "This person has died.",
    WhyNot.NOT_THEIRS_TO_ASK: "Only a clinician or the privacy officer may ask for a testimonial.",
    WhyNot.NO_FORM: "No form of this kind is published yet.",
    WhyNot.NO_ADDRESS: "They have no e-mail address: let them sign on the tablet.",
    WhyNot.NO_BIRTH_YEAR: "The link asks for their year of birth, which is not known: record it, or use the tablet.",
    WhyNot.NOT_ASKED_FOR: "Send the link only if they asked for it; else let them sign on the tablet.",
}


class AskForm(forms.Form):
    """A marketing form goes to somebody who asked for it; for a testimonial the clinician is the one who asks."""

    wide = ("asked_for",)

    kind = forms.ChoiceField(label="Form")
    way = forms.ChoiceField(label="How", choices=SigningWay.choices, initial=SigningWay.TABLET)
    asked_for = forms.BooleanField(
        label="They asked for this link",
        required=False,
        help_text="For a link to a form about news or information: at the desk or by telephone. A mail that nobody "
        "asked for would be marketing itself.",
    )

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        kinds = [(kind.value, kind.label) for kind in AuthorizationKind if may_be_asked_by(role, kind)]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        by_link = told.get("way") == SigningWay.LINK and told.get("kind") != AuthorizationKind.TESTIMONIAL
        if by_link and not told.get("asked_for"):
            self.add_error("asked_for", _WHY_NOT[WhyNot.NOT_ASKED_FOR])
        return told


@desk_page("consent.add_signingrequest")
@require_http_methods(["GET", "POST"])
def ask_to_sign(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The code of the tablet is shown in this answer alone: it is kept as a digest."""
    one = get_object_or_404(Person.objects.only("id", "kind"), pk=person_id)
    by, now = staff_actor(request), timezone.now()
    record_look(request, people=[person_id], fields=["consent.signingrequest", "consent.authorization"])
    form = AskForm(request.POST or None, role=by.role)
    code = ""
    if request.method == "POST" and form.is_valid():
        asked = _asked(request, form, person_id, now)
        if asked and not asked.code:
            messages.success(request, "The mail with the link leaves in a moment.")
            return redirect("admin:desk-sign", person_id=person_id)
        code = asked.code if asked else ""
    context: dict[str, Any] = {
        "one": one,
        "form": form,
        "code": f"{code[:4]} {code[4:]}" if code else "",
        "tablet": request.build_absolute_uri(reverse("consent:tablet")),
        "requests": queries.request_lines(person_id, now),
        "uncopied": queries.uncopied_papers(person_id),
    }
    return show(request, "consent/desk/sign.html", title="Ask them to sign", **context)


def _asked(request: HttpRequest, form: AskForm, person_id: UUID, now: datetime) -> signing.Asked | None:
    told = form.cleaned_data
    try:
        return signing.ask(by=staff_actor(request), now=now, person_id=person_id, **told)
    except signing.CannotAsk as problem:
        form.add_error(None, _WHY_NOT[problem.reason])
        return None


@desk_page("consent.change_signingrequest")
@require_POST
def withdraw(request: HttpRequest, person_id: UUID, signing_request_id: UUID) -> HttpResponse:
    get_object_or_404(SigningRequest, pk=signing_request_id, person_id=person_id)
    if signing.withdraw(by=staff_actor(request), now=timezone.now(), request_id=signing_request_id):
        messages.success(request, "Taken back: it cannot be signed any more.")
    return redirect("admin:desk-sign", person_id=person_id)


@desk_page("consent.add_paperfile")
@require_POST
def copy_made(request: HttpRequest, person_id: UUID, authorization_id: UUID) -> HttpResponse:
    """The copy that could not be made when they signed."""
    get_object_or_404(Authorization, pk=authorization_id, person_id=person_id)
    try:
        late_copies.make(by=staff_actor(request), now=timezone.now(), authorization_id=authorization_id)
    except NoFont:
        messages.error(request, f"No copy was made. {WHAT_TO_INSTALL}")
    except late_copies.NotWhatWasShown:
        messages.error(request, "The copy cannot be made any more: let them sign again.")
    else:
        messages.success(request, "The copy is made: print it and hand it over.")
    return redirect("admin:desk-sign", person_id=person_id)


@desk_page("consent.add_paperfile")
@require_POST
def copy_given(request: HttpRequest, person_id: UUID, authorization_id: UUID) -> HttpResponse:
    """The printed copy was handed over: from now on the paper counts."""
    get_object_or_404(Authorization.objects.only("id"), pk=authorization_id, person_id=person_id)
    by, now = staff_actor(request), timezone.now()
    try:
        authorizations.give_copy(by=by, now=now, authorization_id=authorization_id, via=CopyGiven.PRINTED)
    except NothingToGive:
        messages.error(request, NO_COPY_YET)
    else:
        say_whether_it_counts(request, authorization_id, now)
    return redirect("admin:desk-sign", person_id=person_id)


@tells_of("consent.signingrequest", "consent.authorization")
def signing_panel(person_id: UUID, now: datetime) -> Panel:
    """What waits for them or for us; at most three queries."""
    waiting = [
        PanelLine(asked.get_kind_display(), Verdict.HELD, f"Asked: {asked.get_way_display().lower()}")
        for asked in queries.open_requests(person_id, now)
    ]
    uncopied = [
        PanelLine(paper.form.get_kind_display(), Verdict.HELD, "Signed; counts when they have their copy")
        for paper, _ in queries.uncopied_papers(person_id)
    ]
    return Panel(
        title="Signatures",
        lines=(*waiting, *uncopied),
        note="" if waiting or uncopied else "Nothing is waiting.",
        links=(PanelLink(reverse("admin:desk-sign", args=[person_id]), "Ask them to sign"),),
    )


urlpatterns = [
    path("person/<uuid:person_id>/sign/", ask_to_sign, name="desk-sign"),
    path("person/<uuid:person_id>/sign/<uuid:signing_request_id>/withdraw/", withdraw, name="desk-sign-withdraw"),
    path("person/<uuid:person_id>/copy/<uuid:authorization_id>/make/", copy_made, name="desk-copy-made"),
    path("person/<uuid:person_id>/copy/<uuid:authorization_id>/", copy_given, name="desk-copy-given"),
]
