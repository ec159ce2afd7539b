"""A list that people filled in on paper, at a booth or at the counter, typed in by staff (R36)."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.enums import Language
from consent.enums import OptInMode, Recorded, SignUpPlace
from consent.models import SignUpForm
from consent.operations import opt_ins
from consent.pages.forms import validate_name

#: Which wording the printed list must carry (docs/recipes/sign-up-lists.md). Change it with the wording.
PAPER_TEXT_VERSION = "paper-list-2026-11"
_LINES = 12


class ListForm(forms.Form):
    language = forms.ChoiceField(label="Language of the list", choices=Language)


class LineForm(forms.Form):
    """One line of the list. Who left the box on it empty is not typed in."""

    name = forms.CharField(max_length=80, required=False, validators=[validate_name])
    email = forms.EmailField(label="E-mail", max_length=254, required=False)
    wanted = forms.BooleanField(label="Box ticked", required=False)

    def clean(self) -> dict[str, object]:
        told: dict[str, object] = super().clean() or {}
        is_begun = any(self.data.get(self.add_prefix(name)) for name in self.fields)
        if is_begun and not self.errors:
            if not (told["name"] and told["email"]):
                raise ValidationError("A name and an address, please.")
            if not told["wanted"]:
                raise ValidationError("They did not tick the box: leave this line out.")
        return told


Lines = forms.formset_factory(LineForm, extra=_LINES, max_num=_LINES, absolute_max=_LINES)


@desk_page("consent.add_optin")
@require_http_methods(["GET", "POST"])
def sign_up_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Says nothing about who was known before."""
    form = get_object_or_404(SignUpForm, slug=slug, is_open=True)
    head, lines = ListForm(request.POST or None), Lines(request.POST or None)
    if request.method == "POST" and head.is_valid() and lines.is_valid():
        taken = _take(request, form, head.cleaned_data["language"], [line.cleaned_data for line in lines])
        messages.success(request, f"{taken} taken in. {_what_follows(form)}")
        return redirect("admin:sign-up-list", slug=slug)
    return show(request, "consent/desk/sign_up_list.html", title="Paper list", offered=form, head=head, lines=lines)


def _take(request: HttpRequest, form: SignUpForm, language: str, lines: list[dict[str, str]]) -> int:
    by, now = staff_actor(request), timezone.now()
    written = [line for line in lines if line.get("wanted")]
    for line in written:
        opt_ins.ask(
            by=by,
            now=now,
            name=line["name"],
            email=line["email"],
            language=language,
            form=form.slug,
            text_version=PAPER_TEXT_VERSION,
            mode=form.mode,
            via=Recorded.BOOTH if form.place == SignUpPlace.BOOTH else Recorded.PAPER,
        )
    return len(written)


def _what_follows(form: SignUpForm) -> str:
    if form.mode == OptInMode.DOUBLE:
        return "Each gets one e-mail that asks to confirm; without a yes, nothing more is sent."
    return "They are on the list, and are told so by e-mail."


urlpatterns = [path("sign-up-list/<slug:slug>/", sign_up_list, name="sign-up-list")]
