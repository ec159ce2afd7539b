"""Forms of the desk: labels, and errors that say what to do. They check; operations write."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from clinic.domain.hours import at_local, local_day
from clinic.enums import Language
from clinic.models import Location, Service
from clinic.queries import organisation
from patients.domain.dates import is_day_of_a_clinic
from patients.domain.guardians import why_no_guardian
from patients.domain.people import is_plausible_birth_year
from patients.domain.phone import region_of, to_e164
from patients.enums import Sex
from patients.models import Appointment
from patients.queries import guardian_candidate


class _DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class _TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M", attrs={"step": 300})


class _DeskForm(forms.Form):
    """Labels without a colon; nothing is filled in by the browser of a shared desk."""

    wide: Sequence[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")


class PersonForm(_DeskForm):
    """What the desk keeps of a patient. `details` is what the operations take."""

    wide: Sequence[str] = ("street",)

    given_name = forms.CharField(max_length=100, required=False)
    family_name = forms.CharField(max_length=100, required=False)
    birth_date = forms.DateField(required=False, widget=_DateInput)
    sex = forms.ChoiceField(choices=Sex, initial=Sex.UNKNOWN)
    phone = forms.CharField(max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    email = forms.EmailField(label="E-mail", required=False)
    record_number = forms.CharField(max_length=60, required=False)
    language = forms.ChoiceField(choices=Language, help_text="The language that mail to them is in.")
    street = forms.CharField(max_length=200, required=False)
    city = forms.CharField(max_length=80, required=False)
    postal_code = forms.CharField(max_length=12, required=False, help_text="Only its first three characters are kept.")

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone and to_e164(phone, region_of(organisation().phone)) is None:
            raise forms.ValidationError("Write the whole number, for example (312) 555-0100 or +886 2 2345 6789.")
        return phone

    def clean_birth_date(self) -> date | None:
        born: date | None = self.cleaned_data["birth_date"]
        today = local_day(timezone.now(), organisation().time_zone)
        if born and (born > today or not is_plausible_birth_year(born.year, today)):
            raise forms.ValidationError("Look at the year: this cannot be a birth date.")
        return born

    def clean(self) -> dict[str, Any]:
        if not (self.cleaned_data.get("given_name") or self.cleaned_data.get("family_name")):
            self.add_error("family_name", "Write at least one name.")
        return self.cleaned_data

    def details(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        if not told["postal_code"]:
            told.pop("postal_code")
        return told


class EditPersonForm(PersonForm):
    """`seen_at` says which state of the row was on the screen; without it the form counts as out of date."""

    wide = ("street", "guardian_id", "shares_inbox", "is_negative_persona", "is_deceased")

    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)
    confidential_email = forms.EmailField(
        label="Confidential e-mail", required=False, help_text="If the patient asked us to use this address alone."
    )
    guardian_id = forms.UUIDField(
        label="Guardian",
        required=False,
        help_text="Of a child: the reference on the guardian's own page. Mail for the child goes only to an address "
        "that is the guardian's, too. Empty it when it ends.",
        error_messages={"invalid": "Copy the whole reference from the guardian's page."},
    )
    shares_inbox = forms.BooleanField(label="Others read this inbox, too", required=False)
    is_negative_persona = forms.BooleanField(label="Not a contact of ours: nothing is sent to them", required=False)
    is_deceased = forms.BooleanField(label="Has died: nothing is sent any more", required=False)

    def __init__(self, *args: Any, person_id: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person_id = person_id

    def clean_guardian_id(self) -> UUID | None:
        """Asked of a guardian who is new: one who was chosen before stays until staff take them out."""
        chosen: UUID | None = self.cleaned_data["guardian_id"]
        if chosen is None or "guardian_id" not in self.changed_data:
            return chosen
        found = guardian_candidate(chosen)
        if found is None:
            raise forms.ValidationError("Nobody has this reference. It stands on the guardian's page, under Details.")
        if why_not := why_no_guardian(self.person_id, found, local_day(timezone.now(), organisation().time_zone)):
            raise forms.ValidationError(why_not)
        return chosen

    def clean_seen_at(self) -> datetime:
        try:
            return datetime.fromisoformat(self.cleaned_data["seen_at"]).astimezone(UTC)
        except (ValueError, OverflowError):
            return datetime.min.replace(tzinfo=UTC)

    def details(self) -> dict[str, Any]:
        """What was changed, and nothing else; both names go together."""
        told = super().details()
        told.pop("seen_at")
        changed = set(self.changed_data)
        if changed & {"given_name", "family_name"}:
            changed |= {"given_name", "family_name"}
        return {name: value for name, value in told.items() if name in changed}


class MoveForm(_DeskForm):
    day = forms.DateField(widget=_DateInput)
    clock = forms.TimeField(label="Time", widget=_TimeInput, help_text="Local time of the location.")
    location = forms.ModelChoiceField(Location.objects.filter(is_active=True), label="Place", empty_label=None)

    def clean(self) -> dict[str, Any]:
        day, location = self.cleaned_data.get("day"), self.cleaned_data.get("location")
        if day and not is_day_of_a_clinic(day):
            self.add_error("day", "Look at the year.")
        elif day and location and day < local_day(timezone.now(), location.time_zone):
            self.add_error("day", "This day is over there. Choose today or later.")
        return self.cleaned_data

    def starts_at(self) -> datetime:
        told = self.cleaned_data
        return at_local(told["day"], told["clock"], told["location"].time_zone)


class BookForm(MoveForm):
    service = forms.ModelChoiceField(Service.objects.filter(is_active=True), required=False, empty_label="Not chosen")
    minutes = forms.IntegerField(label="Length in minutes", min_value=5, max_value=600, initial=30)

    field_order = ("service", "day", "clock", "minutes", "location")


def place_and_time(appointment: Appointment) -> dict[str, Any]:
    """What a move begins with: the time as the place's clock shows it."""
    local = appointment.starts_at.astimezone(ZoneInfo(appointment.location.time_zone))
    return {"day": local.date(), "clock": local.time(), "location": appointment.location_id}
