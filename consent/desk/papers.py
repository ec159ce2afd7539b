"""A paper authorization that somebody signed at the desk, recorded as it was signed (45 CFR 164.508)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinic.desk import record_look, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.hours import local_day
from clinic.domain.papers import NotAPaper
from clinic.queries import organisation
from consent.desk.what_counts import say_whether_it_counts
from consent.domain.authorizations import Element
from consent.domain.signing import may_be_asked_by, must_be_represented
from consent.enums import AuthorizationKind, AuthorizationState
from consent.models import Authorization, AuthorizationForm
from consent.operations import authorizations, paper_entries
from consent.pages.forms import validate_written
from patients.domain.people import is_minor
from patients.models import Person

#: Beside which field the desk reads what is missing.
_FIELD_OF = {Element.SIGNATURE: "signature", Element.REPRESENTATIVE_AUTHORITY: "representative_authority"}
_A_MINOR_ALONE = "They were a minor on that day: a parent or guardian must sign."


class _FormChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: AuthorizationForm) -> str:
        return f"{obj.get_kind_display()}, {obj.get_language_display()}, version {obj.version}"


class PaperForm(forms.Form):
    """What stands on the paper. Whether that is enough, `authorizations.sign` says.

    A form is offered to the roles that may ask for it: a testimonial to clinicians and privacy officers (R32).
    """

    wide = ("form", "representative_authority", "scan")

    form = _FormChoice(
        AuthorizationForm.objects.none(),
        label="Form",
        empty_label=None,
        help_text="The one whose words they signed.",
    )
    signature = forms.CharField(
        label="Name as signed",
        max_length=200,
        validators=[validate_written],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    signed_on = forms.DateField(label="Signed on", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    by_representative = forms.BooleanField(
        label="Somebody else signed for them",
        required=False,
        help_text="A parent or guardian, or who may act for them.",
    )
    representative_authority = forms.CharField(
        label="Why they may sign",
        max_length=200,
        required=False,
        validators=[validate_written],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="If somebody else signed: mother, legal guardian, health-care power of attorney.",
    )

    scan = forms.FileField(
        label="Scan or photo of the paper",
        help_text="PDF, PNG or JPEG, at most 10 MB, every page. It is kept encrypted.",
    )
    has_copy = forms.BooleanField(
        label="They have a copy of it",
        required=False,
        help_text="Until they have one, it does not count (45 CFR 164.508(c)(4)).",
    )

    def __init__(self, *args: Any, one: Person, today: date, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.today, self.birth_year = today, one.birth_year
        kinds = [kind for kind in AuthorizationKind if may_be_asked_by(role, kind)]
        published = AuthorizationForm.objects.filter(published_at__isnull=False, kind__in=kinds)
        self.fields["form"].queryset = published  # type: ignore[attr-defined]
        usual = published.filter(kind=AuthorizationKind.MARKETING_EMAIL, language=one.language)
        self.initial.setdefault("form", usual.first())
        self.initial.setdefault("by_representative", is_minor(one.birth_year, today))

    def clean_signed_on(self) -> date:
        day: date = self.cleaned_data["signed_on"]
        if day > self.today:
            raise forms.ValidationError("This day has not come yet: write the day that stands beside the signature.")
        return day

    def clean(self) -> dict[str, Any]:
        """The day of the signature decides: who was a minor, and which words there were to sign."""
        told = self.cleaned_data
        day, form = told.get("signed_on"), told.get("form")
        if day and must_be_represented(self.birth_year, day) and not told.get("by_representative"):
            self.add_error("by_representative", _A_MINOR_ALONE)
        if day and form and day < (since := local_day(form.published_at, organisation().time_zone)):
            self.add_error(
                "signed_on",
                f"This version exists since {since:%-d %B %Y}: they signed another one, or the day is a different one.",
            )
        return told


@desk_page("consent.add_authorization")
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, person_id: UUID) -> HttpResponse:
    one = get_object_or_404(Person.objects.only("id", "language", "birth_year"), pk=person_id)
    now, role = timezone.now(), staff_actor(request).role
    record_look(request, people=[person_id], fields=["patients.person.language", "patients.person.birth_year"])
    form = PaperForm(
        request.POST or None, request.FILES or None, one=one, today=local_day(now, organisation().time_zone), role=role
    )
    if request.method == "POST" and form.is_valid() and (signed := _signed(request, form, one, now)):
        return _recorded(request, signed)
    return show(request, "consent/desk/paper.html", title="A paper they signed", one=one, form=form)


def _recorded(request: HttpRequest, signed: Authorization) -> HttpResponse:
    if signed.state == AuthorizationState.DRAFT:
        messages.warning(request, "Recorded. Give them a copy and say so here: until then it does not count.")
        return redirect("admin:desk-sign", person_id=signed.person_id)
    say_whether_it_counts(request, signed.pk, timezone.now())
    return redirect("admin:desk-person", person_id=signed.person_id)


def _signed(request: HttpRequest, form: PaperForm, one: Person, now: datetime) -> Authorization | None:
    """None, with the reason beside its field, if the paper lacks something."""
    told = form.cleaned_data
    try:
        return paper_entries.enter(
            by=staff_actor(request),
            now=now,
            person_id=one.pk,
            form_id=told["form"].pk,
            signature=told["signature"],
            signed_on=told["signed_on"],
            scan=told["scan"].read(),
            has_copy=told["has_copy"],
            by_representative=told["by_representative"],
            representative_authority=told["representative_authority"],
        )
    except NotAPaper as problem:
        form.add_error("scan", str(problem))
    except authorizations.MinorSignedAlone:
        form.add_error("by_representative", _A_MINOR_ALONE)
    except authorizations.IncompleteAuthorization as problem:
        for element in problem.missing:
            form.add_error(_FIELD_OF.get(element), f"Missing: {element.meaning} ({element.citation}).")
    return None


urlpatterns = [path("person/<uuid:person_id>/paper/", paper, name="desk-paper")]
