"""The form above the list: addresses carry codes, moments and opaque ids alone."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth import get_user_model

from audit.book.filters import BookFilter
from audit.book.pages import NEWEST_FIRST, Position, values_of
from audit.enums import ActorKind, AuditWord, DataCategory, Outcome, PurposeOfUse
from audit.events_in_words import place_in_words

_WHATEVER = ("", "All")
_ORDERS_IN_WORDS = {
    "when": "When",
    "what": "What",
    "kind": "Kind of actor",
    "who": "Who",
    "role": "Role",
    "people": "Number of people",
    "purpose": "Purpose",
    "category": "Kind of data",
    "protected": "Specially protected",
    "outcome": "Outcome",
    "place": "Where",
    "address": "Address",
}


class Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class BookForm(forms.Form):
    """Nothing is required; times are the clinic's."""

    since = forms.DateTimeField(label="From", required=False, widget=Moment)
    until = forms.DateTimeField(label="Until (not included)", required=False, widget=Moment)
    word = forms.ChoiceField(label="What", required=False, choices=[_WHATEVER, *AuditWord.choices])
    who = forms.CharField(
        label="Who",
        required=False,
        max_length=150,
        help_text="A log-in name, a program, or an id.",
        widget=forms.TextInput(attrs={"list": "staff-names", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label="Kind of actor", required=False, choices=[_WHATEVER, *ActorKind.choices])
    role = forms.ChoiceField(label="Role", required=False)
    purpose = forms.ChoiceField(label="Purpose", required=False, choices=[_WHATEVER, *PurposeOfUse.choices])
    category = forms.ChoiceField(label="Kind of data", required=False, choices=[_WHATEVER, *DataCategory.choices])
    field = forms.CharField(
        label="Field", required=False, max_length=100, help_text="Such as patients.person.birth_date."
    )
    protected = forms.ChoiceField(
        label="Specially protected", required=False, choices=[_WHATEVER, ("yes", "Yes"), ("no", "No")]
    )
    outcome = forms.ChoiceField(label="Outcome", required=False, choices=[_WHATEVER, *Outcome.choices])
    place = forms.ChoiceField(label="Where", required=False)
    address = forms.GenericIPAddressField(label="Address", required=False)
    person = forms.UUIDField(
        label="Person",
        required=False,
        help_text="The Reference on their page, never a name.",
        error_messages={"invalid": "Paste the Reference from the person’s page; a name does not work here."},
    )
    event = forms.IntegerField(label="Event number", required=False, min_value=1)
    order = forms.ChoiceField(
        label="Sorted by",
        required=False,
        choices=[
            choice
            for key, words in _ORDERS_IN_WORDS.items()
            for choice in ((f"-{key}", f"{words} ↓"), (key, f"{words} ↑"))
        ],
    )
    after = forms.IntegerField(required=False, widget=forms.HiddenInput)
    before = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [_WHATEVER, *((role, _in_words(role)) for role in values_of("actor_role"))]  # type: ignore[attr-defined]
        self.fields["place"].choices = [_WHATEVER, *((one, place_in_words(one)) for one in values_of("place"))]  # type: ignore[attr-defined]

    def clean_who(self) -> str:
        """An id: a log-in name is looked up, whatever else is meant as it stands."""
        typed: str = self.cleaned_data["who"].strip()
        found = get_user_model()._default_manager.filter(username=typed).values_list("pk", flat=True).first()
        return str(found) if found else typed

    def wanted(self) -> BookFilter:
        """Of a valid form."""
        told = {name: self.cleaned_data[name] or None for name in BookFilter.__dataclass_fields__}
        if told["protected"]:
            told["protected"] = told["protected"] == "yes"
        return BookFilter(**told)

    def position(self) -> Position:
        told = self.cleaned_data
        return Position(told["order"] or NEWEST_FIRST, told["after"], told["before"])


def staff_names() -> list[str]:
    """To complete what is typed into “Who”."""
    return list(get_user_model()._default_manager.order_by("username").values_list("username", flat=True))


def _in_words(role: str) -> str:
    return role.replace("-", " ").replace("_", " ").capitalize()


def person_of(wanted: BookFilter) -> tuple[UUID, ...]:
    return (wanted.person,) if wanted.person else ()
