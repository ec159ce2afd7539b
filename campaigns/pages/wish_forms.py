"""When somebody would like to come: up to three days, each with a part of the day, and a few words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from consent.pages.forms import SubscribeForm, validate_written
from patients.domain.phone import region_of, to_e164
from patients.enums import DayPart

MOST_WISHES = 3
LONGEST_WORDS = 300
_FURTHEST = timedelta(days=365)
_NO_DAY = _("Please choose a day, or leave it empty.")
_PARTS = [
    (DayPart.ANY.value, _("Any time of the day")),
    (DayPart.MORNING.value, _("In the morning")),
    (DayPart.AFTERNOON.value, _("In the afternoon")),
    (DayPart.EVENING.value, _("In the evening")),
]


@dataclass(frozen=True, slots=True)
class WishFields:
    """A day and a part of it, as the page shows them side by side. `number`: from 1."""

    number: int
    day: BoundField
    part: BoundField


class WishForm(forms.Form):
    """`today` is the clinic-local day. All of it may stay empty: then the desk calls."""

    words = forms.CharField(
        max_length=LONGEST_WORDS,
        required=False,
        validators=[validate_written],
        error_messages={"max_length": _("Please write less (up to 300 letters).")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.last = today, today + _FURTHEST
        for number in range(1, MOST_WISHES + 1):
            self.fields[f"day{number}"] = forms.DateField(
                required=False, input_formats=["%Y-%m-%d"], error_messages={"invalid": _NO_DAY}, validators=[self._near]
            )
            self.fields[f"part{number}"] = forms.ChoiceField(
                required=False, choices=_PARTS, error_messages={"invalid_choice": _("Please choose from the list.")}
            )

    def wishes(self) -> Iterator[WishFields]:
        for number in range(1, MOST_WISHES + 1):
            yield WishFields(number, self[f"day{number}"], self[f"part{number}"])

    def preferred(self) -> list[dict[str, str]]:
        """What `desk_tasks.ask` takes, best first."""
        told = self.cleaned_data
        return [
            {"day": day.isoformat(), "part": told[f"part{number}"] or DayPart.ANY.value}
            for number in range(1, MOST_WISHES + 1)
            if (day := told[f"day{number}"])
        ]

    def _near(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise ValidationError(_("Please choose a day from today on, within a year."))


class BookingForm(WishForm, SubscribeForm):
    """Of somebody whom no link names: `name`, `email`, and a telephone number if they like to be called."""

    phone = forms.CharField(
        max_length=40,
        required=False,
        error_messages={"max_length": _("Please write the number only.")},
    )

    def __init__(self, *args: Any, clinic_phone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._region = region_of(clinic_phone)

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        number = to_e164(phone, self._region) if phone else ""
        if number is None:
            raise ValidationError(_("Please write the whole number, for example (312) 555-0100 or +886 2 2345 6789."))
        return number
