"""Texts that another journey sends already: to the same people, at the same moment."""

from collections.abc import Iterable, Iterator

from django.db.models import OuterRef, Q, QuerySet, Subquery

from journeys.domain.drafts import Finding
from journeys.enums import Trigger
from journeys.models import JourneyVersion, Step

_MEND = "Switch that one off, or choose another segment."


def already_sent(version: JourneyVersion, steps: Iterable[Step]) -> Iterator[Finding]:
    """A finding for each step whose text a journey that is on sends at the same offset from the same anchor, to the
    same segment or where one of the two is for everybody. It blocks where the journey itself is on.

    `version` comes with its journey. One query.
    """
    others = {(step.template_id, step.offset_days, step.offset_hours): step for step in _steps_that_are_on(version)}
    for step in steps:
        if other := others.get((step.template_id, step.offset_days, step.offset_hours)):
            says = f"This text already goes to the same people from “{other.version.journey.name}”."
            yield Finding(says, _MEND, step.key, blocks=version.journey.is_active)


def _steps_that_are_on(version: JourneyVersion) -> QuerySet[Step]:
    """Of each journey's latest published version."""
    published = JourneyVersion.objects.filter(journey=OuterRef("version__journey"), published_at__isnull=False)
    return (
        Step.objects.filter(
            _meets(version),
            version=Subquery(published.order_by("-number").values("pk")[:1]),
            version__journey__is_active=True,
            version__journey__trigger=version.journey.trigger,
        )
        .exclude(version__journey=version.journey_id)
        .select_related("version__journey")
    )


def _meets(version: JourneyVersion) -> Q:
    """Versions that people of this one may enter, about the same anchor."""
    meets = Q()
    if version.segment_id:
        meets &= Q(version__segment=None) | Q(version__segment=version.segment_id)
    if version.journey.trigger == Trigger.FIXED_DAY:
        meets &= Q(version__day_of_month=version.day_of_month)
    if version.journey.trigger in (Trigger.CHECK_UP_DUE, Trigger.LAST_VISIT):
        meets &= Q(version__interval_months=version.interval_months)
    if version.journey.trigger == Trigger.HOLIDAY and version.holidays:
        meets &= Q(version__holidays=[]) | Q(version__holidays__overlap=version.holidays)
    return meets
