"""Rules of a segment as three groups of form fields: all of these, at least one of these, none of these. What does not
fit into them is kept as JSON."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from campaigns.audiences import WORDS
from campaigns.domain.segments import AnyOf, BadRules, NoneOf, Rule, as_json, parsed
from campaigns.models import Segment
from campaigns.segment_fields import ROWS, as_rules, fields_of, rule_fields

#: Prefix of the fields → the group that they are, and what a page calls it.
_GROUPS: Mapping[str, tuple[type[AnyOf] | type[NoneOf], str]] = {
    "any_": (AnyOf, "… and at least one of these"),
    "none_": (NoneOf, "… and none of these"),
}


class SegmentForm(forms.ModelForm):
    """`cleaned_data["rules"]` is the JSON of all rules, checked."""

    more_rules = forms.JSONField(
        label="Further rules (JSON)", required=False, help_text="A second rule of a kind above, or a group, as a list."
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
        if self.errors.keys() - {"name", "slug"}:
            return told
        try:
            told["rules"] = as_json(parsed([*_as_rules(told), *(told.get("more_rules") or [])], WORDS))
        except (BadRules, TypeError) as bad:
            problems = bad.problems if isinstance(bad, BadRules) else ["Further rules are a list."]
            raise forms.ValidationError([forms.ValidationError(problem) for problem in problems]) from None
        return told


for _prefix in ("", *_GROUPS):
    for _name, _field in rule_fields().items():
        SegmentForm.declared_fields[_prefix + _name] = SegmentForm.base_fields[_prefix + _name] = _field


def _fieldsets(prefix: str) -> list[tuple[str, tuple[tuple[str, ...], ...]]]:
    return [(legend, tuple(tuple(prefix + name for name in row) for row in rows)) for legend, rows in ROWS.items()]


FIELDSETS: Any = (
    (None, {"fields": ("name", "slug")}),
    *((legend, {"fields": rows}) for legend, rows in _fieldsets("")),
    *(
        (title, {"fields": tuple(row for _, rows in _fieldsets(prefix) for row in rows), "classes": ("collapse",)})
        for prefix, (_, title) in _GROUPS.items()
    ),
    ("More", {"fields": ("more_rules",), "classes": ("collapse",)}),
)


def _as_rules(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    groups = [
        {"kind": group.kind, "rules": rules}
        for prefix, (group, _) in _GROUPS.items()
        if (rules := as_rules({name: told[prefix + name] for name in rule_fields()}))
    ]
    return [*as_rules(told), *groups]


def _as_fields(rules: list[dict[str, Any]]) -> dict[str, Any]:
    try:
        found = parsed(rules, WORDS)
    except BadRules:
        return {"more_rules": rules}
    fields, more = _spread(found)
    for prefix, (group, _) in _GROUPS.items():
        for rule in [one for one in more if type(one) is group]:
            inner, rest = _spread(rule.rules)
            if not rest and not any(name.startswith(prefix) for name in fields):
                fields |= {prefix + name: value for name, value in inner.items()}
                more.remove(rule)
    return fields | ({"more_rules": as_json(more)} if more else {})


def _spread(rules: Iterable[Rule]) -> tuple[dict[str, Any], list[Rule]]:
    """Rules as fields, the first of each kind; and those that have none."""
    fields: dict[str, Any] = {}
    more: list[Rule] = []
    for rule in rules:
        told = fields_of(rule)
        if told is None or not told.keys().isdisjoint(fields):
            more.append(rule)
        else:
            fields |= told
    return fields, more
