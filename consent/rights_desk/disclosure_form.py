"""What staff fill in about a disclosure."""

from datetime import date
from typing import Any

from django import forms

from consent.enums import DisclosureKind
from consent.pages.rights_form import LONGEST
from consent.rights_desk.forms import LINES, Day, not_in_the_future


class DisclosureForm(forms.Form):
    """All that 45 CFR 164.528(b)(2) wants kept."""

    wide = ("recipient", "what", "why")

    kind = forms.ChoiceField(label="What kind", choices=DisclosureKind.choices)
    disclosed_on = forms.DateField(label="On", widget=Day)
    recipient = forms.CharField(label="To whom, with the address if known", max_length=400, widget=LINES)
    what = forms.CharField(label="What was disclosed", max_length=LONGEST, widget=LINES)
    why = forms.CharField(label="What for, or who asked in writing", max_length=LONGEST, widget=LINES)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.today = today

    def clean_disclosed_on(self) -> date:
        return not_in_the_future(self.cleaned_data["disclosed_on"], self.today)
