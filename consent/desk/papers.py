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
from consent.domain.authorizations import Element
from consent.enums import AuthorizationKind
from consent.models import AuthorizationForm
from consent.operations import authorizations, paper_entries
from patients.domain.people import is_minor
from patients.models import Person

#: Beside which field the desk reads what is missing.
_FIELD_OF = {Element.SIGNATURE: "signature", Element.REPRESENTATIVE_AUTHORITY: "representative_authority"}


class _FormChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: AuthorizationForm) -> str:
        return f"{obj.get_kind_display()}, {obj.get_language_display()}, version {obj.version}"


class PaperForm(forms.Form):
    """What stands on the paper. Whether that is enough, `authorizations.sign` says."""

    wide = ("form", "representative_authority", "scan")

    form = _FormChoice(
        AuthorizationForm.objects.none(),
        label="Form",
        empty_label=None,
        help_text="The one whose words they signed.",
    )
    signature = forms.CharField(
        label="Name as signed", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
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

    def __init__(self, *args: Any, one: Person, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.today, self.is_minor = today, is_minor(one.birth_year, today)
        published = AuthorizationForm.objects.filter(published_at__isnull=False)
        self.fields["form"].queryset = published  # type: ignore[attr-defined]
        usual = published.filter(kind=AuthorizationKind.MARKETING_EMAIL, language=one.language)
        self.initial.setdefault("form", usual.first())
        self.initial.setdefault("by_representative", self.is_minor)

    def clean_signed_on(self) -> date:
        day: date = self.cleaned_data["signed_on"]
        if day > self.today:
            raise forms.ValidationError("This day has not come yet: write the day that stands beside the signature.")
        return day

    def clean_by_representative(self) -> bool:
        signed_for: bool = self.cleaned_data["by_representative"]
        if self.is_minor and not signed_for:
            raise forms.ValidationError("They are a minor: a parent or guardian must sign.")
        return signed_for


@desk_page("consent.add_authorization")
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, person_id: UUID) -> HttpResponse:
    one = get_object_or_404(Person.objects.only("id", "language", "birth_year"), pk=person_id)
    now = timezone.now()
    record_look(request, people=[person_id], fields=["patients.person.language", "patients.person.birth_year"])
    form = PaperForm(
        request.POST or None, request.FILES or None, one=one, today=local_day(now, organisation().time_zone)
    )
    if request.method == "POST" and form.is_valid() and _is_signed(request, form, one, now):
        return _recorded(request, form, person_id)
    return show(request, "consent/desk/paper.html", title="A paper they signed", one=one, form=form)


def _recorded(request: HttpRequest, form: PaperForm, person_id: UUID) -> HttpResponse:
    if form.cleaned_data["has_copy"]:
        messages.success(request, "Recorded: it counts from now on.")
        return redirect("admin:desk-person", person_id=person_id)
    messages.warning(request, "Recorded. Give them a copy and say so here: until then it does not count.")
    return redirect("admin:desk-sign", person_id=person_id)


def _is_signed(request: HttpRequest, form: PaperForm, one: Person, now: datetime) -> bool:
    """False, with the reason beside its field, if the paper lacks something."""
    told = form.cleaned_data
    try:
        paper_entries.enter(
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
        return False
    except authorizations.IncompleteAuthorization as problem:
        for element in problem.missing:
            form.add_error(_FIELD_OF.get(element), f"Missing: {element.meaning} ({element.citation}).")
        return False
    return True


urlpatterns = [path("person/<uuid:person_id>/paper/", paper, name="desk-paper")]
