"""A version as the editor and its checks see it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from campaigns.channels.lines import lines
from campaigns.domain.liquid_texts import names_used
from campaigns.models import MessageTemplate, TemplateVersion
from campaigns.queries import clinics_hours
from clinic.domain.hours import local_day
from clinic.enums import Language
from clinic.models import Location
from clinic.queries import organisation
from journeys.domain.checks import findings
from journeys.domain.drafts import Clinic, Draft, DraftStep, Finding, Text
from journeys.doubled import already_sent
from journeys.models import Journey, JourneyVersion, Step
from journeys.queries import rule_of, steps_of


def draft_of(journey: Journey) -> JourneyVersion | None:
    return journey.versions.filter(published_at=None).select_related("segment").order_by("-number").first()


def findings_about(version: JourneyVersion, now: datetime) -> list[Finding]:
    """What speaks against it, as the clinic and its texts are now. `version` comes with its journey."""
    return findings_of(version, steps_of(version.pk), the_clinic(now))


def findings_of(version: JourneyVersion, steps: Sequence[Step], clinic: Clinic) -> list[Finding]:
    """What blocks first: what the draft says of itself, and what other journeys send already."""
    found = [*findings(as_draft(version, steps), clinic), *already_sent(version, steps)]
    return sorted(found, key=lambda one: not one.blocks)


def as_draft(version: JourneyVersion, steps: Iterable[Step]) -> Draft:
    steps = list(steps)
    texts = _texts({step.template for step in steps})
    return Draft(
        trigger=version.journey.trigger,
        steps=tuple(DraftStep(rule_of(step), step.channel, texts[step.template_id]) for step in steps),
        goals=frozenset(version.goals),
        exits=frozenset(version.exits),
        interval_months=version.interval_months,
        holidays=tuple(version.holidays),
        at_most=version.at_most,
        days_between=version.days_between,
        priority=version.priority,
        is_capped=version.is_capped,
    )


def the_clinic(now: datetime) -> Clinic:
    clinic = organisation()
    zones = list(Location.objects.order_by("time_zone").values_list("time_zone", flat=True).distinct())
    return Clinic(
        house=clinics_hours(),
        zones=tuple(zones) or (clinic.time_zone,),
        today=local_day(now, clinic.time_zone),
        weekly_cap=clinic.weekly_cap,
        languages={language.value: str(language.label) for language in Language},
        channels=frozenset(lines()),
    )


def fingerprint(version: JourneyVersion) -> str:
    """Tells whether somebody else has changed the draft since it was read."""
    own = [
        version.journey.trigger, version.segment_id, version.interval_months, version.day_of_month, version.holidays,
        version.at_most, version.days_between, version.goals, version.exits, version.priority, version.is_capped,
    ]  # fmt: skip
    steps = [
        (step.key, rule_of(step), step.template_id, step.channel) for step in version.steps.order_by("key")
    ]  # fmt: skip
    return sha256(repr((version.pk, own, steps)).encode()).hexdigest()[:16]


def _texts(templates: Iterable[MessageTemplate]) -> Mapping[UUID, Text]:
    by_id = {template.pk: template for template in templates}
    languages: defaultdict[UUID, set[str]] = defaultdict(set)
    asks: defaultdict[UUID, set[str]] = defaultdict(set)
    for version in _in_force(by_id):
        languages[version.template_id].add(version.language)
        asks[version.template_id] |= names_used(version.body)
    return {
        pk: Text(
            name=template.name,
            purpose=template.purpose,
            topic=template.topic,
            channel=template.channel,
            languages=frozenset(languages[pk]),
            asks_for=frozenset(asks[pk]),
        )
        for pk, template in by_id.items()
    }


def _in_force(template_ids: Iterable[UUID]) -> Iterable[TemplateVersion]:
    """The newest published version of each text in each language."""
    return (
        TemplateVersion.objects.filter(template__in=list(template_ids), published_at__isnull=False)
        .only("template_id", "language", "body")
        .order_by("template_id", "language", "-number")
        .distinct("template_id", "language")
    )
