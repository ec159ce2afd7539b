"""What the privacy officer fills in: the words of one language of a form, and what all its languages allow."""

from collections.abc import Mapping
from typing import Any

from django import forms

from clinic.enums import Channel
from consent.domain.authorizations import OF_THE_FORM, Element
from consent.domain.form_checks import SCOPES
from consent.enums import MessagePurpose
from consent.fact_rows import FORM_TEXTS
from consent.form_headings import HEADINGS
from consent.models import AuthorizationForm
from consent.operations.forms import OWN_WORDS, SHARED

_LONGEST_TERM = 10 * 366


class WordsForm(forms.Form):
    """A draft may be saved with gaps: what is missing stands beside it until it is there."""

    wide = OWN_WORDS
    title = forms.CharField(max_length=200, required=False, help_text="What the page asks, in one line.")
    expiry_event = forms.CharField(
        max_length=120, required=False, help_text="Only if an event ends it and no number of days does."
    )

    def __init__(self, data: Any, *, row: AuthorizationForm) -> None:
        super().__init__(data, initial={name: getattr(row, name) for name in OWN_WORDS}, label_suffix="")
        headings = HEADINGS[row.language]
        texts = {name: _text(element, headings) for element, name in FORM_TEXTS.items()}
        self.fields = {"title": self.fields["title"], **texts, "expiry_event": self.fields["expiry_event"]}
        for field in self.fields.values():
            field.widget.attrs["lang"] = row.language


class ScopeForm(forms.Form):
    purposes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False, label="What it allows")
    channels = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False, label="On which channels")
    valid_days = forms.IntegerField(
        min_value=1,
        max_value=_LONGEST_TERM,
        required=False,
        label="Days from the signature",
        help_text="Empty if an event ends it (45 CFR 164.508(c)(1)(v)).",
    )

    def __init__(self, data: Any, *, row: AuthorizationForm) -> None:
        super().__init__(data, initial={name: getattr(row, name) for name in SHARED}, label_suffix="")
        purposes, channels = SCOPES[row.kind]
        self._offer("purposes", {purpose: MessagePurpose(purpose).label for purpose in sorted(purposes)})
        self._offer("channels", {channel: Channel(channel).label for channel in sorted(channels)})

    def _offer(self, name: str, choices: Mapping[str, str]) -> None:
        if choices:
            self.fields[name].choices = list(choices.items())  # type: ignore[attr-defined]
        else:
            del self.fields[name]


def _text(element: Element, headings: Mapping[Element, str]) -> forms.CharField:
    need = "" if element in OF_THE_FORM else " Only if a third party pays."
    return forms.CharField(
        label=headings[element],
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"{element.meaning[:1].upper()}{element.meaning[1:]} ({element.citation}).{need}",
    )
