"""What staff fill in about requests for rights and about disclosures."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from clinic.enums import Language
from consent.domain.rights import Right, latest_extension
from consent.domain.rights_answers import Answer, grounds
from consent.enums import DisclosureKind, KnownBy, Recorded, RestrictionCovers, RightKind, RightsState
from consent.models import RightsRequest
from consent.pages.forms import validate_name
from consent.pages.rights_form import LONGEST
from consent.rights_words import GROUNDS
from patients.desk.look_up import Found
from patients.models import Person

_LINES = forms.Textarea(attrs={"rows": 4, "autocomplete": "off"})
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
    words = forms.CharField(label="What they need, in their words", max_length=LONGEST, widget=_LINES)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.today = today
        self.initial.setdefault("received_on", today)

    def clean_received_on(self) -> date:
        return _not_in_the_future(self.cleaned_data["received_on"], self.today)


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
        label="Why, in plain words", max_length=LONGEST, widget=_LINES, help_text="The person reads this."
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
    covers = forms.ChoiceField(
        label="What they ask for",
        required=False,
        choices=RestrictionCovers.choices,
        help_text="What they paid for in full the clinic must keep from the health plan: that cannot be denied here.",
    )
    erases = forms.MultipleChoiceField(
        label="Erase together, at the same address",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only what is the same person's: somebody else who lives there did not ask. Who has the same name is "
        "ticked; the request leads to their pages.",
    )
    words = forms.CharField(
        label="In plain words, for the person",
        max_length=LONGEST,
        required=False,
        widget=_LINES,
        help_text="Read over a link in a mail: nothing about health here. What the law wants said besides is added.",
    )

    def __init__(self, *args: Any, one: RightsRequest, others: Sequence[Person] = (), **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        right = Right(one.kind)
        self.fields["erases"].choices = [  # type: ignore[attr-defined]
            (str(other.pk), f"{other.get_kind_display()}, recorded {other.created_at:%-d %b %Y, %H:%M}")
            for other in others
        ]
        if not others:
            del self.fields["erases"]
        for name, wanted in (("address", Right.CONFIDENTIAL), ("covers", Right.RESTRICTION)):
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
        label="Their statement", max_length=LONGEST, widget=_LINES, help_text="45 CFR 164.526(d)(2): word for word."
    )


class DisclosureForm(forms.Form):
    """All that 45 CFR 164.528(b)(2) wants kept."""

    wide = ("recipient", "what", "why")

    kind = forms.ChoiceField(label="What kind", choices=DisclosureKind.choices)
    disclosed_on = forms.DateField(label="On", widget=Day)
    recipient = forms.CharField(label="To whom, with the address if known", max_length=400, widget=_LINES)
    what = forms.CharField(label="What was disclosed", max_length=LONGEST, widget=_LINES)
    why = forms.CharField(label="What for, or who asked in writing", max_length=LONGEST, widget=_LINES)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.today = today

    def clean_disclosed_on(self) -> date:
        return _not_in_the_future(self.cleaned_data["disclosed_on"], self.today)


def _not_in_the_future(day: date, today: date) -> date:
    if day > today:
        raise forms.ValidationError("This day has not come yet.")
    return day


def _in_words(one: Found) -> str:
    born = f", born {one.details.birth_date:%-d %B %Y}" if one.details.birth_date else ""
    return f"{one.details.name}{born} ({one.person.get_kind_display()})"
