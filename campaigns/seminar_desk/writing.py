"""Writing a seminar down, and changing it."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from campaigns.models import Seminar
from campaigns.operations import seminars
from campaigns.operations.seminars import CannotChange, Written
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.models import Location
from clinic.queries import organisation

_MOMENT = "%Y-%m-%dT%H:%M"
_ENGLISH_WHERE_EMPTY = "Empty: the English words are shown."


def _moment(label: str, help_text: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[_MOMENT], help_text=help_text)


def _words(label: str, *, is_long: bool = False, is_needed: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput()
    return forms.CharField(
        label=label, max_length=1500 if is_long else 120, required=is_needed, widget=widget,
        help_text="" if is_needed or is_long else _ENGLISH_WHERE_EMPTY,
    )  # fmt: skip


class SeminarForm(forms.Form):
    """Moments are on the clock of the place, or the clinic's for one online."""

    topic_en = _words("Topic", is_needed=True)
    topic_zh_hant = _words("Topic, 繁體中文")
    topic_zh_hans = _words("Topic, 简体中文")
    speaker_en = _words("Speaker", is_needed=True)
    speaker_zh_hant = _words("Speaker, 繁體中文")
    speaker_zh_hans = _words("Speaker, 简体中文")
    slug = forms.SlugField(label="Address of its page", max_length=40, help_text="/events/…/, such as sleeping-well.")
    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True), label="Place", required=False, empty_label="Online"
    )
    online_url = forms.URLField(
        label="Online address", max_length=300, required=False, assume_scheme="https",
        help_text="For one online: begins with https://. Only whoever has a place sees it.",
    )  # fmt: skip
    starts_at = _moment("Begins", "On the clock of the place; online, on the clinic’s.")
    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=600, initial=60)
    closes_at = _moment("Registration closes", "Not after it begins.")
    seats = forms.IntegerField(label="Seats", min_value=1, max_value=5000)
    about_en = _words("What it is about", is_long=True)
    about_zh_hant = _words("What it is about, 繁體中文", is_long=True)
    about_zh_hans = _words("What it is about, 简体中文", is_long=True)

    def __init__(self, *args: Any, seminar_id: UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seminar_id = seminar_id

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        others = Seminar.objects.exclude(pk=self.seminar_id) if self.seminar_id else Seminar.objects.all()
        if others.filter(slug=slug).exists():
            raise forms.ValidationError("Another seminar has this address.")
        return slug

    def clean_online_url(self) -> str:
        url = str(self.cleaned_data["online_url"])
        if url and not url.startswith("https://"):
            raise forms.ValidationError("Please use an address that begins with https://.")
        return url

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if bool(told.get("location")) == bool(told.get("online_url")):
            self.add_error("location", "Choose a place, or write an online address: one of the two.")
        for name in ("starts_at", "closes_at"):
            if told.get(name):
                told[name] = _there(told[name], told.get("location"))
        if told.get("starts_at") and told.get("closes_at") and told["closes_at"] > told["starts_at"]:
            self.add_error("closes_at", "That is after it begins.")
        return told

    @property
    def written(self) -> Written:
        told = dict(self.cleaned_data)
        place = told.pop("location")
        return Written(location_id=place.pk if place else None, **told)


def _there(moment: datetime, place: Location | None) -> datetime:
    """What was typed, on the clock of the place."""
    zone = ZoneInfo(place.time_zone if place else organisation().time_zone)
    return timezone.make_naive(moment).replace(tzinfo=zone)


@desk_page("campaigns.add_seminar")
def new(request: HttpRequest) -> HttpResponse:
    return _write(request, SeminarForm(request.POST or None), None, "New seminar")


@desk_page("campaigns.change_seminar")
def edit(request: HttpRequest, seminar_id: UUID) -> HttpResponse:
    seminar = get_object_or_404(Seminar.objects.select_related("location"), pk=seminar_id)
    initial = {name: getattr(seminar, name) for name in SeminarForm.base_fields}
    zone = ZoneInfo(seminar.location.time_zone if seminar.location else organisation().time_zone)
    for name in ("starts_at", "closes_at"):
        initial[name] = getattr(seminar, name).astimezone(zone).replace(tzinfo=None)
    form = SeminarForm(request.POST or None, initial=initial, seminar_id=seminar_id)
    return _write(request, form, seminar, f"Change {seminar.topic_en}")


def _write(request: HttpRequest, form: SeminarForm, seminar: Seminar | None, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = seminars.write(
                written=form.written,
                by=staff_actor(request),
                now=timezone.now(),
                seminar_id=seminar.pk if seminar else None,
            )
        except CannotChange as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Written down.")
            return redirect("admin:desk-seminar", made.pk)
    return show(request, "campaigns/desk/seminar_form.html", title=title, form=form, seminar=seminar)
