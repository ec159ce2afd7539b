"""Forms of the editor: one for what holds for a journey, one for each step. They check; operations write."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import slugify

from campaigns.models import MessageTemplate, Segment
from clinic.domain.holidays import HOLIDAYS, of_calendars
from clinic.queries import organisation
from consent.enums import MessagePurpose, Topic
from journeys.domain.picture import offset_in_words
from journeys.domain.timeline import StepRule
from journeys.editor.words import COMES_ROUND, holiday_words
from journeys.enums import Condition, Exit, Goal, Trigger
from journeys.models import Journey, JourneyVersion, Step
from journeys.operations.definitions import PlannedStep

_DAYS = tuple(enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), 1))
_BEFORE, _AFTER = "before", "after"
_NOT_FOR_JOURNEYS = (MessagePurpose.REQUEST_ANSWER, MessagePurpose.STAFF_NOTICE, MessagePurpose.TESTIMONIAL)
#: A reminder answers whoever registered; `domain.text_checks` lets it be a step of a journey about a seminar alone.
_OF_SEMINARS = Q(purpose=MessagePurpose.REQUEST_ANSWER, topic=Topic.EVENTS)
_FURTHEST_DAYS, _LONGEST_HOURS = 400, 24 * 90


class _DeskForm(forms.Form):
    wide: Sequence[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class NewJourneyForm(_DeskForm):
    wide = ("name", "description", "trigger")

    name = forms.CharField(max_length=120, help_text="What your colleagues call it, as “Recall after cleaning”.")
    description = forms.CharField(max_length=250, required=False, label="What it is for")
    trigger = forms.ChoiceField(label="It begins when", choices=Trigger)


class CloneForm(_DeskForm):
    wide = ("name",)

    name = forms.CharField(max_length=120, label="Name of the new one")


class SettingsForm(_DeskForm):
    """What holds for the whole journey. Fields that say nothing for its trigger are left out."""

    wide = ("description", "segment", "trigger")

    name = forms.CharField(max_length=120)
    review_every_months = forms.IntegerField(
        label="Read again every … months", min_value=0, max_value=60, help_text="0: nobody is reminded."
    )
    description = forms.CharField(max_length=250, required=False, label="What it is for")
    trigger = forms.ChoiceField(label="It begins when", choices=Trigger)
    segment = forms.ModelChoiceField(
        Segment.objects, label="Who enters", required=False, empty_label="Everybody it is for",
        help_text="Only people of this segment enter. Whoever has entered stays.",
    )  # fmt: skip
    interval_months = forms.IntegerField(
        label="Months after the last visit", min_value=1, max_value=120, help_text="And again so often."
    )
    day_of_month = forms.IntegerField(label="Day of the month", min_value=1, max_value=28)
    holidays = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    at_most = forms.IntegerField(
        label="How often one person enters, at most", required=False, min_value=1, max_value=1000,
        help_text="Empty: as often as it begins.",
    )  # fmt: skip
    days_between = forms.IntegerField(label="Days between one person’s entries, at least", min_value=0, max_value=1000)
    goals = forms.MultipleChoiceField(
        label="It has worked, and ends, when …", required=False, choices=Goal, widget=forms.CheckboxSelectMultiple
    )
    exits = forms.MultipleChoiceField(
        label="It ends early when …", required=False, choices=Exit, widget=forms.CheckboxSelectMultiple
    )
    is_capped = forms.BooleanField(
        label="The weekly cap may hold its messages back", required=False,
        help_text="Off for what somebody needs, such as reminders: they count, but always leave.",
    )  # fmt: skip
    priority = forms.IntegerField(
        label="Place where the cap leaves no room for all", min_value=1, max_value=9, help_text="1 goes first, 9 last."
    )

    def __init__(self, *args: Any, journey: Journey, was_published: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trigger = journey.trigger
        self.fields["trigger"].disabled = was_published
        if was_published:
            self.fields["trigger"].help_text = "Fixed once a version was published: clone the journey for another."
        for name, triggers in (
            ("interval_months", COMES_ROUND),
            ("day_of_month", {Trigger.FIXED_DAY}),
            ("holidays", {Trigger.HOLIDAY}),
        ):
            if trigger not in triggers:
                del self.fields[name]
        if "holidays" in self.fields:
            offered = of_calendars(organisation().holiday_calendars) or HOLIDAYS
            self.fields["holidays"].choices = [(key, holiday_words(key)) for key in offered]  # type: ignore[attr-defined]

    @property
    def about_journey(self) -> dict[str, Any]:
        names = ("name", "description", "review_every_months", "trigger")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def settings(self) -> dict[str, Any]:
        told = {name: value for name, value in self.cleaned_data.items() if name not in self.about_journey}
        segment = told.pop("segment")
        return told | {"segment_id": segment.pk if segment else None}

    @staticmethod
    def initial_of(version: JourneyVersion) -> dict[str, Any]:
        journey = version.journey
        own = ("name", "description", "review_every_months", "trigger")
        of_version = (
            "segment", "interval_months", "day_of_month", "holidays", "at_most", "days_between", "goals", "exits",
            "is_capped", "priority",
        )  # fmt: skip
        return {name: getattr(journey, name) for name in own} | {name: getattr(version, name) for name in of_version}


class _TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class _TextChoice(forms.ModelChoiceField):
    def label_from_instance(self, template: Any) -> str:
        return f"{template.name} ({template.get_channel_display()})"


class StepForm(_DeskForm):
    """One row. Its place in time is days and hours, before or after."""

    key = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput)
    days = forms.IntegerField(min_value=0, max_value=_FURTHEST_DAYS)
    hours = forms.IntegerField(min_value=0, max_value=_FURTHEST_DAYS * 24, required=False)
    side = forms.ChoiceField(label="Before or after", choices=((_BEFORE, "before"), (_AFTER, "after")))
    template = _TextChoice(
        MessageTemplate.objects.filter(~Q(purpose__in=_NOT_FOR_JOURNEYS) | _OF_SEMINARS), label="Text",
        help_text="It says whether the step is an e-mail or a text message.",
    )  # fmt: skip
    window_from = forms.TimeField(label="Leaves from", widget=_TimeInput)
    window_until = forms.TimeField(label="until", widget=_TimeInput)
    condition = forms.ChoiceField(label="Only if", choices=Condition, required=False)
    too_late_hours = forms.IntegerField(
        label="Too late after … hours", min_value=1, max_value=_LONGEST_HOURS, help_text="Then it is skipped."
    )
    late_entry_hours = forms.IntegerField(
        label="What if it is past? Still sent for … hours", min_value=0, max_value=_LONGEST_HOURS,
        help_text="To whoever enters after its time. 0: not at all.",
    )  # fmt: skip
    weekdays = forms.TypedMultipleChoiceField(
        label="Only on", choices=_DAYS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: every day that the clinic sends on.",
    )  # fmt: skip
    on_closed_days = forms.BooleanField(label="Also on closed days (greetings)", required=False)
    only_that_day = forms.BooleanField(label="On the very day or not at all", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("days", "hours"):
            self.fields[name].widget.attrs["class"] = "short"

    def has_changed(self) -> bool:
        """A row that nobody has begun to fill in says nothing, although its hours are there already."""
        if not self.is_bound:
            return super().has_changed()
        return any(self.data.get(self.add_prefix(name)) for name in ("key", "days", "template"))

    @staticmethod
    def initial_of(step: Step) -> dict[str, Any]:
        names = (
            "key", "template", "window_from", "window_until", "condition", "too_late_hours", "late_entry_hours",
            "weekdays", "on_closed_days", "only_that_day",
        )  # fmt: skip
        return {name: getattr(step, name) for name in names} | _place(step.offset_days, step.offset_hours)

    def planned(self, taken: set[str]) -> PlannedStep:
        """`taken`: keys of the other steps. A step keeps its key from version to version."""
        told = self.cleaned_data
        sign = -1 if told["side"] == _BEFORE else 1
        days, hours = sign * told["days"], sign * (told["hours"] or 0)
        rule = StepRule(
            key=told["key"] or _free_key(offset_in_words(days, hours), taken),
            days=days,
            hours=hours,
            window_from=told["window_from"],
            window_until=told["window_until"],
            too_late_hours=told["too_late_hours"],
            late_entry_hours=told["late_entry_hours"],
            condition=told["condition"],
            weekdays=frozenset(told["weekdays"]),
            on_closed_days=told["on_closed_days"],
            only_that_day=told["only_that_day"],
        )
        taken.add(rule.key)
        return PlannedStep(rule, told["template"].pk)


class _StepForms(forms.BaseFormSet):
    def clean(self) -> None:
        keys = [form.cleaned_data.get("key") for form in self.kept if form.cleaned_data.get("key")]
        if len(keys) != len(set(keys)):
            raise forms.ValidationError("Two rows are the same step. Load the page again.")

    @property
    def kept(self) -> list[StepForm]:
        """Rows that say something and were not taken away."""
        return [
            form
            for form in self.forms
            if form.has_changed() and form not in self.deleted_forms
        ]  # fmt: skip

    def planned(self) -> list[PlannedStep]:
        taken = {form.cleaned_data["key"] for form in self.kept if form.cleaned_data["key"]}
        return [form.planned(taken) for form in self.kept]


StepForms = forms.formset_factory(StepForm, formset=_StepForms, extra=0, can_delete=True, max_num=40, validate_max=True)
NEW_STEP = {
    "side": _AFTER, "hours": 0, "window_from": "09:00", "window_until": "20:00", "too_late_hours": 24,
    "late_entry_hours": 0,
}  # fmt: skip


def _place(days: int, hours: int) -> dict[str, Any]:
    """Days and hours to different sides are told in hours: the form has one side."""
    if days * hours < 0:
        days, hours = 0, days * 24 + hours
    return {"days": abs(days), "hours": abs(hours), "side": _BEFORE if days < 0 or hours < 0 else _AFTER}


def _free_key(words: str, taken: set[str]) -> str:
    wanted = slugify(words)[:34]
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (wanted, *numbered) if key not in taken)
