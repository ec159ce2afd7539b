"""What staff fill in about requests for rights."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from clinic.enums import Language
from consent.domain.rights import Right, latest_extension
from consent.domain.rights_answers import Answer, grounds
from consent.enums import OF_MESSAGES, OTHER_WAYS, KnownBy, Recorded, RestrictionCovers, RightKind, RightsState
from consent.models import RightsRequest
from consent.pages.forms import validate_name
from consent.pages.rights_form import LONGEST
from consent.rights_words import GROUNDS
from patients.desk.look_up import Found
from patients.models import Person

LINES = forms.Textarea(attrs={"rows": 4, "autocomplete": "off"})
_NO_HISTORY = {"autocomplete": "off"}
_GRANT = {
    Right.CONFIDENTIAL: "Yes: use this address from now on",
    Right.RESTRICTION: "Yes: we agree to the restriction",
    Right.HEALTH_PLAN: "Yes: the health plan is told nothing of it",
    Right.ERASURE: "Yes: erase it (within an hour; nothing is sent from now on)",
}


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class NewRequestForm(forms.Form):
    """A request that came by letter, at the desk or by telephone."""

    wide = ("words",)

    kind = forms.ChoiceField(label="What they ask for", choices=RightKind.choices)
    via = forms.ChoiceField(
        label="How it came",
        choices=[(Recorded.LETTER.value, "By letter"), (Recorded.STAFF.value, "At the desk or by telephone")],
    )
    received_on = forms.DateField(label="Came on", widget=Day, help_text="The clock runs from this day.")
    language = forms.ChoiceField(label="Answer in", choices=Language.choices)
    name = forms.CharField(
        label="Who asks", max_length=80, validators=[validate_name], widget=forms.TextInput(attrs=_NO_HISTORY)
    )
    email = forms.EmailField(
        label="E-mail, if they gave one", required=False, widget=forms.EmailInput(attrs=_NO_HISTORY)
    )
    words = forms.CharField(label="What they need, in their words", max_length=LONGEST, widget=LINES)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.today = today
        self.initial.setdefault("received_on", today)

    def clean_received_on(self) -> date:
        return not_in_the_future(self.cleaned_data["received_on"], self.today)


class KnownForm(forms.Form):
    """Whose right it is, and how the clinic made sure."""

    wide = ("person", "other")

    person = forms.ChoiceField(label="Found by their address or name", required=False)
    other = forms.UUIDField(
        label="Somebody else: the reference on their page", required=False, widget=forms.TextInput(attrs=_NO_HISTORY)
    )
    how = forms.ChoiceField(
        label="How you made sure",
        choices=[("", "–"), *KnownBy.choices],
        help_text="45 CFR 164.514(h): before anything is shown or changed.",
    )

    def __init__(self, *args: Any, found: list[Found], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        choices = [(str(one.person.pk), _in_words(one)) for one in found]
        self.fields["person"].choices = [("", "Nobody of these"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(told.get("person")) == bool(told.get("other")):
            self.add_error("person", "Choose one person: from the list, or by the reference.")
        return told

    def chosen(self) -> Any:
        return self.cleaned_data["person"] or self.cleaned_data["other"]


class MoreTimeForm(forms.Form):
    wide = ("why",)

    to = forms.DateField(label="Answer by", widget=Day)
    why = forms.CharField(
        label="Why, in plain words", max_length=LONGEST, widget=LINES, help_text="The person reads this."
    )

    def __init__(self, *args: Any, one: RightsRequest, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        latest = latest_extension(one.kind, one.received_on)
        self.initial.setdefault("to", latest)
        self.fields["to"].help_text = f"Not after {latest:%-d %B %Y}." if latest else "No more time can be taken."


class AnswerForm(forms.Form):
    """Fields that this right does not need are left out."""

    wide = ("words", "ground", "erases")

    outcome = forms.ChoiceField(label="Answer")
    ground = forms.ChoiceField(label="If denied, wholly or in part: on which ground", required=False)
    address = forms.EmailField(label="The address to use", required=False, widget=forms.EmailInput(attrs=_NO_HISTORY))
    way = forms.ChoiceField(
        label="Or another way",
        required=False,
        choices=[("", "By e-mail, at that address"), *((way.value, way.label) for way in OTHER_WAYS)],
        help_text="45 CFR 164.522(b). The number or postal address to use goes into their details: correct it there.",
    )
    covers = forms.ChoiceField(
        label="What they ask for",
        required=False,
        choices=[(one.value, one.label) for one in (*OF_MESSAGES, RestrictionCovers.HEALTH_PLAN)],
        help_text="What they paid for in full the clinic must keep from the health plan: that cannot be denied here.",
    )
    erases = forms.MultipleChoiceField(
        label="Erase together, at the same address",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only what is the same person's: somebody else who lives there did not ask.",
    )
    words = forms.CharField(
        label="In plain words, for the person",
        max_length=LONGEST,
        required=False,
        widget=LINES,
        help_text="Read over a link in a mail: nothing about health here. What the law wants said besides is added.",
    )

    def __init__(self, *args: Any, one: RightsRequest, others: Sequence[Person] = (), **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        right = Right(one.kind)
        self.fields["erases"].choices = [  # type: ignore[attr-defined]
            (str(other.pk), _at_the_address(other, str(other.pk) in self.initial.get("erases", ()))) for other in others
        ]
        if not others:
            del self.fields["erases"]
        for name, wanted in (
            ("address", Right.CONFIDENTIAL),
            ("way", Right.CONFIDENTIAL),
            ("covers", Right.RESTRICTION),
        ):
            if right is not wanted:
                del self.fields[name]
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (answer.value, _GRANT.get(right, "Granted") if answer is Answer.GRANTED else RightsState(answer).label)
            for answer in Answer
            if not (right is Right.ERASURE and answer is Answer.PARTLY)
        ]
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((ground.value, str(GROUNDS[ground])) for ground in grounds(right)),
        ]


class DisagreementForm(forms.Form):
    wide = ("words",)

    words = forms.CharField(
        label="Their statement", max_length=LONGEST, widget=LINES, help_text="45 CFR 164.526(d)(2): word for word."
    )


def not_in_the_future(day: date, today: date) -> date:
    if day > today:
        raise forms.ValidationError("This day has not come yet.")
    return day


def _at_the_address(one: Person, is_same_name: bool) -> str:
    """With a link to their page, where the officer looks before erasing."""
    recorded = timezone.localtime(one.created_at)
    same = ", the same name" if is_same_name else ""
    page = reverse("admin:desk-person", args=[one.pk])
    told = f"{one.get_kind_display()}, recorded {recorded:%-d %b %Y, %H:%M}{same}"
    return format_html('{} (<a href="{}">their page</a>)', told, page)


def _in_words(one: Found) -> str:
    born = f", born {one.details.birth_date:%-d %B %Y}" if one.details.birth_date else ""
    return f"{one.details.name}{born} ({one.person.get_kind_display()})"
