"""One group of rules as form fields, one kind of rule after the other; a second rule of a kind has no field."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from campaigns.audiences import WORDS
from campaigns.domain import segments
from campaigns.domain.segments import Rule

_CATEGORIES = [(word, label) for word, label in WORDS.categories.items() if word != segments.PROTECTED]
_YES_NO = (("", "Does not matter"), ("yes", "Yes"), ("no", "No"))
_REACTIONS = [("", "Does not matter"), *((what, did.capitalize()) for what, (did, _) in segments.REACTIONS.items())]
_IN_JOURNEY = [("", "Does not matter"), ("in", "Is in it"), ("been", "Is or was in it"), ("never", "Never was in it")]

#: Legend → names of fields, in rows, as a page shows them.
ROWS: Mapping[str, Sequence[tuple[str, ...]]] = {
    "Who": (("kinds",), ("age_at_least", "age_at_most"), ("sexes", "languages"), ("tiers", "sources")),
    "Where": (("postal_prefixes", "cities"),),
    "Interests and services": (("interests",), ("services", "services_within_days")),
    "Visits": (
        ("visited", "visited_category", "visited_within_days"),
        ("last_on_or_after", "last_before", "upcoming"),
    ),
    "Messages and journeys": (("reaction", "reacted", "reaction_within_days"), ("journey", "in_journey")),
}


def rule_fields() -> dict[str, forms.Field]:
    """Fresh fields, by name."""
    return {
        "kinds": _any_of("Are", WORDS.kinds.items()),
        "age_at_least": _number("Age at least"),
        "age_at_most": _number("Age at most", "Age reached this year; from 90 on ages are not told apart."),
        "sexes": _any_of("Sex", WORDS.sexes.items()),
        "languages": _any_of("Read", WORDS.languages.items()),
        "tiers": _words("Member tier", "As it stands in the record, with commas: any of them."),
        "sources": _words("Came to us through", "As it stands in the record, with commas."),
        "postal_prefixes": _words("Postal areas", "First three characters of the postal code, with commas."),
        "cities": _words("Cities", "With commas."),
        "interests": _words("Interested in", "As they stand in the record, with commas: any of them."),
        "services": _any_of("Came for", _CATEGORIES),
        "services_within_days": _number("… in the last days", "Empty: ever."),
        "visited": forms.ChoiceField(label="Was here", required=False, choices=_YES_NO),
        "visited_category": forms.ChoiceField(label="… for", required=False, choices=[("", "Anything"), *_CATEGORIES]),
        "visited_within_days": _number("… in the last days"),
        "last_on_or_after": forms.DateField(label="Last visit on or after", required=False),
        "last_before": forms.DateField(label="Last visit before", required=False),
        "upcoming": forms.ChoiceField(label="Has an appointment ahead", required=False, choices=_YES_NO),
        "reaction": forms.ChoiceField(label="With our messages", required=False, choices=_REACTIONS),
        "reacted": forms.ChoiceField(label="… did so", required=False, choices=_YES_NO),
        "reaction_within_days": _number("… in the last days"),
        "journey": _words("Journey", "Its short name, such as recall."),
        "in_journey": forms.ChoiceField(label="… the person", required=False, choices=_IN_JOURNEY),
    }


def as_rules(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the fields say, as JSON that `parsed` judges; empty ones say nothing."""
    area = {"postal_prefixes": _listed(told["postal_prefixes"]), "cities": _listed(told["cities"])}
    dates = {"on_or_after": told["last_on_or_after"], "before": told["last_before"]}
    last = {"category": told["visited_category"], "within_days": told["visited_within_days"]}
    reaction = {"what": told["reaction"], "within_days": told["reaction_within_days"]}
    groups: list[tuple[str, dict[str, Any]]] = [
        ("person-kind", {"any_of": told["kinds"]}),
        ("age", {"at_least": told["age_at_least"], "at_most": told["age_at_most"]}),
        ("sex", {"any_of": told["sexes"]}),
        ("language", {"any_of": told["languages"]}),
        ("area", area),
        ("interest", {"any_of": _listed(told["interests"])}),
        ("tier", {"any_of": _listed(told["tiers"])}),
        ("source", {"any_of": _listed(told["sources"])}),
        ("service", {"any_of": told["services"], "within_days": told["services_within_days"]}),
        ("last-visit", last | _yes_or_no(told["visited"])),
        ("last-visit-on", {name: day.isoformat() for name, day in dates.items() if day}),
        ("upcoming-visit", _yes_or_no(told["upcoming"])),
        ("reaction", reaction | _yes_or_no(told["reacted"])),
        ("journey", {"journey": told["journey"].strip(), "state": told["in_journey"]}),
    ]
    return [
        {"kind": kind} | said
        for kind, values in groups
        if (said := {name: value for name, value in values.items() if value not in (None, "", [])})
    ]


def fields_of(rule: Rule) -> dict[str, Any] | None:
    """The other way round; None for what has no field."""
    match rule:
        case segments.PersonKindIs(any_of):
            return {"kinds": list(any_of)}
        case segments.AgeBand(at_least, at_most):
            return {"age_at_least": at_least, "age_at_most": at_most}
        case segments.SexIs(any_of):
            return {"sexes": list(any_of)}
        case segments.LanguageIs(any_of):
            return {"languages": list(any_of)}
        case segments.LivesIn(prefixes, cities):
            return {"postal_prefixes": ", ".join(prefixes), "cities": ", ".join(cities)}
        case segments.InterestedIn(any_of):
            return {"interests": ", ".join(any_of)}
        case segments.TierIs(any_of):
            return {"tiers": ", ".join(any_of)}
        case segments.CameFrom(any_of):
            return {"sources": ", ".join(any_of)}
        case _:
            return _fields_of_history(rule)


def _fields_of_history(rule: Rule) -> dict[str, Any] | None:
    match rule:
        case segments.HadService(any_of, days):
            return {"services": list(any_of), "services_within_days": days}
        case segments.LastVisit(days, has, category):
            return {"visited": _said(has), "visited_category": category, "visited_within_days": days}
        case segments.LastVisitOn(after, before):
            return {"last_on_or_after": after, "last_before": before}
        case segments.UpcomingVisit(has):
            return {"upcoming": _said(has)}
        case segments.Reacted(what, has, days):
            return {"reaction": what, "reacted": _said(has), "reaction_within_days": days}
        case segments.InJourney(journey, state):
            return {"journey": journey, "in_journey": state}
        case _:
            return None


def _any_of(label: str, choices: Any) -> forms.Field:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=list(choices), widget=forms.CheckboxSelectMultiple
    )


def _number(label: str, help_text: str = "") -> forms.Field:
    return forms.IntegerField(label=label, required=False, help_text=help_text)


def _words(label: str, help_text: str) -> forms.Field:
    return forms.CharField(label=label, required=False, help_text=help_text)


def _said(has: bool) -> str:
    return "yes" if has else "no"


def _yes_or_no(word: str) -> dict[str, bool]:
    return {"has": word == "yes"} if word else {}


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]
