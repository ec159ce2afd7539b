"""Rules of a segment as form fields: one group of fields for each kind of rule; more of one kind are kept as JSON."""

from collections.abc import Sequence
from typing import Any

from django import forms

from campaigns.audiences import WORDS
from campaigns.domain import segments
from campaigns.domain.segments import BadRules, Rule, as_json, parsed
from campaigns.models import Segment

_YES_NO = (("", "Does not matter"), ("yes", "Yes"), ("no", "No"))
_CATEGORIES = [(word, label) for word, label in WORDS.categories.items() if word != segments.PROTECTED]


class SegmentForm(forms.ModelForm):
    """`cleaned_data["rules"]` is the JSON of all rules, checked."""

    kinds = forms.MultipleChoiceField(
        label="Are", required=False, choices=list(WORDS.kinds.items()), widget=forms.CheckboxSelectMultiple
    )
    age_at_least = forms.IntegerField(label="Age at least", required=False)
    age_at_most = forms.IntegerField(
        label="Age at most", required=False, help_text="Age reached this year; from 90 on ages are not told apart."
    )
    sexes = forms.MultipleChoiceField(
        label="Sex", required=False, choices=list(WORDS.sexes.items()), widget=forms.CheckboxSelectMultiple
    )
    postal_prefixes = forms.CharField(
        label="Postal areas", required=False, help_text="First three characters of the postal code, with commas."
    )
    cities = forms.CharField(label="Cities", required=False, help_text="With commas.")
    interests = forms.CharField(
        label="Interested in", required=False, help_text="As they stand in the record, with commas: any of them."
    )
    services = forms.MultipleChoiceField(
        label="Came for", required=False, choices=_CATEGORIES, widget=forms.CheckboxSelectMultiple
    )
    services_within_days = forms.IntegerField(label="… in the last days", required=False, help_text="Empty: ever.")
    visited = forms.ChoiceField(label="Was here", required=False, choices=_YES_NO)
    visited_category = forms.ChoiceField(label="… for", required=False, choices=[("", "Anything"), *_CATEGORIES])
    visited_within_days = forms.IntegerField(label="… in the last days", required=False)
    last_on_or_after = forms.DateField(label="Last visit on or after", required=False)
    last_before = forms.DateField(label="Last visit before", required=False)
    upcoming = forms.ChoiceField(label="Has an appointment ahead", required=False, choices=_YES_NO)
    more_rules = forms.JSONField(
        label="Further rules (JSON)", required=False, help_text="A second rule of a kind above, as a list."
    )

    class Meta:
        model = Segment
        fields = ("name", "slug")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        segment = kwargs.get("instance")
        if segment is not None and segment.rules:
            kwargs["initial"] = _as_fields(segment.rules) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if self.errors:
            return told
        try:
            told["rules"] = as_json(parsed([*_as_rules(told), *(told.get("more_rules") or [])], WORDS))
        except (BadRules, TypeError) as bad:
            problems = bad.problems if isinstance(bad, BadRules) else ["Further rules are a list."]
            raise forms.ValidationError([forms.ValidationError(problem) for problem in problems]) from None
        return told


FIELDSETS: Any = (
    (None, {"fields": ("name", "slug")}),
    ("Who", {"fields": ("kinds", ("age_at_least", "age_at_most"), "sexes")}),
    ("Where", {"fields": ("postal_prefixes", "cities")}),
    ("Interests", {"fields": ("interests",)}),
    ("Services", {"fields": ("services", "services_within_days")}),
    (
        "Visits",
        {
            "fields": (
                ("visited", "visited_category", "visited_within_days"),
                ("last_on_or_after", "last_before"),
                "upcoming",
            )
        },
    ),
    ("More", {"fields": ("more_rules",), "classes": ("collapse",)}),
)


def _as_rules(told: dict[str, Any]) -> list[dict[str, Any]]:
    """What the fields say, as JSON that `parsed` judges; empty groups say nothing."""
    area = {"postal_prefixes": _listed(told["postal_prefixes"]), "cities": _listed(told["cities"])}
    dates = {"on_or_after": told["last_on_or_after"], "before": told["last_before"]}
    last = {"category": told["visited_category"], "within_days": told["visited_within_days"]}
    groups: list[tuple[str, dict[str, Any]]] = [
        ("person-kind", {"any_of": told["kinds"]}),
        ("age", {"at_least": told["age_at_least"], "at_most": told["age_at_most"]}),
        ("sex", {"any_of": told["sexes"]}),
        ("area", area),
        ("interest", {"any_of": _listed(told["interests"])}),
        ("service", {"any_of": told["services"], "within_days": told["services_within_days"]}),
        ("last-visit", last | _yes_or_no(told["visited"])),
        ("last-visit-on", {name: day.isoformat() for name, day in dates.items() if day}),
        ("upcoming-visit", _yes_or_no(told["upcoming"])),
    ]
    return [
        {"kind": kind} | said
        for kind, values in groups
        if (said := {name: value for name, value in values.items() if value not in (None, "", [])})
    ]


def _as_fields(rules: list[dict[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    more: list[Rule] = []
    seen: set[str] = set()
    try:
        found: Sequence[Rule] = parsed(rules, WORDS)
    except BadRules:
        return {"more_rules": rules}
    for rule in found:
        if rule.kind in seen:
            more.append(rule)
        else:
            seen.add(rule.kind)
            fields |= _fields_of(rule)
    return fields | ({"more_rules": as_json(more)} if more else {})


def _fields_of(rule: Rule) -> dict[str, Any]:
    match rule:
        case segments.PersonKindIs(any_of):
            return {"kinds": list(any_of)}
        case segments.AgeBand(at_least, at_most):
            return {"age_at_least": at_least, "age_at_most": at_most}
        case segments.SexIs(any_of):
            return {"sexes": list(any_of)}
        case segments.LivesIn(prefixes, cities):
            return {"postal_prefixes": ", ".join(prefixes), "cities": ", ".join(cities)}
        case segments.InterestedIn(any_of):
            return {"interests": ", ".join(any_of)}
        case segments.HadService(any_of, days):
            return {"services": list(any_of), "services_within_days": days}
        case segments.LastVisit(days, has, category):
            said = "yes" if has else "no"
            return {"visited": said, "visited_category": category, "visited_within_days": days}
        case segments.LastVisitOn(after, before):
            return {"last_on_or_after": after, "last_before": before}
        case segments.UpcomingVisit(has):
            return {"upcoming": "yes" if has else "no"}


def _yes_or_no(word: str) -> dict[str, bool]:
    return {"has": word == "yes"} if word else {}


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]
