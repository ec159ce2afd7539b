"""Drafting journeys. A journey has at most one draft; publishing makes it a version that never changes.

Whoever is under way keeps the version they began with; whoever enters later gets the newest published one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from audit.domain.actors import Actor
from audit.domain.uuid7 import uuid7
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.models import MessageTemplate
from journeys.domain.checks import may_be_published
from journeys.domain.drafts import Finding
from journeys.domain.timeline import StepRule
from journeys.drafts import draft_of, findings_about, fingerprint
from journeys.enums import Trigger
from journeys.models import Journey, JourneyVersion, Step
from journeys.operations.switching import one_at_a_time
from journeys.queries import latest_version

#: What a version says of itself beside its steps.
SETTINGS = (
    "segment_id", "interval_months", "day_of_month", "holidays", "at_most", "days_between", "goals", "exits",
    "priority", "is_capped",
)  # fmt: skip


class CannotPublish(ValueError):
    """`findings`: what blocks, and the rest."""

    def __init__(self, found: list[Finding]) -> None:
        super().__init__(f"{sum(one.blocks for one in found)} thing(s) speak against it")
        self.findings = found


class ChangedMeanwhile(ValueError):
    """Somebody else saved, published or discarded the draft after it was read. Reading it again helps."""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step as it is to be. The channel is its text's."""

    rule: StepRule
    template_id: UUID


@transaction.atomic
def begin(*, name: str, trigger: str, description: str = "", by: Actor, now: datetime) -> Journey:
    """A journey that is off, with an empty draft."""
    journey = Journey.objects.create(
        slug=_free_slug(name), name=name, description=description, trigger=Trigger(trigger)
    )
    _new_version(journey, None, by=by, now=now)
    _record("begin", journey, by=by)
    return journey


@transaction.atomic
def clone(*, journey_id: UUID, name: str, by: Actor, now: datetime) -> Journey:
    """A journey that is off, with a draft that says what the other one's published version (else its draft) says."""
    other = Journey.objects.get(pk=journey_id)
    journey = Journey.objects.create(
        slug=_free_slug(name),
        name=name,
        description=other.description,
        trigger=other.trigger,
        cloned_from=other,
        review_every_months=other.review_every_months,
    )
    _new_version(journey, latest_version(other) or draft_of(other), by=by, now=now)
    _record("clone", journey, by=by, cloned_from=other.slug)
    return journey


@transaction.atomic
def begin_draft(*, journey_id: UUID, by: Actor, now: datetime) -> JourneyVersion:
    """The journey's draft; made of its published version if there is none."""
    journey = Journey.objects.select_for_update().get(pk=journey_id)
    draft = draft_of(journey)
    if draft is None:
        draft = _new_version(journey, latest_version(journey), by=by, now=now)
        _record("begin-draft", journey, by=by, version=draft.number)
    return draft


@transaction.atomic
def save_draft(
    *,
    journey_id: UUID,
    settings: Mapping[str, Any],
    steps: Sequence[PlannedStep],
    by: Actor,
    now: datetime,
    expects: str | None = None,
) -> JourneyVersion:
    """What it says from now on, whole: steps that are not named are gone. `expects`: the fingerprint that was read.

    Raises `ChangedMeanwhile`. A draft may be wrong; what speaks against it is asked when it is published.
    """
    draft = _locked_draft(journey_id, expects)
    for name in SETTINGS:
        if name in settings:
            setattr(draft, name, settings[name])
    draft.save()
    draft.steps.all().delete()
    channels = dict(MessageTemplate.objects.values_list("pk", "channel"))
    Step.objects.bulk_create([_step(draft, step, channels[step.template_id]) for step in steps])
    _record("save-draft", draft.journey, by=by, version=draft.number, steps=len(steps))
    return draft


@transaction.atomic
def describe(
    *,
    journey_id: UUID,
    name: str,
    description: str,
    review_every_months: int,
    trigger: str = "",
    by: Actor,
    now: datetime,
) -> Journey:
    """What a journey is called, and how often it is read again. Another trigger only before it was ever published."""
    journey = Journey.objects.select_for_update().get(pk=journey_id)
    journey.name, journey.description, journey.review_every_months = name, description, review_every_months
    if trigger and not journey.versions.filter(published_at__isnull=False).exists():
        journey.trigger = Trigger(trigger)
    journey.save()
    _record("describe", journey, by=by)
    return journey


@transaction.atomic
def publish(*, journey_id: UUID, by: Actor, now: datetime, expects: str | None = None) -> JourneyVersion:
    """Make the draft the version that people enter from now on. Raises `CannotPublish` and `ChangedMeanwhile`."""
    one_at_a_time()
    draft = _locked_draft(journey_id, expects)
    found = findings_about(draft, now)
    if not may_be_published(found):
        raise CannotPublish(found)
    draft.published_at, draft.published_by = now, f"{by.kind}:{by.id}"
    draft.save(update_fields=["published_at", "published_by"])
    _record("publish", draft.journey, by=by, version=draft.number)
    return draft


@transaction.atomic
def discard(*, journey_id: UUID, by: Actor, now: datetime) -> None:
    """The draft is gone; what is published stays. Raises `ChangedMeanwhile` where there is none."""
    draft = _locked_draft(journey_id, None)
    number = draft.number
    draft.delete()
    _record("discard-draft", draft.journey, by=by, version=number)


def _locked_draft(journey_id: UUID, expects: str | None) -> JourneyVersion:
    Journey.objects.select_for_update().get(pk=journey_id)
    draft = (
        JourneyVersion.objects.filter(journey_id=journey_id, published_at=None)
        .select_related("journey", "segment")
        .order_by("-number")
        .first()
    )
    if draft is None:
        raise ChangedMeanwhile("there is no draft any more")
    if expects is not None and fingerprint(draft) != expects:
        raise ChangedMeanwhile("somebody else saved it meanwhile")
    return draft


def _new_version(journey: Journey, like: JourneyVersion | None, *, by: Actor, now: datetime) -> JourneyVersion:
    last = journey.versions.aggregate(last=Max("number"))["last"] or 0
    told = {name: getattr(like, name) for name in SETTINGS} if like else {}
    version = JourneyVersion.objects.create(
        journey=journey, number=last + 1, created_at=now, created_by=f"{by.kind}:{by.id}", **told
    )
    steps = list(like.steps.all()) if like else []
    for step in steps:
        step.pk, step.version = uuid7(), version
    Step.objects.bulk_create(steps)
    return version


def _step(version: JourneyVersion, planned: PlannedStep, channel: str) -> Step:
    rule = planned.rule
    return Step(
        version=version,
        key=rule.key,
        offset_days=rule.days,
        offset_hours=rule.hours,
        window_from=rule.window_from,
        window_until=rule.window_until,
        weekdays=sorted(rule.weekdays),
        on_closed_days=rule.on_closed_days,
        only_that_day=rule.only_that_day,
        condition=rule.condition,
        too_late_hours=rule.too_late_hours,
        late_entry_hours=rule.late_entry_hours,
        template_id=planned.template_id,
        channel=channel,
    )


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:40] or "journey"
    taken = set(Journey.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)


def _record(step: str, journey: Journey, *, by: Actor, **more: str | int) -> None:
    record_change(
        word=AuditWord.CONFIGURE,
        actor=by,
        fields=["journeys.journeyversion"],
        details={"journey": journey.slug, "step": step, **more},
    )
