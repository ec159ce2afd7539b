"""What the desk can record of a paper after it was signed: one small form for each thing."""

from datetime import date
from typing import Any

from django import forms

from consent.enums import CopyGiven, Defect, Recorded

_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class DeskForm(forms.Form):
    """`today` is the clinic-local day, `signed_on` that of the signature."""

    wide: tuple[str, ...] = ()

    def __init__(self, *args: Any, today: date, signed_on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.today, self.signed_on = today, signed_on

    def since_the_signature(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day and day > self.today:
            raise forms.ValidationError("This day has not come yet.")
        if day and self.signed_on and day < self.signed_on:
            raise forms.ValidationError(f"They signed on {self.signed_on:%-d %B %Y}: this cannot be before that day.")
        return day


class CopyForm(DeskForm):
    given = forms.ChoiceField(
        label="How they got it",
        choices=[(way.value, way.label) for way in (CopyGiven.PRINTED, CopyGiven.PAPER)],
    )


class CopyAgainForm(DeskForm):
    """Nothing to fill in: the button says it."""


class RevocationForm(DeskForm):
    wide = ("letter",)

    told = forms.ChoiceField(
        label="How they told us",
        choices=[(Recorded.STAFF.value, "At the desk or by telephone"), (Recorded.LETTER.value, "By letter")],
    )
    arrived_on = forms.DateField(label="It reached us on", widget=_DAY, help_text="It counts from that day.")
    written_on = forms.DateField(label="Date on the letter", widget=_DAY, required=False)
    letter = forms.FileField(label="Scan of the letter", required=False, help_text="PDF, PNG or JPEG, up to 10 MB.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("arrived_on", self.today)

    def clean_arrived_on(self) -> date | None:
        return self.since_the_signature("arrived_on")

    def clean_written_on(self) -> date | None:
        return self.since_the_signature("written_on")


class EventForm(DeskForm):
    came_on = forms.DateField(label="It came on", widget=_DAY)

    def clean_came_on(self) -> date | None:
        return self.since_the_signature("came_on")


class DefectForm(DeskForm):
    defect = forms.ChoiceField(label="What is wrong with it", choices=Defect.choices)
